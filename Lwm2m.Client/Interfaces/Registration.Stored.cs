// The registration in a store, so that a device that has slept or restarted goes on with an Update
// where the server still knows it:
//   0    format: 1
//   1    milliseconds until the next Update (4)
//   5    Observe number (3)
//   8    length of the attributes (2)
//   10   what RegistrationMessages writes | the attributes | the observations | checksum (4)
//
// It is used once: what has been read is erased before the first datagram leaves. It is erased as
// well as soon as it is no longer so, before the server learns that. The checksum is bound to the
// endpoint, for it is its registration.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
    private const int Format = 1;
    private const int NextUpdateAt = 1;
    private const int SequenceAt = 5;
    private const int AttributesAt = 8;
    private const int StateAt = 10;
    private const int ChecksumBytes = 4;
    private const int SaveIntervalMs = 60000;

    /// <summary>
    /// More notifications than are sent before the next save; RFC 7641 §3.4 takes a number that is
    /// ahead by less than half of all for the newer one.
    /// </summary>
    private const int SequenceHeadRoom = 0x400000;

    // When the state has to be saved, and when it was; whether the store holds something.
    private long _saveMs = Deadline.Never;
    private long _savedMs = -SaveIntervalMs;
    private bool _isSaved;

    /// <summary>
    /// The registration, an observation or an attribute has changed: if that is to outlive a
    /// restart, it is stored, but not more often than once a minute.
    /// </summary>
    public override void OnStateChanged()
    {
        Erase();
        if (_workspace.KeepsRegistrations && _isKnown)
        {
            _saveMs = _savedMs + SaveIntervalMs;
            _dueMs = _saveMs < _dueMs ? _saveMs : _dueMs;
        }
    }

    /// <summary>Stores the state, if there is one.</summary>
    private void Save(long nowMs)
    {
        IStorage store = _workspace.Storage;
        _saveMs = Deadline.Never;
        if (store == null || !_isKnown)
        {
            return;
        }

        byte[] buffer = _workspace.TransmitBuffer;
        int end = buffer.Length - ChecksumBytes;
        long waitMs = _stateDueMs > nowMs && State == RegistrationState.Registered
            ? _stateDueMs - nowMs
            : 0;
        buffer[0] = Format;
        Bytes.WriteInteger(
            buffer, NextUpdateAt, 4, waitMs < int.MaxValue ? waitMs : int.MaxValue);
        Bytes.WriteUInt24(buffer, SequenceAt, Reporting.TakeSequence());
        int at = Export(buffer, StateAt);
        int attributes = Attributes.Export(buffer, at, end - at);
        at += attributes;
        int observations = attributes < 0
            ? -1
            : Reporting.Export(buffer, at, end - at);
        _savedMs = nowMs;
        if (observations >= 0)
        {
            at += observations;
            Bytes.WriteUInt16(buffer, AttributesAt, attributes);
            Bytes.WriteInteger(buffer, at, ChecksumBytes, Checksum(buffer, at));
            store.Write(Key, buffer, 0, at + ChecksumBytes);
            _isSaved = true;
        }
    }

    /// <summary>Takes up the state that is stored, unless it is still in memory.</summary>
    /// <returns>When the next Update is due; now, if it is not known how long that was ago.
    /// </returns>
    private long Restore(long nowMs)
    {
        IStorage store = _workspace.Storage;
        byte[] buffer = _workspace.TransmitBuffer;
        int end = store == null ? -1 : store.Read(Key, buffer, 0, buffer.Length) - ChecksumBytes;
        if (end < StateAt || end + ChecksumBytes > buffer.Length || buffer[0] != Format
            || (int)Bytes.ReadInteger(buffer, end, ChecksumBytes) != Checksum(buffer, end))
        {
            return nowMs;
        }

        _isSaved = true;
        Erase();
        if (_isSaved || _isKnown)
        {
            return nowMs;
        }

        int at = Import(buffer, StateAt);
        int attributes = Bytes.ReadUInt16(buffer, AttributesAt);
        long savedMs = _workspace.SuspendedMs;
        _isKnown = true;
        Attributes.Import(buffer, at, attributes);
        at += attributes;
        Reporting.Import(buffer, at, end - at, savedMs == 0 ? nowMs : savedMs);
        Reporting.Sequence = Bytes.ReadUInt24(buffer, SequenceAt) + SequenceHeadRoom;
        return savedMs == 0 ? nowMs : savedMs + Bytes.ReadInteger(buffer, NextUpdateAt, 4);
    }

    /// <summary>Empties the store, if there is something in it.</summary>
    private void Erase()
    {
        if (_isSaved)
        {
            _isSaved = !_workspace.Storage.Write(Key, _workspace.TransmitBuffer, 0, 0);
        }
    }

    private int Key
    {
        get { return StorageKey.Registration + Account.ServerId; }
    }

    private int Checksum(byte[] buffer, int end)
    {
        byte[] endpoint = _workspace.EndpointQuery;
        return Bytes.Digest(buffer, 0, end) ^ Bytes.Digest(endpoint, 0, endpoint.Length);
    }
}
