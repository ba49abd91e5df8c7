// What the Firmware Update object asks of the application.

namespace Lwm2m.Client.Objects;

/// <summary>
/// Says whether an update that a server wants may begin now; false defers it, for
/// <c>FirmwareUpdateObject.MaxDeferSeconds</c> at most. It runs inside the client's Poll.
/// </summary>
public delegate bool FirmwareUpdateHandler();
