// The connection to Wi-Fi.

namespace nanoFramework.Networking;

public static class WifiNetworkHelper
{
    public static Exception? HelperException => null;

    public static bool ConnectDhcp(
        string ssid,
        string password,
        System.Device.Wifi.WifiReconnectionKind reconnectionKind = default,
        bool requiresDateTime = false,
        int wifiAdapterId = 0,
        CancellationToken token = default) => false;
}
