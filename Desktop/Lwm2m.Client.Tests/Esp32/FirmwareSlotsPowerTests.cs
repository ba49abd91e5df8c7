// An update with the power going, or the flash failing, in each operation in turn: what runs is
// always a whole image, and with the next attempt the update comes to its end.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class FirmwareSlotsPowerTests
{
    private const int Tag = 0x1234;
    private const int PieceBytes = 512;

    private static readonly byte[] s_older = FirmwareImages.Image(9);
    private static readonly byte[] s_old = FirmwareImages.Image(1);
    private static readonly byte[] s_new = FirmwareImages.Image(2);

    public static TheoryData<CutWrite, int> Cuts()
    {
        var cuts = new TheoryData<CutWrite, int>();
        foreach (CutWrite cut in Enum.GetValues<CutWrite>())
        {
            cuts.Add(cut, 0);
            cuts.Add(cut, Tag);
        }

        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Power_cut_in_any_step_leaves_a_whole_image_and_the_update_ends(
        CutWrite cut, int tag)
    {
        int steps = Updated(cut, tag, 0, 0);
        Assert.True(steps > 30, $"only {steps} steps");
        for (int at = 1; at <= steps; at++)
        {
            Updated(cut, tag, at, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Flash_that_fails_once_leaves_a_whole_image_and_the_update_ends(
        CutWrite cut, int tag)
    {
        for (int at = 1; at <= 30; at++)
        {
            Updated(cut, tag, 0, at);
        }
    }

    /// <summary>An image that never comes to be confirmed: three starts, then the old one again,
    /// and that is told, whenever the power goes.</summary>
    [Theory]
    [InlineData(CutWrite.LeavesTheOld)]
    [InlineData(CutWrite.LeavesHalf)]
    [InlineData(CutWrite.LeavesTheNew)]
    public void Image_that_fails_is_given_up_with_the_power_going_in_any_step(CutWrite cut)
    {
        for (int at = 0; at <= 30; at++)
        {
            FirmwareBoard board = WithOldImage();
            Assert.False(FirmwareBoard.Survives(() => Apply(board, s_new, Tag)));
            SetCut(board, cut, at);
            int starts = 0;
            board.StartAgain();
            while (AssemblyOf(s_new).SequenceEqual(board.Running!))
            {
                starts++;
                Assert.Equal(FirmwareResult.Success, board.Slots.TakeOutcome());
                board.StartAgain();
            }

            // A start may have been counted that the power prevented.
            Assert.InRange(starts, at == 0 ? 3 : 2, 3);
            Assert.Equal(AssemblyOf(s_old), board.Running);
            Assert.Equal("1.1", board.Slots.Version);

            // Told at each start, once, until it is confirmed.
            Assert.Equal(FirmwareResult.UpdateFailed, board.Slots.TakeOutcome());
            Assert.Equal(FirmwareResult.None, board.Slots.TakeOutcome());
            board.StartAgain();
            Assert.Equal(FirmwareResult.UpdateFailed, board.Slots.TakeOutcome());
            while (!FirmwareBoard.Survives(board.Slots.Confirm))
            {
                board.StartAgain();
            }

            board.StartAgain();
            Assert.Equal(FirmwareResult.None, board.Slots.TakeOutcome());
            Assert.Equal(AssemblyOf(s_old), board.Running);
        }
    }

    private static byte[] AssemblyOf(byte[] image) => image[64..];

    /// <summary>In the other slot there is an older one, as long as the new one.</summary>
    private static FirmwareBoard WithOldImage()
    {
        var board = new FirmwareBoard();
        board.Start();
        Assert.Null(board.Running);
        foreach (byte[] image in new[] { s_older, s_old })
        {
            Assert.False(FirmwareBoard.Survives(() => Apply(board, image, 0)));
            board.Start();
            Assert.Equal(AssemblyOf(image), board.Running);
            board.Slots.Confirm();
        }

        return board;
    }

    private static void SetCut(FirmwareBoard board, CutWrite cut, int at)
    {
        board.Flash.Cut = cut;
        board.State.Cut = cut;
        board.Power.CutAt = at == 0 ? 0 : board.Power.Steps + at;
    }

    /// <summary>From the old image to the new one; how many steps that took.</summary>
    private static int Updated(CutWrite cut, int tag, int cutAt, int failsIn)
    {
        FirmwareBoard board = WithOldImage();
        int before = board.Power.Steps;
        SetCut(board, cut, cutAt);
        board.Flash.FailsIn = failsIn;
        bool mayBeConfirmed = false;
        while (true)
        {
            board.StartAgain();
            byte[] running = Assert.IsType<byte[]>(board.Running);
            FirmwareResult outcome = board.Slots.TakeOutcome();
            Assert.Equal(FirmwareResult.None, board.Slots.TakeOutcome());
            if (running.AsSpan().SequenceEqual(AssemblyOf(s_new)))
            {
                Assert.True(outcome == FirmwareResult.Success
                    || (outcome == FirmwareResult.None && mayBeConfirmed));
                mayBeConfirmed = true;
                if (FirmwareBoard.Survives(board.Slots.Confirm))
                {
                    break;
                }
            }
            else
            {
                Assert.Equal(AssemblyOf(s_old), running);
                Assert.Equal(FirmwareResult.None, outcome);
                FirmwareBoard.Survives(() => Apply(board, s_new, tag));
            }
        }

        int steps = board.Power.Steps - before;
        board.StartAgain();
        Assert.Equal(AssemblyOf(s_new), board.Running);
        Assert.Equal("1.2", board.Slots.Version);
        Assert.Equal(FirmwareResult.None, board.Slots.TakeOutcome());
        return steps;
    }

    /// <summary>Receives an image and applies it, unless something is refused.</summary>
    private static void Apply(FirmwareBoard board, byte[] image, int tag)
    {
        int at = board.Slots.Resume(tag);
        Assert.True(at < image.Length && at % 1024 == 0);
        FirmwareResult result = at > 0
            ? FirmwareResult.None
            : board.Slots.Begin(image.Length, tag);
        for (; at < image.Length && result == FirmwareResult.None; at += PieceBytes)
        {
            int length = Math.Min(PieceBytes, image.Length - at);
            result = board.Slots.Write(image, at, length);
        }

        if (result == FirmwareResult.None && board.Slots.Complete() == FirmwareResult.None)
        {
            board.Slots.Apply();
        }
    }
}
