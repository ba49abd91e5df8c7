// One DTLS association (RFC 6347): a thread that runs the handshake and then receives, because the
// library blocks. All of the library's code for it runs under one lock, which is free while the
// thread waits for a datagram.

using System.Net;
using Org.BouncyCastle.Tls;

namespace Lwm2m.DevServer.Security;

/// <summary>An association, from its ClientHello to its end.</summary>
internal sealed class DtlsAssociation
{
    private const int StackBytes = 256 * 1024;
    private const int MaxPlaintextBytes = 16_384;

    private readonly object _gate = new();
    private readonly DtlsEndpoint _endpoint;
    private readonly QueueTransport _transport;
    private readonly PskServer _server;
    private readonly Thread _thread;
    private readonly List<DtlsEvent> _events = [];
    private readonly TaskCompletionSource _end = new();
    private volatile IPEndPoint _address;
    private DtlsTransport? _connection;
    private string? _closeReason;

    internal DtlsAssociation(
        DtlsEndpoint endpoint, IPEndPoint address, byte[] clientRandom, DtlsRequest? request)
    {
        _endpoint = endpoint;
        _address = address;
        ClientRandom = clientRandom;
        DtlsOptions options = endpoint.Options;
        _transport = new QueueTransport(
            _gate, options.HandshakeMtu, datagram => endpoint.SendDatagram(_address, datagram));
        _server = new PskServer(
            endpoint.Crypto, options, endpoint.Keys, endpoint.Sessions, _transport,
            () => ConnectionId = endpoint.GiveConnectionId(this));
        Touch();
        _thread = new Thread(() => Run(request), StackBytes)
        {
            IsBackground = true,
            Name = "DTLS association",
        };
    }

    /// <summary>The random of its ClientHello, which tells a repetition from a new one.</summary>
    internal byte[] ClientRandom { get; }

    /// <summary>The connection id that the client was given, or null.</summary>
    internal byte[]? ConnectionId { get; private set; }

    /// <summary>The device, once the handshake is complete.</summary>
    internal DtlsPeer? Peer { get; private set; }

    /// <summary>Where the device is.</summary>
    internal IPEndPoint Address => _address;

    /// <summary>Tells which of several has been silent for the longest time.</summary>
    internal long LastActivity { get; private set; }

    internal void Start() => _thread.Start();

    /// <summary>Waits for the end of its thread, which may not have begun yet.</summary>
    internal void Join() => _end.Task.Wait();

    /// <summary>Takes a datagram of the device.</summary>
    internal void Deliver(byte[] datagram, IPEndPoint source)
    {
        lock (_gate)
        {
            _transport.Add(datagram, source);
        }
    }

    /// <summary>Protects and sends; false when that is not possible.</summary>
    internal bool Send(ReadOnlySpan<byte> plaintext)
    {
        lock (_gate)
        {
            if (_connection is null || _transport.IsClosed
                || plaintext.Length > _connection.GetSendLimit())
            {
                return false;
            }

            try
            {
                _connection.Send(plaintext);
                return true;
            }
            catch (IOException)
            {
                // The thread of the association is told as well.
                return false;
            }
        }
    }

    /// <summary>Ends the association: with close_notify, or without a word as a server does that
    /// has lost it.</summary>
    internal void Close(bool notifies, string reason)
    {
        lock (_gate)
        {
            _closeReason ??= reason;
            _transport.IsMuted |= !notifies;
            if (_connection is null)
            {
                _transport.Close();
            }
            else
            {
                _connection.Close();
            }
        }
    }

    private void Run(DtlsRequest? request)
    {
        try
        {
            DtlsPeer peer = Accept(request);
            Raise();
            var buffer = new byte[MaxPlaintextBytes];
            while (true)
            {
                int length = Receive(buffer);
                Raise();
                if (length >= 0)
                {
                    _endpoint.Deliver(peer, buffer.AsSpan(0, length).ToArray());
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            lock (_gate)
            {
                _transport.IsMuted = true;
                _transport.Close();
            }

            Add(Peer is null
                ? new DtlsEvent(DtlsEventKind.HandshakeFailed, Address, null, null,
                    _server.LastAlert?.Description, $"handshake failed: {FailureOf(e)}")
                : new DtlsEvent(DtlsEventKind.Closed, Address, Peer, null,
                    _server.LastAlert?.Description, $"closed: {EndOf(e)}"));
        }
        finally
        {
            _endpoint.Remove(this, isFatal: Peer is not null && IsFatalAlertOfPeer);
            Raise();
            _end.SetResult();
        }
    }

    private bool IsFatalAlertOfPeer =>
        _server.LastAlert is { IsFromPeer: true, Description: not AlertDescription.close_notify };

    private DtlsPeer Accept(DtlsRequest? request)
    {
        lock (_gate)
        {
            _connection = new DtlsServerProtocol().Accept(_server, _transport, request);
            _transport.IsConnected = true;
            Peer = _server.ResumedPeer ?? new DtlsPeer(Printable(_server.Identity!), Address);
            _endpoint.Connected(this, Peer, _server.NewSession);
            Add(new DtlsEvent(DtlsEventKind.Connected, Address, Peer, _server.Session, null,
                $"{_server.Session} as {Peer.Identity}"));
            return Peer;
        }
    }

    private int Receive(byte[] buffer)
    {
        lock (_gate)
        {
            return _connection!.Receive(buffer, 0, buffer.Length, 0, Authenticated);
        }
    }

    // RFC 9146 §6: a new address counts only if the record is authentic and newer than all before.
    private void Authenticated(DtlsRecordFlags flags)
    {
        Touch();
        const DtlsRecordFlags needed = DtlsRecordFlags.IsNewest | DtlsRecordFlags.UsesConnectionID;
        IPEndPoint source = _transport.LastSource!;
        if ((flags & needed) == needed && !source.Equals(_address))
        {
            IPEndPoint previous = _address;
            _address = source;
            _endpoint.Moved(this, previous);
            Add(new DtlsEvent(DtlsEventKind.Moved, source, Peer, null, null,
                $"moved here from {previous}, known by its connection id"));
        }
    }

    private void Touch() => LastActivity = _endpoint.NextActivity();

    private string FailureOf(Exception e) => e switch
    {
        _ when _closeReason is not null => _closeReason,
        TlsFatalAlertReceived received =>
            $"the device sent {AlertDescription.GetName(received.AlertDescription)}",
        TlsFatalAlert { AlertDescription: AlertDescription.unknown_psk_identity } =>
            $"unknown identity {Printable(_server.Identity ?? string.Empty)}",
        TlsFatalAlert { AlertDescription: AlertDescription.handshake_failure } alert
            when alert.Message.Contains("cipher suite", StringComparison.Ordinal) =>
            "no cipher suite in common",
        TlsFatalAlert alert => AlertDescription.GetName(alert.AlertDescription),
        TlsTimeoutException when _server.HasKey =>
            $"no Finished that verifies; {Printable(_server.Identity!)} may have another key",
        TlsTimeoutException => "the device fell silent",
        _ => e.Message,
    };

    private string EndOf(Exception e) => _closeReason ?? (_server.LastAlert is { } alert
        ? $"{(alert.IsFromPeer ? "by the device, " : string.Empty)}"
            + AlertDescription.GetName((short)alert.Description)
        : e.Message);

    // What came over the network may hold control characters.
    private static string Printable(string identity) => string.Concat(
        identity.Select(c => char.IsControl(c) ? $"\\x{(int)c:X2}" : c.ToString()));

    private void Add(DtlsEvent happened)
    {
        lock (_events)
        {
            _events.Add(happened);
        }
    }

    // Outside of the lock, so that a listener may send.
    private void Raise()
    {
        DtlsEvent[] events;
        lock (_events)
        {
            events = [.. _events];
            _events.Clear();
        }

        foreach (DtlsEvent happened in events)
        {
            _endpoint.Raise(happened);
        }
    }
}
