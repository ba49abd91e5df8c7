// A run with all of LwM2M 1.1: a device that has nothing but a bootstrap account is given two
// servers, which create and delete, read and write composites and large values, and observe, while
// links fail, servers restart, the power is cut, the clock jumps and a bootstrap hands out another
// configuration. Then there is peace, after which all must agree. All of it follows from the seed.

using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Content;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>A simulated client of two servers and a bootstrap server, driven by a seed.</summary>
internal sealed class WideRun
{
    private const int FirstServerId = 101;
    private const int ConfigurationBytes = 1600;

    private static readonly string[] s_hosts = ["server.example", "server2.example"];

    private readonly Random _random;
    private readonly World _world;
    private readonly VirtualServer _bootstrap;
    private readonly Action<string>? _trace;
    private readonly int _meanGapMs;
    private readonly double _maxLoss;
    private readonly DeviceRequest?[] _requests = new DeviceRequest?[s_hosts.Length];
    private PairObject _pair = null!;
    private Accounts _accounts = null!;
    private long _troubleEndMs;
    private int _generation;
    private int _number;

    public WideRun(int seed, Action<string>? trace = null)
    {
        _random = new Random(seed);
        _trace = trace;
        _meanGapMs = Pick(500, 2_000, 10_000);
        _maxLoss = Pick(0, 10, 30) / 100.0;
        _world = new World(seed);
        _world.AddServer(s_hosts[1]);
        _bootstrap = _world.AddServer("bs.example");
        _bootstrap.Core.Bootstrap.Plan = _ => Provision();
        _world.Store = new Copies(
            new PowerCutStore(_world.Power) { Cut = (CutWrite)_random.Next(5) },
            ConfigurationBytes);
        _world.PowerLost = Reboot;
        for (int i = 0; i < s_hosts.Length; i++)
        {
            _world.Servers[i].Core.Blocks = new BlockStyle
            {
                MaxUnblockedBytes = Pick(64, 1024),
                SendSize = Pick(32, 128, 512),
                FetchSize = Pick(0, 64, 256) is > 0 and int size ? size : null,
            };
        }

        if (trace is not null)
        {
            foreach (VirtualServer server in _world.Servers)
            {
                server.Core.Logged += entry => trace(
                    $"{entry.TimeMs} {server.Host} {entry.Kind} {entry.Summary}");
            }

            _world.Changed += change => trace(
                $"{change.AtMs} client {change.ServerId} {change.To}: {change.Reason}");
        }

        Boot();
    }

    /// <summary>Runs it all; throws when an invariant is broken.</summary>
    public void Run()
    {
        _world.Client.Start();
        _troubleEndMs = _world.NowMs + ((long)_meanGapMs * _random.Next(40, 200));
        _world.After(Delay(), Act);
        _world.Run(_troubleEndMs - _world.NowMs);
        Heal();
        CheckAgreement();
        foreach (VirtualServer server in _world.Servers)
        {
            if (server.Core.Counters.Violations > 0)
            {
                throw new InvariantException($"a rule was broken; see the log of {server.Host}");
            }
        }
    }

    /// <summary>The device is switched on: the configuration is one that was handed out whole.
    /// </summary>
    private void Boot()
    {
        _pair = new PairObject();
        _accounts = new Accounts(2);
        _accounts.AddBootstrapNoSec("coap://bs.example");
        _world.CreateClient(
            _accounts, new MinimalDevice(), new SimulatedObject(), _pair, new PortfolioObject(4));
        CheckConfiguration();
    }

    private void Reboot()
    {
        _trace?.Invoke($"{_world.NowMs} reboots");
        Boot();
        _world.Client.Start();
    }

    /// <summary>Two accounts that show by their Disable Timeout that they belong together, and
    /// the right to create for both servers.</summary>
    private IReadOnlyList<BootstrapStep> Provision()
    {
        _generation++;
        BootstrapAccount[] accounts = [.. s_hosts.Select((host, i) =>
            new BootstrapAccount($"coap://{host}:5683", FirstServerId + i)
            {
                SecurityInstance = i + 1,
                ServerInstance = i,
                LifetimeSeconds = 300,
                Changes = new Dictionary<string, ContentValue>
                {
                    [$"/1/{i}/5"] = _generation,
                },
            })];
        BootstrapStep rights = BootstrapStep.Write("/2/0", MediaType.SenmlCbor,
            Senml.Encode(MediaType.SenmlCbor,
            [
                new SenmlRecord("/2/0/0", 16), new SenmlRecord("/2/0/1", 65535),
                new SenmlRecord("/2/0/2/0", 16), new SenmlRecord("/2/0/3", 65535),
            ]));
        List<BootstrapStep> steps = [.. BootstrapAccount.Plan(MediaType.Tlv, accounts)];
        steps.Insert(steps.Count - 1, rights);
        if (_random.Next(4) == 0)
        {
            steps.Insert(_random.Next(steps.Count), BootstrapStep.Discover());
            steps.Insert(_random.Next(steps.Count), BootstrapStep.Read("/1"));
        }

        if (_world.NowMs < _troubleEndMs && _random.Next(4) == 0)
        {
            // It never gets to Finish, so nothing must come of it.
            steps.RemoveRange(steps.Count - 1, 1);
            steps.Add(BootstrapStep.Silence);
        }

        return steps;
    }

    private void CheckConfiguration()
    {
        if (_accounts.Count != 0 && (_accounts.Count != s_hosts.Length
            || _accounts[0].DisableTimeoutSeconds != _accounts[1].DisableTimeoutSeconds))
        {
            throw new InvariantException("half a configuration");
        }
    }

    private void Act()
    {
        _ = _pair.Value;
        CheckConfiguration();
        if (_world.NowMs < _troubleEndMs)
        {
            int dice = _random.Next(10);
            int server = _random.Next(s_hosts.Length);
            if (dice >= 7)
            {
                Disturb();
            }
            else if (_world.Servers[server].Registration is { } registration
                && _requests[server] is null or { IsCompleted: true })
            {
                // One at a time: what begins anew would take the body of what is under way.
                _requests[server] = Ask(server, _world.Servers[server].Core, registration);
            }

            _world.After(Delay(), Act);
        }
    }

    private DeviceRequest Ask(int index, ServerCore server, Registration device)
    {
        switch (_random.Next(11))
        {
            case 0:
                return server.WriteComposite(device, Pair(++_number));
            case 1:
                // One of its values cannot be written, so none must be.
                return server.WriteComposite(device,
                    [.. Pair(-1), new SenmlRecord(_random.Next(3) switch
                    {
                        0 => $"/{PairObject.Id}/0/2",
                        1 => $"/1/{1 - index}/1",
                        _ => $"/{PairObject.Id}/0/9",
                    }, 5)]);
            case 2:
                char letter = (char)('a' + _random.Next(26));
                return server.WriteText(device, $"/{PairObject.Id}/0/3",
                    new string(letter, LengthOf(letter)));
            case 3:
            case 4:
                return server.Read(device, $"/{PairObject.Id}/0/3", MediaType.Text)
                    .OnCompleted(CheckText);
            case 5:
                return server.Create(device, 16, _random.Next(1, 4), TlvNode.Multiple(
                    0, TlvNode.ResourceInstance(0, s_hosts[index])));
            case 6:
                return server.Delete(device, $"/16/{_random.Next(1, 4)}");
            case 7:
                return server.ReadComposite(device, ["/16", "/1", $"/{PairObject.Id}/0/0"])
                    .OnCompleted(response => CheckOwned(index, response));
            case 8:
                return server.ReadComposite(device, ["/"])
                    .OnCompleted(response => CheckOwned(index, response));
            case 9:
                return server.ObserveComposite(
                    device, [$"/{PairObject.Id}/0/0", $"/{PairObject.Id}/0/1", "/16"]).Request;
            default:
                return server.Execute(device, $"/1/{index}/{Pick(8, 8, 9)}");
        }
    }

    private void Disturb()
    {
        VirtualServer server = _world.Servers[_random.Next(_world.Servers.Count)];
        int dice = _random.Next(9);
        _trace?.Invoke($"{_world.NowMs} disturbance {dice} {server.Host}");
        switch (dice)
        {
            case 0:
                server.Link.Loss = _random.NextDouble() * _maxLoss;
                server.Link.Duplication = _random.NextDouble() * 0.3;
                server.Link.MaxDelayMs = Pick(5, 50, 1_000);
                break;
            case 1:
                server.Link.Heal();
                break;
            case 2:
                server.Restart();
                break;
            case 3:
                server.IsDown = true;
                _world.After(Delay() * 5, () => server.IsDown = false);
                break;
            case 4:
                _world.Power.CutAt = _world.Power.Steps + _random.Next(1, 30);
                break;
            case 5:
                Reboot();
                break;
            case 6:
                _world.Client.RequestBootstrap();
                break;
            case 7:
                _world.IsUtcUnknown = _random.Next(4) == 0;
                _world.UtcShiftSeconds = _random.Next(-100_000_000, 100_000_000);
                break;
            default:
                _world.Client.NetworkChanged();
                break;
        }
    }

    private void Heal()
    {
        _trace?.Invoke($"{_world.NowMs} healed");
        _world.Power.CutAt = 0;
        foreach (VirtualServer server in _world.Servers)
        {
            server.Link.Heal();
            server.IsDown = false;
        }

        _world.Run(1_000_000);
        _world.RunUntil(() => s_hosts.Select((_, i) => _world.StateOf(FirstServerId + i))
            .All(state => state == RegistrationState.Registered), 20_000_000);

        // A notification that was lost is made up for by the next one.
        if (_world.Registration is { } registration)
        {
            _world.Server.WriteComposite(registration, Pair(++_number));
        }

        _world.Run(700_000);
    }

    private void CheckAgreement()
    {
        _ = _pair.Value;
        CheckConfiguration();
        for (int i = 0; i < s_hosts.Length; i++)
        {
            RegistrationState state = _world.Client.GetState(FirstServerId + i);
            Registration registration = _world.Servers[i].Registration
                ?? throw new InvariantException($"{s_hosts[i]} does not know the client: {state}");
            if (state is not (RegistrationState.Registered
                or RegistrationState.AwaitingUpdateResponse))
            {
                throw new InvariantException($"{state} with {s_hosts[i]} after a long peace");
            }

            foreach (Observation observation in registration.Observations)
            {
                List<SenmlRecord> records = Senml.Decode(
                    observation.Latest!.ContentFormat, observation.Latest.Payload);
                if (records.Find(record => record.Path == $"/{PairObject.Id}/0/0")!.Value.Integer
                    != _pair.Value)
                {
                    throw new InvariantException($"{s_hosts[i]} has {observation.Latest}");
                }
            }

            (int peers, int remembered, int timers) = _world.Servers[i].Core.Held;
            if (peers > 3 || remembered > 1000 || timers > 50)
            {
                throw new InvariantException(
                    $"{s_hosts[i]} holds {peers} peers, {remembered} messages, {timers} timers");
            }
        }
    }

    private SenmlRecord[] Pair(int number) =>
    [
        new($"/{PairObject.Id}/0/0", number), new($"/{PairObject.Id}/0/1", number),
    ];

    private static int LengthOf(char letter) => 20 + ((letter - 'a') * 56);

    /// <summary>A value that came in blocks is one that was written.</summary>
    private static void CheckText(DeviceResponse response)
    {
        if (response.IsSuccess && response.Text.Length > 0
            && (response.Text.Distinct().Count() != 1
                || response.Text.Length != LengthOf(response.Text[0])))
        {
            throw new InvariantException("a text is torn: " + response.Text);
        }
    }

    /// <summary>A server sees its own account and what it has created itself, no other.</summary>
    private void CheckOwned(int index, DeviceResponse response)
    {
        if (!response.IsSuccess)
        {
            return;
        }

        List<SenmlRecord> records = response.Senml();
        SenmlRecord? foreign = records.Find(record =>
            record.Path.StartsWith($"/1/{1 - index}/", StringComparison.Ordinal)
            || record.Path.StartsWith("/0/", StringComparison.Ordinal)
            || (record.Path.StartsWith("/16/", StringComparison.Ordinal)
                && record.Path.EndsWith("/0/0", StringComparison.Ordinal)
                && record.Value.Text != s_hosts[index]));
        if (foreign is not null)
        {
            throw new InvariantException($"{s_hosts[index]} was shown {foreign}");
        }

        long[] pair = [.. records
            .Where(record => record.Path is "/33010/0/0" or "/33010/0/1")
            .Select(record => record.Value.Integer)];
        if (pair.Any(number => number != pair[0] || number < 0))
        {
            throw new InvariantException("half a Write-Composite was shown");
        }
    }

    private long Delay() =>
        Math.Min((long)(-Math.Log(1 - _random.NextDouble()) * _meanGapMs), 20L * _meanGapMs) + 1;

    private int Pick(params ReadOnlySpan<int> values) => values[_random.Next(values.Length)];
}
