// Object ids: OMA LwM2M object registry.

namespace Lwm2m.Client.Objects;

/// <summary>Object ids of the OMA registry that this library knows.</summary>
public static class ObjectId
{
    /// <summary>LwM2M Security.</summary>
    public const int Security = 0;

    /// <summary>LwM2M Server.</summary>
    public const int Server = 1;

    /// <summary>LwM2M Access Control.</summary>
    public const int AccessControl = 2;

    /// <summary>Device.</summary>
    public const int Device = 3;

    /// <summary>Connectivity Monitoring.</summary>
    public const int ConnectivityMonitoring = 4;

    /// <summary>Firmware Update.</summary>
    public const int FirmwareUpdate = 5;

    /// <summary>Location.</summary>
    public const int Location = 6;

    /// <summary>Connectivity Statistics.</summary>
    public const int ConnectivityStatistics = 7;

    /// <summary>LwM2M OSCORE; as secret as Security.</summary>
    public const int Oscore = 21;

    /// <summary>IPSO Temperature.</summary>
    public const int Temperature = 3303;
}
