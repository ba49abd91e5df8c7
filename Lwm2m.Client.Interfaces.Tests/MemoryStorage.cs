// What outlives a restart of the bench.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Tests;

/// <summary>A storage in memory.</summary>
public sealed class MemoryStorage : IStorage
{
    private const int MostSlots = 4;

    private readonly int[] _keys = new int[MostSlots];
    private readonly byte[][] _slots = new byte[MostSlots][];
    private int _count;

    /// <summary>The content of a slot, or null.</summary>
    public byte[] this[int key]
    {
        get
        {
            int at = IndexOf(key);
            return at < _count ? _slots[at] : null;
        }
    }

    /// <inheritdoc/>
    public int Read(int key, byte[] buffer, int offset, int capacity)
    {
        byte[] slot = this[key];
        if (slot == null)
        {
            return -1;
        }

        System.Array.Copy(
            slot, 0, buffer, offset, slot.Length < capacity ? slot.Length : capacity);
        return slot.Length;
    }

    /// <inheritdoc/>
    public bool Write(int key, byte[] buffer, int offset, int length)
    {
        int at = IndexOf(key);
        if (at == MostSlots)
        {
            return false;
        }

        if (at == _count)
        {
            _keys[_count++] = key;
        }

        _slots[at] = WireBytes.Part(buffer, offset, length);
        return true;
    }

    private int IndexOf(int key)
    {
        int at = 0;
        while (at < _count && _keys[at] != key)
        {
            at++;
        }

        return at;
    }
}
