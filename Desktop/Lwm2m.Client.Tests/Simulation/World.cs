// The virtual world: one clock, one client, one server or several with a link to each, and DTLS
// between them if so wanted. Time jumps from event to event and nothing sleeps; with the same seed
// everything happens again in the same way.

using System.Net;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>The client, the servers, and all that is between them.</summary>
internal sealed class World : IPlatform, IClock, IRandom
{
    /// <summary>The name that the client registers with.</summary>
    public const string Endpoint = "device-1";

    /// <summary>Polls in one second that no datagram and no call of the application explains.
    /// </summary>
    private const int MaxPollsASecond = 120;

    private readonly PriorityQueue<Action, (long AtMs, long Order)> _events = new();
    private readonly Random _random;
    private readonly int _seed;
    private readonly AutoResetEvent _workArrived = new(false);
    private readonly List<VirtualServer> _servers = [];
    private readonly List<VirtualSocket> _sockets = [];
    private readonly Dictionary<int, RegistrationState> _states = [];
    private int _socketsInUse;
    private int _firstServerId;
    private Accounts? _accounts;
    private long _order;
    private long _clientDueMs = long.MaxValue;
    private long _serverDueMs;
    private int _nextPort = 40000;
    private long _second;
    private int _pollsInSecond;

    public World(int seed, ServerOptions? options = null, bool isSecure = false)
    {
        _random = new Random(seed);
        _seed = seed;
        AddServer("server.example", options, isSecure);
        _sockets.Add(new VirtualSocket(this));
    }

    /// <summary>Raised for each datagram that either side sends.</summary>
    public event Action<Datagram>? Sent;

    /// <summary>Called when the power was cut: the client is no more, and a new one is to be
    /// created. Null to let the exception through.</summary>
    public Action? PowerLost { get; set; }

    /// <summary>Raised for each change of state.</summary>
    public event Action<StateChange>? Changed;

    public long NowMs { get; private set; } = 1_000_000;

    /// <summary>Whether the device has no wall clock, or not yet.</summary>
    public bool IsUtcUnknown { get; set; }

    public long UtcSeconds =>
        IsUtcUnknown ? -1 : 1_767_225_600 + (NowMs / 1000) + UtcShiftSeconds;

    /// <summary>By how much the device's clock is wrong.</summary>
    public long UtcShiftSeconds { get; set; }

    /// <summary>All servers; what has to do with one of them only has to do with the first.
    /// </summary>
    public IReadOnlyList<VirtualServer> Servers => _servers;

    /// <summary>The client's sockets, one for each account.</summary>
    public IReadOnlyList<VirtualSocket> Sockets => _sockets;

    public Link Link => _servers[0].Link;

    public VirtualSocket Socket => _sockets[0];

    public ServerCore Server => _servers[0].Core;

    /// <summary>What the device runs on.</summary>
    public Power Power { get; } = new();

    /// <summary>The device's flash; null for a device that stores nothing.</summary>
    public IStorage? Store { get; set; }

    public PowerCutStore Flash => (PowerCutStore)Store!;

    /// <summary>The server's end of DTLS; null in a world without.</summary>
    public SecureEdge? Secure => _servers[0].Secure;

    /// <summary>Sees each datagram before the link does: returns what is sent on, or null for
    /// nothing.</summary>
    public Func<Datagram, byte[]?>? Tamper { get; set; }

    /// <summary>Whether the server's process does not run; datagrams to it are lost.</summary>
    public bool IsServerDown
    {
        get => _servers[0].IsDown;
        set => _servers[0].IsDown = value;
    }

    public Lwm2mClient Client { get; private set; } = null!;

    /// <summary>Where the registration with the first server stands.</summary>
    public RegistrationState State => StateOf(_firstServerId);

    /// <summary>All changes of state.</summary>
    public List<StateChange> Changes { get; } = [];

    /// <summary>Whether the device switches its radio off and does not poll while the client may
    /// sleep.</summary>
    public bool Sleeps { get; set; }

    /// <summary>What has come while the radio was off.</summary>
    public int LostAsleep { get; private set; }

    /// <summary>How many Polls there were.</summary>
    public long Polls { get; private set; }

    /// <summary>The registration as the server sees it, or null.</summary>
    public Registration? Registration => _servers[0].Registration;

    IClock IPlatform.Clock => this;

    IRandom IPlatform.Random => this;

    ICrypto IPlatform.Crypto =>
        _servers.FirstOrDefault(server => server.Secure is not null)?.Secure!.Crypto
            ?? (ICrypto)new ManagedCrypto();

    IDatagramTransport IPlatform.CreateTransport()
    {
        if (_socketsInUse == _sockets.Count)
        {
            _sockets.Add(new VirtualSocket(this));
        }

        return _sockets[_socketsInUse++];
    }

    int IRandom.Next(int bound) => _random.Next(bound);

    /// <summary>Adds a server that is reached under a name of its own.</summary>
    public VirtualServer AddServer(
        string host, ServerOptions? options = null, bool isSecure = false)
    {
        var server = new VirtualServer(
            this, host, _seed + _servers.Count, _random, options, isSecure);
        _servers.Add(server);
        return server;
    }

    /// <summary>The server with a name, or null.</summary>
    public VirtualServer? FindServer(string host) =>
        _servers.Find(server => server.Host == host);

    /// <summary>Where the registration with a server stands.</summary>
    public RegistrationState StateOf(int serverId) => _states.GetValueOrDefault(serverId);

    /// <summary>
    /// Creates the client; again, for a device that has restarted: it knows nothing of before.
    /// </summary>
    public Lwm2mClient CreateClient(Accounts accounts, params Lwm2mObject[] objects)
    {
        _states.Clear();
        _accounts = accounts;
        _firstServerId = accounts.Count > 0 ? accounts[0].ServerId : 101;
        _sockets.ForEach(socket => socket.Close());
        _socketsInUse = 0;
        try
        {
            Client = new Lwm2mClient(Endpoint, accounts, objects, this, Store)
            {
                RegistrationChanged = OnChanged,
                WorkArrived = _workArrived,
            };
        }
        catch (PowerCutException) when (PowerLost is not null)
        {
            return CreateClient(accounts, objects);
        }

        return Client;
    }

    public bool IsGenuine(SealedRecord record) =>
        _servers.Exists(server => server.Secure?.Dtls.Sealed.Contains(record) == true);

    public IPEndPoint NewEndPoint() => new(IPAddress.Loopback, _nextPort++);

    /// <summary>Does something at a later time.</summary>
    public void After(long delayMs, Action action) =>
        _events.Enqueue(action, (NowMs + delayMs, _order++));

    public void CarryToServer(VirtualServer server, IPEndPoint from, byte[] datagram)
    {
        Sent?.Invoke(new Datagram(NowMs, true, datagram) { Server = server });
        server.Secure?.ObserveSent(from, datagram);
        Carry(server, true, from, datagram);
    }

    /// <summary>A datagram leaves a server.</summary>
    public void CarryToClient(VirtualServer server, IPEndPoint to, byte[] datagram)
    {
        Sent?.Invoke(new Datagram(NowMs, false, datagram) { Server = server });
        Carry(server, false, to, datagram);
    }

    /// <summary>The server's process ends and starts anew.</summary>
    public void RestartServer() => _servers[0].Restart();

    /// <summary>Lets time pass.</summary>
    public void Run(long durationMs) => RunUntil(() => false, durationMs);

    /// <summary>Lets time pass until something is so; false if it did not come about.</summary>
    public bool RunUntil(Func<bool> isSo, long limitMs)
    {
        long endMs = NowMs + limitMs;
        _pollsInSecond--;
        Turn();
        while (!isSo())
        {
            long nextMs = Math.Min(_clientDueMs, _serverDueMs);
            if (_events.TryPeek(out _, out (long AtMs, long Order) first))
            {
                nextMs = Math.Min(nextMs, first.AtMs);
            }

            if (nextMs > endMs)
            {
                NowMs = endMs;
                _serverDueMs = AdvanceServers();
                return isSo();
            }

            NowMs = Math.Max(NowMs, nextMs);
            Turn();
        }

        return true;
    }

    /// <summary>Lets the answer to a request come.</summary>
    public DeviceResponse Answer(DeviceRequest request)
    {
        RunUntil(() => request.IsCompleted, 300_000);
        return request.Response ?? throw new InvariantException("request never ended");
    }

    /// <summary>Puts a datagram into the client's mailbox as if the server had sent it.</summary>
    public void Inject(byte[] datagram) => Socket.Deliver(Socket.PublicEndPoint!, datagram);

    private void Turn()
    {
        AdvanceServers();
        while (_events.TryPeek(out Action? action, out (long AtMs, long Order) at)
            && at.AtMs <= NowMs)
        {
            _events.Dequeue();
            _pollsInSecond--;
            action();
        }

        try
        {
            PollClient();
        }
        catch (PowerCutException) when (PowerLost is not null)
        {
            PowerLost();
            _clientDueMs = NowMs;
        }

        _serverDueMs = AdvanceServers();
    }

    private void PollClient()
    {
        bool isWoken = _workArrived.WaitOne(0);
        if (IsAsleep && !isWoken && NowMs < _clientDueMs)
        {
            return;
        }

        int waitMs;
        do
        {
            waitMs = Client.Poll();
            Polls++;
            if (waitMs < 0 || (waitMs > Limits.MaxPollIntervalMs && !Client.MaySleep))
            {
                throw new InvariantException($"Poll returned {waitMs}");
            }

            if (NowMs / 1000 != _second)
            {
                _second = NowMs / 1000;
                _pollsInSecond = 0;
            }

            if (++_pollsInSecond > MaxPollsASecond)
            {
                throw new InvariantException($"Poll spins in {State}");
            }
        }
        while (waitMs == 0);
        _clientDueMs = NowMs + waitMs;
    }

    private void Carry(
        VirtualServer server, bool isToServer, IPEndPoint client, byte[] datagram)
    {
        byte[]? carried = Tamper is null
            ? datagram
            : Tamper(new Datagram(NowMs, isToServer, datagram) { Server = server });
        if (carried is null)
        {
            return;
        }

        foreach (Delivery delivery in server.Link.Carry(NowMs, isToServer, client, carried))
        {
            After(delivery.DelayMs, () => Deliver(server, delivery));
        }
    }

    private void Deliver(VirtualServer server, Delivery delivery)
    {
        if (delivery.IsToServer)
        {
            server.Receive(delivery.Client, delivery.Bytes);
            return;
        }

        if (IsAsleep)
        {
            LostAsleep++;
            return;
        }

        foreach (VirtualSocket socket in _sockets)
        {
            socket.Deliver(delivery.Client, delivery.Bytes);
        }
    }

    private bool IsAsleep => Sleeps && Client.MaySleep;

    private bool IsSecure(int serverId)
    {
        for (int i = 0; i < _accounts!.Count; i++)
        {
            if (_accounts[i].ServerId == serverId)
            {
                return _accounts[i].Dtls is not null;
            }
        }

        return false;
    }

    private long AdvanceServers() => _servers.Min(server => server.Advance());

    private void OnChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int code)
    {
        var change = new StateChange(NowMs, StateOf(serverId), state, reason, code)
        {
            ServerId = serverId,
        };
        StateTransitions.Check(change, IsSecure(serverId));
        Changes.Add(change);
        _states[serverId] = state;
        Changed?.Invoke(change);
    }
}
