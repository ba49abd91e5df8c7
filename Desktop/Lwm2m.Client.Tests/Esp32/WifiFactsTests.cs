// Addresses at each look, the signal from a scan now and then.

using System.Device.Wifi;
using System.Net.NetworkInformation;
using Lwm2m.Client.Esp32;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class WifiFactsTests
{
    private static readonly WifiAdapter s_adapter = WifiAdapter.FindAllAdapters()[0];

    [Fact]
    public void Signal_is_that_of_the_strongest_access_point_of_the_network()
    {
        int scans = s_adapter.Scans;
        var wifi = new WifiFacts(scanIntervalMs: int.MaxValue);
        Assert.Equal(scans + 1, s_adapter.Scans);
        Assert.Equal("lab", wifi.Ssid);
        Assert.Equal(WifiFacts.Unknown, wifi.SignalDbm);
        s_adapter.Find(Network("lab", -71), Network("lab", -64), Network("other", -30));
        Assert.Equal(-64, wifi.SignalDbm);

        // A scan that has missed the network says nothing; another one does.
        s_adapter.Find(Network("other", -30));
        Assert.Equal(-64, wifi.SignalDbm);
        s_adapter.Find(Network("lab", -80));
        Assert.Equal(-80, wifi.SignalDbm);

        // Not before the interval is over.
        wifi.Refresh();
        Assert.Equal(scans + 1, s_adapter.Scans);

        // Each time, if there is none; an adapter that is busy is no failure.
        wifi = new WifiFacts(scanIntervalMs: 0);
        wifi.Refresh();
        s_adapter.IsBusy = true;
        wifi.Refresh();
        s_adapter.IsBusy = false;
        Assert.Equal(scans + 4, s_adapter.Scans);
        new WifiFacts(scanIntervalMs: -1).Refresh();
        Assert.Equal(scans + 4, s_adapter.Scans);
    }

    [Fact]
    public void Addresses_follow_the_network()
    {
        var wifi = new WifiFacts(scanIntervalMs: int.MaxValue);
        Assert.Equal("192.0.2.7", wifi.Address);
        Assert.Equal("192.0.2.1", wifi.Gateway);
        StandInNetwork.Address = "198.51.100.9";
        StandInNetwork.Gateway = "198.51.100.1";
        wifi.Refresh();
        Assert.Equal("198.51.100.9", wifi.Address);
        Assert.Equal("198.51.100.1", wifi.Gateway);
        StandInNetwork.Address = "192.0.2.7";
        StandInNetwork.Gateway = "192.0.2.1";
    }

    private static WifiAvailableNetwork Network(string ssid, double signal) =>
        new() { Ssid = ssid, NetworkRssiInDecibelMilliwatts = signal };
}
