// State, /5/0/3 (OMA LwM2M Core 1.1 appendix E.6).

namespace Lwm2m.Client.Objects;

/// <summary>Where a firmware update stands.</summary>
public enum FirmwareState
{
    /// <summary>Before the download, or after the update.</summary>
    Idle = 0,

    /// <summary>The image is on its way.</summary>
    Downloading = 1,

    /// <summary>The image is there and has been checked.</summary>
    Downloaded = 2,

    /// <summary>The image is being taken into use.</summary>
    Updating = 3,
}
