// Everything that differs from board to board and from model to model. Change it here, nowhere
// else.

namespace Samples.Esp32Temperature;

/// <summary>The sensors that the sample knows.</summary>
internal enum SensorKind
{
    /// <summary>None: a temperature is made up.</summary>
    Simulated,

    /// <summary>An SHT30, SHT31 or SHT35 on I2C.</summary>
    Sht3x,
}

/// <summary>What the board does between two measurements.</summary>
internal enum SleepMode
{
    /// <summary>It stays awake and listens all the time: for a power supply.</summary>
    None,

    /// <summary>It sleeps deeply, and servers hold back what they have (queue mode): for a
    /// battery.</summary>
    DeepSleep,
}

/// <summary>The settings.</summary>
internal static class Settings
{
    /// <summary>
    /// The version of this application, up to 24 characters. Raise it for each image, and before
    /// flashing by cable: a board that finds another version flashed forgets its images.
    /// </summary>
    public const string Version = "1.0.0";

    /// <summary>
    /// What this board alone has. The application that was flashed by cable hands it to the one
    /// that runs: for an image that goes to many boards, leave the defaults here.
    /// </summary>
    public static readonly BoardSettings Board = new BoardSettings
    {
        // The name and the password of the Wi-Fi network (2.4 GHz).
        WifiSsid = "your network",
        WifiPassword = "your password",

        // The LwM2M server; coaps:// with the port 5684 if left out, or coap:// for no security.
        ServerUri = "coaps://leshan.eclipseprojects.io:5684",

        // What the server knows the key by; it is sent in clear. Empty for the endpoint's name.
        PskIdentity = "",

        // The pre-shared key in hexadecimal, 32 digits for 16 bytes; the server has to have the
        // same. A key of this device alone, and a secret: do not publish this file with it.
        PskKey = "your key",
    };

    /// <summary>
    /// What the Endpoint Client Name starts with; the MAC address of the chip follows.
    /// </summary>
    public const string EndpointPrefix = "esp32-thermometer-";

    /// <summary>
    /// Whether the server is one for bootstrap, which tells the board its servers and their keys.
    /// </summary>
    public static readonly bool IsBootstrapServer = false;

    /// <summary>Lifetime of the registration in seconds.</summary>
    public const int LifetimeSeconds = 300;

    /// <summary>The sensor.</summary>
    public static readonly SensorKind Sensor = SensorKind.Simulated;

    /// <summary>The pin of the sensor's SDA.</summary>
    public const int I2cDataPin = 21;

    /// <summary>The pin of the sensor's SCL.</summary>
    public const int I2cClockPin = 22;

    /// <summary>The sensor's address: 0x44, or 0x45 with its ADDR pin high.</summary>
    public const int I2cAddress = 0x44;

    /// <summary>The pin of the LED, on when high; some boards have one of their own on 2.</summary>
    public const int LedPin = 2;

    /// <summary>Milliseconds between two measurements.</summary>
    public const int MeasurementIntervalMs = 5000;

    /// <summary>What the board does between them. With deep sleep, take some minutes between two
    /// measurements and a lifetime of an hour or more.</summary>
    public static readonly SleepMode Sleep = SleepMode.None;

    /// <summary>
    /// With deep sleep: milliseconds that the board listens after the last message. Servers count
    /// on 93 seconds; less saves energy, if the server is quick.
    /// </summary>
    public const int AwakeMs = 10000;

    /// <summary>Milliseconds between two looks for the strength of the Wi-Fi signal.</summary>
    public const int WifiScanIntervalMs = 60 * 60 * 1000;

    /// <summary>
    /// The channel of the ADC that a battery is connected to by a divider, see BatteryMonitor; -1
    /// for none.
    /// </summary>
    public static readonly int BatteryChannel = -1;

    /// <summary>The battery's millivolts at which the ADC shows its highest value.</summary>
    public const int BatteryFullScaleMv = 6600;

    /// <summary>The millivolts of the empty battery.</summary>
    public const int BatteryEmptyMv = 3300;

    /// <summary>The millivolts of the full battery.</summary>
    public const int BatteryFullMv = 4200;

    /// <summary>
    /// Milliseconds without a registration after which the board restarts; a server that has
    /// disabled the device does not count. For an image on trial this is a failed start.
    /// </summary>
    public const int RestartAfterMs = 30 * 60 * 1000;
}
