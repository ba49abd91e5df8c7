// What outlives a device that is started again inside of one run.

using Lwm2m.Client.Transport;

namespace Interop.Dtls;

/// <summary>Slots in memory.</summary>
internal sealed class MemoryStore : IStorage
{
    private readonly Dictionary<int, byte[]> _slots = [];

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

    /// <summary>Forgets everything.</summary>
    public void Clear() => _slots.Clear();
}
