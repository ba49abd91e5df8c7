// ETS 751 to 780: Firmware Update, with images that the server pushes.

using System.Globalization;
using Lwm2m.Client.Content;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class FirmwareTests
{
    private const string Package = "/5/0/0";
    private const string Uri = "/5/0/1";
    private const string Update = "/5/0/2";
    private const string State = "/5/0/3";
    private const string Result = "/5/0/5";
    private const string Cancel = "/5/0/10";
    private const string Severity = "/5/0/11";
    private const string MaxDefer = "/5/0/13";

    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 20_000);

    [Theory]
    [InlineData(MediaType.Opaque)]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    public void ETS_755_Setting_the_writable_resource_Package(int format)
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf);

        Push(bench, s_image, format);
        Assert.Equal([s_image.Length], shelf.Begun);
        AssertStands(bench, 2, 0);
        Assert.Equal(s_image, shelf.Image);

        Push(bench, [0], format);
        AssertStands(bench, 0, 0);
        Assert.Empty(shelf.Image);
    }

    [Fact]
    public void ETS_760_Observation_of_the_State()
    {
        EtsBench bench = NewBench(new FirmwareShelf());
        List<string> states = Observe(bench, State);

        Push(bench, s_image);
        bench.World.Run(5_000);

        Assert.Equal("2", states[^1]);
    }

    [Theory]
    [InlineData(false, MediaType.Opaque)]
    [InlineData(true, MediaType.Opaque)]
    [InlineData(false, MediaType.Tlv)]
    [InlineData(false, MediaType.SenmlCbor)]
    [InlineData(false, MediaType.Cbor)]
    public void ETS_770_Successful_update_via_CoAP(bool isSecure, int format)
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf, isSecure);
        List<string> states = Observe(bench, State);
        Assert.Equal("1.0", bench.Text("/3/0/3"));

        Push(bench, s_image, format);
        bench.World.Run(5_000);
        Assert.Equal(s_image, shelf.Image);
        bench.Expect("2.04", (server, device) => server.Execute(device, Update));
        bench.World.Run(5_000);
        Assert.Equal(["1", "2", "3"], states);
        Assert.True(shelf.IsApplied);
        Restart(bench, shelf);

        AssertStands(bench, 0, 1);
        Assert.Equal("2.0", bench.Text("/3/0/3"));
    }

    [Fact]
    public void ETS_772_Install_without_a_package()
    {
        EtsBench bench = NewBench(new FirmwareShelf());

        bench.Expect("4.05", (server, device) => server.Execute(device, Update));

        AssertStands(bench, 0, 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_773_Storage_shortage(bool isNoticedLate)
    {
        var shelf = new FirmwareShelf { Capacity = 10_000, IgnoresLength = isNoticedLate };
        EtsBench bench = NewBench(shelf);

        Push(bench, s_image, code: "4.13");

        AssertStands(bench, 0, 2);
        Assert.Equal([s_image.Length], shelf.Begun);
        Assert.Equal(isNoticedLate, shelf.Pieces > 0);
    }

    [Fact]
    public void ETS_774_Out_of_memory()
    {
        EtsBench bench = NewBench(new FirmwareShelf { MemoryBytes = 10_000 });

        Push(bench, s_image, code: "4.13");

        AssertStands(bench, 0, 3);
    }

    [Fact]
    public void ETS_776_Integrity_check_failure()
    {
        EtsBench bench = NewBench(new FirmwareShelf());
        byte[] damaged = [.. s_image];
        damaged[^1] ^= 1;

        Push(bench, damaged, code: "4.00");

        AssertStands(bench, 0, 5);
    }

    [Fact]
    public void ETS_777_Unsupported_package_type()
    {
        EtsBench bench = NewBench(new FirmwareShelf());

        Push(bench, new byte[3000], code: "4.00");

        AssertStands(bench, 0, 6);
    }

    [Fact]
    public void ETS_779_Unsuccessful_firmware_update()
    {
        var shelf = new FirmwareShelf { CanApply = false };
        EtsBench bench = NewBench(shelf);
        Push(bench, s_image);

        bench.Expect("2.04", (server, device) => server.Execute(device, Update));

        AssertStands(bench, 2, 8);
        Assert.Equal("1.0", bench.Text("/3/0/3"));
        shelf.CanApply = true;
        bench.Expect("2.04", (server, device) => server.Execute(device, Update));
        AssertStands(bench, 3, 0);
    }

    [Fact]
    public void ETS_780_Unsupported_protocol()
    {
        EtsBench bench = NewBench(new FirmwareShelf());

        bench.Write(Uri, "ftp://server.example/image");

        AssertStands(bench, 0, 9);
        bench.Write(Uri, "");
        AssertStands(bench, 0, 0);
    }

    [Fact]
    public void An_image_that_does_not_start_leaves_the_old_one_and_says_so()
    {
        var shelf = new FirmwareShelf { FallsBack = true };
        EtsBench bench = NewBench(shelf);
        Push(bench, s_image);
        bench.Expect("2.04", (server, device) => server.Execute(device, Update));

        Restart(bench, shelf);

        AssertStands(bench, 0, 8);
        Assert.Equal("1.0", bench.Text("/3/0/3"));
    }

    [Fact]
    public void A_slow_flash_gets_each_piece_once_and_no_storm()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        EtsBench bench = NewBench(shelf);
        int before = bench.ToClient.Count;
        DeviceRequest push = bench.Server.WriteReplace(
            bench.Registration, Package, MediaType.Opaque, s_image);
        for (int piece = 1; !push.IsCompleted; piece++)
        {
            Assert.True(bench.World.RunUntil(() => shelf.Pieces == piece, 60_000));
            bench.World.Run(7_000);
            Assert.Equal(piece, shelf.Pieces);
            bench.Firmware!.Complete(FirmwareResult.None);
            bench.World.RunUntil(() => shelf.Pieces > piece || push.IsCompleted, 60_000);
        }

        Assert.Equal("2.04", push.Response!.Code.Dotted);
        Assert.Equal(s_image, shelf.Image);
        Assert.Equal(
            shelf.Pieces, bench.ToClient.Skip(before).Count(m => m.Code == CoapCode.Put));
        AssertStands(bench, 2, 0);
    }

    [Fact]
    public void A_slow_flash_that_fails_ends_the_download()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        EtsBench bench = NewBench(shelf);
        DeviceRequest push = bench.Server.WriteReplace(
            bench.Registration, Package, MediaType.Opaque, s_image);
        Assert.True(bench.World.RunUntil(() => shelf.Pieces == 1, 60_000));

        bench.Firmware!.Complete(FirmwareResult.StorageShortage);

        Assert.Equal("4.13", bench.World.Answer(push).Code.Dotted);
        AssertStands(bench, 0, 2);
    }

    [Fact]
    public void A_cancelled_image_is_forgotten()
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf);
        bench.Expect("4.05", (server, device) => server.Execute(device, Cancel));
        DeviceRequest push = bench.Server.WriteReplace(
            bench.Registration, Package, MediaType.Opaque, s_image);
        Assert.True(bench.World.RunUntil(() => shelf.Pieces == 1, 60_000));

        bench.Expect("2.04", (server, device) => server.Execute(device, Cancel));

        Assert.Equal("4.08", bench.World.Answer(push).Code.Dotted);
        AssertStands(bench, 0, 10);
        Assert.Equal(1, shelf.Discarded);
    }

    [Fact]
    public void What_arrives_after_a_cancellation_does_not_count()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        EtsBench bench = NewBench(shelf);
        DeviceRequest push = bench.Server.WriteReplace(
            bench.Registration, Package, MediaType.Opaque, s_image);
        Assert.True(bench.World.RunUntil(() => shelf.Pieces == 1, 60_000));

        // As another server can; this one has to wait for the answer to its block.
        bench.Expect("5.03", (server, device) => server.Execute(device, Cancel));
        Assert.Equal(Status.Success, bench.Firmware!.Execute(0, 10, new ExecuteArguments()));
        bench.Firmware.Complete(FirmwareResult.None);

        Assert.Equal("4.08", bench.World.Answer(push).Code.Dotted);
        AssertStands(bench, 0, 10);
    }

    [Fact]
    public void A_push_that_stops_is_a_lost_connection_and_may_begin_again()
    {
        EtsBench bench = NewBench(new FirmwareShelf());
        bench.Server.Blocks = new BlockStyle { AbandonsAfter = 5 };
        bench.Server.WriteReplace(bench.Registration, Package, MediaType.Opaque, s_image);
        bench.World.Run(10_000);
        AssertStands(bench, 1, 0);
        bench.World.Run(300_000);
        AssertStands(bench, 0, 4);

        bench.Server.Blocks = new BlockStyle();
        Push(bench, s_image);
        AssertStands(bench, 2, 0);
    }

    [Fact]
    public void Package_is_not_written_over()
    {
        EtsBench bench = NewBench(new FirmwareShelf());
        Push(bench, s_image);

        Push(bench, s_image, code: "4.05");
        AssertStands(bench, 2, 0);
        bench.Expect("2.04", (server, device) => server.Execute(device, Update));
        Push(bench, [0], code: "4.05");
        bench.Expect("4.05", (server, device) => server.WriteText(device, Uri, ""));
        bench.Expect("4.05", (server, device) => server.Execute(device, Cancel));
        AssertStands(bench, 3, 0);
    }

    [Fact]
    public void An_update_is_deferred_as_the_server_allows()
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf);
        bench.Expect("4.04", (server, device) => server.Read(device, Severity));
        bool isWelcome = false;
        bench.Firmware!.UpdateRequested = () => isWelcome;
        Assert.Equal("1", bench.Text(Severity));
        Assert.Equal("0", bench.Text(MaxDefer));
        bench.Expect("4.00", (server, device) => server.WriteText(device, Severity, "3"));
        bench.Write(Severity, "2");
        bench.Write(MaxDefer, "3600");
        Push(bench, s_image);

        bench.Expect("2.04", (server, device) => server.Execute(device, Update));
        AssertStands(bench, 2, 11);
        Assert.Equal(2, bench.Firmware.Severity);
        Assert.Equal(3600, bench.Firmware.MaxDeferSeconds);
        Assert.False(shelf.IsApplied);
        bench.Firmware.Start();
        AssertStands(bench, 3, 0);
        Assert.True(shelf.IsApplied);
    }

    [Fact]
    public void An_update_that_must_not_wait_does_not()
    {
        var shelf = new FirmwareShelf();
        EtsBench bench = NewBench(shelf);
        bench.Firmware!.UpdateRequested = () => false;
        Push(bench, s_image);

        bench.Expect("2.04", (server, device) => server.Execute(device, Update));

        AssertStands(bench, 3, 0);
    }

    [Fact]
    public void The_time_of_the_last_change_is_told()
    {
        EtsBench bench = NewBench(new FirmwareShelf());
        bench.Expect("4.04", (server, device) => server.Read(device, "/5/0/12"));
        Push(bench, s_image);

        long seconds = long.Parse(bench.Text("/5/0/12"), CultureInfo.InvariantCulture);

        Assert.InRange(seconds, bench.World.UtcSeconds - 60, bench.World.UtcSeconds);
    }

    private static EtsBench NewBench(FirmwareShelf shelf, bool isSecure = false) =>
        new EtsBench(isSecure, shelf: shelf).Register();

    private static void Restart(EtsBench bench, FirmwareShelf shelf)
    {
        shelf.Restart();
        bool isConfirmed = shelf.IsConfirmed;
        bench.Reboot();
        Assert.Equal(isConfirmed, shelf.IsConfirmed);
        bench.World.Run(1_000);
        bench.AwaitRegistered();
        Assert.True(shelf.IsConfirmed);
    }

    private static void Push(
        EtsBench bench, byte[] image, int format = MediaType.Opaque, string code = "2.04") =>
        bench.Expect(
            code, (server, device) => server.WriteValue(device, Package, format, image));

    private static void AssertStands(EtsBench bench, int state, int result)
    {
        Assert.Equal($"{state} {result}", $"{bench.Text(State)} {bench.Text(Result)}");
        Assert.Equal(state, (int)bench.Firmware!.State);
        Assert.Equal(result, (int)bench.Firmware.Result);
    }

    private static List<string> Observe(EtsBench bench, string path)
    {
        List<string> values = [];
        bench.Observe(path, MediaType.Text).Notified += (_, notification) =>
            values.Add(System.Text.Encoding.UTF8.GetString(notification.Message.Payload.Span));
        return values;
    }
}
