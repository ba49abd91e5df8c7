// The network as the board's System.Net shows it: other members than desktop .NET's.

namespace System.Net.NetworkInformation;

public enum NetworkInterfaceType
{
    Wireless80211 = 71,
    WirelessAP = 72,
}

public sealed class NetworkInterface
{
    public NetworkInterfaceType NetworkInterfaceType { get; private init; }

    public byte[] PhysicalAddress { get; private init; } = [];

    public string IPv4Address => StandInNetwork.Address;

    public string IPv4GatewayAddress => StandInNetwork.Gateway;

    public uint SpecificConfigId { get; private init; }

    public static NetworkInterface[] GetAllNetworkInterfaces() =>
    [
        new() { NetworkInterfaceType = NetworkInterfaceType.WirelessAP },
        new()
        {
            NetworkInterfaceType = NetworkInterfaceType.Wireless80211,
            PhysicalAddress = [0x24, 0x0A, 0xC4, 0x01, 0xEF, 0x90],
            SpecificConfigId = 7,
        },
    ];
}

public sealed class Wireless80211Configuration(uint id)
{
    public string Ssid => id == 7 ? "lab" : "";
}

/// <summary>What a test sets, by a name that desktop .NET does not have.</summary>
internal static class StandInNetwork
{
    internal static string Address { get; set; } = "192.0.2.7";

    internal static string Gateway { get; set; } = "192.0.2.1";
}
