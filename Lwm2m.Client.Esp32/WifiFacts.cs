// What object 4, Connectivity Monitoring, says of Wi-Fi. The firmware does not tell how strong the
// signal of its connection is: that takes a scan, which takes the radio away from the connection
// for two seconds or so. So there is one at long intervals only.

using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;

namespace Lwm2m.Client.Esp32;

/// <summary>Facts of the Wi-Fi connection.</summary>
public sealed class WifiFacts
{
    /// <summary>The signal before a scan has found the network.</summary>
    public const int Unknown = int.MinValue;

    private readonly WifiAdapter _adapter;
    private readonly long _scanIntervalMs;
    private long _scanMs;

    /// <summary>Creates it once Wi-Fi is connected.</summary>
    /// <param name="scanIntervalMs">
    /// How often to look for the strength of the signal, in milliseconds; -1 for never.
    /// </param>
    public WifiFacts(int scanIntervalMs)
    {
        _adapter = WifiAdapter.FindAllAdapters()[0];
        _adapter.AvailableNetworksChanged += OnScanned;
        _scanIntervalMs = scanIntervalMs;
        NetworkInterface wifi = Esp32Board.FindWifi();
        Ssid = new Wireless80211Configuration(wifi.SpecificConfigId).Ssid;
        _scanMs = scanIntervalMs < 0 ? long.MaxValue : Environment.TickCount64;
        Refresh();
    }

    /// <summary>The name of the network.</summary>
    public string Ssid { get; }

    /// <summary>The address of the device.</summary>
    public string Address { get; private set; }

    /// <summary>The address of the router.</summary>
    public string Gateway { get; private set; }

    /// <summary>
    /// The strength of the signal of the strongest access point of the network in dBm: -30 is
    /// beside it, -80 hardly enough.
    /// </summary>
    public int SignalDbm { get; private set; } = Unknown;

    /// <summary>Looks at the addresses, and begins a scan when one is due. It allocates: call it
    /// once a minute, not all the time.</summary>
    public void Refresh()
    {
        NetworkInterface wifi = Esp32Board.FindWifi();
        Address = wifi.IPv4Address;
        Gateway = wifi.IPv4GatewayAddress;
        if (Environment.TickCount64 >= _scanMs)
        {
            _scanMs = Environment.TickCount64 + _scanIntervalMs;
            try
            {
                _adapter.ScanAsync();
            }
            catch (Exception)
            {
                // The firmware is scanning or connecting: the next one will do.
            }
        }
    }

    private void OnScanned(WifiAdapter sender, object e)
    {
        int strongest = Unknown;
        WifiAvailableNetwork[] networks = sender.NetworkReport.AvailableNetworks;
        for (int i = 0; i < networks.Length; i++)
        {
            int signal = (int)networks[i].NetworkRssiInDecibelMilliwatts;
            if (signal > strongest && networks[i].Ssid == Ssid)
            {
                strongest = signal;
            }
        }

        // A scan that has missed the network says nothing.
        SignalDbm = strongest == Unknown ? SignalDbm : strongest;
    }
}
