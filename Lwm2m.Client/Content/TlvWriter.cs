// The TLV format, written (OMA LwM2M Core 1.1 §7.4.4; LwM2M 1.0 §6.4.3):
//
//    7   6   5   4   3   2   1   0
//  +-------+---+-------+-----------+---------------+----------------+---------
//  | kind  |id |length | 3-bit     | id, 8 or      | length, 0, 8,  | value
//  |       |16 |field  | length    | 16 bits       | 16 or 24 bits  |
//  +-------+---+-------+-----------+---------------+----------------+---------
//  kind: 00 object instance, 01 resource instance, 10 resource with instances, 11 resource
//
// A TLV gets its header when its value is complete and its length is known: the value, which other
// TLVs may be, then moves up by the few bytes of a header of minimal size.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Writes TLV.</summary>
internal sealed class TlvWriter : ContentWriter
{
    // The first bytes, as signed numbers: small constants take less code.
    private const int ObjectInstance = 0x00;
    private const int ResourceInstance = 0x40;
    private const int MultipleResource = 0x80 - 0x100;
    private const int Resource = 0xC0 - 0x100;

    /// <summary>In the first byte: the id has two bytes.</summary>
    private const int LongId = 0x20;

    /// <summary>The longest TLV of a Float: four bytes of header, eight of value.</summary>
    private const int FloatLength = 12;

    private int _instanceId;
    private int _instanceStart;

    internal override void EnterInstance(int instanceId)
    {
        _instanceId = instanceId;
        _instanceStart = Position;
    }

    internal override void LeaveInstance()
    {
        Wrap(ObjectInstance, _instanceId, _instanceStart);
    }

    internal override void LeaveResource()
    {
        // The row of a resource with instances is negative.
        if (_row < 0 && _wantedInstance < 0)
        {
            Wrap(MultipleResource, (ushort)_row, _resourceStart);
        }
    }

    /// <summary>
    /// Two's complement of 1, 2, 4 or 8 bytes, for unsigned integers too: their top bit is never
    /// set, so a server that takes it for signed or for unsigned reads the same number.
    /// </summary>
    private protected override void OnNumber(int type, long value)
    {
        WriteNumber(
            type == TypeNumber.ObjectLink ? 4
                : value == (sbyte)value ? 1
                : value == (short)value ? 2
                : value == (int)value ? 4 : 8,
            value);
    }

    /// <summary>
    /// Always the 8 bytes of a double: exact, and the platform has no way to the bits of a float.
    /// Header and value in one piece, because this is what a sensor's every notification does.
    /// </summary>
    private protected override void OnFloat(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        byte[] buffer = _buffer;
        int position = Position;
        int id = _resourceInstance;
        int start = position++;
        if (_end - start < FloatLength)
        {
            WriteNumber(8, bits);
            return;
        }

        int kind = Resource | 0x08;
        if (id < 0)
        {
            id = (ushort)_row;
        }
        else
        {
            kind = ResourceInstance | 0x08;
        }

        if (id > 0xFF)
        {
            kind |= LongId;
            buffer[position++] = (byte)(id >> 8);
        }

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
        Position = position + 10;
    }

    private protected override void OnBytes(bool isText, byte[] value, int offset, int length)
    {
        int start = Position;
        Append(value, offset, length);
        WrapValue(start);
    }

    private void WriteNumber(int length, long value)
    {
        int start = Position;
        if (Reserve(length))
        {
            Bytes.WriteInteger(_buffer, start, length, value);
            Position = start + length;
            WrapValue(start);
        }
    }

    /// <summary>Puts the header of the resource or its instance before its value.</summary>
    private void WrapValue(int start)
    {
        int id = _resourceInstance;
        if (id < 0)
        {
            Wrap(Resource, (ushort)_row, start);
        }
        else
        {
            Wrap(ResourceInstance, id, start);
        }
    }

    /// <summary>Puts a header before everything from a position on.</summary>
    private void Wrap(int kind, int id, int start)
    {
        int length = Position - start;

        // Behind the kind: the id, and the length if that is not in the kind.
        long fields = id;
        int size = 2;
        if (id != (byte)id)
        {
            kind |= LongId;
            size = 3;
        }

        if (length < 8)
        {
            kind |= length;
        }
        else
        {
            int lengthBytes = length == (byte)length ? 1 : length == (ushort)length ? 2 : 3;
            kind |= lengthBytes << 3;
            fields = (fields << (8 * lengthBytes)) | (long)length;
            size += lengthBytes;
        }

        if (Reserve(size))
        {
            byte[] buffer = _buffer;
            Array.Copy(buffer, start, buffer, start + size, length);
            buffer[start] = (byte)kind;
            Bytes.WriteInteger(buffer, start + 1, size - 1, fields);
            Position += size;
        }
    }
}
