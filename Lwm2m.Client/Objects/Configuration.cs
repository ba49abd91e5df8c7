// What a bootstrap provides: the values of objects 0, 1 and 2 (OMA LwM2M Core 1.1 §6.1.2), packed
// into one array so that copying it is staging and writing it is persistence. Entries ascend by
// path:
//
//   path (8, as Lwm2mPath packs it) | length (2) | value
//
// Numbers, Booleans and links are as few bytes as two's complement needs, texts UTF-8, Opaques as
// they are. Reading walks the array; what is needed often is in Account.

using System;

namespace Lwm2m.Client.Objects;

/// <summary>The values of the Security, Server and Access Control objects.</summary>
internal sealed class Configuration
{
    private const int PathBytes = 8;
    private const int HeaderBytes = PathBytes + 2;

    /// <summary>The path of the entry that was found.</summary>
    public long Path;

    /// <summary>Where the value of the entry that was found starts.</summary>
    public int ValueOffset;

    /// <summary>How many bytes the value has.</summary>
    public int ValueLength;

    private readonly byte[] _buffer;
    private int _end;

    public Configuration(int capacity)
    {
        _buffer = new byte[capacity];
    }

    /// <summary>The array that the values are in.</summary>
    public byte[] Buffer
    {
        get { return _buffer; }
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
        get { return Bytes.ReadInteger(_buffer, ValueOffset, ValueLength); }
    }

    /// <summary>The value of a number, a Boolean or a link.</summary>
    public long Integer(long path, long fallback)
    {
        return Find(path) && ValueLength > 0 && ValueLength <= 8 ? Value : fallback;
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

        Array.Copy(value, offset, _buffer, ValueOffset, length);
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

        Bytes.WriteInteger(_buffer, ValueOffset, length, value);
        return true;
    }

    /// <summary>Removes everything that a path contains; nothing is left of its bytes.</summary>
    public void Remove(long path)
    {
        while (Find(path))
        {
            int from = ValueOffset + ValueLength;
            int to = ValueOffset - HeaderBytes;
            Array.Copy(_buffer, from, _buffer, to, _end - from);
            _end -= from - to;
            Array.Clear(_buffer, _end, from - to);
        }
    }

    private bool Seek(long path, int at)
    {
        while (at < _end)
        {
            Go(at);
            if (Lwm2mPath.Contains(path, Path))
            {
                return true;
            }

            at = ValueOffset + ValueLength;
        }

        return false;
    }

    private void Go(int at)
    {
        Path = Bytes.ReadInteger(_buffer, at, PathBytes);
        ValueLength = Bytes.ReadUInt16(_buffer, at + PathBytes);
        ValueOffset = at + HeaderBytes;
    }

    /// <summary>Makes an entry, in the place of the one that there is.</summary>
    private bool Insert(long path, int length)
    {
        int size = HeaderBytes + length;
        int present = Find(path) ? HeaderBytes + ValueLength : 0;
        if (size - present > _buffer.Length - _end)
        {
            return false;
        }

        Remove(path);
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

        Array.Copy(_buffer, at, _buffer, at + size, _end - at);
        _end += size;
        Bytes.WriteInteger(_buffer, at, PathBytes, path);
        Bytes.WriteUInt16(_buffer, at + PathBytes, length);
        Go(at);
        return true;
    }
}
