// What a secure session is worth to the registration: a full handshake leads to Register, a
// resumption or a Connection ID to Update with the observations kept; and what the client does
// with all that a server can do to a session (RFC 6347, RFC 7925 §4, §17, RFC 9146).

using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.DevServer;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SecureRegistrationTests
{
    [Theory]
    [InlineData(Suite.PskWithAes128Ccm8, Offer.Taken, true, 20)]
    [InlineData(Suite.PskWithAes128Ccm8, Offer.Ignored, false, 255)]
    [InlineData(Suite.PskWithAes128Ccm, Offer.Demanded, true, 1)]
    [InlineData(Suite.PskWithAes128Ccm, Offer.Ignored, true, 32)]
    public void Full_handshake_leads_to_register(
        ushort suite, object extendedMasterSecret, bool hasHint, int cookieBytes)
    {
        var bench = new SecureBench(server: options =>
        {
            options.Suites = [suite];
            options.ExtendedMasterSecret = (Offer)extendedMasterSecret;
            options.IdentityHint = hasHint ? "hint"u8.ToArray() : null;
            options.CookieBytes = cookieBytes;
            options.VerifyRequestVersion = hasHint ? DtlsVersion.Dtls10 : DtlsVersion.Dtls12;
        });
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(
            [AwaitingRetry, AwaitingHandshake, AwaitingRegisterResponse, Registered],
            bench.States);
        Assert.Equal(
            [
                "ClientHello", "ClientHello",
                "ClientKeyExchange, ChangeCipherSpec, protected 22", "protected 23",
            ],
            bench.FromClient.Select(sent => sent.Names));
        Assert.Equal(["Register"], bench.Requests);
        Assert.Equal(suite, bench.Connection.Session!.Suite);
        Assert.Equal((Offer)extendedMasterSecret != Offer.Ignored,
            bench.Connection.Session.HasExtendedMasterSecret);
        bench.AssertAnswers();
    }

    [Fact]
    public void A_server_without_cookies_costs_one_round_trip_less()
    {
        SecureBench bench = new SecureBench(server: options => options.UsesCookies = false);
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Single(bench.FromClient, sent => sent.Names == "ClientHello");
    }

    [Theory]
    [InlineData(Offer.Taken)]
    [InlineData(Offer.Ignored)]
    public void Resumption_leads_to_update_and_keeps_the_observations(object extendedMasterSecret)
    {
        SecureBench bench = new SecureBench(
            server: options => options.ExtendedMasterSecret = (Offer)extendedMasterSecret)
            .Register();
        Observation observation = bench.Observe();
        DtlsSession session = bench.Connection.Session!;
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal(
            [AwaitingRetry, AwaitingHandshake, AwaitingUpdateResponse, Registered], bench.States);
        Assert.Equal(RegistrationReason.SessionResumed, bench.World.Changes[2].Reason);
        Assert.Equal(
            ["ClientHello", "ClientHello", "ChangeCipherSpec, protected 22", "protected 23"],
            bench.FromClient.Select(sent => sent.Names));
        Assert.Equal(["Update"], bench.Requests);
        bench.AssertNotifies(observation, 35);
        bench.AssertAnswers();

        Assert.Same(session, bench.Connection.Session);
        Assert.Equal(1, bench.Dtls.Resumptions);

        // RFC 7627 §5.3: a server that has learned the extension resumes only what has it.
        if ((Offer)extendedMasterSecret == Offer.Ignored)
        {
            bench.Options.ExtendedMasterSecret = Offer.Taken;
            bench.Client.NetworkChanged();
            bench.AwaitAccepted();
            Assert.Equal("Register", bench.Requests[^1]);
            Assert.True(bench.Connection.Session!.HasExtendedMasterSecret);
            Assert.Equal(1, bench.Dtls.Resumptions);
        }
    }

    [Fact]
    public void The_end_of_an_observation_is_told_over_the_next_connection_if_need_be()
    {
        SecureBench bench =
            new SecureBench(account => account.DefaultMaximumPeriodSeconds = 3).Register();
        bench.Object.ToggleInstance(1);
        bench.AwaitAccepted();
        Observation observation = bench.Server.Observe(bench.Registration, "/33000/1");
        bench.World.Answer(observation.Request);
        Assert.True(observation.IsActive);
        bench.World.IsServerDown = true;
        bench.Object.ToggleInstance(1);
        bench.World.Run(5_000);
        bench.World.IsServerDown = false;
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        bench.World.Run(5_000);
        Assert.Equal(1, bench.Dtls.Resumptions);
        Assert.False(observation.IsActive);
        Assert.Empty(ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void A_server_that_keeps_no_sessions_is_registered_with_again()
    {
        SecureBench bench =
            new SecureBench(server: options => options.CachesSessions = false).Register();
        Observation observation = bench.Observe();
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal(["Register"], bench.Requests);
        Assert.False(observation.IsActive);
        Assert.Empty(ClientView.Tokens(bench.Client));
        bench.AssertAnswers();
    }

    [Fact]
    public void A_server_that_has_forgotten_the_session_is_registered_with_again()
    {
        SecureBench bench = new SecureBench().Register();
        bench.Dtls.Forget(connections: true, sessions: true);
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal(["Register"], bench.Requests);
        Assert.Equal(2, bench.Dtls.FullHandshakes);
    }

    [Fact]
    public void A_registration_lost_under_a_resumed_session_is_made_anew()
    {
        SecureBench bench = new SecureBench().Register();
        bench.Observe();
        bench.Server.Restart();
        bench.Client.NetworkChanged();
        Assert.True(bench.World.RunUntil(() => bench.Requests.Length == 2, 10_000));
        bench.AwaitAccepted();
        Assert.Equal(["Update", "Register"], bench.Requests);
        Assert.Contains(bench.World.Changes, change =>
            change is { Reason: RegistrationReason.RegistrationLost, Code: 404 });
        Assert.Equal(1, bench.Dtls.Resumptions);
        Assert.Empty(ClientView.Tokens(bench.Client));
        bench.AssertAnswers();
    }

    [Fact]
    public void The_switch_of_an_account_forces_register_after_a_resumption()
    {
        SecureBench bench =
            new SecureBench(account => account.RegistersAfterResumption = true).Register();
        bench.Observe();
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal(["Register"], bench.Requests);
        Assert.Equal(1, bench.Dtls.Resumptions);
        Assert.Empty(ClientView.Tokens(bench.Client));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(32)]
    public void With_a_connection_id_a_new_socket_needs_an_update_and_no_handshake(int length)
    {
        SecureBench bench =
            new SecureBench(server: options => options.ConnectionIdBytes = length).Register();
        Observation observation = bench.Observe();
        DtlsConnection connection = bench.Connection;
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal([AwaitingRetry, AwaitingUpdateResponse, Registered], bench.States);
        Assert.Equal(["cid"], bench.FromClient.Select(sent => sent.Names));
        Assert.Equal(["Update"], bench.Requests);
        Assert.Same(connection, bench.Connection);
        Assert.Equal(bench.World.Socket.PublicEndPoint, connection.Peer);
        bench.AssertNotifies(observation, 35);
        bench.AssertAnswers();
        Assert.Equal(1, bench.Dtls.FullHandshakes + bench.Dtls.Resumptions);
    }

    [Fact]
    public void A_connection_id_of_no_length_is_none()
    {
        SecureBench bench =
            new SecureBench(server: options => options.ConnectionIdBytes = 0).Register();
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal(["Update"], bench.Requests);
        Assert.Equal(1, bench.Dtls.Resumptions);
    }

    [Fact]
    public void A_connection_id_is_negotiated_anew_with_a_resumption()
    {
        SecureBench bench =
            new SecureBench(server: options => options.ConnectionIdBytes = 6).Register();
        byte[] before = bench.Connection.LocalCid!;
        bench.Dtls.Forget(connections: true, sessions: false);
        bench.Options.ConnectionIdBytes = 8;
        bench.Client.RequestUpdate();
        bench.Await(AwaitingHandshake, 200_000);
        bench.AwaitAccepted();
        Assert.Equal(1, bench.Dtls.Resumptions);
        Assert.Equal(8, bench.Connection.LocalCid!.Length);
        Assert.NotEqual(before, bench.Connection.LocalCid[..6]);
        bench.AssertAnswers();

        // And taken away again.
        bench.Dtls.Forget(connections: true, sessions: false);
        bench.Options.ConnectionIdBytes = null;
        bench.Client.RequestUpdate();
        bench.Await(AwaitingHandshake, 200_000);
        bench.AwaitAccepted();
        Assert.Equal(2, bench.Dtls.Resumptions);
        Assert.Null(bench.Connection.LocalCid);
        bench.AssertAnswers();
    }

    [Fact]
    public void With_a_connection_id_a_new_address_behind_a_NAT_is_not_even_noticed()
    {
        SecureBench bench =
            new SecureBench(server: options => options.ConnectionIdBytes = 6).Register();
        Observation observation = bench.Observe();
        bench.World.Socket.Rebind();
        bench.AssertNotifies(observation, 35);
        Assert.Equal(bench.World.Socket.PublicEndPoint, bench.Connection.Peer);
        bench.AssertAnswers();
        bench.World.Socket.Rebind();
        bench.World.Run(300_000);
        bench.AssertAnswers();
        Assert.All(bench.Requests, request => Assert.Equal("Update", request));
        Assert.Equal(1, bench.Dtls.FullHandshakes + bench.Dtls.Resumptions);
        Assert.Equal(1, bench.World.Socket.Connects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_update_without_an_answer_is_followed_by_a_resumption(bool isNat)
    {
        SecureBench bench = new SecureBench(lifetimeSeconds: 3600).Register();
        Observation observation = bench.Observe();
        if (isNat)
        {
            // Without a Connection ID the server does not know who is at the new address.
            bench.World.Socket.Rebind();
        }
        else
        {
            bench.Dtls.Forget(connections: true, sessions: false);
        }

        bench.Client.RequestUpdate();
        bench.Await(AwaitingHandshake, 200_000);
        bench.AwaitAccepted();
        Assert.Equal(
            [AwaitingUpdateResponse, AwaitingRetry, AwaitingHandshake, AwaitingUpdateResponse,
                Registered],
            bench.States);
        Assert.Equal(RegistrationReason.NoAnswer, bench.World.Changes[1].Reason);
        Assert.Equal(bench.World.Changes[1].AtMs, bench.World.Changes[2].AtMs);
        Assert.Equal(["Update"], bench.Requests);
        Assert.Equal(1, bench.Dtls.Resumptions);
        bench.AssertNotifies(observation, 35);
        bench.AssertAnswers();
    }

    [Fact]
    public void A_connection_that_the_server_closes_is_resumed()
    {
        SecureBench bench = new SecureBench().Register();
        Observation observation = bench.Observe();
        DtlsConnection connection = bench.Connection;
        connection.SendAlert(AlertCode.Warning, AlertCode.CloseNotify);
        bench.Await(AwaitingRetry);
        StateChange change = Assert.Single(bench.World.Changes);
        Assert.Equal(
            (RegistrationReason.ConnectionClosed, AlertCode.CloseNotify),
            (change.Reason, change.Code));
        bench.AwaitAccepted(200_000);
        Assert.Equal(["Update"], bench.Requests);
        Assert.Equal(1, bench.Dtls.Resumptions);
        bench.AssertNotifies(observation, 35);

        // RFC 5246 §7.2.1: answered in kind.
        Assert.Contains(bench.Dtls.Alerts, alert => alert.Connection == connection
            && alert is { Code: AlertCode.CloseNotify, IsProtected: true });
    }

    [Fact]
    public void A_session_that_ends_with_a_fatal_alert_is_not_resumed()
    {
        SecureBench bench = new SecureBench().Register();
        bench.Dtls.Fail(bench.Connection, AlertCode.InternalError);
        bench.Await(AwaitingRetry);
        StateChange change = Assert.Single(bench.World.Changes);
        Assert.Equal(
            (RegistrationReason.ConnectionClosed, AlertCode.InternalError),
            (change.Reason, change.Code));
        bench.AwaitAccepted(200_000);
        Assert.Equal(["Register"], bench.Requests);
        Assert.Equal((2, 0), (bench.Dtls.FullHandshakes, bench.Dtls.Resumptions));
    }

    [Fact]
    public void Stop_deregisters_and_closes_the_connection()
    {
        SecureBench bench = new SecureBench().Register();
        bench.Client.Stop();
        bench.World.Run(1_000);
        Assert.True(bench.Client.IsStopped);
        Assert.Equal(["Deregister"], bench.Requests);
        ReceivedAlert alert = Assert.Single(bench.Dtls.Alerts);
        Assert.Equal(
            (AlertCode.Warning, AlertCode.CloseNotify, true),
            (alert.Level, alert.Code, alert.IsProtected));
        Assert.Null(bench.Secure.Connection);

        // What was deregistered is registered, not updated, whatever the session.
        bench.Forget();
        bench.Client.Start();
        bench.AwaitAccepted();
        Assert.Equal(["Register"], bench.Requests);
        Assert.Equal(1, bench.Dtls.Resumptions);
    }

    [Fact]
    public void Hello_messages_of_the_server_start_nothing()
    {
        SecureBench bench = new SecureBench().Register();
        bench.Dtls.SendClientHello(bench.World.Socket.PublicEndPoint!);
        bench.World.Run(1_000);
        Assert.Empty(bench.FromClient);
        Assert.Empty(bench.World.Changes);

        // RFC 7925 §17, RFC 5746 §4.2.
        bench.Connection.SendHelloRequest();
        bench.World.Run(1_000);
        ReceivedAlert alert = Assert.Single(bench.Dtls.Alerts);
        Assert.Equal(
            (AlertCode.Warning, AlertCode.NoRenegotiation, true),
            (alert.Level, alert.Code, alert.IsProtected));
        Assert.Empty(bench.World.Changes);
        bench.AssertAnswers();
    }

    [Fact]
    public void What_is_not_protected_counts_for_nothing_on_a_connection()
    {
        SecureBench bench = new SecureBench().Register();
        foreach (byte[] content in new byte[][] { [2, 80], [1, 0], [2, 20] })
        {
            bench.World.Inject(
                new DtlsRecord(RecordType.Alert, DtlsVersion.Dtls12, 0, 9, [], content).ToArray());
        }

        bench.World.Inject(new DtlsRecord(
            RecordType.ApplicationData, DtlsVersion.Dtls12, 0, 10, [],
            [0x40, 1, 0x12, 0x34]).ToArray());
        bench.World.Run(1_000);
        Assert.Empty(bench.FromClient);
        Assert.Empty(bench.World.Changes);
        bench.AssertAnswers();
    }

    [Fact]
    public void Retransmitted_messages_are_new_records()
    {
        SecureBench bench = new SecureBench().Register();
        bench.World.IsServerDown = true;
        int before = bench.Secure.Crypto.Seals;
        bench.Client.RequestUpdate();
        bench.Await(AwaitingRetry, 200_000);
        int updates = bench.FromClient.Count(sent => sent.Names == "protected 23");
        Assert.Equal(bench.Account.Transmission.MaxRetransmit + 1, updates);
        Assert.Equal(before + updates, bench.Secure.Crypto.Seals);
    }
}
