// DTLS against openssl s_server: full and abbreviated handshakes, application data both ways,
// renegotiation, and the ways in which a handshake fails.

using System.Text;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Transport;

namespace Interop.Dtls;

/// <summary>The rows with s_server.</summary>
internal sealed class OpenSslScenario(Rows rows)
{
    private const string Peer = "openssl s_server";

    // RFC 5246 §7.2: level, then description, as s_server prints what it has received.
    private const string CloseNotify = "    01 00";
    private const string NoRenegotiation = "    01 64";
    private const string HandshakeFailure = "    02 28";
    private const int HandshakeFailureAlert = 40;

    /// <summary>Runs all rows.</summary>
    public async Task RunAsync()
    {
        await RunSessionsAsync("PSK-AES128-CCM8", 0xC0A8, null, true);
        await RunSessionsAsync("PSK-AES128-CCM8", 0xC0A8, "a hint", true);
        await RunSessionsAsync("PSK-AES128-CCM8", 0xC0A8, null, false);
        await RunSessionsAsync("PSK-AES128-CCM", 0xC0A4, "a hint", true);
        await RunSessionsAsync("PSK-AES128-CCM", 0xC0A4, null, false);
        await RunAsync("the first suite of the client's list", PreferAsync);
        await RunAsync("identity of 128 bytes, key of 64", LongestAsync);
        await RunAsync("fragments, MTU 256 there and 288 here", FragmentAsync);
        await RunAsync("HelloRequest is refused; OpenSSL insists", RenegotiateAsync);
        await RunAsync("the server restarts and has forgotten", ForgetAsync);
        await RunAsync("the session is exported, resumed after a restart", ExportAsync);
        await RunAsync("wrong key", RefuseKeyAsync);
        await RunAsync("no common suite", RefuseSuitesAsync);
        await RunAsync("nobody listens, then the server is there", AwaitAsync);
    }

    private Task RunAsync(string what, Func<Row, Task> body) => rows.RunAsync(Peer, what, body);

    /// <summary>A full handshake and one that resumes its session, each with data.</summary>
    private async Task RunSessionsAsync(string name, int suite, string? hint, bool isExtended)
    {
        var settings = new OpenSslSettings
        {
            Suites = name,
            Hint = hint,
            HasExtendedMasterSecret = isExtended,
        };
        using OpenSslServer server = await OpenSslServer.StartAsync(settings);
        using var session = new SecureSession(server.Port, new SecureOptions());
        string with = hint == null ? "without hint" : "with a hint";
        await RunAsync($"full handshake {with}", async row =>
        {
            HandshakeFacts facts = session.Handshake(row);
            Expect.True(facts.HasHelloVerifyRequest, "a HelloVerifyRequest");
            Expect.Equal(
                hint, facts.Hint == null ? null : Encoding.UTF8.GetString(facts.Hint), "hint");
            AssertSession(facts, suite, false, isExtended);
            await ExchangeAsync(server, session);
            await CloseAsync(server, session);
        });
        await RunAsync($"resumption {with}", async row =>
        {
            int mark = server.Lines.Mark;
            HandshakeFacts facts = session.Handshake(row);
            await server.LineAsync(mark, "Reused session-id");
            AssertSession(facts, suite, true, isExtended);
            await ExchangeAsync(server, session);
            await CloseAsync(server, session);
        });
    }

    private static void AssertSession(
        HandshakeFacts facts, int suite, bool isResumed, bool isExtended)
    {
        Expect.Equal(suite, facts.Suite, "suite");
        Expect.Equal(isResumed, facts.IsResumed, "resumed");
        Expect.Equal(isExtended, facts.HasExtendedMasterSecret, "extended master secret");
        Expect.True(!facts.HasTicket, "no ticket, for none was asked for");
    }

    /// <summary>Records both ways, short ones and one that fills the path.</summary>
    private static async Task ExchangeAsync(OpenSslServer server, SecureSession session)
    {
        int[] lengths = [1, 15, 16, 17, 1000];
        foreach (int length in lengths)
        {
            string up = new('u', length);
            int mark = server.Lines.Mark;
            session.SendText(up + "\n");
            await server.Lines.FirstAsync(mark, l => l == up, $"{length} bytes at the server");
            string down = new('d', length);
            server.Tell(down);
            Expect.Equal(down + "\n", session.ReceiveText(), $"{length} bytes at the client");
        }
    }

    private static async Task CloseAsync(OpenSslServer server, SecureSession session)
    {
        int mark = server.Lines.Mark;
        session.Close();
        await server.LineAsync(mark, CloseNotify);
    }

    private static async Task PreferAsync(Row row)
    {
        using OpenSslServer server = await OpenSslServer.StartAsync(new OpenSslSettings());
        using var session = new SecureSession(server.Port, new SecureOptions
        {
            Suites = [CipherSuite.PskAes128Ccm, CipherSuite.PskAes128Ccm8],
        });
        Expect.Equal(CipherSuite.PskAes128Ccm, session.Handshake(row).Suite, "suite");
        await ExchangeAsync(server, session);
    }

    private static async Task LongestAsync(Row row)
    {
        var options = new SecureOptions
        {
            Identity = Encoding.UTF8.GetBytes(new string('i', 128)),
            Key = [.. Enumerable.Range(1, 64).Select(i => (byte)i)],
            PathMtuBytes = DtlsParameters.MinPathMtuBytes,
        };
        using OpenSslServer server = await OpenSslServer.StartAsync(new OpenSslSettings
        {
            Identity = Encoding.UTF8.GetString(options.Identity),
            Key = options.Key,
        });
        using var session = new SecureSession(server.Port, options);
        session.Handshake(row);
        await server.LineAsync(0, "CIPHER is");
        Expect.True(
            !server.Lines.Since(0).Any(l => l.Contains("not what we expected")),
            "the identity is the expected one");
        AssertPath(session, options.PathMtuBytes);
    }

    private static async Task FragmentAsync(Row row)
    {
        string hint = new('h', 250);
        using OpenSslServer server = await OpenSslServer.StartAsync(
            new OpenSslSettings { Mtu = 256, Hint = hint });
        using var session = new SecureSession(
            server.Port, new SecureOptions { PathMtuBytes = DtlsParameters.MinPathMtuBytes });
        HandshakeFacts facts = session.Handshake(row);
        Expect.True(facts.HasFragments, "a message of the server in fragments");
        Expect.Equal(hint, Encoding.UTF8.GetString(facts.Hint ?? []), "hint");
        AssertPath(session, DtlsParameters.MinPathMtuBytes);
    }

    private static void AssertPath(SecureSession session, int mtu)
    {
        int largest = session.Wire.Since(0).Where(d => d.IsSent).Max(d => d.Bytes.Length);
        Expect.True(largest <= mtu, $"datagrams of at most {mtu} bytes, not {largest}");
    }

    /// <summary>
    /// The client says no_renegotiation, a warning after which a session may go on; OpenSSL ends
    /// it with handshake_failure.
    /// </summary>
    private static async Task RenegotiateAsync(Row row)
    {
        using OpenSslServer server = await OpenSslServer.StartAsync(new OpenSslSettings());
        using var session = new SecureSession(server.Port, new SecureOptions());
        session.Handshake(row);
        await ExchangeAsync(server, session);
        int mark = server.Lines.Mark;
        server.AskToRenegotiate();
        session.AwaitClosed();
        await server.LineAsync(mark, NoRenegotiation);
        await server.LineAsync(mark, HandshakeFailure);
        Expect.Equal(HandshakeFailureAlert, session.Connection.Alert, "alert");
        HandshakeFacts facts = session.Handshake(row);
        Expect.True(!facts.OffersSession, "RFC 5246 §7.2.2: no resumption after a fatal alert");
        await ExchangeAsync(server, session);
    }

    /// <summary>The server is gone without a word; the next one knows nobody.</summary>
    private static async Task ForgetAsync(Row row)
    {
        OpenSslServer first = await OpenSslServer.StartAsync(new OpenSslSettings());
        using var session = new SecureSession(first.Port, new SecureOptions());
        using (first)
        {
            session.Handshake();
            await ExchangeAsync(first, session);
        }

        session.Vanish();
        using OpenSslServer second = await OpenSslServer.StartAsync(
            new OpenSslSettings { Port = first.Port });
        HandshakeFacts facts = session.Handshake(row);
        Expect.True(facts.OffersSession, "the session is offered");
        Expect.True(!facts.IsResumed, "and the server does not know it");
        await ExchangeAsync(second, session);
    }

    /// <summary>Another client takes up what this one has left.</summary>
    private static async Task ExportAsync(Row row)
    {
        using OpenSslServer server = await OpenSslServer.StartAsync(new OpenSslSettings());
        var state = new StoredRecord(new byte[256], 0);
        using (var first = new SecureSession(server.Port, new SecureOptions()))
        {
            first.Handshake();
            await ExchangeAsync(server, first);
            state.Begin();
            first.Connection.Transfer(state, true);
            first.Close();
        }

        using var second = new SecureSession(server.Port, new SecureOptions());
        state.Begin();
        state.IsReading = true;
        second.Connection.Transfer(state, true);
        Expect.Equal(
            DtlsState.Closed, second.Connection.State,
            "without a connection id the connection cannot go on");
        Expect.True(second.Handshake(row).IsResumed, "resumed");
        await ExchangeAsync(server, second);
    }

    /// <summary>The server drops what it cannot open: the client has to give up by itself.
    /// </summary>
    private static async Task RefuseKeyAsync(Row row)
    {
        using OpenSslServer server = await OpenSslServer.StartAsync(new OpenSslSettings());
        using var session = new SecureSession(
            server.Port, new SecureOptions { Key = "wrong"u8.ToArray(), InitialTimeoutMs = 50 });
        DtlsEvent end = session.TryHandshake();
        row.Take(session.Facts);
        row.Finding = session.Connection.Reason.ToString();
        Expect.Equal(DtlsEvent.Closed, end, "end of the handshake");
        Expect.Equal(RegistrationReason.KeyRefused, session.Connection.Reason, "reason");
    }

    private static async Task RefuseSuitesAsync(Row row)
    {
        using OpenSslServer server = await OpenSslServer.StartAsync(
            new OpenSslSettings { Suites = "PSK-AES128-CBC-SHA256" });
        using var session = new SecureSession(server.Port, new SecureOptions());
        DtlsEvent end = session.TryHandshake();
        row.Take(session.Facts);
        row.Finding = session.Connection.Reason.ToString();
        Expect.Equal(DtlsEvent.Closed, end, "end of the handshake");
        Expect.Sequence(["in 2/40"], session.Facts.Alerts, "alerts");
        Expect.Equal(HandshakeFailureAlert, session.Connection.Alert, "alert");
        Expect.Equal(RegistrationReason.NoCommonCipherSuite, session.Connection.Reason, "reason");
    }

    private static async Task AwaitAsync(Row row)
    {
        int port = Port.Free();
        using var session = new SecureSession(
            port, new SecureOptions { InitialTimeoutMs = 50 });
        session.TryNobody();
        using OpenSslServer server = await OpenSslServer.StartAsync(
            new OpenSslSettings { Port = port });
        HandshakeFacts facts = session.Handshake(row);
        Expect.True(
            facts is { HasSignallingSuite: false, HasRenegotiationInfo: true },
            "renegotiation_info is an extension");
        await ExchangeAsync(server, session);
        row.Finding = "after NoAnswer";
    }
}
