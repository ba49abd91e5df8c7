// The state of a secure session in a store, so that a wake-up from deep sleep costs no handshake,
// or a short one: what DtlsConnection writes, then the message id (2).
//
// The keys of a connection count as used up as soon as they are read: the slot is written again
// without them, and read back, before the first datagram leaves. What is then left of the slot is
// enough for an abbreviated handshake. While a connection lives in memory the slot holds none.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class ServerSession
{
    /// <summary>What the message id in the slot is ahead, to be on the safe side.</summary>
    private const int HeadRoom = 32;

    /// <summary>Writes the session into the slot.</summary>
    /// <param name="hasConnection">
    /// Whether the connection goes with it; it must then not be used any more here.
    /// </param>
    protected void SaveSession(bool hasConnection)
    {
        if (_storage != null && Dtls != null)
        {
            WriteSession(hasConnection);
            Bytes.Wipe(_transmitBuffer);
        }
    }

    /// <summary>Empties the slot, and that of the registration.</summary>
    public bool ForgetStored()
    {
        int serverId = ServerId;
        return serverId < 0
            || (_workspace.Erase(StorageKey.Session + serverId)
                & _workspace.Erase(StorageKey.Registration + serverId));
    }

    /// <summary>Takes up what the slot holds.</summary>
    protected void RestoreSession()
    {
        if (_storage != null && Dtls != null)
        {
            // A record begins with a flag: whether there is a connection.
            if (LoadSession() && TransferSession(true)
                && !(WriteSession(false) && LoadSession() && !_record.Flag(true)))
            {
                Dtls.Close(false);
            }

            Bytes.Wipe(_transmitBuffer);
        }
    }

    private bool LoadSession()
    {
        return _record.Load(_storage, ServerId);
    }

    private bool WriteSession(bool hasConnection)
    {
        StoredRecord record = _record;
        record.Begin();
        TransferSession(hasConnection);
        return record.Save(_storage, ServerId);
    }

    /// <summary>Writes the session, or takes it up; then true if a connection came with it.
    /// </summary>
    private bool TransferSession(bool hasConnection)
    {
        StoredRecord record = _record;
        bool isConnected = Dtls.Transfer(record, hasConnection);
        _nextMessageId = (int)record.Integer(_nextMessageId + HeadRoom, 2);
        return isConnected;
    }
}
