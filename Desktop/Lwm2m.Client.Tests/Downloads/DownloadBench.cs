// A client that fetches firmware, the server that tells it to, and the server that has the images,
// on perfect virtual links.

using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Downloads;

/// <summary>The virtual world with a server of images.</summary>
internal sealed class DownloadBench
{
    public const string Host = "files.example";
    public const string ImagePath = "/firmware/image";
    public const string Plain = "coap://" + Host + ImagePath;
    public const string Secure = "coaps://" + Host + ImagePath;

    private readonly Accounts _accounts;
    private readonly Func<IFirmwareStore> _store;
    private readonly Action<FirmwareUpdateObject>? _setUp;

    public DownloadBench(
        Func<IFirmwareStore> store, bool isSecure = false,
        Action<FirmwareUpdateObject>? setUp = null, Action<Accounts>? provision = null,
        int servers = 1, string host = Host)
    {
        _store = store;
        _setUp = setUp;
        World = new World(1);
        Source = World.AddServer(host, isSecure: isSecure);
        Source.Core.Intercept = (_, request) =>
        {
            Gets.Add((World.NowMs, request));
            return Answer?.Invoke(request);
        };
        World.Sent += datagram => Datagrams += datagram.IsFromClient
            && datagram.Server == Source ? 1 : 0;
        _accounts = new Accounts(servers);
        _accounts.AddNoSec("coap://server.example", 1, 86_400);
        provision?.Invoke(_accounts);
        Reboot();
    }

    public World World { get; }

    /// <summary>The server of images.</summary>
    public VirtualServer Source { get; }

    public FirmwareUpdateObject Firmware { get; private set; } = null!;

    /// <summary>The requests that have come to the server of images, and when.</summary>
    public List<(long AtMs, CoapMessage Message)> Gets { get; } = [];

    /// <summary>What answers them in its place, or null.</summary>
    public Func<CoapMessage, CoapMessage?>? Answer { get; set; }

    /// <summary>How many datagrams the client has sent there.</summary>
    public int Datagrams { get; private set; }

    /// <summary>The socket of the download.</summary>
    public VirtualSocket Socket => World.Sockets[_accounts.Count];

    /// <summary>The block that each request has asked for.</summary>
    public IEnumerable<BlockOption> Blocks => Gets.Select(get => get.Message.Block2!.Value);

    /// <summary>A bench that has its image, with a client that is registered.</summary>
    public static DownloadBench With(
        FirmwareShelf shelf, byte[] image, bool isSecure = false,
        Action<FirmwareUpdateObject>? setUp = null)
    {
        var bench = new DownloadBench(() => shelf, isSecure, setUp ?? UseKey);
        bench.Source.Core.Files.Set(ImagePath, image);
        return bench.Register();
    }

    /// <summary>Gives the key that the server of images knows.</summary>
    public static void UseKey(FirmwareUpdateObject firmware) =>
        UseKey(firmware, SecureEdge.Key);

    /// <summary>Gives a key for images.</summary>
    public static DtlsParameters UseKey(FirmwareUpdateObject firmware, byte[] key)
    {
        DtlsParameters dtls = new Accounts(1)
            .AddBootstrapPsk("coaps://images.example", SecureEdge.Identity, key).Dtls;
        firmware.DownloadSecurity = dtls;
        return dtls;
    }

    /// <summary>The device starts anew.</summary>
    public void Reboot()
    {
        Firmware = new FirmwareUpdateObject(_store(), canPull: true);
        _setUp?.Invoke(Firmware);
        World.CreateClient(_accounts, new MinimalDevice(), Firmware);
    }

    /// <summary>Starts, and waits until the client is registered.</summary>
    public DownloadBench Register()
    {
        World.Client.Start();
        Assert.True(World.RunUntil(
            () => World.State == RegistrationState.Registered && World.Registration is not null,
            120_000));
        World.Run(20);
        return this;
    }

    /// <summary>Writes the Package URI.</summary>
    public void Fetch(string uri, string code = "2.04") =>
        Expect(code, (server, device) => server.WriteText(device, "/5/0/1", uri));

    /// <summary>Writes the Package URI, and waits until the image is there.</summary>
    public void FetchWhole(string uri)
    {
        Fetch(uri);
        Await(FirmwareState.Downloaded, FirmwareResult.None);
    }

    /// <summary>Expects a request of the first server to be answered with a code.</summary>
    public void Expect(string code, Func<ServerCore, Registration, DeviceRequest> request) =>
        Assert.Equal(
            code, World.Answer(request(World.Server, World.Registration!)).Code.Dotted);

    /// <summary>Lets time pass until so many requests have come to the server of images.
    /// </summary>
    public void AwaitGets(int count, long limitMs = 600_000) =>
        Assert.True(World.RunUntil(() => Gets.Count >= count, limitMs), $"{Gets.Count} requests");

    /// <summary>Lets time pass until the state is one that a download ends in.</summary>
    public void Await(FirmwareState state, FirmwareResult result, long limitMs = 3_600_000)
    {
        World.RunUntil(() => Firmware.State != FirmwareState.Downloading, limitMs);
        Assert.Equal((state, result), (Firmware.State, Firmware.Result));
    }
}
