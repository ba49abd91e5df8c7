// The configurations of the OMA enabler tests (appendix C): a client with one account and the
// objects that the cases name, and the test server that drives it, over UDP with or without DTLS.

using System.Diagnostics.CodeAnalysis;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

/// <summary>The virtual world as the enabler tests want it: C.1, C.3, C.4, C.6 and C.12 in one,
/// which they allow: more than what a case asks for may be there.</summary>
internal sealed class EtsBench
{
    public const int ServerId = 1;
    public const int DefaultLifetime = 86400;

    private readonly bool _isSecure;
    private readonly Accounts _accounts;
    private readonly FirmwareShelf? _shelf;
    private readonly bool _pulls;

    public EtsBench(
        bool isSecure = false, int lifetimeSeconds = DefaultLifetime,
        Action<Account>? setUp = null, FirmwareShelf? shelf = null, bool pulls = false)
    {
        _isSecure = isSecure;
        _shelf = shelf;
        _pulls = pulls;
        World = new World(1, isSecure: isSecure);
        if (pulls)
        {
            World.AddServer("files.example", isSecure: isSecure);
        }

        World.Sent += Sent.Add;
        World.Server.Logged += entry =>
        {
            if (entry is { Kind: LogKind.Sent, Message: { } message })
            {
                ToClient.Add(message);
            }
        };
        World.Server.Updated += (_, update) => Updates.Add((World.NowMs, update));
        if (isSecure)
        {
            World.Secure!.KeepsMessages = true;
        }

        var accounts = new Accounts(1);
        Account = isSecure
            ? accounts.AddPsk(
                "coaps://server.example", SecureEdge.Identity, SecureEdge.Key, ServerId,
                lifetimeSeconds)
            : accounts.AddNoSec("coap://server.example", ServerId, lifetimeSeconds);
        setUp?.Invoke(Account);
        _accounts = accounts;
        CreateClient();
    }

    public World World { get; }

    public Account Account { get; }

    public DeviceObject Device { get; private set; }

    /// <summary>The Firmware Update object, for a bench with a shelf for images.</summary>
    public FirmwareUpdateObject? Firmware { get; private set; }

    public Lwm2mClient Client => World.Client;

    public ServerCore Server => World.Server;

    /// <summary>What the server of firmware images offers.</summary>
    public ServedFiles Files => World.Servers[1].Core.Files;

    public Registration Registration =>
        World.Registration ?? throw new InvariantException("not registered");

    /// <summary>Every datagram; encrypted in a secure world.</summary>
    public List<Datagram> Sent { get; } = [];

    /// <summary>The Updates that the server has taken, with what they changed.</summary>
    public List<(long AtMs, RegistrationUpdate Update)> Updates { get; } = [];

    /// <summary>What the client has sent, in clear.</summary>
    public IReadOnlyList<CoapMessage> FromClient => _isSecure
        ? [.. World.Secure!.Messages.Select(d => d.Message)]
        : [.. Sent.Where(d => d.IsFromClient).Select(d => d.Message)];

    /// <summary>What the server has sent, in clear.</summary>
    public List<CoapMessage> ToClient { get; } = [];

    /// <summary>The requests of the client.</summary>
    public IReadOnlyList<CoapMessage> Requests =>
        [.. FromClient.Where(message => message.Code.IsRequest)];

    /// <summary>The device starts anew: nothing is left of what was in its memory.</summary>
    public void Reboot()
    {
        CreateClient();
        Client.Start();
    }

    /// <summary>Starts and waits until the client is registered.</summary>
    public EtsBench Register()
    {
        Client.Start();
        AwaitRegistered();
        World.Run(20);
        return this;
    }

    /// <summary>Waits until the client says that it is registered, and the server too.</summary>
    public void AwaitRegistered() => Assert.True(World.RunUntil(
        () => World.State == RegistrationState.Registered && World.Registration is not null,
        120_000));

    /// <summary>Lets a request of the server be answered.</summary>
    public DeviceResponse Ask(Func<ServerCore, Registration, DeviceRequest> request) =>
        World.Answer(request(Server, Registration));

    /// <summary>A Read that is to be answered 2.05, in the format that it names.</summary>
    public DeviceResponse Read(string path, int? accept = null)
    {
        DeviceResponse response = Ask((server, device) => server.Read(device, path, accept));
        Assert.Equal("2.05", response.Code.Dotted);
        Assert.True(accept is null || accept == response.ContentFormat);
        return response;
    }

    /// <summary>The value of a resource as plain text.</summary>
    public string Text(string path) => Read(path, MediaType.Text).Text;

    /// <summary>The links of a Discover, as text: "&lt;/3/0/7&gt;;dim=2".</summary>
    public string[] Discover(string path) =>
        [.. Read(path, MediaType.LinkFormat).Links().Select(link => link.ToString())];

    /// <summary>Expects a request to be answered with a code.</summary>
    public void Expect(string code, Func<ServerCore, Registration, DeviceRequest> request) =>
        Assert.Equal(code, Ask(request).Code.Dotted);

    /// <summary>Writes a resource as plain text.</summary>
    public void Write(string path, string text) =>
        Expect("2.04", (server, device) => server.WriteText(device, path, text));

    /// <summary>Attaches attributes, "pmin=5&amp;pmax=15".</summary>
    public void Attach(string path, string attributes) =>
        Expect("2.04", (server, device) => server.WriteAttributes(device, path, attributes));

    /// <summary>Observes a path and expects that to be granted.</summary>
    public Observation Observe(string path, int? accept = null) =>
        Await(Server.Observe(Registration, path, accept));

    /// <summary>Observes several paths at once.</summary>
    public Observation ObserveComposite(int format, params string[] paths) =>
        Await(Server.ObserveComposite(Registration, paths, format, format));

    /// <summary>Creates an instance of the Portfolio object.</summary>
    public void Create(int instanceId, params string[] identities) =>
        Expect("2.01", (server, device) => server.Create(
            device, 16, instanceId, TlvNode.Multiple(
                0, [.. identities.Select((text, i) =>
                    TlvNode.ResourceInstance((ushort)i, text))])));

    /// <summary>Waits for an Update that the server has taken; returns it as it came.</summary>
    public CoapMessage AwaitUpdate(Action trigger, long limitMs = 10_000)
    {
        int before = Updates.Count;
        trigger();
        Assert.True(World.RunUntil(() => Updates.Count > before, limitMs), "no Update");
        return Requests.Last(request => request.Code == CoapCode.Post);
    }

    /// <summary>The query of a request, "lt=20".</summary>
    public static string Query(CoapMessage message) =>
        string.Join('&', message.Texts(OptionNumber.UriQuery));

    private Observation Await(Observation observation)
    {
        World.Answer(observation.Request);
        Assert.True(observation.IsActive);
        return observation;
    }

    [MemberNotNull(nameof(Device))]
    private void CreateClient()
    {
        Device = NewDevice(_shelf?.Version ?? "1.0");
        if (_shelf is null)
        {
            World.CreateClient(_accounts, Device, NewPortfolio());
            return;
        }

        Firmware = new FirmwareUpdateObject(_shelf, _pulls);
        if (_pulls)
        {
            Firmware.DownloadSecurity = new Accounts(1).AddBootstrapPsk(
                "coaps://images.example.org", SecureEdge.Identity, SecureEdge.Key).Dtls;
        }

        World.CreateClient(_accounts, Device, NewPortfolio(), Firmware);
    }

    // C.4 and C.6: two power sources, and every optional resource.
    private static DeviceObject NewDevice(string firmwareVersion)
    {
        var device = new DeviceObject("Contoso", "Thermo-1", "0001", firmwareVersion)
        {
            DeviceType = "thermometer",
            HardwareVersion = "2",
            SoftwareVersion = "3",
            MemoryTotal = 4096,
            UtcOffset = "+01:00",
            Timezone = "Europe/Berlin",
        };
        device.SetPowerSources(1, 2);
        device.SetPowerSource(0, 3700, 10);
        device.SetPowerSource(1, 5000, 20);
        device.SetBatteryLevel(80);
        device.SetBatteryStatus(0);
        device.SetMemoryFree(100);
        return device;
    }

    // C.12: one instance with four identities.
    private static PortfolioObject NewPortfolio()
    {
        var portfolio = new PortfolioObject();
        string[] identities =
            ["Host Device ID #1", "Host Manufacturer #1", "Host Model #1", "Host Version #1"];
        for (int i = 0; i < identities.Length; i++)
        {
            portfolio.SetIdentity(0, i, identities[i]);
        }

        return portfolio;
    }
}
