// Wi-Fi and the time.

using System;
using System.Threading;
using nanoFramework.Networking;

namespace Samples.Esp32Temperature;

/// <summary>The network of the board.</summary>
internal static class Network
{
    private const int WifiTimeoutMs = 60000;
    private const int TimeTimeoutMs = 15000;
    private const int EarliestYear = 2024;

    /// <summary>
    /// Connects. When the connection is lost later, the firmware connects again by itself (it
    /// does so for every connection that was not ended on purpose), and the client's service
    /// hears of the address and registers again.
    /// </summary>
    public static bool Connect(string ssid, string password)
    {
        Console.WriteLine("connecting to Wi-Fi " + ssid);
        using (var timeout = new CancellationTokenSource(WifiTimeoutMs))
        {
            if (WifiNetworkHelper.ConnectDhcp(ssid, password, token: timeout.Token))
            {
                return true;
            }
        }

        Console.WriteLine("no Wi-Fi: are name and password right, is it a 2.4 GHz network?");
        Exception failure = WifiNetworkHelper.HelperException;
        if (failure != null)
        {
            Console.WriteLine(failure.ToString());
        }

        return false;
    }

    /// <summary>
    /// Gives the firmware's SNTP client some time. The device works without: measurements then
    /// have no timestamp until SNTP has answered.
    /// </summary>
    public static void AwaitTime()
    {
        const int StepMs = 200;
        for (int ms = 0; DateTime.UtcNow.Year < EarliestYear; ms += StepMs)
        {
            if (ms >= TimeTimeoutMs)
            {
                Console.WriteLine("the time is unknown: no answer from the time server yet");
                return;
            }

            Thread.Sleep(StepMs);
        }
    }
}
