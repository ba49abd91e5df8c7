// 0.0.0.0 is nothing that a device could use: the address by which other machines reach this one.

using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Lwm2m.DevServer;

/// <summary>Turns URIs of this machine into those that a device can use.</summary>
internal static class ReachableUri
{
    /// <summary>The URI, with an address of this machine in place of 0.0.0.0.</summary>
    internal static string Of(string uri)
    {
        string any = $"//{IPAddress.Any}:";
        if (!uri.Contains(any, StringComparison.Ordinal))
        {
            return uri;
        }

        IPAddress? address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork
                && !IPAddress.IsLoopback(candidate));
        return uri.Replace(any, $"//{address ?? IPAddress.Loopback}:", StringComparison.Ordinal);
    }
}
