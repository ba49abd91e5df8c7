// Observe-Composite (OMA LwM2M Core 1.1 §6.4.4): each path has its own attributes, and the first
// one whose conditions are met brings all of them.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Reporting;

public sealed class CompositeObservationTests
{
    [Fact]
    public void The_pmin_of_the_path_that_has_changed_counts()
    {
        var bench = new ReportingBench();
        bench.Bench.Attributes("/3/0/9", "pmin=20");
        bench.Bench.Attributes("/3303/0/5700", "pmin=5");
        ReportingBench.Watch watch = bench.Observe("/3/0/9", "/3303/0/5700");
        bench.World.After(1_000, () => bench.Device.SetBatteryLevel(50));
        bench.World.Run(21_000);
        Assert.Equal([20], watch.Seconds);
        bench.Device.SetBatteryLevel(51);
        bench.Temperature.SetValue(0, 30);
        bench.World.Run(20_000);
        Assert.Equal([20, 25], watch.Seconds);
        Assert.Equal(["/3/0/9: 51", "/3303/0/5700: 30"], watch.Latest);
    }

    [Fact]
    public void The_shortest_pmax_that_is_valid_counts()
    {
        var bench = new ReportingBench();
        bench.Bench.Attributes("/3/0/9", "pmax=50");
        bench.Bench.Attributes("/3303/0/5700", "pmax=20");
        bench.Bench.Attributes("/1/0/1", "pmin=60&pmax=10");
        ReportingBench.Watch watch = bench.Observe("/3/0/9", "/3303/0/5700", "/1/0/1");
        bench.World.Run(45_000);
        Assert.Equal([20, 40], watch.Seconds);
    }

    /// <summary>Default periods of the server are those of each path without its own.</summary>
    [Fact]
    public void A_path_without_attributes_has_the_defaults_of_the_server()
    {
        var bench = new ReportingBench(
            setUp: account => account.DefaultMaximumPeriodSeconds = 10);
        bench.Bench.Attributes("/3/0/9", "pmin=30&pmax=45");
        bench.Bench.Attributes("/3303", "pmax=45");
        ReportingBench.Watch both = bench.Observe("/3/0/9", "/3303/0/5700");
        ReportingBench.Watch mixed = bench.Observe("/3/0/9", "/1/0/1");
        bench.World.Run(46_000);
        Assert.Equal([45], both.Seconds);
        Assert.Equal([10, 20, 30, 40], mixed.Seconds);
    }

    [Fact]
    public void Thresholds_are_those_of_each_path()
    {
        var bench = new ReportingBench();
        bench.Bench.Attributes("/3303/0/5700", "st=5");
        bench.Bench.Attributes("/3/0/9", "gt=80");
        ReportingBench.Watch watch = bench.Observe("/3303/0/5700", "/3/0/9");
        bench.Temperature.SetValue(0, 24);
        bench.Device.SetBatteryLevel(70);
        bench.World.Run(1_000);
        Assert.Empty(watch.Seconds);
        bench.Device.SetBatteryLevel(90);
        bench.World.Run(1_000);
        Assert.Equal(["/3303/0/5700: 24", "/3/0/9: 90"], watch.Latest);

        // 24 is what the server knows now.
        bench.Temperature.SetValue(0, 28);
        bench.World.Run(1_000);
        Assert.Single(watch.Seconds);
        bench.Temperature.SetValue(0, 29);
        bench.World.Run(1_000);
        Assert.Equal(2, watch.Seconds.Count);
    }

    [Fact]
    public void A_change_of_another_path_is_not_notified()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("/3303/0/5700", "/3/0/9");
        bench.Device.SetMemoryFree(12);
        bench.World.Run(1_000);
        Assert.Empty(watch.Seconds);
    }

    [Fact]
    public void A_list_of_nothing_may_come_to_something()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("/16/3", "/33000/2");
        Assert.Empty(watch.First);
        bench.Simulated.ToggleInstance(2);
        bench.World.Run(1_000);
        Assert.Contains("/33000/2/2: 20", watch.Latest);
        bench.Simulated.ToggleInstance(2);
        bench.World.Run(1_000);
        Assert.Empty(watch.Latest);
        Assert.True(watch.Observation.IsActive);
    }

    [Fact]
    public void What_there_is_no_room_for_is_answered_as_a_read()
    {
        var bench = new ReportingBench();
        string[] paths = ["/3/0/0", "/3/0/1", "/3/0/2", "/3/0/9", "/3/0/10", "/1/0/0", "/1/0/1",
            "/3303/0/5700"];
        var observations = new List<Observation>();
        for (int i = 0; i < 5; i++)
        {
            observations.Add(bench.Server.ObserveComposite(bench.Bench.Registration, paths));
            Assert.Equal(
                "2.05", bench.World.Answer(observations[^1].Request).Code.Dotted);
        }

        int granted = Limits.ObservedPaths / paths.Length;
        Assert.Equal(granted, observations.Count(o => o.IsActive));
        Assert.Equal(granted, ClientView.Tokens(bench.Bench.Client).Count);
        bench.World.Answer(bench.Server.Cancel(observations[0]));
        Assert.Equal("2.05", bench.World.Answer(
            bench.Server.ObserveComposite(bench.Bench.Registration, paths).Request).Code.Dotted);
        Assert.Equal(granted, ClientView.Tokens(bench.Bench.Client).Count);
    }

    [Fact]
    public void Every_eleventh_notification_is_confirmable()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("/3303/0/5700", "/3/0/9");
        var types = new List<bool>();
        watch.Observation.Notified += (_, n) => types.Add(n.IsConfirmable);
        for (int i = 1; i <= 22; i++)
        {
            bench.Temperature.SetValue(0, i);
            bench.World.Run(1_000);
        }

        Assert.Equal(22, types.Count);
        Assert.Equal([10, 21], types.Index().Where(t => t.Item).Select(t => t.Index));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Servers_and_objects_can_ask_for_confirmable_notifications(
        bool byServer, bool byObject)
    {
        var bench = new ReportingBench(setUp: account =>
            account.NonConfirmableNotifications = byServer ? 0 : 10);
        bench.Temperature.ConfirmsNotifications = byObject;
        ReportingBench.Watch device = bench.Observe("!/3/0/9");
        ReportingBench.Watch both = bench.Observe("/3/0/9", "/3303/0/5700");
        var types = new List<(bool IsComposite, bool IsConfirmable)>();
        device.Observation.Notified += (_, n) => types.Add((false, n.IsConfirmable));
        both.Observation.Notified += (_, n) => types.Add((true, n.IsConfirmable));
        for (int i = 1; i <= 3; i++)
        {
            bench.Device.SetBatteryLevel(i);
            bench.World.Run(1_000);
        }

        Assert.Equal(6, types.Count);
        Assert.All(types, type => Assert.Equal(byServer || type.IsComposite, type.IsConfirmable));
    }

    [Fact]
    public void A_notification_that_does_not_fit_a_message_is_fetched_in_blocks()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe(
            [.. Enumerable.Repeat("/3", 14), "/3303"]);
        Assert.Contains("/3303/0/5700: 20", watch.First);
        bench.Temperature.SetValue(0, 33);
        bench.World.Run(10_000);
        Assert.True(watch.Latest.Length >= watch.First.Length);
        Assert.Contains("/3303/0/5700: 33", watch.Latest);
        Assert.Contains(bench.Bench.FromClient, message => message.Block2 is { More: true }
            && message.Observe is not null);
    }

    [Fact]
    public void Stored_observations_go_on_in_another_client()
    {
        var bench = new ReportingBench();
        bench.Bench.Attributes("/3303/0/5700", "st=5");
        ReportingBench.Watch watch = bench.Observe("/3303/0/5700", "/3/0/9");
        var reporting = (InformationReporting)ClientView.Session(bench.Bench.Client);
        var store = new PowerCutStore();
        var record = new StoredRecord(new byte[200], 7);
        record.Begin();
        reporting.TransferReporting(record, 0);
        Assert.True(record.Save(store, 1));
        Assert.Equal(1 + 13 + (2 * 16) + 1 + 4, store[1]!.Length);

        bench.Observe("!/3303/0/5700");
        reporting.Clear();
        Assert.True(record.Load(store, 1));
        reporting.TransferReporting(record, bench.World.NowMs);
        Assert.Equal(
            [watch.Observation.Token.ToString()], ClientView.Tokens(bench.Bench.Client));
        bench.Temperature.SetValue(0, 24);
        bench.World.Run(1_000);
        Assert.Empty(watch.Seconds);
        bench.Temperature.SetValue(0, 25);
        bench.World.Run(1_000);
        Assert.Equal(["/3303/0/5700: 25", "/3/0/9: 0"], watch.Latest);
    }
}
