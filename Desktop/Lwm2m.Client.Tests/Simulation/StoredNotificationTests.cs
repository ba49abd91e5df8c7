// Notification Storing (OMA LwM2M Core 1.1 appendix E.2, /1/x/6): what is due while the server
// cannot be reached comes later, in order and once, if the registration is still the same.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class StoredNotificationTests
{
    private const int IdBytes = 6;

    private readonly List<double> _received = [];
    private readonly SecureBench _bench;
    private readonly Observation _observation;

    public StoredNotificationTests()
    {
        _bench = new SecureBench(
            server: options => options.ConnectionIdBytes = IdBytes, lifetimeSeconds: 86_400)
            .Register();
        _observation = _bench.Observe();
        _observation.Notified += (_, notification) => _received.Add(ValueOf(notification));
    }

    [Fact]
    public void What_was_due_without_network_comes_after_the_update_in_order_and_once()
    {
        GoDown();
        Measure(1, 2, 3, 4, 5);
        Assert.Empty(_received);
        Assert.Empty(_bench.Requests);
        ComeUp();
        Assert.Equal([1, 2, 3, 4, 5], _received);
        Assert.Equal(["Update"], _bench.Requests);
        Assert.Equal(0, _bench.Client.DroppedNotifications);
        _bench.AssertNotifies(_observation, 6);
    }

    [Fact]
    public void Attributes_say_what_is_due_without_network_too()
    {
        _bench.World.Answer(_bench.Server.WriteAttributes(
            _bench.Registration, "/33000/0/2", "pmin=10&st=2"));
        GoDown();
        Measure(30, 31, 36, 45, 45);
        _bench.World.Run(20_000);
        Measure(46, 50);
        ComeUp();
        Assert.Equal([45, 50], _received);
    }

    [Fact]
    public void Without_storing_only_the_newest_state_comes()
    {
        Assert.Equal("2.04", _bench.World.Answer(_bench.Server.WriteText(
            _bench.Registration, "/1/0/6", "0")).Code.Dotted);
        GoDown();
        Measure(1, 2, 3);
        ComeUp();
        Assert.Equal([3], _received);
        Assert.Equal(0, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void A_full_store_gives_up_the_oldest_and_counts_them()
    {
        GoDown();
        double[] values = [.. Enumerable.Range(1, 100).Select(i => (double)i)];
        Measure(values);
        ComeUp();
        int dropped = _bench.Client.DroppedNotifications;
        Assert.InRange(dropped, 20, 60);
        Assert.Equal(values[dropped..], _received);
        GoDown();
        Measure(200, 201);
        ComeUp();
        Assert.Equal([200, 201], _received[^2..]);
        Assert.Equal(dropped, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void What_is_under_way_when_the_network_goes_again_comes_next_time()
    {
        GoDown();
        Measure(1, 2, 3, 4);
        _bench.World.Link.IsDown = false;
        _bench.Client.NetworkChanged();
        Assert.True(_bench.World.RunUntil(() => _received.Count == 2, 10_000));
        GoDown();
        Measure(5);
        ComeUp();
        Assert.Equal([1, 2, 3, 4, 5], _received.Distinct());
        Assert.InRange(_received.Count, 5, 6);
        Assert.Equal(0, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void What_is_lost_on_the_way_is_repeated()
    {
        GoDown();
        Measure(1, 2, 3, 4, 5, 6, 7, 8);
        int carried = 0;
        _bench.World.Tamper = datagram => ++carried % 3 == 0 ? null : datagram.Bytes;
        _bench.World.Link.IsDown = false;
        _bench.Client.NetworkChanged();
        Assert.True(_bench.World.RunUntil(() => _received.Count == 8, 600_000));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], _received);
    }

    [Fact]
    public void A_sleep_is_no_different()
    {
        _bench.Sleep();
        Measure(1, 2, 3);
        _bench.Client.Start();
        _bench.World.Run(10_000);
        Assert.Equal([1, 2, 3], _received);
        Assert.Equal(["Update"], _bench.Requests);
    }

    [Fact]
    public void A_new_registration_gives_up_what_is_stored()
    {
        GoDown();
        Measure(1, 2, 3);
        _bench.Dtls.Restart();
        _bench.World.Link.IsDown = false;
        _bench.Client.NetworkChanged();
        _bench.Await(RegistrationState.Registered, 600_000);
        _bench.World.Run(10_000);
        Assert.Contains("Register", _bench.Requests);
        Assert.Empty(_received);
        Assert.Equal(3, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void A_deregistration_gives_up_what_is_stored()
    {
        GoDown();
        Measure(1, 2);
        _bench.Client.Stop();
        _bench.World.Run(100);
        Assert.Equal(2, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void A_registration_that_the_server_has_lost_gives_up_what_is_stored()
    {
        GoDown();
        Measure(1, 2);
        _bench.Server.Restart();
        ComeUp();
        Assert.Equal(["Update", "Register"], _bench.Requests);
        Assert.Empty(_received);
        Assert.Equal(2, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void A_server_that_has_forgotten_the_observation_gets_one_and_no_more()
    {
        GoDown();
        Measure(1, 2, 3);
        _bench.Server.Forget(_observation);
        ComeUp();
        Assert.Empty(ClientView.Tokens(_bench.Client));
        Assert.Equal(1, _bench.Server.Counters.ResetsSent);
        Assert.Equal(0, _bench.Client.DroppedNotifications);
    }

    [Fact]
    public void The_daily_notification_does_not_fill_the_store()
    {
        GoDown();
        _bench.World.Run(2L * Limits.ConfirmableIntervalMs);
        ComeUp();
        Assert.InRange(_received.Count, 0, 1);
        Assert.Equal(0, _bench.Client.DroppedNotifications);
    }

    /// <summary>Without security a new socket means Register.</summary>
    [Fact]
    public void Servers_share_the_store_but_not_their_notifications()
    {
        Bench bench = new Bench(servers: 2).Register();
        foreach (VirtualServer server in bench.World.Servers)
        {
            bench.World.Answer(server.Core.Observe(server.Registration!, "/33000/0/2").Request);
        }

        // The first server does not answer an Update; the second goes on as ever.
        bench.World.Servers[0].Link.IsSilent = true;
        bench.Client.RequestUpdate();
        bench.World.Run(10_000);
        foreach (int value in (int[])[1, 2, 3])
        {
            bench.Object.Measure(value);
            bench.World.Run(1_000);
        }

        int Count(int k) => bench.World.Servers[k].Registration!.Observations.Single()
            .NotificationsReceived;
        Assert.Equal(0, Count(0));
        Assert.Equal(3, Count(1));
        bench.World.Servers[0].Link.IsSilent = false;
        bench.World.Run(10_000);
        Assert.Equal(3, Count(0));
        Assert.Equal(3, Count(1));
    }

    private static double ValueOf(Notification notification)
    {
        Assert.True(TlvCodec.Decode(notification.Message.Payload)[0].TryGetDouble(out double v));
        return v;
    }

    private void GoDown()
    {
        _bench.World.Link.IsDown = true;
        _bench.World.Run(100);
    }

    private void ComeUp()
    {
        _bench.World.Link.IsDown = false;
        _bench.Client.NetworkChanged();
        _bench.World.Run(10_000);
    }

    private void Measure(params ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            _bench.Object.Measure(value);
            _bench.World.Run(1_000);
        }
    }
}
