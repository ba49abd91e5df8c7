// BouncyCastle's own DTLS client on a UDP socket, for the tests of the secure side of the server.

using System.Net;
using System.Net.Sockets;
using System.Text;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Lwm2m.Client.DesktopTests.DevServer.Security;

/// <summary>What a client offers.</summary>
internal sealed record DtlsClientOptions
{
    public string Identity { get; init; } = "thermo-1";

    public byte[] Key { get; init; } = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    public int[] CipherSuites { get; init; } = [CipherSuite.TLS_PSK_WITH_AES_128_CCM_8];

    public bool ExtendedMasterSecret { get; init; } = true;

    /// <summary>Null for no offer, empty for none of its own.</summary>
    public byte[]? ConnectionId { get; init; }

    public TlsSession? Session { get; init; }

    public int TimeoutMs { get; init; } = Deadline.Ms;

    public short MaxFragmentLength { get; init; } = -1;

    /// <summary>Which datagram of the server is lost, the first being 1; 0 for none.</summary>
    public int Lost { get; init; }

    public int RetransmitMs { get; init; } = 1_000;

    /// <summary>Ends the handshake by closing its socket.</summary>
    public CancellationToken Abandoned { get; init; }

    /// <summary>How many datagrams get through to the server.</summary>
    public int Sends { get; init; } = int.MaxValue;
}

/// <summary>A connected client.</summary>
internal sealed class DtlsClient : IDisposable
{
    private readonly Transport _transport;
    private readonly DtlsTransport _connection;
    private readonly Protocol _protocol;

    private DtlsClient(Transport transport, DtlsTransport connection, Protocol protocol)
    {
        _transport = transport;
        _connection = connection;
        _protocol = protocol;
    }

    /// <summary>Where it sends from.</summary>
    public IPEndPoint Address => _transport.Address;

    /// <summary>Its session, for a resumption.</summary>
    public TlsSession Session => _protocol.Session!;

    public bool IsResumed => _protocol.IsResumed;

    /// <summary>The alert that came last, or -1.</summary>
    public int LastAlert => _protocol.LastAlert;

    /// <summary>How many datagrams it had received when the handshake was complete.</summary>
    public int HandshakeDatagrams { get; private init; }

    /// <summary>The size of the longest datagram of the handshake.</summary>
    public int LongestHandshakeDatagram { get; private init; }

    /// <summary>The hint of the server, or null.</summary>
    public string? Hint => _protocol.Hint;

    /// <summary>Runs a handshake on a new socket, until it is abandoned.</summary>
    /// <exception cref="IOException">It has failed.</exception>
    public static async Task<DtlsClient> ConnectAsync(
        IPEndPoint server, DtlsClientOptions options, IPEndPoint? from = null)
    {
        var transport = new Transport(server, from, options);
        using CancellationTokenRegistration abandoned =
            options.Abandoned.Register(transport.Close);
        var protocol = new Protocol(options);
        try
        {
            DtlsTransport connection = await Task.Run(
                () => new DtlsClientProtocol().Connect(protocol, transport)).InTime();
            return new DtlsClient(transport, connection, protocol)
            {
                HandshakeDatagrams = transport.Received,
                LongestHandshakeDatagram = transport.LongestReceived,
            };
        }
        catch
        {
            transport.Close();
            throw;
        }
    }

    public void Send(byte[] data) => _connection.Send(data, 0, data.Length);

    public void Send(string text) => Send(Encoding.ASCII.GetBytes(text));

    /// <summary>Seals a text as the next record, but does not send it.</summary>
    public byte[] Seal(string text)
    {
        _transport.Held = null;
        _transport.Holds = true;
        Send(text);
        _transport.Holds = false;
        return _transport.Held!;
    }

    /// <summary>Sends a datagram as it is.</summary>
    public void SendRaw(byte[] datagram) => _transport.Send(datagram, 0, datagram.Length);

    /// <summary>Waits for data; null when none comes in time.</summary>
    public byte[]? TryReceive(int waitMs)
    {
        var buffer = new byte[16_384];
        int length = _connection.Receive(buffer, 0, buffer.Length, waitMs);
        return length < 0 ? null : buffer[..length];
    }

    public byte[] Receive() =>
        TryReceive(Deadline.Ms) ?? throw new TimeoutException("nothing came");

    public string ReceiveText() => Encoding.ASCII.GetString(Receive());

    /// <summary>Sends from another port from now on.</summary>
    public void Move() => _transport.Move();

    /// <summary>Sends close_notify.</summary>
    public void Close() => _connection.Close();

    /// <summary>Goes away without a word.</summary>
    public void Dispose() => _transport.Close();

    private sealed class Protocol(DtlsClientOptions options) : PskTlsClient(
        new BcTlsCrypto(), new NotedIdentity(options))
    {
        public TlsSession? Session { get; private set; }

        public bool IsResumed { get; private set; }

        public int LastAlert { get; private set; } = -1;

        public string? Hint => ((NotedIdentity)m_pskIdentity).Hint;

        public override int GetHandshakeTimeoutMillis() => options.TimeoutMs;

        public override int GetHandshakeResendTimeMillis() => options.RetransmitMs;

        public override bool AllowLegacyResumption() => true;

        public override bool ShouldUseExtendedMasterSecret() => options.ExtendedMasterSecret;

        public override TlsSession? GetSessionToResume() => options.Session;

        public override bool IgnoreCorruptDtlsRecords => true;

        public override IDictionary<int, byte[]> GetClientExtensions()
        {
            IDictionary<int, byte[]> extensions = base.GetClientExtensions();
            if (options.MaxFragmentLength > 0)
            {
                TlsExtensionsUtilities.AddMaxFragmentLengthExtension(
                    extensions, options.MaxFragmentLength);
            }

            return extensions;
        }

        public override void NotifyAlertReceived(short alertLevel, short alertDescription) =>
            LastAlert = alertDescription;

        public override void NotifyHandshakeComplete()
        {
            Session = m_context.Session;
            IsResumed = m_context.SecurityParameters.IsResumedSession;
        }

        protected override byte[]? GetNewConnectionID() => options.ConnectionId;

        protected override ProtocolVersion[] GetSupportedVersions() =>
            ProtocolVersion.DTLSv12.Only();

        protected override int[] GetSupportedCipherSuites() => options.CipherSuites;
    }

    private sealed class NotedIdentity(DtlsClientOptions options) : TlsPskIdentity
    {
        public string? Hint { get; private set; }

        public void SkipIdentityHint()
        {
        }

        public void NotifyIdentityHint(byte[] psk_identity_hint) =>
            Hint = Encoding.UTF8.GetString(psk_identity_hint);

        public byte[] GetPskIdentity() => Encoding.UTF8.GetBytes(options.Identity);

        public byte[] GetPsk() => (byte[])options.Key.Clone();
    }

    private sealed class Transport : DatagramTransport
    {
        private readonly IPEndPoint _server;
        private readonly int _lost;
        private volatile Socket _socket;

        private int _sendsLeft;

        public Transport(IPEndPoint server, IPEndPoint? from, DtlsClientOptions options)
        {
            _server = server;
            _sendsLeft = options.Sends;
            _lost = options.Lost;
            _socket = Open(from);
        }

        public int Received { get; private set; }

        public int LongestReceived { get; private set; }

        public bool Holds { get; set; }

        public byte[]? Held { get; set; }

        public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

        public void Move()
        {
            Socket previous = _socket;
            _socket = Open(null);
            previous.Dispose();
        }

        public int GetReceiveLimit() => 16_640;

        public int GetSendLimit() => 1_400;

        public int Receive(byte[] buf, int off, int len, int waitMillis) =>
            Receive(buf.AsSpan(off, len), waitMillis);

        public int Receive(Span<byte> buffer, int waitMillis)
        {
            _socket.ReceiveTimeout = waitMillis;
            try
            {
                int length = _socket.Receive(buffer);
                Received++;
                LongestReceived = Math.Max(LongestReceived, length);
                return Received == _lost ? 0 : length;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut
                or SocketError.WouldBlock or SocketError.ConnectionRefused)
            {
                return -1;
            }
        }

        public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

        public void Send(ReadOnlySpan<byte> buffer)
        {
            if (Holds)
            {
                Held = buffer.ToArray();
                return;
            }

            if (_sendsLeft-- > 0)
            {
                _socket.Send(buffer);
            }
        }

        public void Close() => _socket.Dispose();

        private Socket Open(IPEndPoint? from)
        {
            var socket = new Socket(
                AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(from ?? new IPEndPoint(IPAddress.Loopback, 0));
            socket.Connect(_server);
            return socket;
        }
    }
}
