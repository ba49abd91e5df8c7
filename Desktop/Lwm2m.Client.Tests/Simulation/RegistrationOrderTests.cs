// The order of several servers (OMA LwM2M Core 1.1 §6.2.1, appendix E.2, /1/x/13 to 15).

using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class RegistrationOrderTests
{
    private static readonly int[] s_priorities = [30, Account.Absent, 10, 20];

    /// <summary>Four servers, of which the third, the fourth and the first are in order.</summary>
    private static Bench Ordered(Action<Account>? setUp = null)
    {
        int next = 0;
        return new Bench(servers: 4, setUp: account =>
        {
            account.RegistrationPriority = s_priorities[next++];
            account.CommunicationRetryCount = 2;
            account.CommunicationRetryTimerSeconds = 10;
            setUp?.Invoke(account);
        });
    }

    /// <summary>The servers in the order in which a Register has reached them.</summary>
    private static int[] Registered(Bench bench) => [.. bench.Sent
        .Where(d => d.IsFromClient && d.Message.UriPath == "/rd")
        .Select(d => bench.World.Servers.ToList().IndexOf(d.Server!))];

    private static void Refuse(Bench bench, int server) =>
        bench.World.Servers[server].Core.Intercept =
            (_, _) => new CoapMessage { Code = CoapCode.ServiceUnavailable };

    [Fact]
    public void The_lowest_comes_first_and_those_without_a_number_wait_for_nobody()
    {
        Bench bench = Ordered();
        bench.Client.Start();
        Assert.Equal(RegistrationState.AwaitingTurn, bench.StateAt(0));
        Assert.Equal(RegistrationState.AwaitingTurn, bench.StateAt(3));
        bench.World.Run(1_000);
        Assert.Equal([1, 2, 3, 0], Registered(bench));
        Assert.All(Enumerable.Range(0, 4),
            i => Assert.Equal(RegistrationState.Registered, bench.StateAt(i)));
    }

    [Fact]
    public void The_delay_counts_from_the_turn_and_only_before_the_first_success()
    {
        Bench bench = Ordered(account => account.InitialRegistrationDelaySeconds = 100);
        bench.Client.Start();
        bench.World.Run(99_000);
        Assert.Empty(Registered(bench));
        bench.World.Run(2_000);
        Assert.Equal([1, 2], Registered(bench));
        bench.World.Run(100_000);
        Assert.Equal([1, 2, 3], Registered(bench));
        bench.World.Run(100_000);
        Assert.Equal([1, 2, 3, 0], Registered(bench));

        bench.Client.Stop();
        bench.World.Run(1_000);
        bench.Sent.Clear();
        bench.Client.Start();
        bench.World.Run(1_000);
        Assert.Equal([1, 2, 3, 0], Registered(bench));
    }

    [Fact]
    public void One_that_fails_lets_the_next_go_on()
    {
        Bench bench = Ordered();
        Refuse(bench, 2);
        bench.Client.Start();
        bench.World.Run(5_000);
        Assert.Equal([1, 2], Registered(bench));
        bench.World.Run(20_000);
        Assert.Equal([1, 2, 2, 3, 0], Registered(bench));
    }

    [Fact]
    public void One_that_blocks_lets_nobody_pass_until_it_accepts()
    {
        Bench bench = Ordered(account => account.BlocksOnRegistrationFailure = true);
        Refuse(bench, 2);
        bench.Client.Start();
        bench.World.Run(3_600_000);
        Assert.Equal([1, 2, 2], Registered(bench));
        bench.World.Servers[2].Core.Intercept = null;
        bench.Client.RequestUpdate();
        bench.World.Run(1_000);
        Assert.Equal([1, 2, 2, 2, 3, 0], Registered(bench));
    }

    [Fact]
    public void A_name_without_address_blocks_only_if_it_is_to_block()
    {
        Bench bench = Ordered();
        bench.World.Servers[2].Link.Resolution = TransportStatus.HostUnknown;
        bench.Client.Start();
        bench.World.Run(1_000);
        Assert.Equal([1, 3, 0], Registered(bench));

        bench = Ordered(account => account.BlocksOnRegistrationFailure = true);
        bench.World.Servers[2].Link.Resolution = TransportStatus.HostUnknown;
        bench.Client.Start();
        bench.World.Run(1_000);
        Assert.Equal([1], Registered(bench));
    }

    [Fact]
    public void The_application_can_put_one_before_its_turn_and_stop_them_all()
    {
        Bench bench = Ordered();
        Refuse(bench, 2);
        bench.Client.Start();
        bench.World.Run(1_000);
        bench.Client.Enable(101);
        bench.World.Run(1_000);
        Assert.Equal([1, 2, 0], Registered(bench));
        bench.Client.Stop();
        bench.World.Run(1_000);
        Assert.True(bench.Client.IsStopped);
        Assert.Equal([1, 2, 0], Registered(bench));
    }

    [Fact]
    public void Servers_that_have_accepted_once_come_back_without_waiting_for_each_other()
    {
        Bench bench = Ordered();
        bench.Client.Start();
        bench.World.Run(1_000);
        bench.Sent.Clear();
        foreach (VirtualServer server in bench.World.Servers)
        {
            server.Restart();
        }

        Refuse(bench, 2);
        bench.Client.RequestUpdate();
        bench.World.Run(1_000);
        Assert.Equal([0, 1, 3], Registered(bench).Order());
    }
}
