// What this PC can tell of its network.

using System.Net.NetworkInformation;
using System.Net.Sockets;
using Lwm2m.Client.Objects;

namespace Samples.DesktopTemperature;

/// <summary>Fills the Connectivity Monitoring object (4).</summary>
internal static class LocalNetwork
{
    /// <summary>Bearer, address and router of the first interface that leads further, if there
    /// is one, else those of the loopback interface. No signal strength: that is not known here.
    /// </summary>
    public static ConnectivityMonitoringObject Describe()
    {
        NetworkInterface? card = NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up)
            .OrderBy(i => i.NetworkInterfaceType == NetworkInterfaceType.Loopback)
            .ThenByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
            .FirstOrDefault(i => AddressOf(i) is not null);
        var connectivity = new ConnectivityMonitoringObject(
            card?.NetworkInterfaceType == NetworkInterfaceType.Wireless80211
                ? NetworkBearer.Wlan
                : NetworkBearer.Ethernet);
        if (card is not null)
        {
            connectivity.SetIpAddress(0, AddressOf(card)!);
            string? router = card.GetIPProperties().GatewayAddresses
                .Select(gateway => gateway.Address)
                .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork)?.ToString();
            if (router is not null)
            {
                connectivity.SetRouterAddress(0, router);
            }
        }

        return connectivity;
    }

    private static string? AddressOf(NetworkInterface card) => card.GetIPProperties()
        .UnicastAddresses.Select(unicast => unicast.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork)?.ToString();
}
