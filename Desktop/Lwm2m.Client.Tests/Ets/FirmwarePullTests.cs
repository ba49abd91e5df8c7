// ETS 751, 756, 771, 775, 778: Firmware Update, with images that the client fetches.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class FirmwarePullTests
{
    private const string Uri = "/5/0/1";
    private const string Update = "/5/0/2";
    private const string State = "/5/0/3";
    private const string Result = "/5/0/5";
    private const string Path = "/firmware/2.0.img";
    private const string Plain = "coap://files.example" + Path;
    private const string Secure = "coaps://files.example" + Path;

    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 20_000);

    [Fact]
    public void ETS_751_Querying_the_readable_resources()
    {
        EtsBench bench = NewBench(new FirmwareShelf());

        AssertStands(bench, 0, 0);
        Assert.Equal("", bench.Text(Uri));
        Assert.Equal("2", bench.Text("/5/0/9"));
        Assert.Equal("0", bench.Text("/5/0/8/0"));
        Assert.Equal("1", bench.Text("/5/0/8/1"));
        bench.Expect("4.04", (server, device) => server.Read(device, "/5/0/6"));
        bench.Firmware!.SetPackage("thermo", "2.0");
        Assert.Equal("thermo", bench.Text("/5/0/6"));
        Assert.Equal("2.0", bench.Text("/5/0/7"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_756_Setting_the_writable_resource_Package_URI(bool isSecure)
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf, isSecure);
        string uri = isSecure ? Secure : Plain;

        bench.Write(Uri, uri);
        Await(bench, 2, 0);
        Assert.Equal(s_image, shelf.Image);
        Assert.Equal(uri, bench.Text(Uri));

        bench.Write(Uri, "");
        AssertStands(bench, 0, 0);
        Assert.Empty(shelf.Image);
        Assert.Equal("", bench.Text(Uri));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_771_Successful_update_via_an_alternative_mechanism(bool isSecure)
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf, isSecure);
        List<string> states = [];
        bench.Observe(State, MediaType.Text).Notified += (_, notification) =>
            states.Add(System.Text.Encoding.UTF8.GetString(notification.Message.Payload.Span));
        Assert.Equal("1.0", bench.Text("/3/0/3"));

        bench.Write(Uri, isSecure ? Secure : Plain);
        Await(bench, 2, 0);
        bench.Expect("2.04", (server, device) => server.Execute(device, Update));
        bench.World.Run(5_000);
        Assert.Equal(["1", "2", "3"], states);
        Assert.True(shelf.IsApplied);
        shelf.Restart();
        bench.Reboot();
        bench.World.Run(1_000);
        bench.AwaitRegistered();

        AssertStands(bench, 0, 1);
        Assert.Equal("2.0", bench.Text("/3/0/3"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_775_Connection_lost_during_the_download(bool isSecure)
    {
        EtsBench bench = NewBench(new FirmwareShelf(), isSecure);
        bench.World.Servers[1].IsDown = true;

        bench.Write(Uri, isSecure ? Secure : Plain);
        AssertStands(bench, 1, 0);

        Await(bench, 0, 4, 3_600_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("://")]
    [InlineData("coap")]
    [InlineData("coap:")]
    [InlineData("coap:/files.example/firmware/2.0.img")]
    [InlineData("coap://")]
    [InlineData("coap:///firmware/2.0.img")]
    [InlineData("coap://files.example:x/firmware/2.0.img")]
    [InlineData("coap://files.example:65536/firmware/2.0.img")]
    [InlineData("coap://files example/firmware/2.0.img")]
    [InlineData("coap://files.example/firmware/2.0 img")]
    [InlineData("coap://files.example/firmware/2.0%2")]
    [InlineData("coap://files.example/firmware/2.0%zzimg")]
    [InlineData("coap://files.example/firmware/2.0.img#1")]
    [InlineData("coap://files.example/firmware/1.0.img")]
    public void ETS_778_Invalid_URI(string uri)
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf);
        string what = uri.Length == 0 ? "coap://nowhere.example" + Path : uri;

        bench.Write(Uri, what);

        Await(bench, 0, 7, 3_600_000);
        Assert.Equal(what, bench.Text(Uri));
        Assert.Empty(shelf.Begun);
    }

    private static EtsBench NewBench(FirmwareShelf shelf, bool isSecure = false)
    {
        EtsBench bench = new EtsBench(isSecure, shelf: shelf, pulls: true).Register();
        bench.Files.Set(Path, s_image);
        return bench;
    }

    private static void Await(EtsBench bench, int state, int result, long limitMs = 60_000)
    {
        bench.World.RunUntil(() => (int)bench.Firmware!.State == state, limitMs);
        AssertStands(bench, state, result);
    }

    private static void AssertStands(EtsBench bench, int state, int result) =>
        Assert.Equal($"{state} {result}", $"{bench.Text(State)} {bench.Text(Result)}");
}
