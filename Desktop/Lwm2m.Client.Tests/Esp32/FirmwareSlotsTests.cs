// What the store takes, what it refuses and how, and what it resumes.

using FirmwarePacker;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class FirmwareSlotsTests
{
    private const int Tag = -7;

    private readonly FirmwareBoard _board = new();

    public FirmwareSlotsTests() => _board.Start();

    private FirmwareSlots Slots => _board.Slots;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(63)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(20_000)]
    public void Image_comes_in_pieces_of_any_length(int pieceBytes)
    {
        byte[] image = FirmwareImages.Image(3);
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, 0));
        Assert.Equal(FirmwareResult.None, Write(image, 0, image.Length, pieceBytes));
        Assert.Equal(FirmwareResult.None, Slots.Complete());
        Assert.Throws<RestartException>(() => Slots.Apply());
        _board.Start();
        Assert.Equal(image[64..], _board.Running);
        Assert.Equal("1.3", Slots.Version);
    }

    [Fact]
    public void No_damage_of_an_image_gets_through()
    {
        byte[] image = FirmwareImages.Image(3, 300);
        for (int i = 0; i < image.Length; i++)
        {
            image[i] ^= 0x10;
            FirmwareResult result = Receive(image);
            Assert.True(
                result is FirmwareResult.IntegrityFailed or FirmwareResult.UnsupportedPackage
                    or FirmwareResult.StorageShortage,
                $"byte {i}: {result}");
            Assert.Equal(FirmwareResult.UpdateFailed, Slots.Apply());
            Assert.Null(_board.Flash[1]);
            image[i] ^= 0x10;
        }

        Assert.Equal(FirmwareResult.None, Receive(image));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(187)]
    [InlineData(188)]
    [InlineData(363)]
    public void Image_that_is_cut_short_is_damaged(int length)
    {
        byte[] image = FirmwareImages.Image(3, 300);
        Assert.Equal(FirmwareResult.IntegrityFailed, Receive(image[..length]));
        Assert.Equal(FirmwareResult.IntegrityFailed, Receive([.. image, 0]));
    }

    /// <summary>Fields that the runtime would trip over, or refuse.</summary>
    [Theory]
    [InlineData(0, "another header")]
    [InlineData(64, "another assembly format")]
    [InlineData(70, "a later assembly format")]
    [InlineData(80, "wants a restart to be loaded")]
    [InlineData(84, "native methods")]
    [InlineData(102, "another string table")]
    [InlineData(164, "another length")]
    [InlineData(168, "patched methods")]
    public void Package_of_another_kind_is_unsupported(int offset, string what)
    {
        byte[] image = FirmwareImages.Image(3);
        image[offset] ^= 1;
        Assert.Equal(FirmwareResult.None, Slots.Begin(image.Length, 0));
        FirmwareResult result = Write(image, 0, 512, 512);
        Assert.True(result == FirmwareResult.UnsupportedPackage, what);
        if (offset >= 64)
        {
            Assert.Throws<ArgumentException>(() => Package.Make(image[64..], "1"));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40_100)]
    public void Image_longer_than_allowed_is_refused_at_once(int announced)
    {
        byte[] image = FirmwareImages.Image(3, 40_036);
        FirmwareResult result = Slots.Begin(announced, 0);
        result = result == FirmwareResult.None ? Write(image, 0, 512, 512) : result;
        Assert.Equal(FirmwareResult.StorageShortage, result);
        Assert.Equal(FirmwareResult.None, Receive(FirmwareImages.Image(3, 40_000)));
    }

    [Fact]
    public void Image_for_which_there_is_no_flash_is_refused_at_once()
    {
        _board.Flash.Capacity = 10_000;
        Assert.Equal(FirmwareResult.StorageShortage, Slots.Begin(10_001, 0));
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, 0));
        Assert.Equal(
            FirmwareResult.StorageShortage, Write(FirmwareImages.Image(3), 0, 512, 512));
        Assert.Equal(FirmwareResult.None, Receive(FirmwareImages.Image(3, 10_000 - 64)));
    }

    [Fact]
    public void Flash_that_fills_up_meanwhile_gives_its_room_back()
    {
        byte[] image = FirmwareImages.Image(3);
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, Tag));
        Assert.Equal(FirmwareResult.None, Write(image, 0, 5120, 512));
        _board.Flash.Capacity = 5300;
        Assert.Equal(FirmwareResult.StorageShortage, Write(image, 5120, 4000, 512));
        Assert.Equal(5300, _board.Flash.GetFreeFlash());
        Assert.Equal(FirmwareResult.UpdateFailed, Write(image, 0, 16, 16));
    }

    /// <summary>The image, the runtime's tables for it and some for the application; what runs
    /// makes room.</summary>
    [Fact]
    public void Image_for_which_there_is_no_heap_is_refused()
    {
        byte[] image = FirmwareImages.Image(3, 20_000);
        _board.Flash.FreeHeap = image.Length * 5 / 4 + 8191;
        Assert.Equal(FirmwareResult.OutOfMemory, Slots.Begin(image.Length, 0));
        Assert.Equal(FirmwareResult.OutOfMemory, Receive(image));
        _board.Flash.FreeHeap++;
        Install(image);
        _board.Flash.FreeHeap -= image.Length * 5 / 4;
        Assert.Equal(FirmwareResult.None, Receive(FirmwareImages.Image(4, 20_000)));
        Assert.Equal(FirmwareResult.OutOfMemory, Receive(FirmwareImages.Image(4, 20_004)));
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1024, 1024)]
    [InlineData(5000, 4096)]
    [InlineData(10_064, 9216)]
    public void Transfer_that_broke_off_goes_on_in_the_same_run(int there, int expected)
    {
        byte[] image = FirmwareImages.Image(3);
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, Tag));
        Assert.Equal(FirmwareResult.None, Write(image, 0, there, 512));
        Assert.Equal(0, Slots.Resume(Tag + 1));
        Assert.Equal(0, Slots.Resume(0));
        Assert.Equal(expected, Slots.Resume(Tag));
        if (expected > 0)
        {
            Assert.Equal(
                FirmwareResult.None, Write(image, expected, image.Length - expected, 700));
            Assert.Equal(FirmwareResult.None, Slots.Complete());
        }
    }

    [Theory]
    [InlineData(4000, 0)]
    [InlineData(9000, 8192)]
    [InlineData(10_064, 8192)]
    public void Transfer_goes_on_after_a_power_cut_behind_what_was_committed(
        int there, int expected)
    {
        byte[] image = FirmwareImages.Image(3);
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, Tag));
        Assert.Equal(FirmwareResult.None, Write(image, 0, there, 512));
        _board.Start();
        Assert.Null(_board.Running);
        Assert.Equal(expected, Slots.Resume(Tag));
        if (expected > 0)
        {
            Assert.Equal(
                FirmwareResult.None, Write(image, expected, image.Length - expected, 512));
            Assert.Equal(FirmwareResult.None, Slots.Complete());
        }
    }

    /// <summary>The end comes again; only what comes behind what is there is taken.</summary>
    [Fact]
    public void Whole_image_that_was_not_applied_is_resumed_with_its_last_piece()
    {
        byte[] image = FirmwareImages.Image(3, 8192 - 64);
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, Tag));
        Assert.Equal(FirmwareResult.None, Write(image, 0, image.Length, 1024));
        Assert.Equal(FirmwareResult.None, Slots.Complete());
        _board.Start();
        Assert.Equal(7168, Slots.Resume(Tag));
        Assert.Equal(FirmwareResult.None, Write(image, 7168, 1024, 1024));
        Assert.Equal(FirmwareResult.None, Slots.Complete());
    }

    [Fact]
    public void Resumed_image_that_is_damaged_on_the_flash_is_not_applied()
    {
        byte[] image = FirmwareImages.Image(3);
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, Tag));
        Assert.Equal(FirmwareResult.None, Write(image, 0, 9000, 512));
        _board.Start();
        _board.Flash[1]![5000] ^= 1;
        int at = Slots.Resume(Tag);
        Assert.Equal(FirmwareResult.None, Write(image, at, image.Length - at, 512));
        Assert.Equal(FirmwareResult.IntegrityFailed, Slots.Complete());
        Assert.Equal(0, Slots.Resume(Tag));
    }

    [Fact]
    public void Image_that_was_applied_and_not_started_can_be_discarded()
    {
        Assert.Equal(FirmwareResult.None, Receive(FirmwareImages.Image(3)));
        Assert.Throws<RestartException>(() => Slots.Apply());
        Slots.Discard();
        _board.Start();
        Assert.Null(_board.Running);
        Assert.Equal(FirmwareResult.None, Slots.TakeOutcome());
        Assert.Null(_board.Flash[1]);
    }

    [Fact]
    public void Discard_leaves_the_image_that_runs()
    {
        byte[] image = FirmwareImages.Image(3);
        Receive(image);
        Assert.Throws<RestartException>(() => Slots.Apply());
        _board.Start();
        Slots.Discard();
        _board.Start();
        Assert.Equal(image[64..], _board.Running);
        Slots.Confirm();
        Slots.Discard();
        _board.Start();
        Assert.Equal(image[64..], _board.Running);
    }

    [Fact]
    public void Image_that_receives_another_one_is_good()
    {
        Receive(FirmwareImages.Image(3));
        Assert.Throws<RestartException>(() => Slots.Apply());
        _board.Start();
        Assert.Equal(FirmwareResult.None, Slots.Begin(0, 0));
        for (int i = 0; i < 5; i++)
        {
            _board.Start();
            Assert.Equal("1.3", Slots.Version);
            Assert.Equal(FirmwareResult.None, Slots.TakeOutcome());
        }
    }

    /// <summary>A start that cannot be counted could be made for ever.</summary>
    [Fact]
    public void Image_is_not_started_while_its_starts_cannot_be_counted()
    {
        Receive(FirmwareImages.Image(3));
        Assert.Throws<RestartException>(() => Slots.Apply());
        _board.State.FailsOnly = true;
        _board.State.CutsAtWrite = 1;
        _board.Start();
        Assert.Null(_board.Running);
        Assert.Equal(FirmwareResult.None, Slots.TakeOutcome());
        _board.Start();
        Assert.NotNull(_board.Running);
        Assert.Equal(FirmwareResult.Success, Slots.TakeOutcome());
    }

    /// <summary>The cable wins: what it has brought is not hidden by an older image.</summary>
    [Fact]
    public void Linked_application_of_another_version_runs_itself()
    {
        Install(FirmwareImages.Image(3));
        _board.LinkedVersion = "2.0";
        _board.Start();
        Assert.Null(_board.Running);
        Assert.Equal("2.0", Slots.Version);
        Install(FirmwareImages.Image(4));
        Assert.Equal("1.4", Slots.Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567890123456789012345")]
    [InlineData("é")]
    public void Version_that_does_not_fit_is_not_packed(string version) =>
        Assert.Throws<ArgumentException>(
            () => Package.Make(FirmwareImages.Assembly(1), version));

    private void Install(byte[] image)
    {
        Assert.Equal(FirmwareResult.None, Receive(image));
        Assert.Throws<RestartException>(() => Slots.Apply());
        _board.Start();
        Assert.Equal(image[64..], _board.Running);
        Slots.Confirm();
    }

    private FirmwareResult Receive(byte[] image)
    {
        FirmwareResult result = Slots.Begin(0, 0);
        result = result == FirmwareResult.None ? Write(image, 0, image.Length, 512) : result;
        return result == FirmwareResult.None ? Slots.Complete() : result;
    }

    private FirmwareResult Write(byte[] image, int at, int length, int pieceBytes)
    {
        FirmwareResult result = FirmwareResult.None;
        for (int end = at + length; at < end && result == FirmwareResult.None; at += pieceBytes)
        {
            result = Slots.Write(image, at, Math.Min(pieceBytes, end - at));
        }

        return result;
    }
}
