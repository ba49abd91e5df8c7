// DTLS against BouncyCastle: suites, extended master secret (RFC 7627), resumption, connection id
// (RFC 9146), and the extensions. How handshakes and sessions end is in the other part.

using Interop.Support;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.DevServer.Security;
using ServerEvent = Lwm2m.DevServer.Security.DtlsEvent;

namespace Interop.Dtls;

/// <summary>The rows with BouncyCastle.</summary>
internal sealed partial class BouncyCastleScenario(Rows rows)
{
    private const string Peer = "BouncyCastle";
    private const string ServerName = "sensor.example";

    private static readonly int[] s_suites =
        [CipherSuite.PskAes128Ccm8, CipherSuite.PskAes128Ccm];

    /// <summary>Runs all rows.</summary>
    public Task RunAsync() =>
        Task.WhenAll(RunConnectionsAsync(), RunDeviceAsync());

    private async Task RunDeviceAsync()
    {
        await RunSleepAsync();
        await RunClientAsync();
    }

    private async Task RunConnectionsAsync()
    {
        foreach (int suite in s_suites)
        {
            await RunSessionsAsync(suite, true, true);
            await RunSessionsAsync(suite, false, true);
            await RunSessionsAsync(suite, true, false);
        }

        await RunAsync("without cookie exchange", OmitCookieAsync);
        await RunAsync("a hint; renegotiation_info and a server name", ExtendAsync);
        await RunAsync("fragments of 100 bytes there, MTU 288 here", FragmentAsync);
        await RunAsync("receive buffer of 600 bytes: max_fragment_length", LimitAsync);
        await RunAsync("no connection id offered: a new address, resumption", OfferNoIdAsync);
        await RunEndsAsync();
    }

    private Task RunAsync(string what, Func<Row, Task> body) => rows.RunAsync(Peer, what, body);

    /// <summary>A full handshake and a resumption; where there is an id the address changes.
    /// </summary>
    private async Task RunSessionsAsync(int suite, bool isExtended, bool hasId)
    {
        using var server = new EchoServer(new DtlsOptions
        {
            CipherSuites = [suite],
            ExtendedMasterSecret = isExtended,
            ConnectionId = hasId,
        });
        using var session = new SecureSession(server.Port, new SecureOptions());
        string then = hasId ? ", then a new address" : "";
        byte[]? firstId = null;
        await RunAsync($"full handshake{then}", async row =>
        {
            HandshakeFacts facts = await ConnectAsync(server, session, row);
            Expect.Equal(suite, facts.Suite, "suite");
            Expect.Equal(isExtended, facts.HasExtendedMasterSecret, "extended master secret");
            Expect.True(facts.HasHelloVerifyRequest, "a HelloVerifyRequest");
            Expect.True(!facts.IsResumed, "a full handshake");
            firstId = facts.ConnectionId;
            await UseAsync(server, session, hasId);
        });
        session.Close();
        await RunAsync($"resumption{then}", async row =>
        {
            HandshakeFacts facts = await ConnectAsync(server, session, row);
            Expect.True(facts.IsResumed, "resumed");
            Expect.True(
                !hasId || !facts.ConnectionId.AsSpan().SequenceEqual(firstId),
                "another connection id");
            await UseAsync(server, session, hasId);
        });
    }

    /// <summary>A handshake that both ends and the wire describe in the same way.</summary>
    private static async Task<HandshakeFacts> ConnectAsync(
        EchoServer server, SecureSession session, Row row)
    {
        int mark = server.Events.Mark;
        HandshakeFacts facts = session.Handshake(row);
        ServerEvent connected = await server.EventAsync(mark, DtlsEventKind.Connected);
        DtlsSessionInfo agreed = connected.Session!;
        Expect.Equal(agreed.CipherSuite, facts.Suite, "suite at the server");
        Expect.Equal(agreed.IsResumed, facts.IsResumed, "resumption at the server");
        Expect.Equal(
            agreed.ExtendedMasterSecret, facts.HasExtendedMasterSecret,
            "extended master secret at the server");
        Expect.Equal(
            Convert.ToHexString(agreed.ConnectionId.Span),
            Convert.ToHexString(facts.ConnectionId ?? []), "connection id at the server");
        Expect.True(agreed.SecureRenegotiation, "the client signals RFC 5746");
        return facts;
    }

    private static async Task UseAsync(EchoServer server, SecureSession session, bool hasId)
    {
        Echo(session);
        if (!hasId)
        {
            Expect.Equal(0, session.Facts.ConnectionIdRecords, "records with connection id");
            return;
        }

        int mark = server.Events.Mark;
        session.Move();
        Echo(session);
        await server.EventAsync(mark, DtlsEventKind.Moved);
        Expect.Equal(
            0, server.Events.Since(mark).Count(e => e.Kind == DtlsEventKind.Connected),
            "handshakes since the address changed");
    }

    /// <summary>Records both ways, from one byte to the most that the path takes.</summary>
    private static void Echo(SecureSession session)
    {
        int[] lengths = [1, 15, 16, 17, 64, session.Connection.MaxDataBytes];
        int before = session.Facts.ConnectionIdRecords;
        foreach (int length in lengths)
        {
            string text = new((char)('a' + (length % 26)), length);
            session.SendText(text);
            Expect.Equal(text, session.ReceiveText(), $"echo of {length} bytes");
        }

        int records = session.Facts.ConnectionIdRecords - before;
        Expect.Equal(
            session.Connection.HasConnectionId ? lengths.Length : 0, records,
            "records sent with the connection id");
    }

    private static async Task OmitCookieAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions { HelloVerifyRequest = false });
        using var session = new SecureSession(server.Port, new SecureOptions());
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.True(!facts.HasHelloVerifyRequest, "no HelloVerifyRequest");
        Expect.Equal(1, facts.ClientHellos, "ClientHellos");
        Echo(session);
        session.Close();
        facts = await ConnectAsync(server, session, row);
        Expect.True(facts.IsResumed, "resumed");
        Expect.Equal(1, facts.ClientHellos, "ClientHellos");
        Echo(session);
    }

    private static async Task ExtendAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions
        {
            IdentityHint = "a hint",
            RequiresRenegotiationInfo = true,
        });
        using var session = new SecureSession(
            server.Port, new SecureOptions { ServerName = ServerName });
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.Equal("a hint", System.Text.Encoding.UTF8.GetString(facts.Hint ?? []), "hint");
        ServerEvent connected = await server.EventAsync(0, DtlsEventKind.Connected);
        Expect.Equal(ServerName, connected.Session!.ServerName, "server name at the server");
        Echo(session);
    }

    private static async Task FragmentAsync(Row row)
    {
        const int Mtu = DtlsParameters.MinPathMtuBytes;
        using var server = new EchoServer(
            new DtlsOptions { HandshakeMtu = 100, IdentityHint = new string('h', 200) });
        using var session = new SecureSession(
            server.Port, new SecureOptions { PathMtuBytes = Mtu });
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.True(facts.HasFragments, "a message of the server in fragments");
        Echo(session);
        int largest = session.Wire.Since(0).Where(d => d.IsSent).Max(d => d.Bytes.Length);
        Expect.Equal(Mtu, largest, "the largest datagram of the client");
    }

    private static async Task LimitAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions());
        using var session = new SecureSession(
            server.Port, new SecureOptions { ReceiveBytes = 600 });
        await ConnectAsync(server, session, row);
        ServerEvent connected = await server.EventAsync(0, DtlsEventKind.Connected);
        Expect.Equal(512, connected.Session!.MaxFragmentBytes, "max_fragment_length");
        Expect.Equal(512, session.Connection.MaxDataBytes, "limit of the client");
        Echo(session);
    }

    private static async Task OfferNoIdAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions());
        using var session = new SecureSession(
            server.Port, new SecureOptions { OffersConnectionId = false });
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.Equal(null, facts.ConnectionId, "connection id");
        Echo(session);

        int mark = server.Events.Mark;
        session.Move();
        session.SendText("who is this?");
        await server.EventAsync(mark, DtlsEventKind.Discarded);
        Expect.Equal(null, session.ReceiveText(200), "echo at another address");
        session.Vanish();
        Expect.True((await ConnectAsync(server, session, row)).IsResumed, "resumed");
        Echo(session);
    }
}
