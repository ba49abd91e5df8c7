// The test server is right without the help of our client: a client that we did not write agrees
// with it about handshakes, keys, resumption and Connection IDs.

using System.Net;
using System.Text;
using Org.BouncyCastle.Tls;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

public sealed class BouncyCastleClientTests
{
    private const string Identity = "device-1";

    private static readonly byte[] s_key = "sixteen bytes of"u8.ToArray();

    private readonly ServerWire _wire = new();

    public BouncyCastleClientTests() => Options.Keys[Identity] = s_key;

    private DtlsServerOptions Options => _wire.Server.Options;

    [Theory]
    [InlineData(Suite.PskWithAes128Ccm8, true, true)]
    [InlineData(Suite.PskWithAes128Ccm8, false, true)]
    [InlineData(Suite.PskWithAes128Ccm, true, false)]
    [InlineData(Suite.PskWithAes128Ccm, false, false)]
    public void Full_handshake(ushort suite, bool hasExtendedMasterSecret, bool usesCookies)
    {
        Options.UsesCookies = usesCookies;
        var client = new BouncyCastleClient(Identity, s_key)
        {
            Suites = [suite], OffersExtendedMasterSecret = hasExtendedMasterSecret,
        };
        Exchange(_wire.Connect(client));
        Assert.Equal(usesCookies ? 1 : 0, _wire.Server.VerifyRequests);
        Assert.Equal(suite, client.Parameters.CipherSuite);
        Assert.Equal(hasExtendedMasterSecret, client.Parameters.IsExtendedMasterSecret);
        Assert.Equal(
            hasExtendedMasterSecret, _wire.Connection.Session!.HasExtendedMasterSecret);
        Assert.Equal(Identity, _wire.Connection.Session.Identity);
        Assert.Equal(1, _wire.Server.FullHandshakes);
    }

    [Fact]
    public void Extended_master_secret_not_granted_is_not_used()
    {
        Options.ExtendedMasterSecret = Offer.Ignored;
        var client = new BouncyCastleClient(Identity, s_key);
        Exchange(_wire.Connect(client));
        Assert.False(client.Parameters.IsExtendedMasterSecret);
    }

    [Theory]
    [InlineData(10, false, true)]
    [InlineData(10, true, true)]
    [InlineData(1, false, false)]
    [InlineData(16_384, true, true)]
    [InlineData(16_384, false, false)]
    public void Flights_in_any_packing_and_order(
        int fragmentBytes, bool sharesRecords, bool sharesDatagrams)
    {
        Options.FragmentBytes = fragmentBytes;
        Options.SharesRecords = sharesRecords;
        Options.SharesDatagrams = sharesDatagrams;
        Options.DatagramBytes = 200;
        Options.IdentityHint = "a hint"u8.ToArray();

        // The messages of the first flight may come in any order, within a replay window of 64.
        Options.ShapeFlight = datagrams =>
            datagrams[0][0] == RecordType.Handshake && datagrams.Count < 64
                ? Enumerable.Reverse(datagrams)
                : datagrams;
        Exchange(_wire.Connect(new BouncyCastleClient(Identity, s_key)));
        Assert.All(_wire.ToClient, datagram => Assert.InRange(datagram.Length, 13, 200));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, 6)]
    public void Resumption(bool hasExtendedMasterSecret, int? cidBytes)
    {
        Options.ConnectionIdBytes = cidBytes;
        var first = new BouncyCastleClient(Identity, s_key)
        {
            OffersExtendedMasterSecret = hasExtendedMasterSecret, ConnectionId = [],
        };
        Exchange(_wire.Connect(first));
        DtlsConnection before = _wire.Connection;

        _wire.ClientEndPoint = new IPEndPoint(IPAddress.Loopback, 40001);
        Exchange(_wire.Connect(Resuming(first, hasExtendedMasterSecret)));
        Assert.Equal(1, _wire.Server.Resumptions);
        DtlsConnection after = _wire.Server.Connections.Single(c => c != before);
        Assert.True(after.IsResumed);
        Assert.Same(before.Session, after.Session);
        Assert.Equal(cidBytes, after.LocalCid?.Length);
        Assert.False(after.LocalCid is { } cid && cid.AsSpan().SequenceEqual(before.LocalCid));

        // What the server has forgotten ends in a full handshake, not in a failure.
        _wire.Server.Forget(connections: false, sessions: true);
        _wire.ClientEndPoint = new IPEndPoint(IPAddress.Loopback, 40002);
        Exchange(_wire.Connect(Resuming(first, hasExtendedMasterSecret)));
        Assert.Equal(1, _wire.Server.Resumptions);
        Assert.Equal(2, _wire.Server.FullHandshakes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(32)]
    public void Connection_id_of_the_server(int length)
    {
        Options.ConnectionIdBytes = length;
        var client = new BouncyCastleClient(Identity, s_key) { ConnectionId = [] };
        Exchange(_wire.Connect(client));
        Assert.Equal(_wire.Connection.LocalCid, client.Parameters.ConnectionIDLocal);
        Assert.Equal(
            length == 0 ? RecordType.ApplicationData : RecordType.Cid, _wire.FromClient[^1][0]);
        Assert.Equal(RecordType.ApplicationData, _wire.ToClient[^1][0]);
    }

    [Fact]
    public void Connection_id_of_both_sides_and_a_moving_client()
    {
        Options.ConnectionIdBytes = 6;
        var client = new BouncyCastleClient(Identity, s_key) { ConnectionId = [7, 8, 9] };
        DtlsTransport transport = _wire.Connect(client);
        Exchange(transport);
        Assert.Equal(RecordType.Cid, _wire.ToClient[^1][0]);
        byte[] old = _wire.FromClient[^1];

        _wire.ClientEndPoint = new IPEndPoint(IPAddress.Loopback, 40001);
        Exchange(transport);
        Assert.Equal(_wire.ClientEndPoint, _wire.Connection.Peer);

        // Neither a repeated nor a forged record moves the connection.
        var elsewhere = new IPEndPoint(IPAddress.Loopback, 40666);
        byte[] forged = [.. old];
        forged[^1] ^= 1;
        int dropped = _wire.Server.Dropped;
        _wire.Server.Receive(elsewhere, old, _wire.NowMs);
        _wire.Server.Receive(elsewhere, forged, _wire.NowMs);
        Assert.Equal(_wire.ClientEndPoint, _wire.Connection.Peer);
        Assert.Equal(dropped + 2, _wire.Server.Dropped);
        Assert.Equal(2, _wire.Delivered.Count);
    }

    [Fact]
    public void Server_name_and_max_fragment_length()
    {
        var client = new BouncyCastleClient(Identity, s_key)
        {
            ServerName = "server.example", MaxFragmentLengthCode = MaxFragmentLength.pow2_9,
        };
        Exchange(_wire.Connect(client));
        Assert.Equal("server.example"u8.ToArray(), _wire.Connection.Hello.ServerName);
        Assert.Equal(512, _wire.Connection.PlaintextBytes);
        Assert.Equal(MaxFragmentLength.pow2_9, client.Parameters.MaxFragmentLength);
    }

    [Fact]
    public void Refusals_are_told()
    {
        Options.WrongKeyAlert = AlertCode.BadRecordMac;
        Assert.Equal(AlertCode.UnknownPskIdentity, Refusal(new("nobody", s_key)));
        Assert.Equal(AlertCode.BadRecordMac, Refusal(new(Identity, [1, 2, 3])));
        Options.Suites = [Suite.PskWithAes128Ccm];
        Assert.Equal(AlertCode.HandshakeFailure, Refusal(new(Identity, s_key)));
        Options.Suites = [Suite.PskWithAes128Ccm8];
        Options.ExtendedMasterSecret = Offer.Demanded;
        Assert.Equal(AlertCode.HandshakeFailure, Refusal(
            new(Identity, s_key) { OffersExtendedMasterSecret = false }));
        Assert.Empty(_wire.Server.Connections);
    }

    [Fact]
    public void Refusals_can_be_silence()
    {
        Options.UnknownIdentityAlert = null;
        Assert.Throws<TlsTimeoutException>(
            () => _wire.Connect(new BouncyCastleClient("nobody", s_key) { TimeoutMs = 200 }));
        Assert.Throws<TlsTimeoutException>(
            () => _wire.Connect(new BouncyCastleClient(Identity, [1]) { TimeoutMs = 200 }));
        Assert.Empty(_wire.Server.Connections);
    }

    [Fact]
    public void Lost_flights_are_sent_again_by_either_side()
    {
        int left = 2;
        Options.ShapeFlight = datagrams => left-- > 0 ? [] : datagrams;
        int lost = 0;
        _wire.Loses = datagram => datagram[0] == RecordType.Handshake && lost++ == 2;
        Exchange(_wire.Connect(new BouncyCastleClient(Identity, s_key)));
        Assert.True(lost > 3);
        Assert.Equal(1, _wire.Server.FullHandshakes);
    }

    [Theory]
    [MemberData(nameof(BreakOffs.UpTo), 7, MemberType = typeof(BreakOffs))]
    public void Broken_off_after_any_message(int messages)
    {
        _wire.Server.MessagesUntilBreakOff = messages;
        Assert.Throws<TlsTimeoutException>(
            () => _wire.Connect(new BouncyCastleClient(Identity, s_key) { TimeoutMs = 200 }));
        _wire.Server.MessagesUntilBreakOff = null;
        _wire.ClientEndPoint = new IPEndPoint(IPAddress.Loopback, 40001);
        Exchange(_wire.Connect(new BouncyCastleClient(Identity, s_key)));
    }

    [Fact]
    public void Close_notify_ends_the_connection_and_keeps_the_session()
    {
        var client = new BouncyCastleClient(Identity, s_key);
        DtlsTransport transport = _wire.Connect(client);
        DtlsSession session = _wire.Connection.Session!;
        transport.Close();
        Assert.Equal(AlertCode.CloseNotify, Assert.Single(_wire.Server.Alerts).Code);
        Assert.Empty(_wire.Server.Connections);
        Assert.Same(session, _wire.Server.FindSession(session.Id));
    }

    [Fact]
    public void A_nonce_that_is_used_twice_is_seen()
    {
        Exchange(_wire.Connect(new BouncyCastleClient(Identity, s_key)));
        SealLog seals = _wire.Server.Seals;
        Assert.Empty(seals.Repeated);
        Assert.Equal(2, seals.Count);
        Assert.True(seals.Contains(_wire.Connection, 1));
        Assert.False(seals.Contains(_wire.Connection, 2));
        seals.ObserveSent(_wire.ClientEndPoint, _wire.FromClient[^1]);
        Assert.Equal(1, Assert.Single(seals.Repeated).Sequence);
    }

    private static BouncyCastleClient Resuming(BouncyCastleClient first, bool isExtended) =>
        new(Identity, s_key)
        {
            SessionToResume = first.Session,
            OffersExtendedMasterSecret = isExtended,
            ConnectionId = [],
        };

    private byte Refusal(BouncyCastleClient client) => (byte)Assert
        .Throws<TlsFatalAlertReceived>(() => _wire.Connect(client)).AlertDescription;

    /// <summary>Application data flows both ways, each once.</summary>
    private void Exchange(DtlsTransport transport)
    {
        int before = _wire.Delivered.Count;
        ServerWire.Write(transport, "to the server");
        (DtlsConnection connection, long sequence, string text) = _wire.Delivered[^1];
        Assert.Equal(before + 1, _wire.Delivered.Count);
        Assert.Equal("to the server", text);
        Assert.True(_wire.Server.Seals.Contains(connection, sequence));
        _wire.Server.Receive(_wire.ClientEndPoint, _wire.FromClient[^1], _wire.NowMs);
        Assert.Equal(before + 1, _wire.Delivered.Count);
        connection.Send(Encoding.Latin1.GetBytes("to the client"));
        Assert.Equal("to the client", ServerWire.Read(transport));
        Assert.Empty(_wire.Server.Violations);
        Assert.Empty(_wire.Server.Seals.Repeated);
    }
}
