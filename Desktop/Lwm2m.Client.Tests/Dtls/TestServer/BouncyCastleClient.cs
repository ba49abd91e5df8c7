// BouncyCastle's DTLS client against the test server, in one thread: what the client sends goes
// straight into the server, and what the server sends waits until the client asks for it.

using System.Net;
using System.Text;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>A peer that shows whether the server is right.</summary>
internal sealed class BouncyCastleClient(string identity, byte[] key)
    : PskTlsClient(new BcTlsCrypto(), Encoding.Latin1.GetBytes(identity), key)
{
    public int[] Suites { get; init; } = [CipherSuite.TLS_PSK_WITH_AES_128_CCM_8];

    public bool OffersExtendedMasterSecret { get; init; } = true;

    /// <summary>The CID for records to the client; null offers none.</summary>
    public byte[]? ConnectionId { get; init; }

    public string? ServerName { get; init; }

    /// <summary>The code of max_fragment_length, or 0.</summary>
    public short MaxFragmentLengthCode { get; init; }

    public TlsSession? SessionToResume { get; init; }

    /// <summary>The session, once there is one.</summary>
    public TlsSession Session => m_context.Session;

    public SecurityParameters Parameters => m_context.SecurityParameters;

    public override int[] GetCipherSuites() => Suites;

    public override bool ShouldUseExtendedMasterSecret() => OffersExtendedMasterSecret;

    public override bool AllowLegacyResumption() => true;

    /// <summary>After which time it gives up; that passes in reality.</summary>
    public int TimeoutMs { get; init; } = 20_000;

    // A lost flight costs real time.
    public override int GetHandshakeResendTimeMillis() => 20;

    public override int GetHandshakeTimeoutMillis() => TimeoutMs;

    public override TlsSession? GetSessionToResume() => SessionToResume;

    public override IDictionary<int, byte[]> GetClientExtensions()
    {
        IDictionary<int, byte[]> extensions = base.GetClientExtensions();
        if (MaxFragmentLengthCode > 0)
        {
            TlsExtensionsUtilities.AddMaxFragmentLengthExtension(
                extensions, MaxFragmentLengthCode);
        }

        return extensions;
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override byte[]? GetNewConnectionID() => ConnectionId;

    protected override IList<ServerName>? GetSniServerNames() => ServerName is null
        ? null
        : [new ServerName(NameType.host_name, Encoding.ASCII.GetBytes(ServerName))];
}

/// <summary>The wire between the two, and the time.</summary>
internal sealed class ServerWire : DatagramTransport
{
    private readonly Queue<byte[]> _inbox = new();

    public ServerWire()
    {
        Server = new DtlsTestServer(1, (to, datagram) =>
        {
            if (to.Equals(ClientEndPoint))
            {
                ToClient.Add(datagram);
                _inbox.Enqueue(datagram);
            }
        });
        Server.Delivered += (connection, sequence, plaintext) =>
            Delivered.Add((connection, sequence, Encoding.Latin1.GetString(plaintext)));
    }

    public DtlsTestServer Server { get; }

    /// <summary>Where the client is now.</summary>
    public IPEndPoint ClientEndPoint { get; set; } = new(IPAddress.Loopback, 40000);

    public long NowMs { get; private set; } = 1_000;

    /// <summary>Whether what the client sends is lost.</summary>
    public Func<byte[], bool> Loses { get; set; } = _ => false;

    public List<byte[]> FromClient { get; } = [];

    public List<byte[]> ToClient { get; } = [];

    public List<(DtlsConnection Connection, long Sequence, string Text)> Delivered { get; } = [];

    /// <summary>The one connection.</summary>
    public DtlsConnection Connection => Server.Connections.Single();

    public int GetReceiveLimit() => 1500;

    public int GetSendLimit() => 1500;

    public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

    public void Send(ReadOnlySpan<byte> buffer)
    {
        byte[] datagram = buffer.ToArray();
        FromClient.Add(datagram);
        Server.Seals.ObserveSent(ClientEndPoint, datagram);
        if (!Loses(datagram))
        {
            Server.Receive(ClientEndPoint, datagram, NowMs);
        }
    }

    public int Receive(byte[] buf, int off, int len, int waitMillis) =>
        Receive(buf.AsSpan(off, len), waitMillis);

    public int Receive(Span<byte> buffer, int waitMillis)
    {
        if (_inbox.Count == 0)
        {
            NowMs += waitMillis;
            Server.Advance(NowMs);
        }

        if (!_inbox.TryDequeue(out byte[]? datagram))
        {
            return -1;
        }

        int length = Math.Min(buffer.Length, datagram.Length);
        datagram.AsSpan(0, length).CopyTo(buffer);
        return length;
    }

    public void Close()
    {
    }

    /// <summary>A handshake.</summary>
    public DtlsTransport Connect(BouncyCastleClient client)
    {
        _inbox.Clear();
        return new DtlsClientProtocol().Connect(client, this);
    }

    /// <summary>What the client reads next, or null.</summary>
    public static string? Read(DtlsTransport transport)
    {
        byte[] buffer = new byte[1500];
        int length = transport.Receive(buffer, 0, buffer.Length, 20);
        return length < 0 ? null : Encoding.Latin1.GetString(buffer, 0, length);
    }

    public static void Write(DtlsTransport transport, string text) =>
        transport.Send(Encoding.Latin1.GetBytes(text), 0, text.Length);
}
