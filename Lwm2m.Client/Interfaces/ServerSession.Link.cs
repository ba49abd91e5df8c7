// The way to one server: a socket, and DTLS over it if the account is a secure one. Messages are
// plaintext on this side. A record is made in the transmit buffer, which has room around a
// message; what an exchange keeps stays plaintext, because each retransmission is a new record.

using System;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class ServerSession
{
    // What a message with a block of a request holds beside it.
    private const int HeadBytes = 64;

    private readonly IDatagramTransport _transport;

    /// <summary>The most that one message may have: what one datagram carries.</summary>
    public int MaxMessageBytes = Limits.DatagramBytes;

    /// <summary>The DTLS connection, or null without security.</summary>
    protected DtlsConnection Dtls;

    /// <summary>
    /// Whether there is a connection that a new socket leaves as it is (RFC 9146).
    /// </summary>
    protected bool OutlivesSocket
    {
        get
        {
            DtlsConnection dtls = Dtls;
            return dtls != null && dtls.State == DtlsState.Connected && dtls.HasConnectionId;
        }
    }

    /// <summary>A size exponent, or the Block option of a first block, that leaves room for what a
    /// message with a block holds beside it.</summary>
    public int Fitting(int block)
    {
        return block < 16 ? BlockOption.Fitting(block, MaxMessageBytes - HeadBytes) : block;
    }

    /// <summary>Ends the conversation: no exchange crosses an epoch (RFC 7252 §9.1.1).
    /// </summary>
    /// <param name="notifies">Whether the server is told that a secure connection ends.</param>
    protected void Disconnect(bool notifies)
    {
        EndExchange();
        _workspace.Requests.Forget(this);
        if (Dtls != null)
        {
            Dtls.Close(notifies);
        }

        _transport.Close();
    }

    /// <summary>Closes the socket only: a connection with an id goes on over the next one.
    /// </summary>
    protected void CloseSocket()
    {
        EndExchange();
        _transport.Close();
    }

    /// <summary>
    /// Takes a new socket; over it begins the handshake, unless a connection goes on or there is
    /// no security.
    /// </summary>
    /// <param name="updateMs">When the next Update is due, if nothing else wants one.</param>
    /// <param name="nowMs">The time.</param>
    protected void Connect(long updateMs, long nowMs)
    {
        Account account = Account;

        // A connection that goes on may bring what was done already; another one does not.
        bool goesOn = OutlivesSocket;
        if (!goesOn && Duplicates != null)
        {
            Duplicates.Clear();
        }

        Secure();
        TransportStatus status = _transport.Connect(account.Host, account.Port);
        IsConnected = status == TransportStatus.Connected;
        if (!IsConnected)
        {
            Fail(
                status == TransportStatus.HostUnknown
                    ? RegistrationReason.HostUnknown
                    : RegistrationReason.NetworkDown,
                0, nowMs);
        }
        else if (goesOn || Dtls == null)
        {
            Begin(goesOn || account.KeepsAddress, updateMs, nowMs);
        }
        else
        {
            Dtls.Start(nowMs);
            OnConnecting();
        }
    }

    /// <summary>
    /// Has a secure connection if the account wants one. Allocates it if a bootstrap has made the
    /// account a secure one.
    /// </summary>
    private void Secure()
    {
        DtlsParameters parameters = Account.Dtls;
        if (parameters == null)
        {
            Dtls = null;
        }
        else if (Dtls == null)
        {
            // The exchange's buffer is free for a handshake, before which nothing is exchanged.
            Dtls = _workspace.NewConnection(parameters, _transport, Exchange.Buffer);
        }
    }

    private void Begin(bool isResumed, long updateMs, long nowMs)
    {
        int bytes = Dtls == null ? Limits.DatagramBytes : Dtls.MaxDataBytes;
        MaxMessageBytes = bytes < Limits.DatagramBytes ? bytes : Limits.DatagramBytes;
        OnSecured(isResumed, updateMs, nowMs);
    }

    /// <summary>The handshake is complete; or it has failed, or the connection has ended.
    /// </summary>
    private void OnConnection(DtlsEvent outcome, long nowMs)
    {
        DtlsConnection dtls = Dtls;
        if (outcome == DtlsEvent.Connected)
        {
            Begin(dtls.IsResumed, nowMs, nowMs);
            return;
        }

        // Only the reasons that have to do with security come with an alert.
        RegistrationReason reason = dtls.Reason;
        int alert = dtls.Alert;
        if (alert > 0 && reason != RegistrationReason.HandshakeFailed
            && Account.ServerInstance >= 0)
        {
            // One that the server has sent; a bootstrap server may want to know.
            Account.Put(ServerResource.AlertCode, alert);
        }

        Fail(reason, reason >= RegistrationReason.IdentityUnknown ? alert : 0, nowMs);
    }

    private void TakeDatagram(int length, long nowMs)
    {
        byte[] buffer = _workspace.ReceiveBuffer;
        DtlsConnection dtls = Dtls;
        if (dtls == null)
        {
            OnMessage(buffer, 0, length, nowMs);
            return;
        }

        dtls.Take(buffer, length);
        DtlsEvent outcome;
        while ((outcome = dtls.Next(nowMs)) != DtlsEvent.None)
        {
            if (outcome == DtlsEvent.Data)
            {
                OnMessage(buffer, dtls.DataOffset, dtls.DataLength, nowMs);
            }
            else
            {
                OnConnection(outcome, nowMs);
            }
        }
    }

    /// <summary>Sends a message over the connection.</summary>
    private void Transmit(byte[] buffer, int offset, int length)
    {
        if (Dtls == null)
        {
            _transport.Send(buffer, offset, length);
            return;
        }

        byte[] transmit = _transmitBuffer;
        if (buffer != transmit)
        {
            Array.Copy(buffer, offset, transmit, Workspace.MessageStart, length);
        }

        Dtls.Send(transmit, Workspace.MessageStart, length);
    }
}
