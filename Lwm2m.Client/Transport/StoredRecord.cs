// A slot of an IStorage while it is written or read, field by field. The same walk over the fields
// does both, so that a record is described in one place. At its end stands a checksum, bound to a
// seal and to the slot: what somebody else has stored, or in another format, is not taken for it.

using System;

namespace Lwm2m.Client.Transport;

/// <summary>Writes or reads the fields of a slot.</summary>
internal sealed class StoredRecord
{
    private const int ChecksumBytes = 4;

    private readonly byte[] _buffer;
    private readonly int _seal;
    private int _position;
    private int _end;

    /// <param name="buffer">Holds the record while it is written or read.</param>
    /// <param name="seal">A number that tells whose record it is, and in which format.</param>
    public StoredRecord(byte[] buffer, int seal)
    {
        _buffer = buffer;
        _seal = seal;
    }

    /// <summary>Whether the fields are read.</summary>
    public bool IsReading;

    /// <summary>Begins to write.</summary>
    public void Begin()
    {
        IsReading = false;
        _position = 0;
        _end = _buffer.Length - ChecksumBytes;
    }

    /// <summary>Begins to read; false if there is no such record.</summary>
    public bool Load(IStorage storage, int key)
    {
        Begin();
        byte[] buffer = _buffer;
        int end = storage.Read(key, buffer, 0, buffer.Length) - ChecksumBytes;
        if (end < 0 || end > _end
            || (int)Bytes.ReadInteger(buffer, end, ChecksumBytes) != Checksum(end, key))
        {
            return false;
        }

        IsReading = true;
        _end = end;
        return true;
    }

    /// <summary>Stores what has been written; false if the storage refuses, or it is too long and
    /// nothing is stored.</summary>
    public bool Save(IStorage storage, int key)
    {
        int end = _position;
        if (end > _end)
        {
            return false;
        }

        Bytes.WriteInteger(_buffer, end, ChecksumBytes, Checksum(end, key));
        return storage.Write(key, _buffer, 0, end + ChecksumBytes);
    }

    /// <summary>Writes a number and returns it; or reads one.</summary>
    public long Integer(long value, int length)
    {
        int at = Take(length);
        if (IsReading)
        {
            return Bytes.ReadInteger(_buffer, at, length);
        }

        Bytes.WriteInteger(_buffer, at, length, value);
        return value;
    }

    /// <summary>Writes a flag and returns it; or reads one.</summary>
    public bool Flag(bool value)
    {
        return Integer(value ? 1 : 0, 1) != 0;
    }

    /// <summary>Writes a number and returns it; or reads one.</summary>
    public double Number(double value)
    {
        return BitConverter.Int64BitsToDouble(
            Integer(BitConverter.DoubleToInt64Bits(value), 8));
    }

    /// <summary>Writes bytes, or reads them.</summary>
    public void Copy(byte[] bytes, int offset, int length)
    {
        int at = Take(length);
        if (IsReading)
        {
            Array.Copy(_buffer, at, bytes, offset, length);
        }
        else
        {
            Array.Copy(bytes, offset, _buffer, at, length);
        }
    }

    /// <summary>Where the next field is. One that has no room is not stored, so it may be
    /// anywhere.</summary>
    private int Take(int length)
    {
        int at = _position;
        _position = at + length;
        return _position > _end ? 0 : at;
    }

    private int Checksum(int end, int key)
    {
        return Bytes.Digest(_buffer, 0, end) ^ _seal ^ key;
    }
}
