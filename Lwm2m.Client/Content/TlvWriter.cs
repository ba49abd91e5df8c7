// The TLV format, written (OMA LwM2M Core 1.1 §7.4.4; LwM2M 1.0 §6.4.3):
//
//    7   6   5   4   3   2   1   0
//  +-------+---+-------+-----------+---------------+----------------+---------
//  | kind  |id |length | 3-bit     | id, 8 or      | length, 0, 8,  | value
//  |       |16 |field  | length    | 16 bits       | 16 or 24 bits  |
//  +-------+---+-------+-----------+---------------+----------------+---------
//  kind: 00 object instance, 01 resource instance, 10 resource with instances, 11 resource
//
// What contains other TLVs gets its header when it is complete and its length is known: the
// content then moves up by the few bytes of a header of minimal size.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Writes TLV.</summary>
internal sealed class TlvWriter : ContentWriter
{
    private const int ObjectInstance = 0x00;
    private const int ResourceInstance = 0x40;
    private const int MultipleResource = 0x80;
    private const int Resource = 0xC0;

    private int _instanceId;
    private int _instanceStart;

    /// <summary>Where the instances of the resource start, or -1 without a container.</summary>
    private int _containerStart;

    internal override void EnterInstance(int instanceId)
    {
        _instanceId = instanceId;
        _instanceStart = _position;
    }

    internal override void LeaveInstance()
    {
        Wrap(ObjectInstance, _instanceId, _instanceStart);
    }

    internal override void EnterResource(int row, int wantedInstance)
    {
        base.EnterResource(row, wantedInstance);
        _containerStart =
            wantedInstance < 0 && (row & ResourceType.Multiple) != 0 ? _position : -1;
    }

    internal override void LeaveResource()
    {
        if (_containerStart >= 0)
        {
            Wrap(MultipleResource, _row & ResourceType.IdMask, _containerStart);
        }
    }

    /// <summary>
    /// Two's complement of 1, 2, 4 or 8 bytes, for unsigned integers too: their top bit is never
    /// set, so a server that takes it for signed or for unsigned reads the same number.
    /// </summary>
    private protected override void OnInteger(long value)
    {
        int length = value == (sbyte)value ? 1
            : value == (short)value ? 2
            : value == (int)value ? 4 : 8;
        if (WriteHeader(length))
        {
            Bytes.WriteInteger(_buffer, _position, length, value);
            _position += length;
        }
    }

    /// <summary>
    /// Always the 8 bytes of a double: exact, and the platform has no way to the bits of a float.
    /// </summary>
    private protected override void OnFloat(double value)
    {
        if (WriteHeader(8))
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            WriteFour((int)(bits >> 32));
            WriteFour((int)bits);
        }
    }

    private protected override void OnBoolean(bool value)
    {
        OnInteger(value ? 1 : 0);
    }

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        OnOpaque(utf8, offset, length);
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        if (WriteHeader(length))
        {
            Append(value, offset, length);
        }
    }

    private protected override void OnObjectLink(int objectId, int instanceId)
    {
        if (WriteHeader(4))
        {
            WriteFour((objectId << 16) | (instanceId & 0xFFFF));
        }
    }

    /// <summary>The first byte of a TLV, which tells how long the header is.</summary>
    private static int FirstByte(int kind, int id, int length)
    {
        if (id > 0xFF)
        {
            kind |= 0x20;
        }

        return length < 8 ? kind | length
            : length < 0x100 ? kind | 0x08
            : length < 0x10000 ? kind | 0x10 : kind | 0x18;
    }

    /// <summary>The number of bytes of the id field and the length field.</summary>
    private static int FieldBytes(int firstByte)
    {
        return 1 + ((firstByte >> 5) & 1) + ((firstByte >> 3) & 3);
    }

    /// <summary>Makes room for a value with its header and writes the header.</summary>
    private bool WriteHeader(int length)
    {
        int kind = ResourceInstance;
        int id = _resourceInstance;
        if (id < 0)
        {
            kind = Resource;
            id = _row & ResourceType.IdMask;
        }

        int firstByte = FirstByte(kind, id, length);
        if (!Reserve(1 + FieldBytes(firstByte) + length))
        {
            return false;
        }

        PutHeader(firstByte, id, length);
        return true;
    }

    private void PutHeader(int firstByte, int id, int length)
    {
        byte[] buffer = _buffer;
        int position = _position;
        buffer[position++] = (byte)firstByte;
        if (id > 0xFF)
        {
            buffer[position++] = (byte)(id >> 8);
        }

        buffer[position++] = (byte)id;
        for (int shift = (firstByte & 0x18) - 8; shift >= 0; shift -= 8)
        {
            buffer[position++] = (byte)(length >> shift);
        }

        _position = position;
    }

    /// <summary>Puts a header before everything from a position on.</summary>
    private void Wrap(int kind, int id, int start)
    {
        int length = _position - start;
        int firstByte = FirstByte(kind, id, length);
        int headerLength = 1 + FieldBytes(firstByte);
        if (Reserve(headerLength))
        {
            Array.Copy(_buffer, start, _buffer, start + headerLength, length);
            _position = start;
            PutHeader(firstByte, id, length);
            _position += length;
        }
    }

    private void WriteFour(int value)
    {
        byte[] buffer = _buffer;
        int position = _position;
        buffer[position] = (byte)(value >> 24);
        buffer[position + 1] = (byte)(value >> 16);
        buffer[position + 2] = (byte)(value >> 8);
        buffer[position + 3] = (byte)value;
        _position = position + 4;
    }
}
