// What outlives a restart of the device, as long as the sample runs; on a board it is a file.

using System.Collections.Concurrent;
using Lwm2m.Client.Transport;

namespace Samples.DesktopTemperature;

/// <summary>Slots in memory.</summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly ConcurrentDictionary<int, byte[]> _slots = new();

    public int Read(int key, byte[] buffer, int offset, int capacity)
    {
        if (!_slots.TryGetValue(key, out byte[]? slot) || slot.Length > capacity)
        {
            return -1;
        }

        slot.CopyTo(buffer, offset);
        return slot.Length;
    }

    public bool Write(int key, byte[] buffer, int offset, int length)
    {
        _slots[key] = buffer[offset..(offset + length)];
        return true;
    }
}
