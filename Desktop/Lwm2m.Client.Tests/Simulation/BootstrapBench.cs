// A client with a bootstrap account, its bootstrap server and the server it is to register with.

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Content;
using Xunit;
using ServerState = Lwm2m.DevServer.Bootstrapping.BootstrapState;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>The virtual world with a bootstrap server, with or without DTLS.</summary>
internal sealed class BootstrapBench
{
    public const int ServerId = 101;

    private readonly bool _isSecure;
    private readonly Action<BootstrapBench, Accounts> _setUp;
    private readonly int _capacity;
    private readonly Func<Lwm2mObject[]> _objects;

    public BootstrapBench(
        bool isSecure = false, Action<BootstrapBench, Accounts>? setUp = null, int capacity = 1,
        bool hasStore = false, Func<Lwm2mObject[]>? objects = null)
    {
        _isSecure = isSecure;
        _capacity = capacity;
        _setUp = setUp ?? ((bench, accounts) => bench.AddBootstrap(accounts));
        _objects = objects ?? (() => []);
        World = new World(1, isSecure: isSecure);
        World.Sent += Sent.Add;
        BootstrapServer = World.AddServer("bs.example", isSecure: isSecure);
        Steps = Provision();
        BootstrapServer.Core.Bootstrap.Plan = session =>
        {
            Sessions.Add(session);
            return Steps;
        };
        World.Store = hasStore ? new Copies(new PowerCutStore(World.Power), 1200) : null;
        Reboot();
    }

    public World World { get; }

    public VirtualServer BootstrapServer { get; }

    /// <summary>What the bootstrap server does with the next device that asks.</summary>
    public IReadOnlyList<BootstrapStep>? Steps { get; set; }

    /// <summary>The bootstraps that there have been.</summary>
    public List<BootstrapSession> Sessions { get; } = [];

    /// <summary>The codes that the steps of the latest bootstrap were answered with.</summary>
    public string[] Codes => [.. Sessions[^1].Answers.Select(a => a.Response.Code.Dotted)];

    public Lwm2mClient Client => World.Client;

    public ServerCore Server => World.Server;

    public Accounts Accounts { get; private set; } = null!;

    /// <summary>Every datagram.</summary>
    public List<Datagram> Sent { get; } = [];

    /// <summary>Where the bootstrap has been.</summary>
    public List<BootstrapState> States { get; } = [];

    public List<RegistrationReason> Reasons { get; } = [];

    public Registration Registration =>
        World.Registration ?? throw new InvariantException("not registered");

    /// <summary>The device starts anew: nothing is left of what was in its memory.</summary>
    public void Reboot()
    {
        Accounts = new Accounts(_capacity);
        _setUp(this, Accounts);
        World.CreateClient(
            Accounts, [new MinimalDevice(), new SimulatedObject(), .. _objects()]);
        if (Accounts.Bootstrap is not null)
        {
            World.Client.BootstrapChanged = (state, reason, _) =>
            {
                States.Add(state);
                Reasons.Add(reason);
            };
        }
    }

    /// <summary>Adds the bootstrap account that the server knows.</summary>
    public Account AddBootstrap(
        Accounts accounts, int holdOffSeconds = 0, int accountTimeoutSeconds = 0,
        byte[]? key = null) => _isSecure
        ? accounts.AddBootstrapPsk(
            "coaps://bs.example", SecureEdge.Identity, key ?? SecureEdge.Key, holdOffSeconds,
            accountTimeoutSeconds)
        : accounts.AddBootstrapNoSec(
            "coap://bs.example", holdOffSeconds, accountTimeoutSeconds);

    /// <summary>Adds a server that the device has from the factory.</summary>
    public Account AddServer(Accounts accounts, string identity = SecureEdge.Identity) =>
        _isSecure
            ? accounts.AddPsk(
                "coaps://server.example", identity, SecureEdge.Key, ServerId, 300)
            : accounts.AddNoSec("coap://server.example", ServerId, 300);

    /// <summary>Starts, and waits until the client is registered.</summary>
    public BootstrapBench Register(long limitMs = 60_000)
    {
        Client.Start();
        AwaitRegistered(limitMs);
        return this;
    }

    public void AwaitRegistered(long limitMs = 60_000)
    {
        Assert.True(
            World.RunUntil(() => World.State == RegistrationState.Registered, limitMs),
            $"{World.State}, {Client.BootstrapState}, {string.Join(" ", States)}");
        World.Run(20);
    }

    /// <summary>Waits until the bootstrap server has done what it was to do.</summary>
    public void AwaitEnd(int bootstraps = 1, long limitMs = 60_000)
    {
        Assert.True(
            World.RunUntil(
                () => Sessions.Count == bootstraps
                    && Sessions[^1].State != ServerState.Running,
                limitMs),
            $"{Client.BootstrapState} {Sessions.Count} {string.Join(" ", States)}");
        World.Run(20);
    }

    /// <summary>Starts, and lets a bootstrap server do something.</summary>
    public string[] Do(params BootstrapStep[] steps)
    {
        Steps = steps;
        int before = Sessions.Count;
        if (before == 0)
        {
            Client.Start();
        }
        else
        {
            Client.RequestBootstrap();
        }

        AwaitEnd(before + 1);
        return Codes;
    }

    /// <summary>An account with the server that the world has.</summary>
    public BootstrapAccount Account(string host = "server.example", int serverId = ServerId) =>
        _isSecure
            ? new BootstrapAccount($"coaps://{host}:5684", serverId)
            {
                Identity = SecureEdge.Identity,
                Key = SecureEdge.Key,
            }
            : new BootstrapAccount($"coap://{host}:5683", serverId);

    /// <summary>What Leshan does to hand out an account.</summary>
    public IReadOnlyList<BootstrapStep> Provision(params BootstrapAccount[] accounts) =>
        BootstrapAccount.Plan(MediaType.Tlv, accounts.Length == 0 ? [Account()] : accounts);

    /// <summary>The text of an answer.</summary>
    public string Text(int step) => Sessions[^1].Answers[step].Response.Text;
}
