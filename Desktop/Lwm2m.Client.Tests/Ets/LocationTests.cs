// ETS 801 to 835: the Location object.

using Lwm2m.Client.DesktopTests.Reporting;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class LocationTests
{
    private readonly LocationObject _location = new();
    private readonly ReportingBench _bench;

    public LocationTests()
    {
        _location.SetPosition(-43.5723, 153.2176, 1785000000);
        _location.SetVelocity([0, 90, 0, 12]);
        _bench = new ReportingBench(more: _location);
    }

    [Fact]
    public void ETS_801_Location_read()
    {
        DeviceResponse response = _bench.Bench.Ask(
            (server, device) => server.Read(device, "/6/0", MediaType.Tlv));
        Assert.Equal("2.05", response.Code.Dotted);
        List<TlvNode> nodes = response.Tlv();
        Assert.Equal([0, 1, 4, 5], nodes.Select(node => (int)node.Id));
        Assert.True(nodes[0].TryGetDouble(out double latitude));
        Assert.Equal(-43.5723, latitude);
        Assert.True(nodes[1].TryGetDouble(out double longitude));
        Assert.Equal(153.2176, longitude);
        Assert.Equal([0, 90, 0, 12], nodes[2].Value.ToArray());
        Assert.True(nodes[3].TryGetInteger(out long time));
        Assert.Equal(1785000000, time);
    }

    [Fact]
    public void ETS_810_Location_basic_observation()
    {
        _bench.Bench.Attributes("/6/0", "pmin=2&pmax=10");
        ReportingBench.Watch watch = _bench.Observe("!/6/0");
        Assert.Equal("/6/0/0: -43.5723", watch.First[0]);
        _bench.World.After(500, () => _location.SetPosition(-43.25, 153.5, 1785000001));
        _bench.World.Run(25_000);
        Assert.Equal([2, 12, 22], watch.Seconds);
        Assert.Equal("/6/0/0: -43.25", watch.Latest[0]);
        Assert.Equal("/6/0/1: 153.5", watch.Latest[1]);
    }
}
