// The DTLS side of the desktop server against BouncyCastle's own client on the loopback interface:
// handshakes, resumption and what fails.

using System.Net;
using Lwm2m.DevServer.Security;
using Org.BouncyCastle.Tls;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Security;

public class DtlsEndpointTests
{
    [Theory]
    [InlineData(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, true)]
    [InlineData(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, false)]
    [InlineData(CipherSuite.TLS_PSK_WITH_AES_128_CCM, true)]
    [InlineData(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, true)]
    public async Task A_full_handshake_then_data_both_ways(int suite, bool extendedMasterSecret)
    {
        using var bench = new DtlsBench(
            new DtlsOptions { ExtendedMasterSecret = extendedMasterSecret });
        using DtlsClient client = await bench.ConnectAsync(
            bench.Client with { CipherSuites = [suite] });
        DtlsBench.Echo(client, "one");
        DtlsBench.Echo(client, "two");
        DtlsEvent connected = bench.Await(DtlsEventKind.Connected);
        Assert.Equal(
            (false, suite, extendedMasterSecret, true, 0),
            (connected.Session!.IsResumed, connected.Session.CipherSuite,
                connected.Session.ExtendedMasterSecret, connected.Session.SecureRenegotiation,
                connected.Session.ConnectionId.Length));
        Assert.Equal(client.Address, connected.Address);
        Assert.Equal("thermo-1", connected.Peer!.Identity);
        Assert.True(connected.Peer.IsConnected);
        Assert.Contains(DtlsOptions.NameOf(suite), connected.Text);
        Assert.Equal(2, bench.Senders.Length);
        Assert.All(bench.Senders, sender => Assert.Same(connected.Peer, sender));
    }

    [Fact]
    public async Task The_suite_is_the_first_of_the_server_that_the_client_offers()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync(bench.Client with
        {
            CipherSuites =
            [
                CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_PSK_WITH_AES_128_CCM,
            ],
        });
        Assert.Equal(
            CipherSuite.TLS_PSK_WITH_AES_128_CCM,
            bench.Await(DtlsEventKind.Connected).Session!.CipherSuite);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 3)]
    public async Task The_cookie_exchange_can_be_left_out(bool verifies, int datagrams)
    {
        // HelloVerifyRequest, ServerHello, ServerHelloDone, ChangeCipherSpec, Finished.
        using var bench = new DtlsBench(new DtlsOptions { HelloVerifyRequest = verifies });
        using DtlsClient client = await bench.ConnectAsync();
        DtlsBench.Echo(client, "one");
        Assert.Equal(datagrams + 1, client.HandshakeDatagrams);
    }

    [Fact]
    public async Task A_small_MTU_fragments_the_messages_of_the_server()
    {
        using var whole = new DtlsBench();
        using DtlsClient first = await whole.ConnectAsync();
        using var bench = new DtlsBench(new DtlsOptions { HandshakeMtu = 60 });
        using DtlsClient client = await bench.ConnectAsync();
        DtlsBench.Echo(client, "one");
        Assert.True(first.LongestHandshakeDatagram > 60);
        Assert.True(client.HandshakeDatagrams > first.HandshakeDatagrams);
        Assert.InRange(client.LongestHandshakeDatagram, 40, 61);
    }

    [Fact]
    public async Task A_hint_makes_a_ServerKeyExchange()
    {
        using var bench = new DtlsBench(new DtlsOptions { IdentityHint = "which?" });
        using DtlsClient client = await bench.ConnectAsync();
        Assert.Equal("which?", client.Hint);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task A_lost_datagram_of_the_server_is_sent_again(int lost, bool hasConnectionId)
    {
        // 2 is the ServerHello, 4 the ChangeCipherSpec, 5 the Finished, which ends the handshake
        // for the server: it has to answer a repetition nevertheless (RFC 6347 §4.2.4).
        using var bench = new DtlsBench(new DtlsOptions { RetransmitMs = 50 });
        using DtlsClient client = await bench.ConnectAsync(bench.Client with
        {
            Lost = lost,
            RetransmitMs = 50,
            ConnectionId = hasConnectionId ? [1] : null,
        });
        Assert.True(client.HandshakeDatagrams > 5);
        DtlsBench.Echo(client, "one");
        DtlsBench.Echo(client, "two");
        Assert.Single(bench.Events(DtlsEventKind.Connected));
    }

    [Fact]
    public async Task A_session_is_resumed_and_the_peer_stays_the_same()
    {
        using var bench = new DtlsBench();
        using DtlsClient first = await bench.ConnectAsync();
        DtlsBench.Echo(first, "one");
        using DtlsClient second = await bench.ConnectAsync(
            bench.Client with { Session = first.Session });
        DtlsBench.Echo(second, "two");
        Assert.True(second.IsResumed);
        DtlsEvent resumed = bench.Await(DtlsEventKind.Connected, 2);
        Assert.True(resumed.Session!.IsResumed);
        Assert.Same(bench.Senders[0], bench.Senders[1]);
        Assert.Equal(second.Address, resumed.Peer!.Address);

        // The association of before has ended without a word, the new one is the peer's.
        Assert.Contains("resumed", bench.Await(DtlsEventKind.Closed).Text);
        Assert.Null(first.TryReceive(1));
        Assert.True(resumed.Peer.IsConnected);

        using DtlsClient third = await bench.ConnectAsync(
            bench.Client with { Session = first.Session });
        DtlsBench.Echo(third, "three");
        Assert.True(third.IsResumed);
    }

    [Fact]
    public async Task A_full_handshake_makes_another_peer()
    {
        using var bench = new DtlsBench();
        using DtlsClient first = await bench.ConnectAsync();
        DtlsBench.Echo(first, "one");
        using DtlsClient second = await bench.ConnectAsync();
        DtlsBench.Echo(second, "two");
        Assert.NotSame(bench.Senders[0], bench.Senders[1]);
        Assert.Equal(2, bench.Endpoint.AssociationCount);
    }

    [Fact]
    public async Task A_resumption_that_breaks_off_costs_nothing()
    {
        using var bench = new DtlsBench();
        using DtlsClient first = await bench.ConnectAsync();
        bench.Await(DtlsEventKind.Connected);
        DtlsClientOptions again = bench.Client with { Session = first.Session };

        // Both ClientHellos arrive, the Finished does not.
        bench.Endpoint.Options = new DtlsOptions { HandshakeTimeoutMs = 50 };
        using DtlsClient broken = await bench.ConnectAsync(again with { Sends = 2 });
        Assert.Contains("silent", bench.Await(DtlsEventKind.HandshakeFailed).Text);
        bench.Endpoint.Options = new DtlsOptions();
        using DtlsClient second = await bench.ConnectAsync(again);
        Assert.True(second.IsResumed);
    }

    [Theory]
    [InlineData("no sessions")]
    [InlineData("forgotten")]
    [InlineData("key removed")]
    [InlineData("no extended master secret")]
    [InlineData("another suite")]
    public async Task A_session_that_cannot_be_resumed_leads_to_a_full_handshake(string why)
    {
        using var bench = new DtlsBench();
        using DtlsClient first = await bench.ConnectAsync();
        DtlsClientOptions again = bench.Client with { Session = first.Session };
        bench.Await(DtlsEventKind.Connected);
        Assert.Equal(1, bench.Endpoint.SessionCount);
        switch (why)
        {
            case "no sessions":
                bench.Endpoint.Options = new DtlsOptions { Resumption = false };
                break;
            case "forgotten":
                bench.Endpoint.ForgetAll();
                Assert.Equal(0, bench.Endpoint.SessionCount);
                break;
            case "key removed":
                Assert.True(bench.Endpoint.Keys.Remove("thermo-1"));
                bench.Endpoint.Keys.Add("thermo-2", again.Key);
                again = again with { Identity = "thermo-2" };
                break;
            case "no extended master secret":
                bench.Endpoint.Options = new DtlsOptions { ExtendedMasterSecret = false };
                break;
            default:
                bench.Endpoint.Options = new DtlsOptions
                {
                    CipherSuites = [CipherSuite.TLS_PSK_WITH_AES_128_CCM],
                };
                again = again with
                {
                    CipherSuites =
                    [
                        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
                        CipherSuite.TLS_PSK_WITH_AES_128_CCM,
                    ],
                };
                break;
        }

        using DtlsClient second = await bench.ConnectAsync(again);
        Assert.False(second.IsResumed);
        DtlsEvent connected = bench.Await(DtlsEventKind.Connected, 2);
        Assert.False(connected.Session!.IsResumed);
        Assert.Equal(again.Identity, connected.Peer!.Identity);
        Assert.NotSame(bench.Await(DtlsEventKind.Connected).Peer, connected.Peer);
    }

    [Fact]
    public async Task A_wrong_key_is_met_with_silence_until_the_time_out()
    {
        using var bench = new DtlsBench(new DtlsOptions { HandshakeTimeoutMs = 500 });
        await AssertSilence(bench, bench.Client with { Key = [9] }, "may have another key");
    }

    [Fact]
    public async Task An_unknown_identity_gets_its_alert()
    {
        using var bench = new DtlsBench();
        TlsFatalAlertReceived alert = await Assert.ThrowsAsync<TlsFatalAlertReceived>(
            () => bench.ConnectAsync(bench.Client with { Identity = "stranger\n" }));
        Assert.Equal(AlertDescription.unknown_psk_identity, alert.AlertDescription);
        DtlsEvent failed = bench.Await(DtlsEventKind.HandshakeFailed);
        Assert.Equal(115, failed.Alert);
        Assert.Contains("unknown identity stranger\\x0A", failed.Text);
    }

    [Fact]
    public async Task A_silent_server_sends_no_alert()
    {
        using var bench = new DtlsBench(new DtlsOptions { SendsHandshakeAlerts = false });
        await AssertSilence(
            bench, bench.Client with { Identity = "stranger" }, "unknown identity stranger");
    }

    [Fact]
    public async Task No_common_suite_gets_its_alert()
    {
        using var bench = new DtlsBench();
        TlsFatalAlertReceived alert = await Assert.ThrowsAsync<TlsFatalAlertReceived>(
            () => bench.ConnectAsync(bench.Client with
            {
                CipherSuites = [CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256],
            }));
        Assert.Equal(AlertDescription.handshake_failure, alert.AlertDescription);
        Assert.Contains(
            "no cipher suite in common", bench.Await(DtlsEventKind.HandshakeFailed).Text);
    }

    [Fact]
    public async Task Keys_come_and_go_while_the_server_runs()
    {
        using var bench = new DtlsBench();
        Assert.True(bench.Endpoint.Keys.Remove("thermo-1"));
        await Assert.ThrowsAsync<TlsFatalAlertReceived>(() => bench.ConnectAsync());
        bench.Endpoint.Keys.Add("thermo-1", bench.Client.Key);
        using DtlsClient client = await bench.ConnectAsync();
        DtlsBench.Echo(client, "one");
    }

    private static async Task AssertSilence(
        DtlsBench bench, DtlsClientOptions client, string reason)
    {
        using var abandon = new CancellationTokenSource();
        Task<DtlsClient> connecting = bench.ConnectAsync(
            client with { Abandoned = abandon.Token });
        Assert.Contains(reason, bench.Await(DtlsEventKind.HandshakeFailed).Text);
        Assert.Equal(0, bench.Endpoint.AssociationCount);
        Assert.Empty(bench.Events(DtlsEventKind.Connected));
        await abandon.CancelAsync();

        // Not TlsFatalAlertReceived, but what the closed socket leads to.
        TlsFatalAlert end = await Assert.ThrowsAsync<TlsFatalAlert>(() => connecting);
        Assert.Equal(AlertDescription.internal_error, end.AlertDescription);
    }
}
