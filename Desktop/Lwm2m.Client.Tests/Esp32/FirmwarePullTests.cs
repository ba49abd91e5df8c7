// Firmware by pull over the slots of the ESP32: an image that is fetched, interrupted by power cuts
// in each operation of the flash, and gone on with.

using Lwm2m.Client.DesktopTests.Downloads;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class FirmwarePullTests
{
    private static readonly byte[] s_image = FirmwareImages.Image(3, 30_000);

    private readonly FirmwareBoard _board = new();

    public FirmwarePullTests() => _board.Flash.RestartThrows = false;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fetched_image_runs_after_the_update(bool isSecure)
    {
        DownloadBench bench = Start(isSecure);
        bench.Fetch(isSecure ? DownloadBench.Secure : DownloadBench.Plain);
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);
        bench.Expect("2.04", (server, device) => server.Execute(device, "/5/0/2"));
        bench.World.Run(10_000);
        Assert.Equal(1, _board.Flash.Restarts);

        _board.Start();
        Assert.Equal(s_image[64..], _board.Running);
        bench.Reboot();
        Assert.Equal(
            (FirmwareState.Idle, FirmwareResult.Success),
            (bench.Firmware.State, bench.Firmware.Result));
    }

    [Fact]
    public void After_a_restart_only_what_is_missing_is_fetched()
    {
        DownloadBench bench = Start(false);
        bench.Fetch(DownloadBench.Plain);
        bench.AwaitGets(20);

        Restart(bench);
        int before = bench.Gets.Count;
        bench.Fetch(DownloadBench.Plain);
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);

        // What was committed: a multiple of 4 KiB. The first block tells the ETag.
        int blocks = (s_image.Length + 1023) / 1024;
        Assert.Equal(1 + blocks - 16, bench.Gets.Count - before);
        AssertWhole();
    }

    [Fact]
    public void Another_image_at_the_same_address_begins_anew()
    {
        byte[] other = FirmwareImages.Image(4, 20_000);
        DownloadBench bench = Start(false);
        bench.Fetch(DownloadBench.Plain);
        bench.AwaitGets(20);

        Restart(bench);
        bench.Source.Core.Files.Set(DownloadBench.ImagePath, other);
        bench.Fetch(DownloadBench.Plain);
        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);

        Assert.Contains(other, new[] { _board.Flash[1], _board.Flash[2] });
    }

    [Theory]
    [InlineData(20_000, 80_000, FirmwareResult.StorageShortage)]
    [InlineData(200_000, 30_000, FirmwareResult.OutOfMemory)]
    public void Image_that_there_is_no_room_for_is_refused(
        int flash, int heap, FirmwareResult result)
    {
        _board.Flash.Capacity = flash;
        _board.Flash.FreeHeap = heap;
        DownloadBench bench = Start(false);

        bench.Fetch(DownloadBench.Plain);
        bench.Await(FirmwareState.Idle, result);

        Assert.Single(bench.Gets);
    }

    [Theory]
    [InlineData(CutWrite.LeavesTheOld)]
    [InlineData(CutWrite.LeavesHalf)]
    [InlineData(CutWrite.LeavesTheNew)]
    public void Power_cut_in_any_step_leaves_a_download_that_comes_to_its_end(CutWrite cut)
    {
        int steps = Fetched(cut, 0);
        Assert.True(steps > 30, $"only {steps} steps");
        for (int at = 1; at <= steps; at++)
        {
            Fetched(cut, at);
        }
    }

    /// <summary>Fetches an image; the power goes in a step.</summary>
    private static int Fetched(CutWrite cut, int at)
    {
        var tests = new FirmwarePullTests();
        FirmwareBoard board = tests._board;
        DownloadBench bench = tests.Start(false);
        bool wasCut = false;
        bench.World.PowerLost = () =>
        {
            wasCut = true;
            Restart(bench, board);
        };
        board.Flash.Cut = cut;
        board.State.Cut = cut;
        int before = board.Power.Steps;
        board.Power.CutAt = at == 0 ? 0 : before + at;
        bench.Fetch(DownloadBench.Plain);
        bench.World.RunUntil(() => bench.Firmware.State != FirmwareState.Downloading, 600_000);
        Assert.Equal(at > 0, wasCut);
        if (wasCut)
        {
            bench.Register();
            bench.Fetch(DownloadBench.Plain);
        }

        bench.Await(FirmwareState.Downloaded, FirmwareResult.None);
        tests.AssertWhole();
        return board.Power.Steps - before;
    }

    private void AssertWhole() =>
        Assert.Contains(s_image, new[] { _board.Flash[1], _board.Flash[2] });

    private DownloadBench Start(bool isSecure)
    {
        _board.Start();
        var bench = new DownloadBench(() => _board.Slots, isSecure, DownloadBench.UseKey);
        bench.Source.Core.Files.Set(DownloadBench.ImagePath, s_image);
        return bench.Register();
    }

    private void Restart(DownloadBench bench)
    {
        Restart(bench, _board);
        bench.Register();
    }

    private static void Restart(DownloadBench bench, FirmwareBoard board)
    {
        board.StartAgain();
        bench.Reboot();
        Assert.Equal(
            (FirmwareState.Idle, FirmwareResult.None),
            (bench.Firmware.State, bench.Firmware.Result));
        bench.World.Client.Start();
    }
}
