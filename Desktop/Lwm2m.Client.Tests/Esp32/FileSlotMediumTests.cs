// The files of the slots, on the file system of the desktop.

using Lwm2m.Client.Esp32;
using Lwm2m.Client.Objects;
using nanoFramework.Runtime.Native;
using Xunit;
using GC = nanoFramework.Runtime.Native.GC;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class FileSlotMediumTests : IDisposable
{
    private const int DriveBytes = 256 * 1024;
    private const int BlockBytes = 4096;

    private readonly string _folder = Directory.CreateTempSubdirectory("slots").FullName + "/";
    private readonly FileSlotMedium _medium;

    public FileSlotMediumTests() => _medium = new FileSlotMedium(_folder);

    public void Dispose()
    {
        _medium.Commit();
        Directory.Delete(_folder, true);
        GC.FreeBytes = null;
    }

    [Fact]
    public void Files_grow_and_are_read_and_removed()
    {
        byte[] buffer = new byte[10];
        Assert.Equal(0, _medium.GetLength(1));
        Assert.True(_medium.Append(1, [0, 1, 2, 3], 1, 3));
        Assert.True(_medium.Read(1, 1, buffer, 2));
        Assert.Equal([2, 3], buffer[..2]);
        Assert.True(_medium.Append(1, [4], 0, 1));
        Assert.Equal(4, _medium.GetLength(1));
        Assert.True(_medium.Commit());
        Assert.True(_medium.Commit());
        Assert.Equal(4, _medium.GetLength(1));
        Assert.True(_medium.Append(1, [5], 0, 1));
        Assert.True(_medium.Append(2, [6], 0, 1));
        Assert.Equal(5, _medium.GetLength(1));
        Assert.True(_medium.Read(1, 0, buffer, 5));
        Assert.Equal([1, 2, 3, 4, 5], buffer[..5]);
        Assert.False(_medium.Read(1, 1, buffer, 5));
        Assert.True(_medium.Delete(1));
        Assert.True(_medium.Delete(1));
        Assert.Equal(0, _medium.GetLength(1));
        Assert.Equal(1, _medium.GetLength(2));
    }

    [Fact]
    public void Free_flash_is_counted_in_blocks()
    {
        int free = _medium.GetFreeFlash();
        Assert.InRange(free, DriveBytes / 2, DriveBytes - BlockBytes);
        File.WriteAllBytes(_folder + "a", new byte[1]);
        File.WriteAllBytes(_folder + "b", new byte[BlockBytes]);
        File.WriteAllBytes(_folder + "c", new byte[BlockBytes + 1]);
        Assert.Equal(free - (4 * BlockBytes), _medium.GetFreeFlash());
    }

    [Fact]
    public void Folder_that_is_not_there_fails_and_throws_nothing()
    {
        var medium = new FileSlotMedium(_folder + "not/there/");
        Assert.False(medium.Append(1, [1], 0, 1));
        Assert.False(medium.Read(1, 0, new byte[1], 1));
        Assert.Equal(0, medium.GetLength(1));
        Assert.Equal(0, medium.GetFreeFlash());
    }

    [Fact]
    public void Images_and_state_outlive_a_restart_in_files()
    {
        byte[] image = FirmwareImages.Image(1);
        FirmwareSlots slots = Start(out _);
        Assert.Equal(FirmwareResult.None, slots.Begin(image.Length, 5));
        Assert.Equal(FirmwareResult.None, slots.Write(image, 0, 9000));
        _medium.Commit();
        slots = Start(out _);
        Assert.Equal(8192, slots.Resume(5));
        Assert.Equal(FirmwareResult.None, slots.Write(image, 8192, image.Length - 8192));
        Assert.Equal(FirmwareResult.None, slots.Complete());
        int reboots = Power.Reboots;
        Assert.Equal(FirmwareResult.None, slots.Apply());
        Assert.Equal(reboots, Power.Reboots);
        slots = Start(out byte[]? assembly);
        Assert.Equal(image[64..], assembly);
        Assert.Equal(FirmwareResult.Success, slots.TakeOutcome());
    }

    [Fact]
    public void Restart_at_once_does_not_wait()
    {
        int reboots = Power.Reboots;
        _medium.Restart(isAtOnce: true);
        Assert.Equal(reboots + 1, Power.Reboots);
    }

    [Fact]
    public void Heap_is_what_a_collection_finds_free()
    {
        GC.FreeBytes = 12345;
        Assert.Equal(12345, _medium.GetFreeHeap());
        Assert.Equal(FirmwareResult.OutOfMemory, Start(out _).Begin(5000, 0));
    }

    private FirmwareSlots Start(out byte[]? assembly)
    {
        var storage = new FileStorage(_folder + "state-", 64);
        var slots = new FirmwareSlots(_medium, storage, "1.0");
        assembly = slots.Start() == 0 ? null : slots.ReadAssembly();
        return slots;
    }
}
