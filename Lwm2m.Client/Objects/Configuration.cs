// What a bootstrap provides: the values of objects 0, 1 and 2 (OMA LwM2M Core 1.1 §6.1.2), packed
// into one array so that copying it is staging and writing it is persistence:
//
//   entries
//   checksum (4), bound to a seal: of the format, and of the accounts that the application has
//   constructed
//
// and an entry, in ascending order of the paths:
//
//   path (8, as Lwm2mPath packs it) | length (2) | value
//
// The path has its lowest byte first, because the platform reads that in one call. Numbers,
// Booleans and links are as few bytes as two's complement needs, texts UTF-8, Opaques as they are;
// the binding is 0 for U and 1 for UQ. Reading walks the array; what is needed often is in Account.

using System;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Objects;

/// <summary>The values of the Security, Server and Access Control objects.</summary>
internal sealed class Configuration
{
    private const int Format = 1;
    private const int ChecksumBytes = 4;
    private const int PathBytes = 8;
    private const int HeaderBytes = PathBytes + 2;

    /// <summary>The array that the values are in.</summary>
    public readonly byte[] Buffer;

    /// <summary>The path of the entry that was found.</summary>
    public long Path;

    /// <summary>Where the value of the entry that was found starts.</summary>
    public int ValueOffset;

    /// <summary>How many bytes the value has.</summary>
    public int ValueLength;

    /// <summary>Whether a value was not set because there was no room for it.</summary>
    public bool IsFull;

    /// <summary>Whether it has changed since it was stored.</summary>
    public bool IsChanged;

    private int _end;

    public Configuration(int capacity)
    {
        Buffer = new byte[capacity + ChecksumBytes];
    }

    /// <summary>The bytes that are left for entries.</summary>
    public int Room
    {
        get { return Buffer.Length - ChecksumBytes - _end; }
    }

    /// <summary>Finds the first entry that a path contains.</summary>
    public bool Find(long path)
    {
        return Seek(path, 0);
    }

    /// <summary>Finds the next entry that a path contains, after the one that was found.</summary>
    public bool FindNext(long path)
    {
        return Seek(path, ValueOffset + ValueLength);
    }

    /// <summary>The value of the entry that was found, if it is a number or a Boolean.</summary>
    public long Value
    {
        get { return Bytes.ReadInteger(Buffer, ValueOffset, ValueLength); }
    }

    /// <summary>The value of a number, a Boolean or a link.</summary>
    public long Integer(long path, long fallback)
    {
        return Find(path) && ValueLength > 0 && ValueLength <= 8 ? Value : fallback;
    }

    /// <summary>The bytes of a value; null if it is absent. Allocates.</summary>
    public byte[] Copy(long path)
    {
        return Find(path) ? CopyOf(ValueOffset, ValueLength) : null;
    }

    /// <summary>The lowest instance of an object with an id above another, or -1.</summary>
    public int NextInstance(int objectId, int after)
    {
        long path = Lwm2mPath.Of(objectId);
        for (bool isFound = Find(path); isFound; isFound = FindNext(path))
        {
            int instanceId = Lwm2mPath.InstanceId(Path);
            if (instanceId > after)
            {
                return instanceId;
            }
        }

        return -1;
    }

    /// <summary>Sets a value; false, and nothing changes, if there is no room.</summary>
    public bool Set(long path, byte[] value, int offset, int length)
    {
        if (!Insert(path, length))
        {
            return false;
        }

        Array.Copy(value, offset, Buffer, ValueOffset, length);
        return true;
    }

    /// <summary>Sets a value to a number; false, and nothing changes, if there is no room.
    /// </summary>
    public bool Set(long path, long value)
    {
        int length = 1;
        while (length < 8 && value >> ((8 * length) - 1) != value >> 63)
        {
            length++;
        }

        if (!Insert(path, length))
        {
            return false;
        }

        Bytes.WriteInteger(Buffer, ValueOffset, length, value);
        return true;
    }

    /// <summary>Removes everything that a path contains; nothing is left of its bytes.</summary>
    public void Remove(long path)
    {
        byte[] buffer = Buffer;
        while (Find(path))
        {
            int from = ValueOffset + ValueLength;
            int to = ValueOffset - HeaderBytes;
            Array.Copy(buffer, from, buffer, to, _end - from);
            _end -= from - to;
            Array.Clear(buffer, _end, from - to);
            IsChanged = true;
        }
    }

    /// <summary>Becomes like another one, whose capacity is the same.</summary>
    public void CopyFrom(Configuration other)
    {
        Array.Copy(other.Buffer, Buffer, Buffer.Length);
        _end = other._end;
    }

    /// <summary>A number that tells these values from others.</summary>
    public int Digest()
    {
        return Bytes.Digest(Buffer, 0, _end);
    }

    /// <summary>The entries, for <see cref="Add"/>.</summary>
    public byte[] ToArray()
    {
        return CopyOf(0, _end);
    }

    /// <summary>Adds entries; false, with some of them there, if they are not valid.</summary>
    public bool Add(byte[] entries)
    {
        int at = 0;
        while (at <= entries.Length - HeaderBytes)
        {
            long path = BitConverter.ToInt64(entries, at);
            int length = Bytes.ReadUInt16(entries, at + PathBytes);
            at += HeaderBytes;
            if (length > entries.Length - at || !Set(path, entries, at, length))
            {
                return false;
            }

            at += length;
        }

        return at == entries.Length;
    }

    /// <summary>Writes the values to a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="seal">What was constructed.</param>
    public bool Save(IStorage store, int seal)
    {
        IsChanged = false;
        Bytes.WriteInteger(Buffer, _end, ChecksumBytes, Digest() ^ seal ^ Format);
        return store.Write(StorageKey.Configuration, Buffer, 0, _end + ChecksumBytes);
    }

    /// <summary>
    /// Takes the values that a store has; false, and then there are none, if it has none or
    /// something else was constructed then.
    /// </summary>
    public bool Restore(IStorage store, int seal)
    {
        byte[] buffer = Buffer;
        int length = store.Read(StorageKey.Configuration, buffer, 0, buffer.Length);
        _end = length - ChecksumBytes;
        bool isGood = _end >= 0 && length <= buffer.Length
            && (int)Bytes.ReadInteger(buffer, _end, ChecksumBytes) == (Digest() ^ seal ^ Format);
        _end = isGood ? _end : 0;
        return isGood;
    }

    private byte[] CopyOf(int offset, int length)
    {
        byte[] copy = new byte[length];
        Array.Copy(Buffer, offset, copy, 0, length);
        return copy;
    }

    private bool Seek(long path, int at)
    {
        // What Lwm2mPath.Contains does, for one outer path.
        int depth = Lwm2mPath.Depth(path);
        long ids = depth == 0 ? 0 : -1L << (64 - (16 * depth));
        while (at < _end)
        {
            Go(at);
            if (((Path ^ path) & ids) == 0)
            {
                return true;
            }

            at = ValueOffset + ValueLength;
        }

        return false;
    }

    private void Go(int at)
    {
        Path = BitConverter.ToInt64(Buffer, at);
        ValueLength = Bytes.ReadUInt16(Buffer, at + PathBytes);
        ValueOffset = at + HeaderBytes;
    }

    /// <summary>Makes an entry, in the place of the one that there is.</summary>
    private bool Insert(long path, int length)
    {
        byte[] buffer = Buffer;
        int size = HeaderBytes + length;
        if (size > Room + (Find(path) ? HeaderBytes + ValueLength : 0))
        {
            IsFull = true;
            return false;
        }

        Remove(path);
        IsChanged = true;
        int at = 0;
        while (at < _end)
        {
            Go(at);
            if (Path > path)
            {
                break;
            }

            at = ValueOffset + ValueLength;
        }

        Array.Copy(buffer, at, buffer, at + size, _end - at);
        _end += size;
        Bytes.WriteUInt16(buffer, at + PathBytes, length);
        for (int i = 0; i < PathBytes; i++)
        {
            buffer[at + i] = (byte)(path >> (8 * i));
        }

        Go(at);
        return true;
    }
}
