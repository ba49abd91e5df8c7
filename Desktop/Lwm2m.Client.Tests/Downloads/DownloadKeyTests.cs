// Firmware by pull: which key a secure download has, sleep, and bootstraps.

using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Bootstrapping;
using Xunit;
using static Lwm2m.Client.DesktopTests.Downloads.DownloadBench;

namespace Lwm2m.Client.DesktopTests.Downloads;

public sealed class DownloadKeyTests
{
    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 20_000);

    private readonly FirmwareShelf _shelf = new();

    /// <summary>The server of images is one that the client is registered with: two connections
    /// at the same time.</summary>
    [Theory]
    [InlineData("coaps://files.example/firmware/image", true)]
    [InlineData("coaps://files.example:5684/firmware/image", true)]
    [InlineData("coaps://files.example:5685/firmware/image", false)]
    [InlineData("coaps://server.example/firmware/image", false)]
    public void Without_a_key_for_images_that_of_the_account_of_the_host_is_taken(
        string uri, bool isKnown)
    {
        var bench = new DownloadBench(
            () => _shelf, true, servers: 2, provision: accounts => accounts.AddPsk(
                "coaps://files.example:5684", SecureEdge.Identity, SecureEdge.Key, 2, 3600));
        bench.Source.Core.Files.Set(ImagePath, s_image);
        bench.Register();
        Assert.True(bench.World.RunUntil(
            () => bench.World.StateOf(2) == RegistrationState.Registered, 60_000));

        bench.Fetch(uri);
        bench.Await(
            isKnown ? FirmwareState.Downloaded : FirmwareState.Idle,
            isKnown ? FirmwareResult.None : FirmwareResult.UnsupportedProtocol);

        Assert.Equal(isKnown ? s_image : [], _shelf.Image);
        Assert.Equal(RegistrationState.Registered, bench.World.StateOf(2));
        Assert.Equal(isKnown ? 2 : 1, bench.Source.Secure!.Dtls.FullHandshakes);
    }

    [Fact]
    public void Without_any_key_there_is_no_secure_download()
    {
        DownloadBench bench = With(_shelf, s_image, true, _ => { });

        bench.Fetch(Secure);
        bench.Await(FirmwareState.Idle, FirmwareResult.UnsupportedProtocol, 1_000);

        Assert.Equal(0, bench.Datagrams);
    }

    [Fact]
    public void Secure_and_plain_downloads_follow_each_other()
    {
        DownloadBench bench = With(_shelf, s_image, true);
        VirtualServer plain = bench.World.AddServer("plain.example");
        plain.Core.Files.Set(ImagePath, s_image);
        for (int i = 0; i < 4; i++)
        {
            bench.FetchWhole(i % 2 == 0 ? Secure : "coap://plain.example" + ImagePath);
            Assert.Equal(s_image, _shelf.Image);
            bench.Expect("2.04", (server, device) => server.Execute(device, "/5/0/10"));
        }

        // Nothing is resumed: it could have been another server.
        Assert.Equal(2, bench.Source.Secure!.Dtls.FullHandshakes);
    }

    [Fact]
    public void The_device_does_not_sleep_during_a_download()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        DownloadBench bench = With(shelf, s_image);
        bench.World.Client.QueueMode = true;
        bench.World.Client.RequestUpdate();
        Assert.True(bench.World.RunUntil(() => bench.World.Client.MaySleep, 200_000));
        bool hasSlept = false;
        bench.World.Client.SleepAllowed = _ => hasSlept = true;
        bench.World.Client.RequestUpdate();
        bench.World.Run(1_000);
        bench.Fetch(Plain);
        bench.World.RunUntil(() => shelf.Pieces == 1, 1_000);
        hasSlept = false;

        // While the store is busy, while there is no connection, while there is no answer.
        bench.World.Run(300_000);
        bench.Source.Link.IsDown = true;
        bench.Firmware.Complete(FirmwareResult.None);
        bench.World.Run(60_000);
        bench.Source.Link.IsDown = false;
        bench.Source.Link.IsSilent = true;
        bench.World.Run(200_000);
        Assert.Equal(FirmwareState.Downloading, bench.Firmware.State);
        Assert.False(hasSlept || bench.World.Client.MaySleep);

        bench.Firmware.Execute(0, 10, new Content.ExecuteArguments());
        Assert.True(bench.World.RunUntil(() => bench.World.Client.MaySleep, 200_000));
    }

    /// <summary>The bootstrap brings another key for the host of the images: the download goes on
    /// with that.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bootstrap_in_the_middle_changes_the_key(bool isKept)
    {
        var firmware = new FirmwareUpdateObject(_shelf, canPull: true);
        var bench = new BootstrapBench(isSecure: true, capacity: 2, objects: () => [firmware]);
        VirtualServer source = bench.World.AddServer("files.example", isSecure: true);
        source.Core.Files.Set(ImagePath, s_image);
        BootstrapAccount images = bench.Account("files.example", 102) with
        {
            SecurityInstance = 2, ServerInstance = 1,
        };
        bench.Steps = bench.Provision(bench.Account(), images);
        bench.Register();
        Assert.True(bench.World.RunUntil(
            () => bench.World.StateOf(102) == RegistrationState.Registered, 60_000));
        int gets = 0;
        source.Core.Intercept = (_, request) =>
        {
            gets += request.UriPath == ImagePath ? 1 : 0;
            return null;
        };
        bench.World.Answer(bench.Server.WriteText(bench.Registration, "/5/0/1", Secure));
        Assert.True(bench.World.RunUntil(() => gets == 7, 60_000));

        byte[] key = "another 16 bytes"u8.ToArray();
        source.Secure!.Dtls.Options.Keys["another"] = key;
        bench.Steps = bench.Provision(isKept
            ? [bench.Account(), images with { Identity = "another", Key = key }]
            : [bench.Account()]);
        source.Link.IsSilent = true;
        bench.Client.RequestBootstrap();
        bench.AwaitEnd(2);
        source.Link.IsSilent = false;
        source.Secure.Dtls.Options.Keys.Remove(SecureEdge.Identity);
        bench.World.RunUntil(() => firmware.State != FirmwareState.Downloading, 3_600_000);

        Assert.Equal(
            isKept ? (FirmwareState.Downloaded, FirmwareResult.None)
                : (FirmwareState.Idle, FirmwareResult.UnsupportedProtocol),
            (firmware.State, firmware.Result));
        Assert.Equal(isKept, s_image.SequenceEqual(_shelf.Image));
    }
}
