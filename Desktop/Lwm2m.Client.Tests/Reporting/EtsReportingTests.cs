// The enabler test cases of the information reporting interface (OMA ETS LightweightM2M 1.1,
// 301-311) and of attributes with several servers (951), driven through the wire by the test
// server.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Reporting;

public sealed class EtsReportingTests
{
    private static readonly string[] s_three = ["/3/0/9", "/1/0/1", "/3303/0/5700"];

    [Fact]
    public void ETS_301_notifications_come_inside_the_window_of_pmin_and_pmax()
    {
        var bench = new ReportingBench();
        bench.Bench.Attributes("/3/0/7", "pmin=5&pmax=15");
        bench.Bench.Attributes("/3/0/8", "pmin=10&pmax=20");
        ReportingBench.Watch voltage = bench.Observe("!/3/0/7");
        ReportingBench.Watch current = bench.Observe("!/3/0/8");
        Assert.Equal(["/3/0/7/0: 3800"], voltage.First);
        Assert.Equal(["/3/0/8/0: 125"], current.First);
        bench.World.After(1_000, () => bench.Device.SetPowerSource(0, 3700, 130));
        bench.World.Run(45_000);
        Assert.Equal([5, 20, 35], voltage.Seconds);
        Assert.Equal([10, 30], current.Seconds);
        Assert.Equal(["/3/0/7/0: 3700"], voltage.Latest);
        Assert.Equal(["/3/0/8/0: 130"], current.Latest);
    }

    [Fact]
    public void ETS_302_a_reset_ends_the_observation()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("!/3/0/7");
        ReportingBench.Watch other = bench.Observe("!/3/0/8");
        bench.Server.Forget(watch.Observation);
        bench.Device.SetPowerSource(0, 3700, 130);
        bench.World.Run(1_000);
        Assert.Equal(1, bench.Server.Counters.ResetsSent);
        Assert.Equal(
            [other.Observation.Token.ToString()], ClientView.Tokens(bench.Bench.Client));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ETS_303_observe_with_cancel_ends_the_observation(bool hasToken)
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("!/3/0/7");
        CoapCode code = hasToken
            ? bench.World.Answer(bench.Server.Cancel(watch.Observation)).Code
            : bench.Bench.InjectOne(
                bench.Bench.Build(CoapCode.Get, "/3/0/7", observe: 1)).Code;
        Assert.Equal(CoapCode.Content, code);
        Assert.Empty(ClientView.Tokens(bench.Bench.Client));
        bench.Device.SetPowerSource(0, 3700, 130);
        bench.World.Run(10_000);
        Assert.Empty(watch.Seconds);
    }

    [Fact]
    public void ETS_304_one_notification_has_all_paths_between_pmin_and_pmax()
    {
        var bench = new ReportingBench();
        foreach (string path in s_three)
        {
            bench.Bench.Attributes(path, "pmin=30&pmax=45");
        }

        ReportingBench.Watch watch = bench.Observe(s_three);
        Assert.Equal(["/3/0/9: 0", "/1/0/1: 86400", "/3303/0/5700: 20"], watch.First);
        bench.World.After(1_000, () => bench.Device.SetBatteryLevel(77));
        bench.World.After(2_000, () => bench.Temperature.SetValue(0, 21.5));
        bench.World.Run(80_000);
        Assert.Equal([30, 75], watch.Seconds);
        Assert.All(watch.Notifications, records => Assert.Equal(
            ["/3/0/9: 77", "/1/0/1: 86400", "/3303/0/5700: 21.5"], records));
        Assert.Equal(2, watch.Observation.NotificationsReceived);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ETS_305_a_fetch_with_cancel_and_the_same_list_ends_it(bool hasToken)
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe(s_three);
        ReportingBench.Watch other = bench.Observe(s_three[..2]);
        if (hasToken)
        {
            DeviceResponse response = bench.World.Answer(bench.Server.Cancel(watch.Observation));
            Assert.Equal("2.05", response.Code.Dotted);
            Assert.Null(response.Message!.Observe);
        }
        else
        {
            bench.Server.Forget(watch.Observation);
            Assert.Equal("2.05", bench.World.Answer(bench.Server.Send(
                bench.Bench.Registration, new RawRequest(CoapCode.Fetch, "/")
                {
                    Options =
                    [
                        CoapOption.FromUInt(OptionNumber.Observe, 1),
                        CoapOption.FromUInt(OptionNumber.ContentFormat, 112),
                    ],
                    Payload = Lwm2m.DevServer.Content.Senml.EncodePaths(112, s_three),
                })).Code.Dotted);
        }

        Assert.Equal(
            [other.Observation.Token.ToString()], ClientView.Tokens(bench.Bench.Client));
        bench.Device.SetBatteryLevel(50);
        bench.World.Run(1_000);
        Assert.Empty(watch.Seconds);
        Assert.Single(other.Seconds);
        Assert.Equal(0, bench.Server.Counters.ResetsSent);
    }

    [Fact]
    public void ETS_306_a_client_sends_what_it_has_registered()
    {
        var bench = new ReportingBench();
        var outcomes = new List<SendStatus>();
        SendStatus status = bench.Bench.Client.Send(
            101, [Lwm2mPath.Of(3, 0, 0), Lwm2mPath.Of(3303)],
            (_, outcome, _) => outcomes.Add(outcome));
        Assert.Equal(SendStatus.Started, status);
        bench.World.Run(1_000);
        Assert.Equal([SendStatus.Delivered], outcomes);
        SentData sent = Assert.Single(bench.Sent);
        Assert.Contains("/3/0/0: \"Contoso\"", sent.Records.Select(r => r.ToString()));
        Assert.Contains("/3303/0/5700: 20", sent.Records.Select(r => r.ToString()));
        Assert.All(sent.Records, record => Assert.Matches("^/3(/0/0|303/[01]/.*)$", record.Path));
        Assert.Equal(0, bench.Server.Counters.Violations);
    }

    [Fact]
    public void ETS_307_mute_send_suppresses_a_send()
    {
        var bench = new ReportingBench();
        long[] path = [Lwm2mPath.Of(3303, 0, 5700)];
        Assert.Equal("2.04", bench.Bench.Code(CoapCode.Put, "/1/0/23", format: 0, text: "1"));
        Assert.Equal(SendStatus.Muted, bench.Bench.Client.Send(101, path, null));
        bench.World.Run(10_000);
        Assert.Empty(bench.Sent);
        Assert.Equal("2.04", bench.Bench.Code(CoapCode.Put, "/1/0/23", format: 0, text: "0"));
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, path, null));
        bench.World.Run(1_000);
        Assert.Single(bench.Sent);
    }

    [Fact]
    public void ETS_308_a_new_instance_is_in_the_next_notification()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("/16", "/3303/0/5700", "/33000/1/2");
        Assert.DoesNotContain(watch.First, record => record.StartsWith("/16/1/", Ordinal));
        bench.Portfolio.Add(1);
        bench.World.Run(1_000);
        Assert.Single(watch.Seconds);
        Assert.Contains(watch.Latest, record => record.StartsWith("/16/1/", Ordinal));
        Assert.Contains("/3303/0/5700: 20", watch.Latest);
        bench.Simulated.ToggleInstance(1);
        bench.World.Run(1_000);
        Assert.Contains("/33000/1/2: 20", watch.Latest);
    }

    [Fact]
    public void ETS_309_a_deleted_instance_is_not_in_the_next_notification()
    {
        var bench = new ReportingBench();
        bench.Simulated.ToggleInstance(1);
        bench.World.Run(1_000);
        ReportingBench.Watch watch = bench.Observe("/33000/0/2", "/33000/1/2", "/3/0/9");
        Assert.Equal(["/33000/0/2: 20", "/33000/1/2: 20", "/3/0/9: 0"], watch.First);
        bench.Simulated.ToggleInstance(1);
        bench.World.Run(1_000);
        Assert.Single(watch.Seconds);
        Assert.Equal(["/33000/0/2: 20", "/3/0/9: 0"], watch.Latest);
        Assert.True(watch.Observation.IsActive);
    }

    [Fact]
    public void ETS_310_a_change_of_attributes_takes_effect_at_once()
    {
        var bench = new ReportingBench();
        foreach (string path in s_three)
        {
            bench.Bench.Attributes(path, "pmin=1&pmax=60");
        }

        ReportingBench.Watch watch = bench.Observe(s_three);
        bench.World.Run(10_000);
        Assert.Empty(watch.Seconds);
        bench.Bench.Attributes(s_three[0], "pmax=5");
        bench.World.Run(11_000);
        Assert.Equal([10, 15, 20], watch.Seconds);
        bench.Bench.Attributes(s_three[0], "pmax=60");
        bench.World.Run(40_000);
        Assert.Equal(3, watch.Seconds.Count);
    }

    [Fact]
    public void ETS_311_a_send_has_the_values()
    {
        var bench = new ReportingBench();
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(
            101, [Lwm2mPath.Of(1, 0, 1), Lwm2mPath.Of(3, 0, 11, 0)], null));
        bench.World.Run(1_000);
        Assert.Equal(
            ["/1/0/1: 86400", "/3/0/11/0: 0"],
            Assert.Single(bench.Sent).Records.Select(record => record.ToString()));
    }

    [Fact]
    public void ETS_951_attributes_of_one_server_are_not_those_of_another()
    {
        var bench = new ReportingBench(servers: 2);
        VirtualServer other = bench.World.Servers[1];
        bench.Bench.Attributes("/3303/0/5700", "pmin=10&gt=30");
        string Discover() => bench.World.Answer(
            other.Core.Discover(other.Registration!, "/3303/0/5700")).Text;
        Assert.Contains(
            "pmin=10;gt=30", bench.Bench.Ask((s, r) => s.Discover(r, "/3303/0/5700")).Text);
        Assert.DoesNotContain("pmin", Discover());
        Assert.DoesNotContain("gt", Discover());
        Assert.Equal("2.04", bench.World.Answer(other.Core.WriteAttributes(
            other.Registration!, "/3303/0/5700", "pmin=20")).Code.Dotted);
        Assert.Contains("pmin=20", Discover());
        Assert.Contains(
            "pmin=10", bench.Bench.Ask((s, r) => s.Discover(r, "/3303/0/5700")).Text);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;
}
