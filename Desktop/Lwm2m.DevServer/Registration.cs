// A registration as the server keeps it (OMA LwM2M 1.1 Core §6.2).

using System.Net;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Messaging;
using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer;

/// <summary>What an Update changed.</summary>
public sealed record RegistrationUpdate(
    bool Lifetime, bool Binding, bool Objects, bool Address);

/// <summary>A registered device.</summary>
public sealed class Registration
{
    internal Registration(string endpoint, string id, EndPoint peer, string version)
    {
        Endpoint = endpoint;
        Id = id;
        Peer = peer;
        Version = version;
    }

    /// <summary>The endpoint client name.</summary>
    public string Endpoint { get; }

    /// <summary>The last segment of the location.</summary>
    public string Id { get; }

    /// <summary>The location, "/rd/…".</summary>
    public string Location => $"/rd/{Id}";

    /// <summary>Where the device is.</summary>
    public EndPoint Peer { get; internal set; }

    /// <summary>The DTLS identity that the endpoint belongs to, or null without DTLS.</summary>
    public string? Identity => (Peer as DtlsPeer)?.Identity;

    /// <summary>The version of LwM2M that the device stated.</summary>
    public string Version { get; }

    /// <summary>The lifetime.</summary>
    public long LifetimeSeconds { get; internal set; }

    /// <summary>The binding as stated, "U" when none was.</summary>
    public string Binding { get; internal set; } = "U";

    /// <summary>True for queue mode: UQ in 1.0, a bare Q from 1.1 on.</summary>
    public bool IsQueueMode { get; internal set; }

    /// <summary>The object list as it came.</summary>
    public IReadOnlyList<Link> Links { get; internal set; } = [];

    /// <summary>The path below which the objects are, empty for "/".</summary>
    public string RootPath { get; internal set; } = string.Empty;

    /// <summary>The formats that the device states, or those that its version implies.</summary>
    public IReadOnlyList<int> Formats { get; internal set; } = [];

    /// <summary>The objects and the versions stated for them; null when none is.</summary>
    public IReadOnlyDictionary<int, string?> Objects { get; internal set; } =
        new Dictionary<int, string?>();

    /// <summary>The object instances.</summary>
    public IReadOnlyList<(int ObjectId, int InstanceId)> Instances { get; internal set; } = [];

    /// <summary>When it was registered.</summary>
    public long RegisteredAtMs { get; internal init; }

    /// <summary>When the last Register or Update came.</summary>
    public long UpdatedAtMs { get; internal set; }

    /// <summary>How many Updates came.</summary>
    public int Updates { get; internal set; }

    /// <summary>False after Deregister, expiry, a new registration or a restart.</summary>
    public bool IsActive { get; internal set; } = true;

    /// <summary>The observations on this device that are set up or being set up.</summary>
    public IReadOnlyCollection<Observation> Observations => ObservationList;

    /// <summary>The requests that wait until the device, in queue mode, is awake.</summary>
    public IReadOnlyList<DeviceRequest> Held => HeldList;

    internal List<Observation> ObservationList { get; } = [];

    internal List<DeviceRequest> HeldList { get; } = [];

    internal List<DeviceRequest> Pending { get; } = [];

    internal long AwakeUntilMs { get; set; }

    internal ServerTimer? ExpiryTimer { get; set; }

    /// <summary>Whether the device can be reached at a time: always, but for queue mode.
    /// </summary>
    public bool IsAwake(long nowMs) => !IsQueueMode || nowMs < AwakeUntilMs;

    /// <inheritdoc/>
    public override string ToString() => $"{Endpoint} at {Peer}, {Location}";
}
