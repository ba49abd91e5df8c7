// The way to one server: a socket, and DTLS over it if the account is a secure one. Messages are
// plaintext on this side. A record is made in the transmit buffer, which has room around a
// message; what an exchange keeps stays plaintext, because each retransmission is a new record.

using System;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>Carries messages to a server and from it.</summary>
internal sealed class ServerLink
{
    private readonly Workspace _workspace;
    private readonly IDatagramTransport _transport;
    private readonly Account _account;
    private readonly byte[] _receiveBuffer;
    private readonly byte[] _scratch;
    private DtlsConnection _dtls;

    /// <param name="workspace">What all servers share.</param>
    /// <param name="transport">The socket.</param>
    /// <param name="account">The server.</param>
    /// <param name="scratch">The exchange's buffer: free for a handshake, before which nothing
    /// is exchanged.</param>
    public ServerLink(
        Workspace workspace, IDatagramTransport transport, Account account, byte[] scratch)
    {
        _workspace = workspace;
        _transport = transport;
        _account = account;
        _receiveBuffer = workspace.ReceiveBuffer;
        _scratch = scratch;
        Secure();
    }

    /// <summary>The DTLS connection, or null without security.</summary>
    public DtlsConnection Dtls
    {
        get { return _dtls; }
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs
    {
        get { return _dtls == null ? Deadline.Never : _dtls.DueMs; }
    }

    /// <summary>The most that one message may have: what one datagram carries.</summary>
    public int MaxMessageBytes = Limits.DatagramBytes;

    /// <summary>
    /// Whether messages can be sent: there is no security, or a connection that goes on over
    /// every new socket.
    /// </summary>
    public bool IsSecured
    {
        get { return _dtls == null || _dtls.State == DtlsState.Connected; }
    }

    /// <summary>
    /// Whether there is a connection that a new socket leaves as it is (RFC 9146).
    /// </summary>
    public bool OutlivesSocket
    {
        get
        {
            return _dtls != null && _dtls.State == DtlsState.Connected && _dtls.HasConnectionId;
        }
    }

    /// <summary>Whether the connection is of before a restart and may be gone.</summary>
    public bool IsImported
    {
        get { return _dtls != null && _dtls.IsImported; }
    }

    /// <summary>
    /// Opens a new socket; over it begins the handshake, unless a connection goes on or there is
    /// no security.
    /// </summary>
    public TransportStatus Connect(long nowMs)
    {
        Secure();
        TransportStatus status = _transport.Connect(_account.Host, _account.Port);
        if (status == TransportStatus.Connected && _dtls != null)
        {
            if (IsSecured)
            {
                LimitMessages();
            }
            else
            {
                _dtls.Start(nowMs);
            }
        }

        return status;
    }

    /// <summary>Ends the connection.</summary>
    /// <param name="notifies">Whether the server is told that a secure connection ends.</param>
    public void Disconnect(bool notifies)
    {
        if (_dtls != null)
        {
            _dtls.Close(notifies);
        }

        CloseSocket();
    }

    /// <summary>Closes the socket only.</summary>
    public void CloseSocket()
    {
        _transport.Close();
    }

    /// <summary>
    /// Takes a datagram into the receive buffer; without security it is a message, otherwise
    /// <see cref="Next"/> tells what is in it.
    /// </summary>
    /// <returns>0 or more; -1 if there is none; -2 if the link is down.</returns>
    public int Receive()
    {
        byte[] buffer = _receiveBuffer;
        int length = _transport.Receive(buffer, 0, buffer.Length);
        if (_dtls != null && length >= 0)
        {
            _dtls.Take(buffer, length);
        }

        return length;
    }

    /// <summary>Goes on with a datagram of a secure server, until there is nothing more in it.
    /// </summary>
    public DtlsEvent Next(long nowMs)
    {
        DtlsEvent outcome = _dtls.Next(nowMs);
        if (outcome == DtlsEvent.Connected)
        {
            LimitMessages();
        }
        else if (outcome == DtlsEvent.Closed && _dtls.Alert > 0
            && _dtls.Reason != RegistrationReason.HandshakeFailed)
        {
            // One that the server has sent; a bootstrap server may want to know.
            _account.Put(ServerResource.AlertCode, _dtls.Alert);
        }

        return outcome;
    }

    /// <summary>Called when <see cref="DueMs"/> is reached.</summary>
    public DtlsEvent OnTimer(long nowMs)
    {
        return _dtls.OnTimer(nowMs);
    }

    /// <summary>Sends a message.</summary>
    public void Send(byte[] buffer, int offset, int length)
    {
        if (_dtls == null)
        {
            _transport.Send(buffer, offset, length);
            return;
        }

        byte[] transmit = _workspace.TransmitBuffer;
        if (buffer != transmit)
        {
            Array.Copy(buffer, offset, transmit, Workspace.MessageStart, length);
        }

        _dtls.Send(transmit, Workspace.MessageStart, length);
    }

    /// <summary>
    /// Has a secure connection if the account wants one. Allocates it if a bootstrap has made the
    /// account a secure one.
    /// </summary>
    private void Secure()
    {
        if (_account.Dtls == null)
        {
            _dtls = null;
            MaxMessageBytes = Limits.DatagramBytes;
        }
        else if (_dtls == null)
        {
            _dtls = _workspace.NewConnection(_account.Dtls, _transport, _scratch);
        }
    }

    private void LimitMessages()
    {
        int bytes = _dtls.MaxDataBytes;
        MaxMessageBytes = bytes < Limits.DatagramBytes ? bytes : Limits.DatagramBytes;
    }
}
