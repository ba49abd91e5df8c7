// Update Result, /5/0/5 (OMA LwM2M Core 1.1 appendix E.6).

namespace Lwm2m.Client.Objects;

/// <summary>How a step of a firmware update has gone, and how an update has ended.</summary>
public enum FirmwareResult
{
    /// <summary>Not yet: the answer of a store that needs time. Never a value of /5/0/5.</summary>
    Pending = -1,

    /// <summary>Nothing to tell: the step has succeeded, no update has ended.</summary>
    None = 0,

    /// <summary>The new firmware runs.</summary>
    Success = 1,

    /// <summary>Not enough flash memory for the image.</summary>
    StorageShortage = 2,

    /// <summary>Out of RAM during the download.</summary>
    OutOfMemory = 3,

    /// <summary>The connection was lost during the download.</summary>
    ConnectionLost = 4,

    /// <summary>The image is damaged.</summary>
    IntegrityFailed = 5,

    /// <summary>The image is of a kind that the device cannot use.</summary>
    UnsupportedPackage = 6,

    /// <summary>The Package URI is not valid.</summary>
    InvalidUri = 7,

    /// <summary>The update has failed; the old firmware runs.</summary>
    UpdateFailed = 8,

    /// <summary>The scheme of the Package URI is not supported.</summary>
    UnsupportedProtocol = 9,

    /// <summary>The server has cancelled the update.</summary>
    Cancelled = 10,

    /// <summary>The update is put off.</summary>
    Deferred = 11,
}
