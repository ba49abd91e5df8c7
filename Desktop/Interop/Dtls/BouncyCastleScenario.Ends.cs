// How handshakes fail and sessions end with BouncyCastle, and what the client makes of it.

using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.DevServer.Security;
using DtlsEvent = Lwm2m.Client.Dtls.Handshake.DtlsEvent;

namespace Interop.Dtls;

internal sealed partial class BouncyCastleScenario
{
    private const int HandshakeFailure = 40;
    private const int UnknownPskIdentity = 115;

    // TLS_PSK_WITH_AES_128_GCM_SHA256 (RFC 5487 §2).
    private const int Gcm = 0x00A8;

    private static readonly DtlsOptions s_silent = new() { SendsHandshakeAlerts = false };

    private async Task RunEndsAsync()
    {
        var wrongKey = new SecureOptions { Key = "wrong"u8.ToArray(), InitialTimeoutMs = 50 };
        var unknown = new SecureOptions { Identity = "dev2"u8.ToArray(), InitialTimeoutMs = 50 };
        await RunAsync("wrong key", row =>
            RefuseAsync(row, new DtlsOptions(), wrongKey, RegistrationReason.KeyRefused, -1));
        await RunAsync("unknown identity: alert 115", row =>
            RefuseAsync(
                row, new DtlsOptions(), unknown, RegistrationReason.IdentityUnknown,
                UnknownPskIdentity));
        await RunAsync("unknown identity: silence", row =>
            RefuseAsync(row, s_silent, unknown, RegistrationReason.KeyRefused, -1));
        await RunAsync("no common suite", row =>
            RefuseAsync(
                row, new DtlsOptions { CipherSuites = [Gcm] }, new SecureOptions(),
                RegistrationReason.NoCommonCipherSuite, HandshakeFailure));
        await RunAsync("the server closes the connection, resumption", CloseAsync);
        await RunAsync("the server forgets associations, resumption", row =>
            ForgetAsync(row, true));
        await RunAsync("the server forgets its sessions too", row => ForgetAsync(row, false));
        await RunAsync("the server resumes no sessions", ResumeNoneAsync);
        await RunAsync("after a wrong key the right one", CorrectAsync);
        await RunAsync("the session lacks what is now extended", row => ChangeAsync(row, false));
        await RunAsync("the session has what is no longer extended", row =>
            ChangeAsync(row, true));
    }

    private static async Task RefuseAsync(
        Row row, DtlsOptions options, SecureOptions client, RegistrationReason reason, int alert)
    {
        using var server = new EchoServer(options);
        using var session = new SecureSession(server.Port, client);
        DtlsEvent end = await Task.Run(() => session.TryHandshake());
        row.Take(session.Facts);
        row.Finding = session.Connection.Reason.ToString();
        Expect.Equal(DtlsEvent.Closed, end, "end of the handshake");
        Expect.Equal(reason, session.Connection.Reason, "reason");
        Expect.Equal(alert, session.Connection.Alert, "alert");
        Expect.Sequence(
            alert < 0 ? [] : [$"in 2/{alert}"], session.Facts.Alerts, "alerts on the wire");
    }

    private static async Task CloseAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions());
        using var session = new SecureSession(server.Port, new SecureOptions());
        await ConnectAsync(server, session, row);
        Echo(session);
        DtlsPeer peer = (await server.EventAsync(0, DtlsEventKind.Connected)).Peer!;
        server.Endpoint.Close(peer);
        session.AwaitClosed();
        Expect.Equal(RegistrationReason.ConnectionClosed, session.Connection.Reason, "reason");
        Expect.Equal(0, session.Connection.Alert, "alert");
        Expect.True((await ConnectAsync(server, session, row)).IsResumed, "resumed");
        Echo(session);
    }

    private static async Task ForgetAsync(Row row, bool keepsSessions)
    {
        using var server = new EchoServer(new DtlsOptions());
        using var session = new SecureSession(server.Port, new SecureOptions());
        await ConnectAsync(server, session, row);
        Echo(session);
        int mark = server.Events.Mark;
        server.Endpoint.ForgetAll(keepsSessions);
        session.SendText("still there?");
        await server.EventAsync(mark, DtlsEventKind.Discarded);
        Expect.Equal(null, session.ReceiveText(200), "answer of a server that has forgotten");
        session.Vanish();
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.True(facts.OffersSession, "the session is offered");
        Expect.Equal(keepsSessions, facts.IsResumed, "resumed");
        Echo(session);
    }

    private static async Task ResumeNoneAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions { Resumption = false });
        using var session = new SecureSession(server.Port, new SecureOptions());
        await ConnectAsync(server, session, row);
        Echo(session);
        session.Close();
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.True(!facts.OffersSession, "there is no session to offer");
        Echo(session);
    }

    /// <summary>Nothing of an attempt that has failed is left for the next.</summary>
    private static async Task CorrectAsync(Row row)
    {
        using var server = new EchoServer(new DtlsOptions { RequiresRenegotiationInfo = true });
        server.Endpoint.Keys.Add("dev1", "another"u8.ToArray());
        using var session = new SecureSession(
            server.Port, new SecureOptions { InitialTimeoutMs = 50 });
        Expect.Equal(
            DtlsEvent.Closed, await Task.Run(() => session.TryHandshake()),
            "end of the first handshake");
        server.Endpoint.Keys.Add("dev1", "sesame"u8.ToArray());
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.True(!facts.OffersSession, "no session of an attempt that failed");
        Expect.True(
            facts is { HasSignallingSuite: false, HasRenegotiationInfo: true },
            "renegotiation_info is an extension");
        Echo(session);
    }

    /// <summary>
    /// The server takes up or gives up the extended master secret between two handshakes: no
    /// session crosses that (RFC 7627 §5.3).
    /// </summary>
    private static async Task ChangeAsync(Row row, bool wasExtended)
    {
        var options = new DtlsOptions { ExtendedMasterSecret = wasExtended };
        using var server = new EchoServer(options);
        using var session = new SecureSession(server.Port, new SecureOptions());
        Expect.Equal(
            wasExtended, (await ConnectAsync(server, session, row)).HasExtendedMasterSecret,
            "extended master secret at first");
        session.Close();
        server.Endpoint.Options = options with { ExtendedMasterSecret = !wasExtended };
        HandshakeFacts facts = await ConnectAsync(server, session, row);
        Expect.True(facts.OffersSession && !facts.IsResumed, "a full handshake");
        Expect.Equal(!wasExtended, facts.HasExtendedMasterSecret, "extended master secret");
        Echo(session);
    }
}
