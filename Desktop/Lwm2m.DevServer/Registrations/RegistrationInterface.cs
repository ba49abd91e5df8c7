// The registration interface of the server (OMA LwM2M 1.1 Core §6.2): Register, Update and
// Deregister, with the checks that servers in the field make, and the expiry of registrations.

using System.Net;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Messaging;
using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer.Registrations;

/// <summary>Why a registration is over.</summary>
internal enum RegistrationEnd
{
    Deregistered,
    Expired,
    Replaced,
    ServerRestarted,
}

/// <summary>What the registration interface tells the core.</summary>
internal interface IRegistrationListener
{
    void Registered(Registration registration, Registration? previous);

    void Updated(Registration registration, RegistrationUpdate update, EndPoint previousPeer);

    void Ended(Registration registration, RegistrationEnd end);
}

/// <summary>The registered devices and the requests that change them.</summary>
internal sealed class RegistrationInterface(
    ServerOptions options, Random random, TimerQueue timers, IRegistrationListener listener)
{
    private const string IdAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 10;

    private readonly Dictionary<string, Registration> _byId = [];
    private readonly Dictionary<string, Registration> _byEndpoint = [];

    internal IReadOnlyCollection<Registration> All => _byEndpoint.Values;

    internal Registration? Find(string endpoint) => _byEndpoint.GetValueOrDefault(endpoint);

    internal CoapMessage Handle(EndPoint peer, CoapMessage request)
    {
        string[] path = [.. request.Texts(OptionNumber.UriPath)];
        if (path is [".well-known", "core"])
        {
            return request.Code == CoapCode.Get
                ? WellKnownCore()
                : Reply.Of(CoapCode.MethodNotAllowed);
        }

        if (path is not (["rd"] or ["rd", _]))
        {
            return Reply.Of(CoapCode.NotFound);
        }

        if (path.Length == 1)
        {
            return request.Code == CoapCode.Post
                ? Register(peer, request)
                : Reply.Of(CoapCode.MethodNotAllowed);
        }

        bool isChange = request.Code == CoapCode.Post || request.Code == CoapCode.Delete;
        if (!_byId.TryGetValue(path[1], out Registration? registration)
            || !IsOwnedBy(registration, peer))
        {
            return Reply.Of(CoapCode.NotFound);
        }

        return !isChange ? Reply.Of(CoapCode.MethodNotAllowed)
            : request.Code == CoapCode.Post ? Update(registration, peer, request)
            : Deregister(registration);
    }

    /// <summary>Forgets every registration.</summary>
    internal void Restart()
    {
        Registration[] all = [.. _byEndpoint.Values];
        foreach (Registration registration in all)
        {
            End(registration, RegistrationEnd.ServerRestarted);
        }
    }

    // An endpoint belongs to the DTLS identity that has registered it; one that was registered
    // without DTLS belongs to whoever comes without.
    private static bool IsOwnedBy(Registration registration, EndPoint peer) =>
        registration.Identity == (peer as DtlsPeer)?.Identity;

    private static CoapMessage WellKnownCore() => new()
    {
        Code = CoapCode.Content,
        Options = new OptionList().Add(OptionNumber.ContentFormat, MediaType.LinkFormat).Options,
        Payload = TextValue.Encode("</rd>;rt=\"core.rd\";ct=40"),
    };

    private CoapMessage Register(EndPoint peer, CoapMessage request)
    {
        if (CheckRequest(request) is { } refusal)
        {
            return refusal;
        }

        if (!RegistrationQuery.TryParse(request, out RegistrationQuery query, out string? error))
        {
            return Reply.WithText(CoapCode.BadRequest, error!);
        }

        if (query.Endpoint is null || query.Version is null)
        {
            return Reply.WithText(CoapCode.BadRequest, "ep and lwm2m are required");
        }

        if (!options.SupportedVersions.Contains(query.Version))
        {
            return Reply.WithText(CoapCode.PreconditionFailed,
                $"supported versions: {string.Join(' ', options.SupportedVersions)}");
        }

        if (query.CheckBinding(query.Version) is { } bindingError)
        {
            return Reply.WithText(CoapCode.BadRequest, bindingError);
        }

        return ObjectList.TryParse(request, out ObjectList? list, out error)
            ? Accept(peer, query, list!)
            : Reply.WithText(CoapCode.BadRequest, error!);
    }

    private CoapMessage Accept(EndPoint peer, RegistrationQuery query, ObjectList list)
    {
        string endpoint = query.Endpoint!;
        Registration? previous = Find(endpoint);
        if (previous?.Identity is not null && !IsOwnedBy(previous, peer))
        {
            return Reply.WithText(CoapCode.Forbidden, "another identity has registered it");
        }

        if (previous is not null)
        {
            End(previous, RegistrationEnd.Replaced);
        }

        var registration = new Registration(endpoint, NewId(), peer, query.Version!)
        {
            LifetimeSeconds = query.LifetimeSeconds ?? options.DefaultLifetimeSeconds,
            Binding = query.Binding ?? "U",
            IsQueueMode = query.HasQueue || (query.Binding?.Contains('Q') ?? false),
            RegisteredAtMs = timers.NowMs,
        };
        list.ApplyTo(registration);
        registration.ExpiryTimer = new ServerTimer(
            () => End(registration, RegistrationEnd.Expired));
        _byId.Add(registration.Id, registration);
        _byEndpoint.Add(endpoint, registration);
        Refresh(registration);
        listener.Registered(registration, previous);
        OptionList location = new OptionList()
            .Add(OptionNumber.LocationPath, "rd")
            .Add(OptionNumber.LocationPath, registration.Id);
        return Reply.Of(CoapCode.Created, location);
    }

    private CoapMessage Update(Registration registration, EndPoint peer, CoapMessage request)
    {
        if (CheckRequest(request) is { } refusal)
        {
            return refusal;
        }

        ObjectList? list = null;
        if (!RegistrationQuery.TryParse(request, out RegistrationQuery query, out string? error)
            || (error = query.CheckBinding(registration.Version)) is not null
            || (!request.Payload.IsEmpty && !ObjectList.TryParse(request, out list, out error)))
        {
            return Reply.WithText(CoapCode.BadRequest, error!);
        }

        EndPoint previousPeer = registration.Peer;
        var update = new RegistrationUpdate(query.LifetimeSeconds is not null,
            query.Binding is not null, list is not null, !previousPeer.Equals(peer));
        registration.Peer = peer;
        registration.LifetimeSeconds = query.LifetimeSeconds ?? registration.LifetimeSeconds;
        registration.Binding = query.Binding ?? registration.Binding;

        // Only the binding of 1.0 can say that queue mode is over.
        registration.IsQueueMode = registration.Version == "1.0"
            ? registration.Binding.Contains('Q')
            : registration.IsQueueMode || query.HasQueue;

        list?.ApplyTo(registration);
        registration.Updates++;
        Refresh(registration);
        listener.Updated(registration, update, previousPeer);
        return Reply.Of(CoapCode.Changed);
    }

    private CoapMessage Deregister(Registration registration)
    {
        End(registration, RegistrationEnd.Deregistered);
        return Reply.Of(CoapCode.Deleted);
    }

    private static CoapMessage? CheckRequest(CoapMessage request)
    {
        if (request.Type != CoapType.Con)
        {
            return Reply.WithText(CoapCode.BadRequest, "must be confirmable");
        }

        return request.ContentFormat is null or MediaType.LinkFormat
            ? null
            : Reply.Of(CoapCode.UnsupportedContentFormat);
    }

    private void Refresh(Registration registration)
    {
        registration.UpdatedAtMs = timers.NowMs;
        timers.Arm(registration.ExpiryTimer!,
            (registration.LifetimeSeconds * 1000) + options.ExpiryGraceMs);
    }

    private void End(Registration registration, RegistrationEnd end)
    {
        registration.IsActive = false;
        timers.Disarm(registration.ExpiryTimer!);
        _byId.Remove(registration.Id);
        _byEndpoint.Remove(registration.Endpoint);
        listener.Ended(registration, end);
    }

    private string NewId()
    {
        string id;
        do
        {
            id = random.GetString(IdAlphabet, IdLength);
        }
        while (_byId.ContainsKey(id));

        return id;
    }
}
