// Object 4, Connectivity Monitoring, version 1.3 (definition 4-1_3.xml): the network that the
// device is in, as the application sees it.
//
// What is mandatory is there from the start: a signal strength of 0 and the unspecified address
// until they are set.

using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Connectivity Monitoring object: one instance, 0.</summary>
public sealed class ConnectivityMonitoringObject : ValueObject
{
    private const int Bearer = 0;
    private const int AvailableBearers = 1;
    private const int SignalStrength = 2;
    private const int LinkQuality = 3;
    private const int IpAddresses = 4;
    private const int RouterAddresses = 5;
    private const int LinkUtilization = 6;
    private const int AccessPointNames = 7;
    private const int CellId = 8;
    private const int NetworkCode = 9;
    private const int CountryCode = 10;
    private const int SignalToNoise = 11;
    private const int AreaCode = 12;
    private const int CoverageEnhancement = 13;

    private const int Lists = 4;
    private const int MaxBearer = 50;
    private const int MaxCode = 999;

    private static readonly int[] s_rows =
    {
        Bearer | Operations.Read | ResourceType.Integer,
        AvailableBearers | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        SignalStrength | Operations.Read | ResourceType.Integer,
        LinkQuality | Operations.Read | ResourceType.Integer,
        IpAddresses | Operations.Read | ResourceType.String | ResourceType.Multiple,
        RouterAddresses | Operations.Read | ResourceType.String | ResourceType.Multiple,
        LinkUtilization | Operations.Read | ResourceType.Integer,
        AccessPointNames | Operations.Read | ResourceType.String | ResourceType.Multiple,
        CellId | Operations.Read | ResourceType.Integer,
        NetworkCode | Operations.Read | ResourceType.Integer,
        CountryCode | Operations.Read | ResourceType.Integer,
        SignalToNoise | Operations.Read | ResourceType.Integer,
        AreaCode | Operations.Read | ResourceType.Integer,
        CoverageEnhancement | Operations.Read | ResourceType.Integer,
    };

    /// <summary>Creates the object.</summary>
    /// <param name="bearer">What the client is reached by; see <see cref="NetworkBearer"/>.
    /// </param>
    /// <param name="places">
    /// The most bearers, addresses, routers and access points there can be, of each.
    /// </param>
    public ConnectivityMonitoringObject(int bearer, int places = 2)
        : base(Objects.ObjectId.ConnectivityMonitoring, 13, s_rows, 1, Lists * places)
    {
        AddItems(AvailableBearers, places);
        AddItems(IpAddresses, places);
        AddItems(RouterAddresses, places);
        AddItems(AccessPointNames, places);
        SetBearer(bearer);
        SetAvailableBearer(0, bearer);
        SetSignalStrength(0);
        SetIpAddress(0, "0.0.0.0");
    }

    /// <summary>Sets the bearer in use; see <see cref="NetworkBearer"/>.</summary>
    public void SetBearer(int bearer)
    {
        SetUpTo(MaxBearer, 0, Bearer, bearer);
    }

    /// <summary>Sets one of the bearers there are, or Unknown.</summary>
    public void SetAvailableBearer(int index, int bearer)
    {
        SetUpTo(MaxBearer, 0, AvailableBearers, bearer, index);
    }

    /// <summary>Sets the strength of the received signal.</summary>
    public void SetSignalStrength(int dBm)
    {
        Set(0, SignalStrength, dBm);
    }

    /// <summary>Sets the quality of the link, in the terms of the bearer; or Unknown.</summary>
    public void SetLinkQuality(int quality)
    {
        Set(0, LinkQuality, quality);
    }

    /// <summary>Sets an IP address; null for none.</summary>
    public void SetIpAddress(int index, string address)
    {
        SetText(0, IpAddresses, address, index);
    }

    /// <summary>Sets the router behind the IP address with the same index; null for none.</summary>
    public void SetRouterAddress(int index, string address)
    {
        SetText(0, RouterAddresses, address, index);
    }

    /// <summary>Sets how much the link to the router is used: 0 to 100, or Unknown.</summary>
    public void SetLinkUtilization(int percent)
    {
        SetUpTo(100, 0, LinkUtilization, percent);
    }

    /// <summary>Sets an Access Point Name of a cellular network; null for none.</summary>
    public void SetAccessPointName(int index, string name)
    {
        SetText(0, AccessPointNames, name, index);
    }

    /// <summary>Sets the serving cell of a cellular network; Unknown for what there is not.
    /// </summary>
    /// <param name="cellId">Cell ID.</param>
    /// <param name="networkCode">Serving Mobile Network Code, 0 to 999.</param>
    /// <param name="countryCode">Serving Mobile Country Code, 0 to 999.</param>
    /// <param name="areaCode">Location Area Code.</param>
    public void SetCell(int cellId, int networkCode, int countryCode, int areaCode)
    {
        lock (Sync)
        {
            Set(0, CellId, cellId);
            SetUpTo(MaxCode, 0, NetworkCode, networkCode);
            SetUpTo(MaxCode, 0, CountryCode, countryCode);
            Set(0, AreaCode, areaCode);
        }
    }

    /// <summary>Sets the ratio of the signal to interference and noise, or Unknown.</summary>
    public void SetSignalToNoise(int dB)
    {
        Set(0, SignalToNoise, dB);
    }

    /// <summary>
    /// Sets the Coverage Enhancement level: 0 for none, 1 to 4 for levels 0 to 3; or Unknown.
    /// </summary>
    public void SetCoverageEnhancement(int level)
    {
        SetUpTo(4, 0, CoverageEnhancement, level);
    }
}
