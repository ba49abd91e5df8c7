// The virtual world: one clock, one link, one client, one server, and DTLS between them if so
// wanted. Time jumps from event to event and nothing sleeps; with the same seed everything happens
// again in the same way.

using System.Net;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>A change of the registration as the application is told it.</summary>
internal sealed record StateChange(
    long AtMs, RegistrationState From, RegistrationState To, RegistrationReason Reason, int Code);

/// <summary>A datagram as it was sent, lost on the way or not; encrypted in a secure world.
/// </summary>
internal sealed record Datagram(long AtMs, bool IsFromClient, byte[] Bytes)
{
    /// <summary>The datagram, parsed.</summary>
    public CoapMessage Message => CoapMessage.Parse(Bytes, out CoapMessage? message)
        == ParseStatus.Ok ? message! : throw new FormatException(Convert.ToHexString(Bytes));
}

/// <summary>A rule that holds at all times was broken.</summary>
internal sealed class InvariantException(string message) : Exception(message);

/// <summary>The client, the server, and all that is between them.</summary>
internal sealed class World : IPlatform, IClock, IRandom
{
    /// <summary>The name that the client registers with.</summary>
    public const string Endpoint = "device-1";

    /// <summary>Polls in one second that no datagram and no call of the application explains.
    /// </summary>
    private const int MaxPollsASecond = 120;

    private readonly PriorityQueue<Action, (long AtMs, long Order)> _events = new();
    private readonly Random _random;
    private long _order;
    private long _clientDueMs = long.MaxValue;
    private long _serverDueMs;
    private int _nextPort = 40000;
    private long _second;
    private int _pollsInSecond;

    public World(int seed, ServerOptions? options = null, bool isSecure = false)
    {
        _random = new Random(seed);
        Link = new Link(_random);
        Socket = new VirtualSocket(this);
        Server = new ServerCore(CarryToClient, (options ?? new ServerOptions()) with
        {
            Seed = seed,
        });
        if (isSecure)
        {
            Secure = new SecureEdge(this, seed);
        }
    }

    /// <summary>Raised for each datagram that either side sends.</summary>
    public event Action<Datagram>? Sent;

    /// <summary>Called when the power was cut: the client is no more, and a new one is to be
    /// created. Null to let the exception through.</summary>
    public Action? PowerLost { get; set; }

    /// <summary>Raised for each change of state.</summary>
    public event Action<StateChange>? Changed;

    public long NowMs { get; private set; } = 1_000_000;

    public long UtcSeconds => 1_767_225_600 + (NowMs / 1000);

    public Link Link { get; }

    public VirtualSocket Socket { get; }

    public ServerCore Server { get; }

    /// <summary>What the device runs on.</summary>
    public Power Power { get; } = new();

    /// <summary>The device's flash; null for a device that stores nothing.</summary>
    public PowerCutStore? Store { get; set; }

    /// <summary>The server's end of DTLS; null in a world without.</summary>
    public SecureEdge? Secure { get; }

    /// <summary>Sees each datagram before the link does: returns what is sent on, or null for
    /// nothing.</summary>
    public Func<Datagram, byte[]?>? Tamper { get; set; }

    /// <summary>Whether the server's process does not run; datagrams to it are lost.</summary>
    public bool IsServerDown { get; set; }

    public Lwm2mClient Client { get; private set; } = null!;

    public RegistrationState State { get; private set; }

    /// <summary>All changes of state.</summary>
    public List<StateChange> Changes { get; } = [];

    /// <summary>How many Polls there were.</summary>
    public long Polls { get; private set; }

    /// <summary>The registration as the server sees it, or null.</summary>
    public Registration? Registration => Server.Find(Endpoint);

    IClock IPlatform.Clock => this;

    IRandom IPlatform.Random => this;

    ICrypto IPlatform.Crypto => Secure is { } secure ? secure.Crypto : new ManagedCrypto();

    IDatagramTransport IPlatform.CreateTransport() => Socket;

    int IRandom.Next(int bound) => _random.Next(bound);

    /// <summary>
    /// Creates the client; again, for a device that has restarted: it knows nothing of before.
    /// </summary>
    public Lwm2mClient CreateClient(Accounts accounts, params Lwm2mObject[] objects)
    {
        State = RegistrationState.Stopped;
        Socket.Close();
        Client = new Lwm2mClient(Endpoint, accounts, objects, this)
        {
            Storage = Store,
            RegistrationChanged = (_, state, reason, code) =>
            {
                var change = new StateChange(NowMs, State, state, reason, code);
                StateTransitions.Check(change, Secure is not null);
                Changes.Add(change);
                Changed?.Invoke(change);
                State = state;
            },
        };
        return Client;
    }

    public IPEndPoint NewEndPoint() => new(IPAddress.Loopback, _nextPort++);

    /// <summary>Does something at a later time.</summary>
    public void After(long delayMs, Action action) =>
        _events.Enqueue(action, (NowMs + delayMs, _order++));

    public void CarryToServer(IPEndPoint from, byte[] datagram)
    {
        Sent?.Invoke(new Datagram(NowMs, true, datagram));
        Secure?.ObserveSent(from, datagram);
        Carry(true, from, datagram);
    }

    /// <summary>A datagram leaves the server.</summary>
    public void CarryToClient(IPEndPoint to, byte[] datagram)
    {
        Sent?.Invoke(new Datagram(NowMs, false, datagram));
        Carry(false, to, datagram);
    }

    /// <summary>The server's process ends and starts anew.</summary>
    public void RestartServer()
    {
        Server.Restart();
        Secure?.Dtls.Restart();
    }

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
                _serverDueMs = AdvanceServer();
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
        AdvanceServer();
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

        _serverDueMs = AdvanceServer();
    }

    private void PollClient()
    {
        int waitMs;
        do
        {
            waitMs = Client.Poll();
            Polls++;
            if (waitMs < 0 || waitMs > Limits.MaxPollIntervalMs)
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

    /// <summary>The server sends a message.</summary>
    private void CarryToClient(EndPoint to, ReadOnlyMemory<byte> bytes)
    {
        byte[] message = bytes.ToArray();
        if (Secure is { } secure)
        {
            secure.Send((IPEndPoint)to, message);
        }
        else
        {
            CarryToClient((IPEndPoint)to, message);
        }
    }

    private void Carry(bool isToServer, IPEndPoint client, byte[] datagram)
    {
        byte[]? carried = Tamper is null
            ? datagram
            : Tamper(new Datagram(NowMs, isToServer, datagram));
        if (carried is null)
        {
            return;
        }

        foreach (Delivery delivery in Link.Carry(NowMs, isToServer, client, carried))
        {
            After(delivery.DelayMs, () => Deliver(delivery));
        }
    }

    private void Deliver(Delivery delivery)
    {
        if (!delivery.IsToServer)
        {
            Socket.Deliver(delivery.Client, delivery.Bytes);
        }
        else if (!IsServerDown)
        {
            Server.Advance(NowMs);
            if (Secure is { } secure)
            {
                secure.Receive(delivery.Client, delivery.Bytes);
            }
            else
            {
                Server.Receive(delivery.Client, delivery.Bytes);
            }
        }
    }

    private long AdvanceServer() =>
        Math.Min(Server.Advance(NowMs), Secure?.Advance() ?? long.MaxValue);
}
