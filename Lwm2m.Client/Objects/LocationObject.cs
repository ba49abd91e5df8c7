// Object 6, Location, version 1.0 (definition 6-1_0.xml): where the device is.
//
// Before the first position the mandatory resources are there all the same, as those of object
// 3303: latitude and longitude are not a number, the timestamp is 0.

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Location object: one instance, 0.</summary>
public sealed class LocationObject : ValueObject
{
    private const int Latitude = 0;
    private const int Longitude = 1;
    private const int Altitude = 2;
    private const int Radius = 3;
    private const int Velocity = 4;
    private const int Timestamp = 5;
    private const int Speed = 6;

    private static readonly int[] s_rows =
    {
        Latitude | Operations.Read | ResourceType.Float,
        Longitude | Operations.Read | ResourceType.Float,
        Altitude | Operations.Read | ResourceType.Float,
        Radius | Operations.Read | ResourceType.Float,
        Velocity | Operations.Read | ResourceType.Opaque,
        Timestamp | Operations.Read | ResourceType.Time,
        Speed | Operations.Read | ResourceType.Float,
    };

    /// <summary>Creates the object.</summary>
    public LocationObject()
        : base(Objects.ObjectId.Location, 10, s_rows, 1)
    {
        SetPosition(double.NaN, double.NaN, 0);
    }

    /// <summary>Sets where the device was at a time.</summary>
    /// <param name="latitude">Degrees (WGS 84), negative in the south.</param>
    /// <param name="longitude">Degrees, negative in the west.</param>
    /// <param name="unixSeconds">Seconds since 1970-01-01 00:00:00 UTC.</param>
    public void SetPosition(double latitude, double longitude, long unixSeconds)
    {
        lock (Sync)
        {
            SetFloat(0, Latitude, latitude);
            SetFloat(0, Longitude, longitude);
            Set(0, Timestamp, unixSeconds);
        }
    }

    /// <summary>Sets the height above sea level.</summary>
    public void SetAltitude(double meters)
    {
        SetFloat(0, Altitude, meters);
    }

    /// <summary>Sets how far the device may be from the position.</summary>
    public void SetRadius(double meters)
    {
        SetFloat(0, Radius, meters);
    }

    /// <summary>Sets the velocity, as 3GPP TS 23.032 §8 writes it: 4 to 7 bytes.</summary>
    public void SetVelocity(byte[] velocity)
    {
        SetBytes(0, Velocity, velocity, 0, velocity.Length);
    }

    /// <summary>Sets the speed, whatever the direction.</summary>
    public void SetSpeed(double metersPerSecond)
    {
        SetFloat(0, Speed, metersPerSecond);
    }
}
