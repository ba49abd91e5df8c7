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
    private const int MaxHeaderLength = 6;

    /// <summary>The longest TLV of a Float: four bytes of header, eight of value.</summary>
    private const int FloatLength = 12;

    private int _instanceId;
    private int _instanceStart;

    internal override void EnterInstance(int instanceId)
    {
        _instanceId = instanceId;
        _instanceStart = _position;
    }

    internal override void LeaveInstance()
    {
        Wrap(ObjectInstance, _instanceId, _instanceStart);
    }

    internal override void LeaveResource()
    {
        if ((_row & ResourceType.Multiple) != 0 && _wantedInstance < 0)
        {
            Wrap(MultipleResource, _row & ResourceType.IdMask, _resourceStart);
        }
    }

    /// <summary>
    /// Two's complement of 1, 2, 4 or 8 bytes, for unsigned integers too: their top bit is never
    /// set, so a server that takes it for signed or for unsigned reads the same number.
    /// </summary>
    private protected override void OnInteger(long value)
    {
        WriteNumber(
            value == (sbyte)value ? 1 : value == (short)value ? 2 : value == (int)value ? 4 : 8,
            value);
    }

    /// <summary>
    /// Always the 8 bytes of a double: exact, and the platform has no way to the bits of a float.
    /// Header and value in one piece, because this is what a sensor's every notification does.
    /// </summary>
    private protected override void OnFloat(double value)
    {
        int start = _position;
        if (_end - start < FloatLength)
        {
            WriteNumber(8, BitConverter.DoubleToInt64Bits(value));
            return;
        }

        byte[] buffer = _buffer;
        int position = start + 1;
        int kind = Resource | 0x08;
        int id = _resourceInstance;
        if (id < 0)
        {
            id = _row & ResourceType.IdMask;
        }
        else
        {
            kind = ResourceInstance | 0x08;
        }

        if (id > 0xFF)
        {
            kind |= 0x20;
            buffer[position++] = (byte)(id >> 8);
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        buffer[start] = (byte)kind;
        buffer[position] = (byte)id;
        buffer[position + 1] = 8;
        buffer[position + 2] = (byte)(bits >> 56);
        buffer[position + 3] = (byte)(bits >> 48);
        buffer[position + 4] = (byte)(bits >> 40);
        buffer[position + 5] = (byte)(bits >> 32);
        buffer[position + 6] = (byte)(bits >> 24);
        buffer[position + 7] = (byte)(bits >> 16);
        buffer[position + 8] = (byte)(bits >> 8);
        buffer[position + 9] = (byte)bits;
        _position = position + 10;
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
        WriteNumber(4, (objectId << 16) | (instanceId & 0xFFFF));
    }

    private static int HeaderLength(int id, int length)
    {
        return (id > 0xFF ? 3 : 2)
            + (length < 8 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3);
    }

    private void WriteNumber(int length, long value)
    {
        if (WriteHeader(length))
        {
            Bytes.WriteInteger(_buffer, _position, length, value);
            _position += length;
        }
    }

    /// <summary>Makes room for a value with its header and writes the header.</summary>
    private bool WriteHeader(int length)
    {
        int id = _resourceInstance;
        return id < 0
            ? WriteHeader(Resource, _row & ResourceType.IdMask, length)
            : WriteHeader(ResourceInstance, id, length);
    }

    private bool WriteHeader(int kind, int id, int length)
    {
        // Its exact length matters only near the end of the buffer.
        int start = _position;
        if (length > _end - start - MaxHeaderLength && !Reserve(HeaderLength(id, length) + length))
        {
            return false;
        }

        byte[] buffer = _buffer;
        int position = start + 1;
        if (id > 0xFF)
        {
            kind |= 0x20;
            buffer[position++] = (byte)(id >> 8);
        }

        buffer[position++] = (byte)id;
        if (length < 8)
        {
            kind |= length;
        }
        else
        {
            kind |= 0x08;
            if (length > 0xFF)
            {
                kind += 0x08;
                if (length > 0xFFFF)
                {
                    kind += 0x08;
                    buffer[position++] = (byte)(length >> 16);
                }

                buffer[position++] = (byte)(length >> 8);
            }

            buffer[position++] = (byte)length;
        }

        buffer[start] = (byte)kind;
        _position = position;
        return true;
    }

    /// <summary>Puts a header before everything from a position on.</summary>
    private void Wrap(int kind, int id, int start)
    {
        int length = _position - start;
        int headerLength = HeaderLength(id, length);
        if (Reserve(headerLength))
        {
            Array.Copy(_buffer, start, _buffer, start + headerLength, length);
            _position = start;
            WriteHeader(kind, id, length);
            _position += length;
        }
    }
}
