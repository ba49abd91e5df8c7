// What outlives a device that is started again inside of one run.

using Lwm2m.Client.Transport;

namespace Interop.Dtls;

/// <summary>Slots in memory.</summary>
internal sealed class MemoryStore : IStorage
{
    private readonly Dictionary<int, byte[]> _slots = [];

    public int Read(int serverId, byte[] buffer, int offset, int capacity)
    {
        if (!_slots.TryGetValue(serverId, out byte[]? slot) || slot.Length > capacity)
        {
            return -1;
        }

        slot.CopyTo(buffer, offset);
        return slot.Length;
    }

    public bool Write(int serverId, byte[] buffer, int offset, int length)
    {
        _slots[serverId] = buffer[offset..(offset + length)];
        return true;
    }
}
