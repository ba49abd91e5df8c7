// Everything that differs from board to board. Change it here, nowhere else.

namespace Samples.Esp32Temperature;

/// <summary>The settings of this board.</summary>
internal static class Settings
{
    /// <summary>The name of the Wi-Fi network (2.4 GHz).</summary>
    public const string WifiSsid = "your network";

    /// <summary>The password of the Wi-Fi network.</summary>
    public const string WifiPassword = "your password";

    /// <summary>The LwM2M server; the port is 5684 if left out.</summary>
    public const string ServerUri = "coaps://leshan.eclipseprojects.io:5684";

    /// <summary>The Endpoint Client Name; no other device of the server may have it.</summary>
    public const string Endpoint = "esp32-thermometer-1";

    /// <summary>What the server knows the key by; it is sent in clear.</summary>
    public const string PskIdentity = "esp32-thermometer-1";

    /// <summary>
    /// The pre-shared key in hexadecimal, 32 digits for 16 bytes; the server has to have the same.
    /// A key of this device alone, and a secret: do not publish this file with it.
    /// </summary>
    public const string PskKey = "your key";

    /// <summary>Lifetime of the registration in seconds.</summary>
    public const int LifetimeSeconds = 300;

    /// <summary>True for an SHT3x on I2C, false for a simulated sensor.</summary>
    public static readonly bool HasSensor = false;

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

    /// <summary>
    /// Milliseconds without a registration after which the board restarts; a server that has
    /// disabled the device does not count.
    /// </summary>
    public const int RestartAfterMs = 30 * 60 * 1000;
}
