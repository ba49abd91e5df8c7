// One run of the simulation: a time of trouble, in which everything happens that can happen, and
// then a day of peace, after which client and server must agree. All of it follows from the seed.

using System.Globalization;
using System.Text;
using Lwm2m.Client.DesktopTests.Blocks;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>A simulated client and server, driven by a seed.</summary>
internal sealed partial class SeededRun
{
    private readonly Random _random;
    private readonly World _world;
    private readonly Accounts _accounts = new(1);
    private readonly Account _account;
    private readonly List<SimulatedObject> _lives = [];
    private readonly Dictionary<long, bool> _confirmed = [];
    private readonly bool _isPerfect;
    private readonly bool _isQueueMode;
    private readonly bool _isServerSteady;
    private readonly int _meanGapMs;
    private readonly double _maxLoss;
    private readonly List<LargeObject> _large = [];
    private long _troubleEndMs;
    private long _largeUntilMs;
    private int _next = 1;
    private int _sends;

    public SeededRun(int seed, bool isSecure, Action<string>? trace = null)
    {
        _random = new Random(seed);
        _isPerfect = _random.Next(5) == 0;
        _isServerSteady = _isPerfect || _random.Next(3) == 0;
        _meanGapMs = Pick(500, 2_000, 10_000, 60_000);
        _maxLoss = Pick(5, 20, 50) / 100.0;
        _world = new World(seed, new ServerOptions
        {
            SupportedVersions = _random.Next(4) == 0 ? ["1.0"] : ["1.0", "1.1"],
        }, isSecure);
        _world.Server.ResponseStyle =
            _random.Next(4) == 0 ? ResponseStyle.Separate : ResponseStyle.Piggybacked;
        int lifetime = Pick(20, 60, 120, 300, 900, 3600);
        _account = isSecure
            ? AddSecureAccount(lifetime)
            : _accounts.AddNoSec("coap://server.example:5683", 1, lifetime);
        _account.DisableTimeoutSeconds = _random.Next(1, 600);
        _account.DefaultMinimumPeriodSeconds = Pick(0, 2);
        _account.DefaultMaximumPeriodSeconds = Pick(0, 300, 3600);
        _account.CommunicationRetryTimerSeconds = Pick(5, 60, 600);
        _account.CommunicationRetryCount = Pick(1, 3, 5);
        _account.CommunicationSequenceDelaySeconds = Pick(60, 600, 3600);
        _account.Transmission.AckTimeoutMs = Pick(500, 2000, 2000, 9000);
        _account.Transmission.AckRandomPercent = Pick(100, 150, 200);
        _account.Transmission.MaxRetransmit = Pick(1, 4, 4, 5);
        _account.AwakeMs = Pick(0, 0, 93_000, 1_000);
        _account.IsQueueBinding = _random.Next(8) == 0;
        _isQueueMode = _random.Next(4) == 0;
        _world.Sleeps = _random.Next(2) == 0;
        Boot();
        if (trace is not null)
        {
            _world.Server.Logged += entry =>
                trace($"{entry.TimeMs} server {entry.Kind} {entry.Peer} {entry.Summary}");
            _world.Changed += change =>
                trace($"{change.AtMs} client {change.To}: {change.Reason} {change.Code}");
            Trace = trace;
            TraceSecurity();
        }
    }

    private Action<string>? Trace { get; }

    private Registration? Server => _world.Registration;

    /// <summary>The object of the client that runs now.</summary>
    private SimulatedObject Object => _lives[^1];

    /// <summary>Runs it all; throws when an invariant is broken.</summary>
    public void Run()
    {
        _troubleEndMs = _world.NowMs + ((long)_meanGapMs * _random.Next(40, 200));
        _world.Client.Start();
        _world.After(Delay(), Act);
        _world.Run(_troubleEndMs - _world.NowMs);
        Heal();
        CheckAgreement();
        CheckValues();
        CheckBounds();
        CheckCounts();
        CheckBodies();
        CheckSecurity();
        if (_isPerfect && _world.Server.Counters.Expirations > 0)
        {
            throw new InvariantException("a registration expired on a perfect link");
        }

        if (_world.Server.Counters.Violations > 0)
        {
            throw new InvariantException("the client broke a rule; see the server's log");
        }
    }

    /// <summary>Switches the device on, for the first time or again.</summary>
    private void Boot()
    {
        var thing = new SimulatedObject();
        var slow = new SlowObject();
        var large = new LargeObject();
        thing.SlowBegan = () => AfterInThisLife(() => thing.Complete(RandomStatus()));
        slow.FetchBegan = () => AfterInThisLife(() => slow.Fetched(RandomStatus()));
        _lives.Add(thing);
        _large.Add(large);
        _sends = 0;
        _world.CreateClient(_accounts, new MinimalDevice(), thing, slow, large);
        _world.Client.QueueMode = _isQueueMode;
    }

    private void AfterInThisLife(Action action)
    {
        SimulatedObject life = Object;
        After(Delay(), () =>
        {
            if (life == Object)
            {
                action();
            }
        });
    }

    private void Act()
    {
        if (_world.NowMs < _troubleEndMs)
        {
            ActOnce();
            _world.After(Delay(), Act);
        }
    }

    private void ActOnce()
    {
        int dice = _random.Next(100);
        if (dice < 60)
        {
            if (Server is { } registration)
            {
                Ask(registration);
            }
        }
        else if (dice < 75)
        {
            Object.Measure(_random.Next(0, 60));
        }
        else if (dice < 82)
        {
            DoInApplication();
        }
        else if (!_isPerfect)
        {
            Disturb();
        }
    }

    private void DoInApplication()
    {
        int dice = _random.Next(_isPerfect ? 6 : 7);
        Trace?.Invoke($"{_world.NowMs} application {dice}");
        switch (dice)
        {
            case 0:
                _world.Client.Stop();
                After(Delay(), () => _world.Client.Start());
                break;
            case 1:
            case 2:
                _world.Client.RequestUpdate();
                break;
            case 3:
            case 4:
                Object.ToggleInstance(_random.Next(1, 3));
                break;
            case 5:
                Send();
                break;
            default:
                _world.Client.NetworkChanged();
                break;
        }
    }

    /// <summary>Each Send that has been started has one outcome, and no more.</summary>
    private void Send()
    {
        SimulatedObject life = Object;
        SendStatus status = _world.Client.Send(
            1, [Lwm2mPath.Of(SimulatedObject.Id, 0, SimulatedObject.Measured)],
            (_, _, _) => _sends -= life == Object ? 1 : 0);
        _sends += status == SendStatus.Started ? 1 : 0;
        if (_sends is < 0 or > 1)
        {
            throw new InvariantException($"{_sends} Sends are under way");
        }
    }

    private void Disturb()
    {
        if (_world.Secure is not null && _random.Next(2) == 0)
        {
            DisturbSecurity();
            return;
        }

        int dice = _random.Next(8);
        Trace?.Invoke($"{_world.NowMs} disturbance {dice}");
        switch (dice)
        {
            case 0:
                _world.Link.Loss = _random.NextDouble() * _maxLoss;
                _world.Link.Duplication = _random.NextDouble() * 0.3;
                _world.Link.MaxDelayMs = Pick(5, 50, 1_000, 15_000);
                break;
            case 1:
                _world.Link.Heal();
                break;
            case 2:
                _world.Link.IsDown = true;
                After(Delay() * 5, LinkUp);
                break;
            case 3:
                _world.Link.IsSilent = true;
                After(Delay() * 5, () => _world.Link.IsSilent = false);
                break;
            case 4:
                _world.Link.Resolution = TransportStatus.HostUnknown;
                After(Delay() * 5, () => _world.Link.Resolution = TransportStatus.Connected);
                break;
            case 5 when !_isServerSteady:
                _world.RestartServer();
                break;
            case 6 when !_isServerSteady:
                _world.IsServerDown = true;
                After(Delay() * 5, () => _world.IsServerDown = false);
                break;
            case 7 when !_isServerSteady && _world.Socket.PublicEndPoint is not null:
                _world.Socket.Rebind();
                break;
        }
    }

    private void LinkUp()
    {
        _world.Link.IsDown = false;
        if (_random.Next(2) == 0)
        {
            _world.Client.NetworkChanged();
        }
    }

    private void Heal()
    {
        Trace?.Invoke($"{_world.NowMs} healed");
        _world.Link.Heal();
        _world.IsServerDown = false;
        if (_random.Next(2) == 0)
        {
            _world.Client.NetworkChanged();
        }

        long exchangeMs = _account.Transmission.ExchangeLifetimeMs;
        _world.Run(exchangeMs + 1_000_000);
        _world.Client.Start();
        if (_random.Next(16) > 0)
        {
            // A quiet day: little more than what the client has to send for its own sake.
            _world.RunUntil(() => _world.State == RegistrationState.Registered, 10_000_000);
            QuietDown();
        }

        _handshakesBeforePeace = Handshakes;

        _world.Run(Limits.ConfirmableIntervalMs + exchangeMs + 247_000);
    }

    private long Delay() =>
        Math.Min((long)(-Math.Log(1 - _random.NextDouble()) * _meanGapMs), 20L * _meanGapMs) + 1;

    private void After(long delayMs, Action action) => _world.After(delayMs, action);

    private Status RandomStatus() =>
        _random.Next(4) == 0 ? Status.InternalServerError : Status.Success;

    private int Pick(params ReadOnlySpan<int> values) => values[_random.Next(values.Length)];

    private string PickText(params ReadOnlySpan<string> values) =>
        values[_random.Next(values.Length)];

    private static byte[] Update(ushort resourceId, long number) =>
        TlvCodec.Encode(TlvNode.Resource(resourceId, number));
}
