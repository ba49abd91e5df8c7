// What the page shows, kept up to date by the events of the core. It belongs to the core's thread,
// as the core does: it is created there, its events come there, and whoever asks it goes through
// the host. What it gives away does not change any more.

using System.Net;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer.Web;

/// <summary>The state behind the page.</summary>
internal sealed partial class PageModel : IDisposable
{
    private readonly IServerHost _host;
    private readonly ServerCore _core;
    private readonly EventHub _hub;
    private readonly long _startedAt;
    private readonly Definitions _definitions = Definitions.Oma;
    private readonly Dictionary<string, DeviceRecord> _devices = [];
    private readonly HashSet<string> _changed = [];

    /// <param name="host">What runs the core.</param>
    /// <param name="core">The core, whose thread this is.</param>
    /// <param name="hub">Who is told of changes.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="book">What the bootstrap server hands out.</param>
    internal PageModel(
        IServerHost host, ServerCore core, EventHub hub, TimeProvider clock, BootstrapBook book)
    {
        _host = host;
        _core = core;
        _hub = hub;
        _startedAt = clock.GetUtcNow().ToUnixTimeMilliseconds() - core.NowMs;
        Book = book;
        Firmware = new FirmwareUploads(core, hub);
        core.Logged += TakeLog;
        core.Registered += TakeRegistered;
        core.Updated += TakeUpdated;
        core.Deregistered += TakeGone;
        core.Expired += TakeGone;
        core.Observing += TakeObservation;
        core.DataSent += TakeData;
        core.Bootstrap.Answered += TakeBootstrapAnswer;
        core.Bootstrap.Ended += TakeBootstrapEnd;
        foreach (Registration registration in core.Registrations)
        {
            RecordOf(registration);
            foreach (Observation observation in registration.Observations)
            {
                TakeObservation(observation);
            }
        }
    }

    internal FirmwareUploads Firmware { get; }

    internal BootstrapBook Book { get; }

    internal HelloView Hello => new(
        At(_core.NowMs), UsableUri(_host.SecureUri), UsableUri(_host.PlainUri),
        [.. _core.Registrations.Select(registration => ViewOf(registration))], Firmware.Views,
        [.. _log], BootstrapView);

    public void Dispose()
    {
        _core.Logged -= TakeLog;
        _core.Registered -= TakeRegistered;
        _core.Updated -= TakeUpdated;
        _core.Deregistered -= TakeGone;
        _core.Expired -= TakeGone;
        _core.Observing -= TakeObservation;
        _core.DataSent -= TakeData;
        _core.Bootstrap.Answered -= TakeBootstrapAnswer;
        _core.Bootstrap.Ended -= TakeBootstrapEnd;
    }

    /// <summary>What is known of the insides of a device, or null.</summary>
    internal ContentView? ContentOf(string endpoint) =>
        _devices.GetValueOrDefault(endpoint)?.Content;

    /// <summary>The course of a number; empty when there is none.</summary>
    internal IReadOnlyList<(long At, double Number)> SeriesOf(string endpoint, string path) =>
        _devices.GetValueOrDefault(endpoint)?.SeriesOf(path) ?? [];

    /// <summary>Takes the values of an answer.</summary>
    internal void TakeAnswer(Registration registration, string path, DeviceResponse response)
    {
        if (response.IsSuccess && response.ContentFormat == MediaType.LinkFormat)
        {
            if (LinkFormat.TryParse(response.Payload.Span, out List<Link> links, out _))
            {
                _hub.Publish("links", new
                {
                    endpoint = registration.Endpoint,
                    links = RecordOf(registration).Add(path, links),
                });
            }
        }
        else if (response.IsSuccess)
        {
            TakeValues(registration, "Read", path, response.Message!, _core.NowMs);
        }
    }

    /// <summary>Forgets what is gone.</summary>
    internal void TakeDeletion(Registration registration, string path)
    {
        RecordOf(registration).Forget(path);
        _hub.Publish("forgotten", new { endpoint = registration.Endpoint, path });
    }

    /// <summary>Tells all pages soon what a device is like now; once, however often it changes
    /// until then.</summary>
    internal void Changed(string endpoint)
    {
        bool isFirst = _changed.Count == 0;
        if (_changed.Add(endpoint) && isFirst)
        {
            _host.Post(_ => PublishChanged());
        }
    }

    private long At(long coreMs) => _startedAt + coreMs;

    private void PublishChanged()
    {
        foreach (string endpoint in _changed)
        {
            if (_core.Find(endpoint) is { } registration)
            {
                _hub.Publish("device", ViewOf(registration));
            }
        }

        _changed.Clear();
    }

    private DeviceRecord RecordOf(Registration registration)
    {
        if (!_devices.TryGetValue(registration.Endpoint, out DeviceRecord? record)
            || record.Registration != registration)
        {
            // An answer for a registration that is over goes nowhere.
            record = new DeviceRecord(registration, registration.IsActive ? record : null);
            if (registration.IsActive)
            {
                _devices[registration.Endpoint] = record;
            }
        }

        return record;
    }

    private void TakeRegistered(Registration registration)
    {
        RecordOf(registration);
        _hub.Publish("registered", ViewOf(registration));
    }

    private void TakeUpdated(Registration registration, RegistrationUpdate update) =>
        Changed(registration.Endpoint);

    private void TakeGone(Registration registration)
    {
        if (_devices.TryGetValue(registration.Endpoint, out DeviceRecord? record)
            && record.Registration == registration)
        {
            _devices.Remove(registration.Endpoint);
            Firmware.Forget(registration.Endpoint);
            _hub.Publish("gone", new { endpoint = registration.Endpoint });
        }
    }

    private DeviceView ViewOf(Registration r) => new(
        r.Endpoint, r.Location, AddressOf(r.Peer), r.Identity, r.Version, r.Binding,
        r.LifetimeSeconds, At(r.RegisteredAtMs), At(r.UpdatedAtMs), r.IsQueueMode,
        At(r.AwakeUntilMs), r.Held.Count, [.. r.Formats.Select(MediaType.NameOf)],
        [.. r.Objects.Keys.Select(id => ViewOf(r, id))],
        [.. RecordOf(r).Observations.Select(ViewOf)]);

    private ObjectView ViewOf(Registration registration, int objectId)
    {
        string version = Definitions.VersionOf(registration, objectId);
        return new ObjectView(
            objectId, version,
            _definitions.Find(objectId, version) is { } facts ? Definitions.KeyOf(facts) : null,
            [.. registration.Instances.Where(instance => instance.ObjectId == objectId)
                .Select(instance => instance.InstanceId).Order()]);
    }

    /// <summary>How a device reaches this server: as it has registered.</summary>
    internal string UriFor(Registration registration) => UsableUri(
        registration.Identity is null ? _host.PlainUri : _host.SecureUri)!;

    private static string? UsableUri(string? uri) => uri is null ? null : ReachableUri.Of(uri);

    private static string AddressOf(EndPoint peer) =>
        (peer is DtlsPeer secure ? secure.Address : peer).ToString()!;
}
