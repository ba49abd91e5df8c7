// The firmware slots of the device, as long as the sample runs; on a board they are files.

using Lwm2m.Client.Esp32;

namespace Samples.DesktopTemperature;

/// <summary>Two images in memory.</summary>
internal sealed class MemorySlots : ISlotMedium
{
    private const int CapacityBytes = 1024 * 1024;

    // No image is loaded here: there is room for whatever the slots have room for.
    private const int FreeHeapBytes = 64 * 1024 * 1024;

    private readonly MemoryStream[] _slots = [new(), new()];

    /// <summary>What a restart is.</summary>
    public Action? Restarting { get; set; }

    /// <summary>An image; empty if there is none.</summary>
    public byte[] Read(int slot) => File(slot).ToArray();

    public int GetLength(int slot) => (int)File(slot).Length;

    public bool Append(int slot, byte[] buffer, int offset, int length)
    {
        if (length > GetFreeFlash())
        {
            return false;
        }

        File(slot).Seek(0, SeekOrigin.End);
        File(slot).Write(buffer, offset, length);
        return true;
    }

    public bool Commit() => true;

    public bool Read(int slot, int position, byte[] buffer, int length)
    {
        File(slot).Seek(position, SeekOrigin.Begin);
        return File(slot).Read(buffer, 0, length) == length;
    }

    public bool Delete(int slot)
    {
        File(slot).SetLength(0);
        return true;
    }

    public int GetFreeFlash() => CapacityBytes - GetLength(1) - GetLength(2);

    public int GetFreeHeap() => FreeHeapBytes;

    public void Restart(bool isAtOnce) => Restarting?.Invoke();

    private MemoryStream File(int slot) => _slots[slot - 1];
}
