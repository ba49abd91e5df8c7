// DTLS against libcoap's example server, on top of GnuTLS and of OpenSSL: the sessions; what CoAP
// does inside of one is in LibcoapScenario.

using Interop.Coap;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Dtls.Handshake;

namespace Interop.Dtls;

/// <summary>The rows with coap-server.</summary>
/// <param name="rows">Where they go.</param>
/// <param name="library">The TLS library that the server uses.</param>
/// <param name="resumes">Whether it resumes sessions.</param>
internal sealed class LibcoapSessions(Rows rows, string library, bool resumes)
{
    private const string Name = "sensor.example";

    private static readonly int[][] s_suites =
        [[CipherSuite.PskAes128Ccm8], [CipherSuite.PskAes128Ccm]];

    private readonly string _peer = $"libcoap with {library}";

    private ExampleServer _server = null!;

    /// <summary>Runs all rows.</summary>
    public async Task RunAsync()
    {
        string names = Path.GetTempFileName();
        await File.WriteAllTextAsync(names, $"{Name},the hint of {Name},another key\n");
        try
        {
            using (_server = await StartAsync("-k", "sesame", "-h", "the hint", "-s", names))
            {
                foreach (int[] suites in s_suites)
                {
                    await RunSessionsAsync(suites);
                }

                await RunAsync("a server name selects the key", NameServer);
                await RunAsync("wrong key", RefuseKey);
            }
        }
        finally
        {
            File.Delete(names);
        }

        await RunAsync("datagrams of the server are lost", LoseAsync);
        await RunAsync("nobody listens, then the server is there", AwaitAsync);
    }

    private Task<ExampleServer> StartAsync(params string[] arguments) =>
        ExampleServer.StartAsync($"coap-server-{library}", arguments);

    private Task RunAsync(string what, Func<Row, Task> body) => rows.RunAsync(_peer, what, body);

    private Task RunAsync(string what, Action<Row> body) => rows.RunAsync(_peer, what, body);

    private async Task RunSessionsAsync(int[] suites)
    {
        using var session = new SecureSession(
            _server.SecurePort, new SecureOptions { Suites = suites });
        await RunAsync("full handshake with a hint", row =>
        {
            HandshakeFacts facts = session.Handshake(row);
            Expect.Equal(suites[0], facts.Suite, "suite");
            Expect.True(facts.HasHelloVerifyRequest, "a HelloVerifyRequest");
            Expect.Equal("the hint", Text(facts), "hint");
            Expect.True(facts.HasExtendedMasterSecret, "extended master secret");
            Get(session);
            session.Close();
        });
        await RunAsync("the session is offered again", row =>
        {
            HandshakeFacts facts = session.Handshake(row);
            Expect.Equal(resumes, facts.IsResumed, "resumed");
            Get(session);
            session.Close();
        });
    }

    private void NameServer(Row row)
    {
        using var session = new SecureSession(
            _server.SecurePort,
            new SecureOptions { ServerName = Name, Key = "another key"u8.ToArray() });
        HandshakeFacts facts = session.Handshake(row);
        Expect.Equal($"the hint of {Name}", Text(facts), "hint");
        Get(session);
    }

    /// <summary>The server drops what it cannot open: the client has to give up by itself.
    /// </summary>
    private void RefuseKey(Row row)
    {
        using var session = new SecureSession(
            _server.SecurePort,
            new SecureOptions { Key = "wrong"u8.ToArray(), InitialTimeoutMs = 50 });
        DtlsEvent end = session.TryHandshake();
        row.Take(session.Facts);
        row.Finding = session.Connection.Reason.ToString();
        Expect.Equal(DtlsEvent.Closed, end, "end of the handshake");
        Expect.Equal(RegistrationReason.KeyRefused, session.Connection.Reason, "reason");
    }

    /// <summary>
    /// The first datagram answers the ping, the second has the cookie; the fifth belongs to the
    /// flight of its ServerHello (GnuTLS) or its Finished (OpenSSL), the ninth is data.
    /// </summary>
    private async Task LoseAsync(Row row)
    {
        using ExampleServer server = await StartAsync("-k", "sesame", "-l", "2,5,9");
        using var session = new SecureSession(
            server.SecurePort, new SecureOptions { InitialTimeoutMs = 300 });
        HandshakeFacts facts = session.Handshake(row);
        Expect.True(facts.ClientHellos > 2, $"{facts.ClientHellos} ClientHellos: one repeated");
        Get(session);
    }

    private async Task AwaitAsync(Row row)
    {
        int port = Port.FreePair();
        using var session = new SecureSession(
            port + 1, new SecureOptions { InitialTimeoutMs = 50 });
        session.TryNobody();
        using ExampleServer server = await ExampleServer.StartAsync(
            port, $"coap-server-{library}", "-k", "sesame");
        HandshakeFacts facts = session.Handshake(row);
        Expect.True(
            facts is { HasSignallingSuite: false, HasRenegotiationInfo: true },
            "renegotiation_info is an extension");
        Get(session);
        row.Finding = "after NoAnswer";
    }

    private static void Get(SecureSession session)
    {
        var client = new CoapClient(session, 500);
        for (int i = 0; i < 3; i++)
        {
            string text = client.Get("/").Answered("2.05").Text;
            Expect.True(text.Contains("libcoap"), text);
        }
    }

    private static string Text(HandshakeFacts facts) =>
        System.Text.Encoding.UTF8.GetString(facts.Hint ?? []);
}
