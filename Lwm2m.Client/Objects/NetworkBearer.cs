// Network bearers: what resources 0 and 1 of object 4 hold (definition 4-1_3.xml).

namespace Lwm2m.Client.Objects;

/// <summary>What carries the traffic of a device; other numbers up to 50 are reserved.</summary>
public static class NetworkBearer
{
    /// <summary>GSM cellular network.</summary>
    public const int Gsm = 0;

    /// <summary>TD-SCDMA cellular network.</summary>
    public const int TdScdma = 1;

    /// <summary>WCDMA cellular network.</summary>
    public const int Wcdma = 2;

    /// <summary>CDMA2000 cellular network.</summary>
    public const int Cdma2000 = 3;

    /// <summary>WiMAX cellular network.</summary>
    public const int WiMax = 4;

    /// <summary>LTE-TDD cellular network.</summary>
    public const int LteTdd = 5;

    /// <summary>LTE-FDD cellular network.</summary>
    public const int LteFdd = 6;

    /// <summary>NB-IoT.</summary>
    public const int NbIot = 7;

    /// <summary>5G-NR TDD.</summary>
    public const int Nr5gTdd = 8;

    /// <summary>5G-NR FDD.</summary>
    public const int Nr5gFdd = 9;

    /// <summary>WLAN network.</summary>
    public const int Wlan = 21;

    /// <summary>Bluetooth network.</summary>
    public const int Bluetooth = 22;

    /// <summary>IEEE 802.15.4 network.</summary>
    public const int Ieee802154 = 23;

    /// <summary>Ethernet.</summary>
    public const int Ethernet = 41;

    /// <summary>DSL.</summary>
    public const int Dsl = 42;

    /// <summary>PLC.</summary>
    public const int Plc = 43;
}
