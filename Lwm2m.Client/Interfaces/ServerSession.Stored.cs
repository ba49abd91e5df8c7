// The state of a secure session in a store, so that a wake-up from deep sleep costs no handshake,
// or a short one:
//   0    format: 3
//   1    the connection and the session, as DtlsConnection writes them (179)
//   180  message id (2)
//   182  the first 8 bytes of the SHA-256 of all before
//
// The keys of a connection count as used up as soon as they are read: the slot is written again
// without them, and read back, before the first datagram leaves. What is then left of the slot is
// enough for an abbreviated handshake. While a connection lives in memory the slot holds none.

using System;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class ServerSession
{
    private const int SessionFormat = 3;
    private const int ConnectionAt = 1;
    private const int MessageIdAt = ConnectionAt + DtlsConnection.StateBytes;
    private const int DigestAt = MessageIdAt + 2;
    private const int DigestBytes = 8;

    /// <summary>What the numbers are ahead of those in the slot, to be on the safe side.</summary>
    private const int HeadRoom = 64;

    /// <summary>Writes the session into the slot.</summary>
    /// <param name="hasConnection">
    /// Whether the connection goes with it; it must then not be used any more here.
    /// </param>
    protected void SaveSession(bool hasConnection)
    {
        IStorage store = _workspace.Storage;
        if (store != null && Dtls != null)
        {
            WriteSession(store, hasConnection);
            Bytes.Wipe(_workspace.TransmitBuffer);
        }
    }

    /// <summary>Empties the slot, and that of the registration.</summary>
    public bool ForgetStored()
    {
        int serverId = Account.ServerId;
        return serverId < 0
            || (_workspace.Erase(StorageKey.Session + serverId)
                & _workspace.Erase(StorageKey.Registration + serverId));
    }

    /// <summary>Takes up what the slot holds.</summary>
    protected void RestoreSession()
    {
        IStorage store = _workspace.Storage;
        if (store == null || Dtls == null)
        {
            return;
        }

        byte[] buffer = _workspace.TransmitBuffer;
        int length = store.Read(Account.ServerId, buffer, 0, buffer.Length);
        if (length == Limits.SessionSlotBytes && buffer[0] == SessionFormat
            && Bytes.Equal(buffer, DigestAt, DigestOf(buffer), 0, DigestBytes))
        {
            _nextMessageId = Bytes.ReadUInt16(buffer, MessageIdAt) + HeadRoom;
            if (Dtls.Import(buffer, ConnectionAt) && !UseUp(store))
            {
                Dtls.Close(false);
            }
        }

        Bytes.Wipe(buffer);
    }

    /// <summary>Writes the slot without the connection, and looks whether it is so.</summary>
    private bool UseUp(IStorage store)
    {
        byte[] buffer = _workspace.TransmitBuffer;
        if (!WriteSession(store, false))
        {
            return false;
        }

        // The receive buffer is free: nothing is received before there is a socket.
        byte[] check = _workspace.ReceiveBuffer;
        int length = store.Read(Account.ServerId, check, 0, check.Length);
        bool isSame = length == Limits.SessionSlotBytes
            && Bytes.Equal(buffer, 0, check, 0, length);
        Bytes.Wipe(check);
        return isSame;
    }

    private bool WriteSession(IStorage store, bool hasConnection)
    {
        byte[] buffer = _workspace.TransmitBuffer;
        buffer[0] = SessionFormat;
        Dtls.Export(buffer, ConnectionAt, hasConnection);
        Bytes.WriteUInt16(buffer, MessageIdAt, TakeMessageId());
        Array.Copy(DigestOf(buffer), 0, buffer, DigestAt, DigestBytes);
        return store.Write(
            Account.ServerId, buffer, 0, Limits.SessionSlotBytes);
    }

    private byte[] DigestOf(byte[] buffer)
    {
        return _workspace.Handshake.Keys.DigestOf(buffer, 0, DigestAt);
    }
}
