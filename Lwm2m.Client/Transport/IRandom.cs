// Random numbers: tokens, message ids, jitter. On the ESP32 they come from the hardware.

namespace Lwm2m.Client.Transport;

/// <summary>A source of random numbers.</summary>
public interface IRandom
{
    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    int Next(int bound);
}
