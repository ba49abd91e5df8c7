// A small LwM2M 1.0/1.1 server without sockets, threads or clock: datagrams and time go in,
// datagrams and events come out (OMA LwM2M 1.1 Core §6, RFC 7252, RFC 7641). With the same
// seed and the same input it does the same. It is not thread-safe, and Send must not call back
// into it; all other callbacks may.

using System.Net;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Messaging;
using Lwm2m.DevServer.Registrations;

namespace Lwm2m.DevServer;

/// <summary>The server core. Tell it the time with <see cref="Advance"/> before
/// <see cref="Receive"/>.</summary>
public sealed partial class ServerCore : IMessageHandler, IRegistrationListener
{
    private readonly ServerOptions _options;
    private readonly TimerQueue _timers = new();
    private readonly LogSink _log;
    private readonly MessageLayer _messages;
    private readonly Requester _requester;
    private readonly BodyCollector _bodies;
    private readonly RegistrationInterface _registrations;
    private readonly Queue<Action> _afterAnswer = new();
    private bool _knowsQueueMode;

    /// <summary>Creates a server that hands its datagrams to <paramref name="send"/>.</summary>
    public ServerCore(
        Action<EndPoint, ReadOnlyMemory<byte>> send, ServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(send);
        _options = options ?? new ServerOptions();
        var random = new Random(_options.Seed);
        _log = new LogSink(_timers, Counters);
        _messages = new MessageLayer(
            _options, random, _timers, Counters, _log, send, this);
        _requester = new Requester(_messages, _timers, _log);
        _bodies = new BodyCollector(_options, _timers);
        Bootstrap = new BootstrapServer(_requester, _log, _afterAnswer);
        _registrations = new RegistrationInterface(_options, random, _timers, this);
    }

    /// <summary>A device registered, for the first time or again.</summary>
    public event Action<Registration>? Registered;

    /// <summary>A device updated its registration.</summary>
    public event Action<Registration, RegistrationUpdate>? Updated;

    /// <summary>A device deregistered.</summary>
    public event Action<Registration>? Deregistered;

    /// <summary>No Update came within the lifetime.</summary>
    public event Action<Registration>? Expired;

    /// <summary>A registration was replaced by a new one (old, new); raised after
    /// <see cref="Registered"/>.</summary>
    public event Action<Registration, Registration>? Replaced;

    /// <summary>Every message and every change of state. Costs nothing without a
    /// listener.</summary>
    public event Action<LogEntry>? Logged
    {
        add => _log.Target += value;
        remove => _log.Target -= value;
    }

    /// <summary>What has been counted.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>The bootstrap server that this one is too, once it has a plan.</summary>
    public BootstrapServer Bootstrap { get; }

    /// <summary>What devices can fetch from this server.</summary>
    public ServedFiles Files { get; } = new();

    /// <summary>The time that <see cref="Advance"/> was last told.</summary>
    public long NowMs => _timers.NowMs;

    /// <summary>The registered devices.</summary>
    public IReadOnlyCollection<Registration> Registrations => _registrations.All;

    /// <summary>How many peers, remembered message ids and timers are held; for tests that
    /// nothing grows.</summary>
    public (int Peers, int RememberedMessages, int Timers) Held =>
        (_messages.PeerCount, _messages.RememberedMessages, _timers.Count);

    /// <summary>How the requests that are made from now on go about large bodies.</summary>
    public BlockStyle Blocks
    {
        get => _requester.Blocks;
        set => _requester.Blocks = value;
    }

    /// <summary>For tests: how requests of devices are answered.</summary>
    public ResponseStyle ResponseStyle
    {
        get => _messages.ResponseStyle;
        set => _messages.ResponseStyle = value;
    }

    /// <summary>For tests: sees each request of a device first. Null lets the server answer; a
    /// message is the answer (code, options, payload); <see cref="Silence"/> is none.</summary>
    public Func<EndPoint, CoapMessage, CoapMessage?>? Intercept { get; set; }

    /// <summary>The result of <see cref="Intercept"/> for a request that gets no answer.</summary>
    public static CoapMessage Silence { get; } = new();

    /// <summary>The registration of an endpoint, or null.</summary>
    public Registration? Find(string endpoint) => _registrations.Find(endpoint);

    /// <summary>Takes a datagram that a device sent.</summary>
    public void Receive(EndPoint peer, ReadOnlySpan<byte> datagram) =>
        _messages.Receive(peer, datagram);

    /// <summary>Tells that a peer goes on with its session after a new handshake. Message ids of
    /// before mean nothing now, and no exchange goes on (RFC 7252 §9.1.1): requests that wait for
    /// an acknowledgement end, as if the device had moved. Observations stay.</summary>
    public void SessionResumed(EndPoint peer) => _messages.EndExchanges(peer);

    /// <summary>Puts a line of what happened below CoAP into the log.</summary>
    public void Log(EndPoint? peer, string text) => _log.Add(LogKind.Event, peer, text);

    /// <summary>Does what is due at a time in milliseconds and returns when something is due
    /// next, or <see cref="long.MaxValue"/>.</summary>
    public long Advance(long nowMs) => _timers.Advance(nowMs);

    /// <summary>Forgets everything, as a server does that is restarted: registrations,
    /// observations, requests under way and message ids. Time and random values go on.</summary>
    public void Restart()
    {
        _timers.Clear();
        _registrations.Restart();
        Bootstrap.Restart();
        _bodies.Restart();
        _messages.Restart();
        Continue();
        _log.Add(LogKind.Event, null, "restarted");
    }

    void IMessageHandler.RequestAnswered() => Continue();

    void IMessageHandler.Heard(EndPoint peer)
    {
        if (_knowsQueueMode)
        {
            Registration[] awake = [.. Registrations.Where(registration =>
                registration.IsQueueMode && registration.Peer.Equals(peer))];
            foreach (Registration registration in awake)
            {
                _requester.WokeUp(registration, NowMs + _options.AwakeMs);
            }
        }
    }

    void IRegistrationListener.Registered(Registration registration, Registration? previous)
    {
        Counters.Registrations++;
        TakeQueueMode(registration);
        _afterAnswer.Enqueue(() =>
        {
            _log.Add(LogKind.Event, registration.Peer,
                $"registered {registration}, lwm2m={registration.Version} "
                + $"lt={registration.LifetimeSeconds} b={registration.Binding}");
            Registered?.Invoke(registration);
            if (previous is not null)
            {
                Replaced?.Invoke(previous, registration);
            }
        });
    }

    void IRegistrationListener.Updated(
        Registration registration, RegistrationUpdate update, EndPoint previousPeer)
    {
        Counters.Updates++;
        TakeQueueMode(registration);
        _afterAnswer.Enqueue(() =>
        {
            _log.Add(LogKind.Event, registration.Peer, $"updated {registration}");
            if (update.Address)
            {
                // A token belongs to the endpoint that the request went to (RFC 7252 §5.3.2),
                // so neither answers nor notifications can be taken from the new address.
                EndObservations(registration, previousPeer, ObservationEnd.AddressChanged);
                _messages.Abandon(registration, RequestOutcome.RegistrationEnded);
            }

            Updated?.Invoke(registration, update);
        });
    }

    void IRegistrationListener.Ended(Registration registration, RegistrationEnd end)
    {
        Counters.Deregistrations += end == RegistrationEnd.Deregistered ? 1 : 0;
        _afterAnswer.Enqueue(() => Ended(registration, end));
        if (end == RegistrationEnd.Expired)
        {
            // No request leads to this one.
            Counters.Expirations++;
            Continue();
        }
    }

    private void TakeQueueMode(Registration registration)
    {
        _knowsQueueMode |= registration.IsQueueMode;
        registration.AwakeUntilMs = NowMs + _options.AwakeMs;
    }

    private void Ended(Registration registration, RegistrationEnd end)
    {
        _log.Add(LogKind.Event, registration.Peer, $"{end}: {registration}");
        bool isRestart = end == RegistrationEnd.ServerRestarted;
        EndObservations(registration, registration.Peer, isRestart
            ? ObservationEnd.ServerRestarted
            : ObservationEnd.RegistrationEnded);
        _requester.Abandon(registration, isRestart
            ? RequestOutcome.ServerRestarted
            : RequestOutcome.RegistrationEnded);
        if (end == RegistrationEnd.Deregistered)
        {
            Deregistered?.Invoke(registration);
        }
        else if (end == RegistrationEnd.Expired)
        {
            Expired?.Invoke(registration);
        }
    }

    private void Continue()
    {
        while (_afterAnswer.TryDequeue(out Action? next))
        {
            next();
        }
    }
}
