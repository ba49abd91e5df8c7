// Retries and sequences of registration (OMA LwM2M Core 1.1 §6.2.1, appendix E.2, /1/x/16 to 20):
// how long the waits are, what counts as an attempt, and when a bootstrap is asked for.

using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class RetryTests
{
    private const int Minute = 60_000;
    private const int Day = 86_400_000;

    private static Bench Refused(Action<Account>? setUp = null, string code = "4.03")
    {
        var bench = new Bench(setUp: setUp);
        bench.Server.Intercept = (_, _) => new CoapMessage
        {
            Code = new CoapCode((byte)(((code[0] - '0') << 5) | int.Parse(code.AsSpan(2)))),
        };
        return bench;
    }

    /// <summary>The waits between the attempts of a run.</summary>
    private static long[] Waits(Bench bench, long durationMs)
    {
        bench.Client.Start();
        bench.World.Run(durationMs);
        long[] at = [.. bench.Sent.Where(d => d.IsFromClient).Select(d => d.AtMs)];
        return [.. at.Zip(at[1..], (first, second) => second - first - 10)];
    }

    private static void AssertWaits(long[] waits, params long[] expected)
    {
        Assert.True(waits.Length >= expected.Length, string.Join(' ', waits));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(waits[i], expected[i],
                expected[i] + Math.Min(expected[i] / 4, Limits.MaxRetryJitterMs));
        }
    }

    [Fact]
    public void The_defaults_are_five_attempts_a_day()
    {
        long[] waits = Waits(Refused(), 3L * Day);
        AssertWaits(waits,
            Minute, 2 * Minute, 4 * Minute, 8 * Minute, Day,
            Minute, 2 * Minute, 4 * Minute, 8 * Minute, Day);
        Assert.Contains(waits, wait => wait % 1000 != 0);
    }

    [Fact]
    public void Count_timer_and_delay_are_the_servers()
    {
        Bench bench = Refused(account =>
        {
            account.CommunicationRetryCount = 3;
            account.CommunicationRetryTimerSeconds = 10;
            account.CommunicationSequenceDelaySeconds = 700;
            account.CommunicationSequenceRetryCount = 2;
        });
        AssertWaits(Waits(bench, 3_600_000),
            10_000, 20_000, 700_000, 10_000, 20_000, 700_000, 10_000, 20_000);
        bench.Server.Intercept = null;
        bench.World.Run(1_000_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);

        // A success begins a new count.
        bench.Server.Restart();
        bench.Server.Intercept = (_, _) => new CoapMessage { Code = CoapCode.NotFound };
        bench.Sent.Clear();
        bench.Client.RequestUpdate();
        bench.World.Run(100_000);
        Assert.Equal(4, bench.Requests.Length);
    }

    [Fact]
    public void Doubling_follows_the_formula_beyond_an_hour()
    {
        Bench bench = Refused(account =>
        {
            account.CommunicationRetryCount = 9;
            account.CommunicationRetryTimerSeconds = 300;
        });
        AssertWaits(Waits(bench, 2L * Day),
            [.. Enumerable.Range(0, 8).Select(i => 300_000L << i), Day]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_the_last_sequence_the_network_or_the_application_begins_another(
        bool isNetwork)
    {
        Bench bench = Refused(account =>
        {
            account.CommunicationRetryCount = 1;
            account.CommunicationSequenceDelaySeconds = int.MaxValue;
        });
        bench.Client.Start();
        bench.World.Run(30L * Day);
        Assert.Single(bench.Requests);
        Assert.Equal(RegistrationState.AwaitingRetry, bench.World.State);
        bench.Server.Intercept = null;
        if (isNetwork)
        {
            bench.Client.NetworkChanged();
        }
        else
        {
            bench.Client.RequestUpdate();
        }

        bench.World.Run(100);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
    }

    [Fact]
    public void What_never_left_the_device_is_no_attempt()
    {
        var bench = new Bench();
        bench.World.Link.Resolution = TransportStatus.HostUnknown;
        bench.Client.Start();
        bench.World.Run(Day);
        Assert.True(bench.World.Socket.Connects > 1_000);
        bench.World.Link.Resolution = TransportStatus.Connected;
        bench.Server.Intercept = (_, _) => new CoapMessage { Code = CoapCode.Forbidden };
        bench.World.Run(22 * Minute);
        Assert.Equal(5, bench.Requests.Length);
        bench.World.Run(22 * Minute);
        Assert.Equal(5, bench.Requests.Length);
    }

    private sealed class Requester : IBootstrapRequester
    {
        public List<RegistrationReason> Requests { get; } = [];

        public void RequestBootstrap(
            ServerSession session, RegistrationReason reason, long nowMs) =>
            Requests.Add(reason);
    }

    private static Requester Listen(Bench bench)
    {
        var requester = new Requester();
        ClientView.OnBootstrapRequested(bench.Client, requester);
        bench.Client.Start();
        return requester;
    }

    [Theory]
    [InlineData("4.00", true)]
    [InlineData("4.01", true)]
    [InlineData("4.03", true)]
    [InlineData("4.08", false)]
    [InlineData("4.13", false)]
    [InlineData("4.29", false)]
    [InlineData("5.00", false)]
    [InlineData("5.03", false)]
    public void A_rejection_asks_for_a_bootstrap_at_once(string code, bool isRejection)
    {
        Bench bench = Refused(code: code);
        Requester requester = Listen(bench);
        bench.World.Run(1_000);
        Assert.Equal(
            isRejection ? [RegistrationReason.Refused] : [], requester.Requests);
    }

    [Fact]
    public void Exhausted_retries_ask_for_a_bootstrap_and_go_on()
    {
        var bench = new Bench(setUp: account =>
        {
            account.CommunicationRetryCount = 2;
            account.CommunicationSequenceRetryCount = 2;
            account.CommunicationSequenceDelaySeconds = 1_000;
        });
        bench.World.IsServerDown = true;
        Requester requester = Listen(bench);
        bench.World.Run(1_400_000);
        Assert.Empty(requester.Requests);
        bench.World.Run(400_000);
        Assert.Equal([RegistrationReason.NoAnswer], requester.Requests);
        bench.World.IsServerDown = false;
        bench.World.Run(1_400_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Single(requester.Requests);
    }

    [Fact]
    public void A_server_that_wants_none_gets_no_bootstrap()
    {
        Bench bench = Refused(account => account.BootstrapsOnRegistrationFailure = false);
        Requester requester = Listen(bench);
        bench.World.Run(2L * Day);
        Assert.Empty(requester.Requests);
    }

    [Fact]
    public void A_name_without_address_and_a_lost_registration_ask_for_none()
    {
        var bench = new Bench();
        bench.World.Link.Resolution = TransportStatus.HostUnknown;
        Requester requester = Listen(bench);
        bench.World.Run(Day);
        bench.World.Link.Resolution = TransportStatus.Connected;
        bench.World.Run(2 * Minute);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        bench.Server.Restart();
        bench.World.Run(10 * Minute);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Empty(requester.Requests);
    }

    [Fact]
    public void An_identity_that_the_server_does_not_know_asks_for_one_a_lost_handshake_does_not()
    {
        var requester = new Requester();
        var bench = new SecureBench(identity: "stranger", server: options =>
            options.UnknownIdentityAlert = Dtls.TestServer.AlertCode.UnknownPskIdentity);
        ClientView.OnBootstrapRequested(bench.Client, requester);
        bench.Client.Start();
        bench.World.Run(Minute);
        Assert.Equal([RegistrationReason.IdentityUnknown], requester.Requests);

        bench = new SecureBench();
        ClientView.OnBootstrapRequested(bench.Client, requester);
        bench.World.IsServerDown = true;
        bench.Client.Start();
        bench.World.Run(2 * Minute);
        Assert.Contains(bench.World.Changes, c => c.Reason == RegistrationReason.NoAnswer);
        Assert.Single(requester.Requests);
    }
}
