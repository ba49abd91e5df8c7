// Queue mode (OMA LwM2M Core 1.1 §6.5, Transport 1.1 §6.5) with a device that switches its radio
// off as soon as it may: what registrations say, how long the client listens, what wakes it.

using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class QueueModeTests
{
    private const int MaxTransmitWaitMs = 93_000;

    private readonly List<(long AtMs, int DurationMs)> _told = [];

    private Bench Queueing(
        int lifetimeSeconds = 3600, Action<Account>? setUp = null, int servers = 1,
        ServerOptions? options = null, bool isQueueMode = true)
    {
        var bench = new Bench(lifetimeSeconds, setUp, options, servers: servers)
        {
            World = { Sleeps = true },
        };
        bench.Client.QueueMode = isQueueMode;
        bench.Client.SleepAllowed = durationMs => _told.Add((bench.World.NowMs, durationMs));
        return bench;
    }

    private static string[] Queries(CoapMessage message) =>
        [.. message.Texts(OptionNumber.UriQuery)];

    [Fact]
    public void With_1_1_queue_mode_is_a_query_of_its_own()
    {
        Bench bench = Queueing();
        bench.Client.Start();
        bench.World.Run(1_000);
        Assert.Equal(
            ["lwm2m=1.1", "ep=device-1", "b=U", "Q", "lt=3600"], Queries(bench.Requests[0]));
        Assert.True(bench.Registration.IsQueueMode);
    }

    [Fact]
    public void A_binding_of_UQ_is_normalised_with_1_1_and_said_as_it_is_with_1_0()
    {
        Bench bench = Queueing(setUp: account => account.IsQueueBinding = true,
            options: new ServerOptions { SupportedVersions = ["1.0"] }, isQueueMode: false);
        bench.Client.Start();
        bench.World.Run(1_000);
        Assert.Equal(
            ["lwm2m=1.1", "ep=device-1", "b=U", "Q", "lt=3600"], Queries(bench.Requests[0]));
        Assert.Equal(
            ["lwm2m=1.0", "ep=device-1", "b=UQ", "lt=3600"], Queries(bench.Requests[1]));
        Assert.True(bench.Registration.IsQueueMode);
    }

    [Fact]
    public void A_server_of_1_0_is_not_told_of_the_clients_own_wish_and_the_client_listens()
    {
        Bench bench = Queueing(options: new ServerOptions { SupportedVersions = ["1.0"] });
        bench.Client.Start();
        bench.World.Run(1_000_000);
        Assert.Equal(["lwm2m=1.0", "ep=device-1", "b=U", "lt=3600"], Queries(bench.Requests[1]));
        Assert.Empty(_told);
        Assert.False(bench.Client.MaySleep);
    }

    [Fact]
    public void A_written_binding_is_an_update_with_1_0()
    {
        Bench bench = Queueing(options: new ServerOptions { SupportedVersions = ["1.0"] });
        bench.Register();
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/7", format: 0, text: "UQ"));
        bench.World.Run(100);
        Assert.Equal(["b=UQ"], Queries(Assert.Single(bench.Requests)));
        Assert.True(bench.Registration.IsQueueMode);
        bench.World.Run(MaxTransmitWaitMs);
        Assert.True(bench.Client.MaySleep);
    }

    [Fact]
    public void A_written_binding_is_a_register_with_1_1()
    {
        Bench bench = Queueing(isQueueMode: false).Register();
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/7", format: 0, text: "UQ"));
        bench.World.Run(100);
        Assert.Contains("Q", Queries(Assert.Single(bench.Requests)));
        Assert.True(bench.Registration.IsQueueMode);
        bench.Sent.Clear();
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/7", format: 0, text: "U"));
        bench.World.Run(100);
        Assert.DoesNotContain("Q", Queries(Assert.Single(bench.Requests)));
        Assert.False(bench.Registration.IsQueueMode);

        // The client wants queue mode anyway: there is nothing to tell.
        bench = Queueing().Register();
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/7", format: 0, text: "UQ"));
        bench.World.Run(100);
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData(0, 2000, 4, 93_000)]
    [InlineData(0, 1000, 2, 10_500)]
    [InlineData(5_000, 2000, 4, 5_000)]
    public void It_listens_for_what_the_transmission_parameters_say(
        int awakeMs, int ackTimeoutMs, int retransmissions, int expectedMs)
    {
        Bench bench = Queueing(setUp: account =>
        {
            account.AwakeMs = awakeMs;
            account.Transmission.AckTimeoutMs = ackTimeoutMs;
            account.Transmission.MaxRetransmit = retransmissions;
        });
        bench.Register();
        long registeredMs = bench.World.Changes[^1].AtMs;
        bench.World.Run(expectedMs + 1_000);
        Assert.Equal(registeredMs + expectedMs, Assert.Single(_told).AtMs);
    }

    [Fact]
    public void Each_message_makes_it_listen_anew_and_the_due_time_is_told()
    {
        Bench bench = Queueing().Register();
        long registeredMs = bench.World.Changes[^1].AtMs;
        bench.World.Run(90_000);
        Assert.Equal("2.05", bench.Code(CoapCode.Get, "/3/0/0"));
        bench.World.Run(90_000);
        Assert.Empty(_told);
        Assert.Equal("2.05", bench.Code(CoapCode.Get, "/3/0/0"));
        long answeredMs = bench.World.NowMs;
        bench.World.Run(MaxTransmitWaitMs + 1_000);
        (long atMs, int durationMs) = Assert.Single(_told);
        Assert.InRange(answeredMs - (atMs - MaxTransmitWaitMs), 0, 10);
        Assert.Equal(registeredMs + 3_600_000 - MaxTransmitWaitMs, atMs + durationMs);
    }

    [Fact]
    public void Asleep_it_is_not_polled_and_a_new_value_wakes_it()
    {
        Bench bench = Queueing().Register();
        Observation observation = bench.Observe("/33000/0/2");
        bench.World.Run(200_000);
        long polls = bench.World.Polls;
        bench.World.Run(600_000);
        Assert.Equal(polls, bench.World.Polls);
        bench.Object.Measure(42);
        bench.World.Run(1_000);
        Assert.Equal(1, observation.NotificationsReceived);

        // The server may take the notification for a sign of life: it is heard as long again.
        Assert.False(bench.Client.MaySleep);
        bench.World.Run(MaxTransmitWaitMs);
        Assert.True(bench.Client.MaySleep);
        Assert.Equal(0, bench.World.LostAsleep);
    }

    [Fact]
    public void It_wakes_for_a_notification_that_is_due_before_the_update()
    {
        Bench bench = Queueing().Register();
        bench.Attributes("/33000/0/2", "pmax=600");
        Observation observation = bench.Observe("/33000/0/2");
        long observedMs = bench.World.NowMs;
        bench.World.Run(300_000);
        (long atMs, int durationMs) = Assert.Single(_told);
        Assert.InRange(observedMs + 600_000 - (atMs + durationMs), 0, 100);
        bench.World.Run(1_200_000);
        Assert.Equal(2, observation.NotificationsReceived);
    }

    [Fact]
    public void An_update_that_is_not_answered_keeps_it_awake_until_that_is_settled()
    {
        Bench bench = Queueing(600).Register();
        bench.World.Run(300_000);
        Assert.True(bench.Client.MaySleep);
        bench.World.IsServerDown = true;
        Assert.True(bench.World.RunUntil(
            () => bench.World.State == RegistrationState.AwaitingUpdateResponse, 600_000));
        Assert.False(bench.Client.MaySleep);
        Assert.True(bench.World.RunUntil(
            () => bench.World.State == RegistrationState.AwaitingRetry
                && bench.Client.MaySleep, 600_000));
        bench.World.IsServerDown = false;
        Assert.True(bench.World.RunUntil(
            () => bench.World.State == RegistrationState.Registered, 600_000));
    }

    [Fact]
    public void A_server_without_queue_mode_keeps_the_client_awake_for_all()
    {
        int next = 0;
        Bench bench = Queueing(servers: 2, isQueueMode: false,
            setUp: account => account.IsQueueBinding = next++ == 0);
        bench.Register();
        bench.World.Run(1_000_000);
        Assert.Empty(_told);
        VirtualServer second = bench.World.Servers[1];
        Assert.Equal("2.04", bench.World.Answer(
            second.Core.WriteText(second.Registration!, "/1/1/7", "UQ")).Code.Dotted);
        bench.World.Run(100_000);
        Assert.Single(_told);
    }

    [Fact]
    public void A_client_without_servers_to_hear_from_may_sleep_as_well()
    {
        Bench bench = Queueing(isQueueMode: false).Register();
        bench.Client.Stop();
        bench.World.Run(1_000);
        Assert.Equal(int.MaxValue, Assert.Single(_told).DurationMs);
        Assert.True(bench.Client.MaySleep);
    }
}
