// A client and a server, or several, on perfect virtual links for directed tests, with every
// datagram noted.

using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>The virtual world with an account for each server and the simulated objects.</summary>
internal sealed class Bench
{
    private const int FirstServerId = 101;

    private ushort _messageId = 0x0100;

    public Bench(
        int lifetimeSeconds = 300, Action<Account>? setUp = null, ServerOptions? options = null,
        Lwm2mObject[]? objects = null, int servers = 1, Action<Accounts>? provision = null)
    {
        World = new World(1, options);
        World.Sent += Sent.Add;
        Accounts = new Accounts(servers);
        for (int i = 0; i < servers; i++)
        {
            string host = i == 0
                ? World.Servers[0].Host
                : World.AddServer($"server{i + 1}.example", options).Host;
            Account account = Accounts.AddNoSec(
                "coap://" + host, FirstServerId + i, lifetimeSeconds);
            setUp?.Invoke(account);
        }

        provision?.Invoke(Accounts);
        World.CreateClient(Accounts, objects ?? [Device, Object, Slow]);
    }

    public World World { get; }

    public Accounts Accounts { get; }

    public Account Account => Accounts[0];

    public MinimalDevice Device { get; } = new();

    public SimulatedObject Object { get; } = new();

    public SlowObject Slow { get; } = new();

    /// <summary>Every datagram, in the order in which they were sent.</summary>
    public List<Datagram> Sent { get; } = [];

    public ServerCore Server => World.Server;

    public Lwm2mClient Client => World.Client;

    public Registration Registration =>
        World.Registration ?? throw new InvariantException("not registered");

    /// <summary>What the client has sent, parsed.</summary>
    public CoapMessage[] FromClient =>
        [.. Sent.Where(datagram => datagram.IsFromClient).Select(datagram => datagram.Message)];

    /// <summary>The requests of the client.</summary>
    public CoapMessage[] Requests => [.. FromClient.Where(message => message.Code.IsRequest)];

    /// <summary>What the client has sent to one of the servers, parsed.</summary>
    public CoapMessage[] SentTo(int server) => [.. Sent
        .Where(datagram => datagram.IsFromClient && datagram.Server == World.Servers[server])
        .Select(datagram => datagram.Message)];

    /// <summary>Where the registration with one of the servers stands.</summary>
    public RegistrationState StateAt(int server) => World.StateOf(FirstServerId + server);

    /// <summary>Starts and waits until the client is registered everywhere.</summary>
    public Bench Register()
    {
        Client.Start();
        Assert.True(World.RunUntil(
            () => World.Servers.All(server => server.Registration is not null)
                && Enumerable.Range(0, Accounts.Count).All(
                    i => StateAt(i) == RegistrationState.Registered), 60_000));
        World.Run(20);
        Sent.Clear();
        return this;
    }

    /// <summary>Lets a request of the server be answered.</summary>
    public DeviceResponse Ask(Func<ServerCore, Registration, DeviceRequest> request) =>
        World.Answer(request(Server, Registration));

    /// <summary>The code of the answer to a request, "2.05".</summary>
    public string Code(CoapCode method, string path, string query = "", int? format = null,
        string? text = null, params CoapOption[] options)
    {
        CoapOption[] all = format is { } number
            ? [.. options, CoapOption.FromUInt(OptionNumber.ContentFormat, (uint)number)]
            : options;
        DeviceResponse response = Ask((server, registration) => server.Send(registration,
            new RawRequest(method, path)
            {
                Query = query,
                Options = all,
                Payload = text is null ? default : TextValue.Encode(text),
            }));
        Assert.Equal(RequestOutcome.Answered, response.Outcome);
        return response.Code.Dotted;
    }

    /// <summary>Observes a path and expects that to be granted.</summary>
    public Observation Observe(string path, int? accept = MediaType.Tlv)
    {
        Observation observation = Server.Observe(Registration, path, accept);
        World.Answer(observation.Request);
        Assert.True(observation.IsActive);
        return observation;
    }

    public void Attributes(string path, string attributes) =>
        Assert.Equal("2.04", Ask((server, registration) =>
            server.WriteAttributes(registration, path, attributes)).Code.Dotted);

    /// <summary>A request of the server made by hand, so that it can be sent twice.</summary>
    public CoapMessage Build(CoapCode method, string path, string? text = null,
        CoapType type = CoapType.Con, uint? observe = null)
    {
        OptionList options = new OptionList().AddPath(OptionNumber.UriPath, path);
        if (observe is { } value)
        {
            options.Add(OptionNumber.Observe, value);
        }

        return text is null
            ? Build(method, options, default, type)
            : Build(
                method, options.AddIfSet(OptionNumber.ContentFormat, MediaType.Text),
                TextValue.Encode(text), type);
    }

    /// <summary>A partial update of instance 0 of the object, made by hand.</summary>
    public CoapMessage BuildUpdate(
        ushort resourceId, long value, CoapType type = CoapType.Con) =>
        Build(
            CoapCode.Post,
            new OptionList()
                .AddPath(OptionNumber.UriPath, "/33000/0")
                .AddIfSet(OptionNumber.ContentFormat, MediaType.Tlv),
            TlvCodec.Encode(TlvNode.Resource(resourceId, value)), type);

    private CoapMessage Build(
        CoapCode method, OptionList options, ReadOnlyMemory<byte> payload, CoapType type) => new()
    {
        Type = type,
        Code = method,
        MessageId = _messageId++,
        Token = Token.FromUInt64(0xA000000000000000 + _messageId),
        Options = options.Options,
        Payload = payload,
    };

    /// <summary>Hands a message to the client past the server, which hears nothing of the answer;
    /// returns what the client sends within some milliseconds.</summary>
    public CoapMessage[] Inject(CoapMessage message)
    {
        int before = Sent.Count;
        World.Link.IsSilent = true;
        World.Inject(message.ToArray());
        World.Run(10);
        World.Link.IsSilent = false;
        return [.. Sent.Skip(before).Where(datagram => datagram.IsFromClient)
            .Select(datagram => datagram.Message)];
    }

    /// <summary>Lets a request be answered by hand: the one message that comes back.</summary>
    public CoapMessage InjectOne(CoapMessage message) => Assert.Single(Inject(message));
}
