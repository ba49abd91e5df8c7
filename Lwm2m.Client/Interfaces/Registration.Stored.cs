// The registration in a store, so that a device that has slept or restarted goes on with an Update
// where the server still knows it: milliseconds until the next Update (8), Observe number (3), then
// what RegistrationMessages, the attributes and the observations write.
//
// It is used once: what has been read is erased before the first datagram leaves. It is erased as
// well as soon as it is no longer so, before the server learns that. The record is sealed
// with the endpoint, for it is its registration.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
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
            _dueMs = Deadline.Earlier(_saveMs, _dueMs);
        }
    }

    /// <summary>Stores the state, if there is one.</summary>
    private void Save(long nowMs)
    {
        IStorage store = _storage;
        StoredRecord record = _record;
        _saveMs = Deadline.Never;
        if (store != null && _isKnown)
        {
            record.Begin();
            Transfer(
                record, State == RegistrationState.Registered ? _stateDueMs - nowMs : 0, nowMs);
            _savedMs = nowMs;
            _isSaved = true;
            record.Save(store, Key);
        }
    }

    /// <summary>Takes up the state that is stored, unless it is still in memory.</summary>
    /// <returns>When the next Update is due; now, if it is not known how long that was ago.
    /// </returns>
    private long Restore(long nowMs)
    {
        IStorage store = _storage;
        StoredRecord record = _record;
        if (store == null || !record.Load(store, Key))
        {
            return nowMs;
        }

        _isSaved = true;
        Erase();
        if (_isSaved || _isKnown)
        {
            return nowMs;
        }

        long savedMs = _workspace.SuspendedMs;
        _isKnown = true;
        long waitMs = Transfer(record, 0, savedMs == 0 ? nowMs : savedMs);
        Sequence += SequenceHeadRoom;
        return savedMs == 0 ? nowMs : savedMs + waitMs;
    }

    /// <summary>Writes the state, or takes it up.</summary>
    /// <param name="record">Where to, or from.</param>
    /// <param name="waitMs">How long it is until the next Update.</param>
    /// <param name="savedMs">When it was written, on the clock as it is now.</param>
    /// <returns>How long it was until the next Update.</returns>
    private long Transfer(StoredRecord record, long waitMs, long savedMs)
    {
        waitMs = record.Integer(waitMs, 8);
        Sequence = (int)record.Integer(Sequence, 3);
        TransferMessages(record);
        Attributes.Transfer(record);
        TransferReporting(record, savedMs);
        return waitMs;
    }

    /// <summary>Empties the store, if there is something in it.</summary>
    private void Erase()
    {
        if (_isSaved)
        {
            _isSaved = !_workspace.Erase(Key);
        }
    }

    private int Key
    {
        get { return StorageKey.Registration + ServerId; }
    }
}
