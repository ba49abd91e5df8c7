// Storage on a medium that cannot replace a content in one step, as the files of littlefs cannot:
// two copies of each slot take turns,
//
//   sequence number (4) | content | FNV-1a of all before (4)
//
// and the one with the higher number counts, if it is whole. A writing that is cut short leaves
// the other copy; one that has come to its end removes it, so that no older content is left that
// could come back.

using System;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Esp32;

/// <summary>Keeps slots on a medium that keeps copies. Nothing of it throws.</summary>
public abstract class TwoSlotStorage : IStorage
{
    private const int HeaderBytes = 4;
    private const int DigestBytes = 4;

    private readonly byte[] _buffer;
    private int _sequence;

    /// <summary>Creates a storage.</summary>
    /// <param name="maxBytes">The longest content; there is a buffer of that size.</param>
    protected TwoSlotStorage(int maxBytes)
    {
        _buffer = new byte[HeaderBytes + maxBytes + DigestBytes];
    }

    /// <inheritdoc/>
    public int Read(int key, byte[] buffer, int offset, int capacity)
    {
        int newest = FindNewest(key);
        int length = newest < 0 ? -1 : Load(newest);
        if (length > capacity)
        {
            return -1;
        }

        if (length > 0)
        {
            Array.Copy(_buffer, HeaderBytes, buffer, offset, length);
        }

        return length;
    }

    /// <inheritdoc/>
    public bool Write(int key, byte[] buffer, int offset, int length)
    {
        int end = HeaderBytes + length;
        if (end + DigestBytes > _buffer.Length)
        {
            return false;
        }

        int newest = FindNewest(key);
        int copy = newest < 0 ? key << 1 : newest ^ 1;
        WriteNumber(0, newest < 0 ? 0 : _sequence + 1);
        Array.Copy(buffer, offset, _buffer, HeaderBytes, length);
        WriteNumber(end, Digest(end));
        if (!WriteCopy(copy, _buffer, end + DigestBytes))
        {
            return false;
        }

        // Only now is it the turn of the other one.
        return WriteCopy(copy ^ 1, _buffer, 0);
    }

    /// <summary>Reads a copy.</summary>
    /// <param name="copy">The number of the copy.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>How many there are, -1 if there is no such copy.</returns>
    protected abstract int ReadCopy(int copy, byte[] buffer);

    /// <summary>Replaces a copy; with nothing, if the length is 0.</summary>
    /// <param name="copy">The number of the copy.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many they are.</param>
    /// <returns>True once it is so.</returns>
    protected abstract bool WriteCopy(int copy, byte[] buffer, int length);

    /// <summary>The copy that counts, or -1.</summary>
    private int FindNewest(int key)
    {
        int first = key << 1;
        bool hasFirst = Load(first) >= 0;
        int sequence = _sequence;
        if (Load(first | 1) >= 0 && (!hasFirst || _sequence - sequence > 0))
        {
            return first | 1;
        }

        _sequence = sequence;
        return hasFirst ? first : -1;
    }

    /// <summary>Reads a copy into the buffer: the length of its content, -1 if it is not whole.
    /// </summary>
    private int Load(int copy)
    {
        int end = ReadCopy(copy, _buffer) - DigestBytes;
        if (end < HeaderBytes || ReadNumber(end) != Digest(end))
        {
            return -1;
        }

        _sequence = ReadNumber(0);
        return end - HeaderBytes;
    }

    private int Digest(int end)
    {
        return Bytes.Digest(_buffer, 0, end);
    }

    private int ReadNumber(int at)
    {
        return (int)Bytes.ReadInteger(_buffer, at, 4);
    }

    private void WriteNumber(int at, int value)
    {
        Bytes.WriteInteger(_buffer, at, 4, value);
    }
}
