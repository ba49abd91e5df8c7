// Wi-Fi; what a scan finds is set by a test.

namespace System.Device.Wifi;

public enum WifiReconnectionKind
{
    Automatic,
    Manual,
}

public delegate void AvailableNetworksChangedEventHandler(WifiAdapter sender, object? e);

public sealed class WifiAdapter
{
    private static readonly WifiAdapter s_only = new();

    public event AvailableNetworksChangedEventHandler? AvailableNetworksChanged;

    public WifiNetworkReport NetworkReport { get; } = new();

    internal int Scans { get; private set; }

    internal bool IsBusy { get; set; }

    public static WifiAdapter[] FindAllAdapters() => [s_only];

    public void ScanAsync()
    {
        Scans++;
        if (IsBusy)
        {
            throw new InvalidOperationException();
        }
    }

    /// <summary>Ends a scan.</summary>
    internal void Find(params WifiAvailableNetwork[] networks)
    {
        NetworkReport.AvailableNetworks = networks;
        AvailableNetworksChanged?.Invoke(this, null);
    }
}

public sealed class WifiNetworkReport
{
    public WifiAvailableNetwork[] AvailableNetworks { get; internal set; } = [];
}

public sealed class WifiAvailableNetwork
{
    public string Ssid { get; internal set; } = "";

    public double NetworkRssiInDecibelMilliwatts { get; internal set; }
}
