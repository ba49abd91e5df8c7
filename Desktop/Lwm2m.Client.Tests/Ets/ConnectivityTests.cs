// ETS 701 to 735 and 901 to 935: the objects Connectivity Monitoring and Connectivity Statistics.

using Lwm2m.Client.DesktopTests.Reporting;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class ConnectivityTests
{
    private const int HeaderBytes = 28;

    private readonly ConnectivityMonitoringObject _network = new(NetworkBearer.Wlan);
    private readonly ConnectivityStatisticsObject _statistics = new();
    private readonly ReportingBench _bench;
    private long _sent;
    private long _received;
    private int _datagrams;
    private int _largest;

    public ConnectivityTests()
    {
        _network.SetIpAddress(0, "192.168.1.20");
        _network.SetRouterAddress(0, "192.168.1.1");
        _network.SetSignalStrength(-60);
        _bench = new ReportingBench(more: [_network, _statistics]);
    }

    [Fact]
    public void ETS_701_Connectivity_Monitoring_read()
    {
        Assert.Equal(
            [
                "/4/0/0: 21", "/4/0/1/0: 21", "/4/0/2: -60", "/4/0/4/0: \"192.168.1.20\"",
                "/4/0/5/0: \"192.168.1.1\"",
            ],
            Read("/4/0"));
        Assert.Equal(["/4/0/2: -60"], Read("/4/0/2"));
        Assert.Equal("4.04", Ask("/4/0/3").Code.Dotted);
    }

    [Fact]
    public void ETS_710_Connectivity_Monitoring_basic_observation()
    {
        _bench.Bench.Attributes("/4/0", "pmin=2&pmax=10");
        ReportingBench.Watch watch = _bench.Observe("!/4/0");
        Assert.Equal("/4/0/2: -60", watch.First[2]);
        _bench.World.After(500, () => _network.SetSignalStrength(-61));
        _bench.World.Run(25_000);
        Assert.Equal([2, 12, 22], watch.Seconds);
        Assert.Equal("/4/0/2: -61", watch.Latest[2]);
    }

    [Fact]
    public void ETS_901_Connectivity_Statistics_collection()
    {
        Assert.Equal(
            ["/7/0/2: 0", "/7/0/3: 0", "/7/0/4: 0", "/7/0/5: 0", "/7/0/8: 0"], Read("/7/0"));
        Execute("/7/0/6");
        _bench.World.Sent += Count;

        // The answer to Start counts already, and so does the request that the numbers are read by.
        for (int i = 0; i < 30; i++)
        {
            Read("/3/0");
        }

        _bench.World.Sent -= Count;
        Execute("/7/0/7");
        string[] stopped = Read("/7/0");
        Assert.InRange(ValueOf(stopped[0]), _sent / 1024, (_sent + 200) / 1024);
        Assert.InRange(ValueOf(stopped[1]), _received / 1024, (_received + 200) / 1024);
        Assert.Equal(_largest, ValueOf(stopped[2]));
        Assert.InRange(
            ValueOf(stopped[3]) - ((_sent + _received) / _datagrams), -10, 10);
        Assert.True(_sent > 3 * 1024 && _received > 1024);

        // Stopped means stopped, and a start begins again.
        Read("/3/0");
        Assert.Equal(stopped, Read("/7/0"));
        Execute("/7/0/6");
        Assert.Equal(["/7/0/2: 0"], Read("/7/0/2"));
    }

    [Fact]
    public void ETS_905_Connectivity_Statistics_write()
    {
        Assert.Equal("2.04", Write("/7/0/8", "20"));
        Assert.Equal(["/7/0/8: 20"], Read("/7/0/8"));
        Assert.Equal("4.00", Write("/7/0/8", "-1"));
        Assert.Equal("4.05", Write("/7/0/2", "1"));

        // The collection ends with its period.
        Execute("/7/0/6");
        Read("/3/0");
        _bench.World.Run(20_000);
        string[] ended = Read("/7/0");
        Read("/3/0");
        Assert.Equal(ended, Read("/7/0"));
        Assert.True(ValueOf(ended[2]) > 100);
    }

    [Fact]
    public void ETS_910_Connectivity_Statistics_basic_observation()
    {
        Execute("/7/0/6");
        ReportingBench.Watch watch = _bench.Observe("!/7/0/2");
        Assert.Equal(["/7/0/2: 0"], watch.First);

        // Nothing but notifications: they are no reason for others.
        _bench.World.Run(60_000);
        Assert.Empty(watch.Seconds);
        for (int i = 0; i < 10; i++)
        {
            Read("/3/0");
        }

        Assert.NotEmpty(watch.Seconds);
        int count = watch.Seconds.Count;
        Assert.True(ValueOf(watch.Latest[0]) >= 1);
        _bench.World.Run(60_000);
        Assert.Equal(count, watch.Seconds.Count);
    }

    private static long ValueOf(string record) => long.Parse(record[(record.IndexOf(' ') + 1)..]);

    private void Count(Datagram datagram)
    {
        int length = datagram.Bytes.Length + HeaderBytes;
        _sent += datagram.IsFromClient ? length : 0;
        _received += datagram.IsFromClient ? 0 : length;
        _datagrams++;
        _largest = Math.Max(_largest, length);
    }

    private DeviceResponse Ask(string path) => _bench.Bench.Ask(
        (server, device) => server.Read(device, path, MediaType.SenmlCbor));

    private string[] Read(string path)
    {
        DeviceResponse response = Ask(path);
        Assert.Equal("2.05", response.Code.Dotted);
        return ReportingBench.Records(response.ContentFormat, response.Payload);
    }

    private string Write(string path, string text) => _bench.Bench.Ask(
        (server, device) => server.WriteText(device, path, text)).Code.Dotted;

    private void Execute(string path) => Assert.Equal(
        "2.04",
        _bench.Bench.Ask((server, device) => server.Execute(device, path)).Code.Dotted);
}
