// A client and a server with DTLS between them on a perfect virtual link, for directed tests.

using System.Net;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>The secure virtual world with one account and the simulated objects.</summary>
internal sealed class SecureBench
{
    private readonly Accounts _accounts;

    public SecureBench(
        Action<Account>? setUp = null, Action<DtlsServerOptions>? server = null,
        string identity = SecureEdge.Identity, byte[]? key = null, int lifetimeSeconds = 300,
        bool hasStore = false, IStorage? store = null)
    {
        World = new World(1, isSecure: true);
        World.Sent += Sent.Add;
        Secure.KeepsMessages = true;
        server?.Invoke(Options);
        var accounts = new Accounts(1);
        Account = accounts.AddPsk(
            "coaps://server.example", identity, key ?? SecureEdge.Key, 101, lifetimeSeconds);
        setUp?.Invoke(Account);
        _accounts = accounts;
        World.Store = hasStore ? new PowerCutStore(World.Power) : store;
        Reboot();
    }

    public World World { get; }

    public SecureEdge Secure => World.Secure!;

    public DtlsTestServer Dtls => Secure.Dtls;

    public DtlsServerOptions Options => Dtls.Options;

    public Account Account { get; }

    public SimulatedObject Object { get; private set; } = null!;

    public Lwm2mClient Client => World.Client;

    public ServerCore Server => World.Server;

    public Registration Registration =>
        World.Registration ?? throw new InvariantException("not registered");

    public DtlsConnection Connection =>
        Secure.Connection ?? throw new InvariantException("no connection");

    /// <summary>Every datagram, in the order in which they were sent.</summary>
    public List<Datagram> Sent { get; } = [];

    /// <summary>When the client has sent which messages in clear: "ClientHello" and so on.
    /// </summary>
    public (long AtMs, string Names)[] FromClient =>
        [.. Sent.Where(d => d.IsFromClient).Select(d => (d.AtMs, Names(d.Bytes)))];

    /// <summary>What the client has asked of the server: "Register", "Update", "Deregister".
    /// </summary>
    public string[] Requests => [.. Secure.Requests.Select(Name)];

    /// <summary>The states that there have been.</summary>
    public RegistrationState[] States => [.. World.Changes.Select(change => change.To)];

    /// <summary>The device starts anew: nothing is left of what was in its memory.</summary>
    public void Reboot()
    {
        Object = new SimulatedObject();
        World.CreateClient(_accounts, new MinimalDevice(), Object, new SlowObject());
    }

    /// <summary>The client stops without a word.</summary>
    public void Sleep()
    {
        Client.Suspend();
        Await(RegistrationState.Stopped);
        Forget();
    }

    /// <summary>Starts the client and waits until it is registered; forgets how it came to that.
    /// </summary>
    public SecureBench Register()
    {
        Client.Start();
        Await(RegistrationState.Registered);
        World.Run(20);
        Forget();
        return this;
    }

    /// <summary>Waits for a state.</summary>
    public void Await(RegistrationState state, long limitMs = 60_000) =>
        Assert.True(World.RunUntil(() => World.State == state, limitMs), $"{World.State}");

    /// <summary>Waits for an Update or Register that is accepted from now on.</summary>
    public void AwaitAccepted(long limitMs = 60_000)
    {
        int before = World.Changes.Count;
        Assert.True(World.RunUntil(
            () => World.Changes.Skip(before).Any(
                change => change.Reason == RegistrationReason.Accepted), limitMs));
        World.Run(20);
    }

    /// <summary>Forgets what was sent and told so far.</summary>
    public void Forget()
    {
        Sent.Clear();
        World.Changes.Clear();
        Secure.Messages.Clear();
    }

    /// <summary>Observes the measured value.</summary>
    public Observation Observe()
    {
        Observation observation = Server.Observe(
            Registration, "/33000/0/2", MediaType.Tlv);
        World.Answer(observation.Request);
        Assert.True(observation.IsActive);
        World.Run(20);
        Forget();
        return observation;
    }

    /// <summary>A new value reaches the server.</summary>
    public void AssertNotifies(Observation observation, int value)
    {
        Assert.True(observation.IsActive);
        Assert.Equal(
            [observation.Token.ToString()], ClientView.Tokens(World.Client));
        int before = observation.NotificationsReceived;
        Object.Measure(value);
        World.Run(100);
        Assert.Equal(before + 1, observation.NotificationsReceived);
    }

    /// <summary>The server's requests are answered.</summary>
    public void AssertAnswers()
    {
        DeviceResponse response = World.Answer(Server.Read(Registration, "/3/0/0"));
        Assert.Equal("2.05", response.Code.Dotted);
    }

    /// <summary>The messages in a datagram; what is protected has the name of its type only.
    /// </summary>
    public static string Names(byte[] datagram)
    {
        var names = new List<string>();
        var reader = new WireReader(datagram);
        while (!reader.IsAtEnd)
        {
            int at = datagram.Length - reader.Remaining;
            if (datagram[at] == RecordType.Cid)
            {
                names.Add("cid");
                break;
            }

            if (DtlsRecord.Read(ref reader, 0) is not { } record)
            {
                break;
            }

            names.AddRange(record switch
            {
                { Type: RecordType.ChangeCipherSpec } => ["ChangeCipherSpec"],
                { Type: RecordType.Handshake, Epoch: 0 } => HandshakeFragment
                    .ReadAll(record.Fragment).Select(fragment => Name(fragment.Type)),
                _ => [$"protected {record.Type}"],
            });
        }

        return string.Join(", ", names);
    }

    private static string Name(byte type) => type switch
    {
        MessageType.ClientHello => nameof(MessageType.ClientHello),
        MessageType.ServerHello => nameof(MessageType.ServerHello),
        MessageType.HelloVerifyRequest => nameof(MessageType.HelloVerifyRequest),
        MessageType.ServerKeyExchange => nameof(MessageType.ServerKeyExchange),
        MessageType.ServerHelloDone => nameof(MessageType.ServerHelloDone),
        MessageType.ClientKeyExchange => nameof(MessageType.ClientKeyExchange),
        _ => $"message {type}",
    };

    private static string Name(CoapMessage request) => request switch
    {
        _ when request.Code == CoapCode.Delete => "Deregister",
        _ when request.UriPath == "/rd" => "Register",
        _ => "Update",
    };
}
