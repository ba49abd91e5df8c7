// What the Device object asks of the application.

namespace Lwm2m.Client.Objects;

/// <summary>
/// Does what a server has asked the device to do. It runs inside the client's Poll.
/// </summary>
public delegate void DeviceEventHandler();

/// <summary>Takes the time that a server has written, to set the clock of the device.</summary>
/// <param name="unixSeconds">Seconds since 1970-01-01 00:00:00 UTC.</param>
public delegate void TimeWrittenHandler(long unixSeconds);
