// Firmware by pull: how a download is interrupted, and how it ends.

using Lwm2m.Client.Content;
using Lwm2m.Client.DesktopTests.Ets;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Downloads.DownloadBench;

namespace Lwm2m.Client.DesktopTests.Downloads;

public sealed class DownloadEndTests
{
    private const string Package = "/5/0/0";
    private const int Cancel = 10;

    private static readonly byte[] s_image = FirmwareShelf.NewImage("2.0", 20_000);

    private readonly FirmwareShelf _shelf = new() { Resumes = true };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void After_a_lost_connection_the_download_goes_on_where_it_was(
        bool isSecure, bool isNoticed)
    {
        DownloadBench bench = With(_shelf, s_image, isSecure);
        bench.Fetch(isSecure ? Secure : Plain);
        bench.AwaitGets(7);
        int before = bench.Socket.Connects;

        bench.Source.Link.IsDown = isNoticed;
        bench.Source.Link.IsSilent = !isNoticed;
        bench.World.Run(120_000);
        bench.Source.Link.Heal();
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Single(_shelf.Begun);
        Assert.Empty(_shelf.ResumedAt);
        Assert.Equal(20, _shelf.Pieces);
        Assert.True(bench.Socket.Connects > before);
        Assert.True(!isSecure || bench.Source.Secure!.Dtls.Resumptions > 0);
    }

    [Fact]
    public void A_server_that_has_lost_the_association_is_connected_to_again()
    {
        DownloadBench bench = With(_shelf, s_image, true);
        bench.Fetch(Secure);
        bench.AwaitGets(7);

        bench.Source.Restart();
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(20, _shelf.Pieces);
    }

    [Fact]
    public void A_changed_network_means_a_new_socket_at_once()
    {
        DownloadBench bench = With(_shelf, s_image, true);
        bench.Fetch(Secure);
        bench.AwaitGets(7);

        bench.World.Client.NetworkChanged();
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None, 5_000);

        Assert.Equal(2, bench.Socket.Connects);
        Assert.Equal(2, bench.Source.Secure!.Dtls.FullHandshakes);
        Assert.Equal(20, _shelf.Pieces);
    }

    [Theory]
    [InlineData(TransportStatus.NetworkDown, FirmwareResult.ConnectionLost)]
    [InlineData(TransportStatus.HostUnknown, FirmwareResult.InvalidUri)]
    public void Attempts_come_to_an_end_after_growing_pauses(
        TransportStatus status, FirmwareResult result)
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Source.Link.Resolution = status;
        long startMs = bench.World.NowMs;

        bench.Fetch(Plain);
        bench.Await(FirmwareState.Idle, result);

        Assert.Equal(1 + Limits.DownloadRetries, bench.Socket.Connects);
        Assert.InRange(bench.World.NowMs - startMs, 315_000, 400_000);
        bench.World.Run(3_600_000);
        Assert.Equal(1 + Limits.DownloadRetries, bench.Socket.Connects);
    }

    [Fact]
    public void A_wrong_key_ends_as_a_lost_connection()
    {
        DownloadBench bench = With(_shelf, s_image, true, firmware =>
            UseKey(firmware, new byte[16]));

        bench.Fetch(Secure);
        bench.Await(FirmwareState.Idle, FirmwareResult.ConnectionLost);

        Assert.Empty(bench.Gets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_restart_the_same_URI_goes_on_where_the_store_is(bool isSecure)
    {
        DownloadBench bench = With(_shelf, s_image, isSecure);
        bench.Fetch(isSecure ? Secure : Plain);
        bench.AwaitGets(12);
        int pieces = _shelf.Pieces;
        Assert.InRange(pieces, 10, 12);

        _shelf.Restart();
        bench.Reboot();
        bench.Register();
        Assert.Equal(
            (FirmwareState.Idle, FirmwareResult.None),
            (bench.Firmware.State, bench.Firmware.Result));
        bench.FetchWhole(isSecure ? Secure : Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Single(_shelf.Begun);
        Assert.Equal([pieces * 1024], _shelf.ResumedAt);
        Assert.Equal(20, _shelf.Pieces);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_restart_another_content_or_URI_begins_anew(bool isContent)
    {
        byte[] other = FirmwareShelf.NewImage("3.0", 15_000);
        DownloadBench bench = With(_shelf, s_image);
        bench.Fetch(Plain);
        bench.AwaitGets(12);

        _shelf.Restart();
        bench.Reboot();
        bench.Register();
        bench.Source.Core.Files.Set(isContent ? ImagePath : "/other", isContent ? other : s_image);
        bench.FetchWhole(isContent ? Plain : $"coap://{Host}/other");

        Assert.Equal(isContent ? other : s_image, _shelf.Image);
        Assert.Empty(_shelf.ResumedAt);
        Assert.Equal(2, _shelf.Begun.Count);
    }

    [Fact]
    public void A_slow_store_gets_the_next_block_when_it_is_ready()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        DownloadBench bench = With(shelf, s_image, true);
        bench.Fetch(Secure);
        int first = 0;
        for (int piece = 1; piece <= 20; piece++)
        {
            Assert.True(bench.World.RunUntil(() => shelf.Pieces == piece, 60_000));
            first = piece == 1 ? bench.Datagrams : first;
            bench.World.Run(300_000);
            Assert.Equal(piece, bench.Gets.Count);
            Assert.Equal(first + piece - 1, bench.Datagrams);
            bench.Firmware.Complete(FirmwareResult.None);
        }

        bench.Await(FirmwareState.Downloaded, FirmwareResult.None, 0);
        Assert.Equal(s_image, shelf.Image);
    }

    [Fact]
    public void A_slow_store_outlasts_a_lost_connection()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        DownloadBench bench = With(shelf, s_image);
        bench.Fetch(Plain);
        Assert.True(bench.World.RunUntil(() => shelf.Pieces == 1, 60_000));

        bench.World.Client.NetworkChanged();
        bench.World.Run(10_000);
        bench.Source.Link.IsDown = true;
        bench.World.Run(10_000);
        bench.Source.Link.IsDown = false;
        bench.World.Run(60_000);
        Assert.Single(bench.Gets);
        bench.Firmware.Complete(FirmwareResult.None);
        bench.AwaitGets(2, 1_000);
        bench.World.RunUntil(() => shelf.Pieces == 2, 1_000);

        // Ready before there is a connection again.
        bench.World.Client.NetworkChanged();
        bench.Source.Link.IsDown = true;
        bench.World.Run(1_000);
        bench.Firmware.Complete(FirmwareResult.None);
        bench.World.Run(20_000);
        Assert.Equal(2, bench.Gets.Count);
        bench.Source.Link.IsDown = false;
        bench.AwaitGets(3);
        Assert.Equal(s_image[..2048], shelf.Image);
    }

    [Fact]
    public void A_slow_store_that_fails_ends_the_download()
    {
        var shelf = new FirmwareShelf { IsSlow = true };
        DownloadBench bench = With(shelf, s_image);
        bench.Fetch(Plain);
        Assert.True(bench.World.RunUntil(() => shelf.Pieces == 1, 60_000));

        bench.Firmware.Complete(FirmwareResult.StorageShortage);

        bench.Await(FirmwareState.Idle, FirmwareResult.StorageShortage, 0);
        AssertQuiet(bench);
    }

    [Theory]
    [InlineData(true, false, FirmwareResult.StorageShortage)]
    [InlineData(true, true, FirmwareResult.StorageShortage)]
    [InlineData(false, true, FirmwareResult.OutOfMemory)]
    public void A_store_that_is_full_ends_the_download(
        bool isFlash, bool isNoticedLate, FirmwareResult result)
    {
        var shelf = new FirmwareShelf
        {
            Capacity = isFlash ? 10_000 : int.MaxValue,
            MemoryBytes = isFlash ? int.MaxValue : 10_000,
            IgnoresLength = isNoticedLate,
        };
        DownloadBench bench = With(shelf, s_image);

        bench.Fetch(Plain);
        bench.Await(FirmwareState.Idle, result);

        Assert.Equal(isNoticedLate ? 10 : 1, bench.Gets.Count);
        AssertQuiet(bench);
    }

    [Theory]
    [InlineData(true, FirmwareResult.IntegrityFailed)]
    [InlineData(false, FirmwareResult.UnsupportedPackage)]
    public void An_image_that_is_not_good_is_refused(bool isKnown, FirmwareResult result)
    {
        byte[] image = isKnown ? [.. s_image] : new byte[3_000];
        image[^1] ^= 1;
        DownloadBench bench = With(_shelf, image);

        bench.Fetch(Plain);
        bench.Await(FirmwareState.Idle, result);

        AssertQuiet(bench);
    }

    [Theory]
    [InlineData("cancel", FirmwareResult.Cancelled)]
    [InlineData("uri", FirmwareResult.None)]
    [InlineData("package", FirmwareResult.None)]
    public void A_server_gives_the_download_up(string how, FirmwareResult result)
    {
        DownloadBench bench = With(_shelf, s_image, true);
        bench.Fetch(Secure);
        bench.AwaitGets(7);

        bench.Expect("2.04", (server, device) => how switch
        {
            "cancel" => server.Execute(device, "/5/0/10"),
            "uri" => server.WriteText(device, "/5/0/1", ""),
            _ => server.WriteReplace(device, Package, MediaType.Opaque, new byte[1]),
        });

        Assert.Equal(
            (FirmwareState.Idle, result), (bench.Firmware.State, bench.Firmware.Result));
        Assert.Equal(1, _shelf.Discarded);
        AssertQuiet(bench);
        bench.FetchWhole(Secure);
        Assert.Equal(s_image, _shelf.Image);
    }

    [Fact]
    public void A_download_that_is_cancelled_and_wanted_again_begins_anew()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Fetch(Plain);
        bench.AwaitGets(7);

        // Both before the download is looked at.
        Assert.Equal(
            Status.Success, bench.Firmware.Execute(0, Cancel, new ExecuteArguments()));
        bench.FetchWhole(Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Equal(2, _shelf.Begun.Count);
    }

    [Fact]
    public void One_image_at_a_time()
    {
        DownloadBench bench = With(_shelf, s_image);
        bench.Fetch(Plain);
        bench.AwaitGets(3);

        bench.Fetch("coap://files.example/other", "4.05");
        bench.Expect("4.05", (server, device) => server.WriteReplace(
            device, Package, MediaType.Opaque, s_image));
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);
        bench.Fetch(Plain, "4.05");
        bench.Expect("4.05", (server, device) => server.WriteReplace(
            device, Package, MediaType.Opaque, s_image));

        Assert.Equal(s_image, _shelf.Image);
    }

    /// <summary>Blocks of a push that was cancelled do not get into what is fetched, and the end
    /// of the push does not end it.</summary>
    [Fact]
    public void A_cancelled_push_does_not_disturb_a_download()
    {
        DownloadBench bench = With(_shelf, s_image);
        ServerCore server = bench.World.Server;
        server.Blocks = new BlockStyle { AbandonsAfter = 5 };
        server.WriteReplace(
            bench.World.Registration!, Package, MediaType.Opaque, new byte[20_000]);
        bench.World.Run(5_000);
        Assert.Equal(FirmwareState.Downloading, bench.Firmware.State);
        bench.Expect("2.04", (core, device) => core.Execute(device, "/5/0/10"));
        bench.Source.Link.IsSilent = true;
        bench.Fetch(Plain);

        bench.Expect("4.08", (core, device) => core.Send(device, new RawRequest(
            CoapCode.Put, Package)
        {
            Options = [
                CoapOption.FromUInt(OptionNumber.ContentFormat, MediaType.Opaque),
                new BlockOption(5, true, 5).ToOption(OptionNumber.Block1)],
            Payload = new byte[512],
        }));
        bench.World.Run(280_000);
        Assert.Equal(FirmwareState.Downloading, bench.Firmware.State);
        bench.Source.Link.IsSilent = false;
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);

        Assert.Equal(s_image, _shelf.Image);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_client_stops_in_the_middle_and_goes_on_later(bool isSecure, bool isSuspended)
    {
        DownloadBench bench = With(_shelf, s_image, isSecure);
        bench.Fetch(isSecure ? Secure : Plain);
        bench.AwaitGets(7);

        if (isSuspended)
        {
            bench.World.Client.Suspend();
        }
        else
        {
            bench.World.Client.Stop();
        }

        Assert.True(bench.World.RunUntil(() => bench.World.Client.IsStopped, 120_000));
        Assert.Equal(
            (FirmwareState.Idle, FirmwareResult.ConnectionLost),
            (bench.Firmware.State, bench.Firmware.Result));
        AssertQuiet(bench);
        bench.Register();
        bench.FetchWhole(isSecure ? Secure : Plain);

        Assert.Equal(s_image, _shelf.Image);
        Assert.Single(_shelf.Begun);
        Assert.Single(_shelf.ResumedAt);
    }

    /// <summary>Nothing comes to the server of images any more, and the socket is closed.
    /// </summary>
    private static void AssertQuiet(DownloadBench bench)
    {
        bench.World.Run(100);
        int before = bench.Datagrams;
        bench.World.Run(600_000);
        Assert.Equal(before, bench.Datagrams);
        Assert.Null(bench.Socket.PublicEndPoint);
    }
}
