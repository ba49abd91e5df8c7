// CBOR, written (RFC 8949; CborReader draws an item): a single value (OMA LwM2M Core 1.1 §7.4.3)
// or SenML records (§7.4.6). Everything has a length and is as short as it can be (RFC 8949 §4.1,
// "preferred"). A Float is never written as an integer: Leshan is strict about that.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Writes CBOR.</summary>
internal sealed class CborWriter : RecordWriter
{
    // The first bytes of items, as signed numbers: small constants take less code.
    private const int Negative = 0x20;
    private const int DataString = 0x40;
    private const int TextString = 0x60;
    private const int ItemArray = 0x80 - 0x100;
    private const int ItemMap = 0xA0 - 0x100;
    private const int EpochTime = 0xC1 - 0x100;
    private const int False = 0xF4 - 0x100;
    private const int Half = 0xF9 - 0x100;
    private const int Single = 0xFA - 0x100;
    private const int Double = 0xFB - 0x100;

    // The labels of members, as they are written (RFC 8428 §6).
    private const int BaseName = 0x21;
    private const int Name = 0;
    private const int Value = 2;
    private const int StringValue = 3;
    private const int BooleanValue = 4;
    private const int TimeOfValue = 6;
    private const int DataValue = 8;

    /// <summary>That of an object link is a text, of three characters (OMA LwM2M Core 1.1
    /// §7.4.6).</summary>
    private const int LinkValue = TextString + 3;
    private const int LinkLabel = ('v' << 16) | ('l' << 8) | 'o';

    /// <summary>A record up to its value, with a name of five digits.</summary>
    private const int PlainLength = 9;

    /// <summary>A record up to its value, with a base name and the longest ids.</summary>
    private const int HeadLength = 30;

    private readonly byte[] _head = new byte[HeadLength];

    private bool IsSingle
    {
        get { return Format == ContentFormat.Cbor; }
    }

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        if (!IsSingle)
        {
            AppendByte(ItemArray);
        }
    }

    /// <summary>One value, or a list of any number of them.</summary>
    internal override bool IsUnsuitable
    {
        get { return IsSingle && (_isUnsuitable || _count != 1); }
    }

    private protected override void OnNumber(int type, long value)
    {
        switch (type)
        {
            case TypeNumber.Boolean:
                BeginValue(BooleanValue);
                AppendByte(False + (int)value);
                break;
            case TypeNumber.ObjectLink:
                // Its label is longer.
                _plainEnd = -1;
                BeginValue(LinkValue);
                byte[] head = _head;
                int at = PutId(head, 0, (ushort)(value >> 16));
                head[at] = (byte)':';
                AppendString(TextString, head, 0, PutId(head, at + 1, (ushort)value));
                break;
            default:
                BeginValue(Value);
                if (ResourceType.TypeOf(_row) == TypeNumber.Time && IsSingle)
                {
                    AppendByte(EpochTime);
                }

                AppendInteger(value);
                break;
        }
    }

    private protected override void OnFloat(double value)
    {
        BeginValue(Value);
        AppendFloat(value);
    }

    private protected override void OnBytes(bool isText, byte[] value, int offset, int length)
    {
        BeginValue(isText ? StringValue : DataValue);
        AppendString(isText ? TextString : DataString, value, offset, length);
    }

    /// <summary>Writes a record up to its value.</summary>
    private void BeginValue(int label)
    {
        int id = (ushort)_row;
        int position = Position;
        if (position > _plainEnd || _resourceInstance >= 0 || _count >= 23)
        {
            BeginSlowly(label);
            return;
        }

        // As most records are: an id as the name, a value, and nothing else.
        byte[] buffer = _buffer;
        buffer[_start] = (byte)(ItemArray | ++_count);
        buffer[position] = unchecked((byte)(ItemMap | 2));
        buffer[position + 1] = Name;
        int at = position + 3;
        if (id < 10)
        {
            buffer[at++] = (byte)('0' + id);
        }
        else
        {
            at = PutId(buffer, at, id);
        }

        buffer[position + 2] = (byte)(TextString - 3 + at - position);
        buffer[at] = (byte)label;
        Position = at + 1;
    }

    /// <summary>What is not as most records are, or the first one of an instance.</summary>
    private void BeginSlowly(int label)
    {
        if (IsSingle)
        {
            // Not all instances (-1) of a resource, even if there is one only.
            if ((_wantedInstance & ~_resourceInstance) < 0)
            {
                _isUnsuitable = true;
            }

            _count++;
            return;
        }

        CountRecord();
        byte[] head = _head;
        int members = ItemMap | 2;
        int at = 1;
        long target = _target;
        if (_base != target)
        {
            members++;
            _base = target;
            head[1] = BaseName;
            head[3] = (byte)'/';
            at = PutId(head, 4, Lwm2mPath.ObjectId(target));
            head[at] = (byte)'/';
            at = PutId(head, at + 1, Lwm2mPath.InstanceId(target));
            head[at++] = (byte)'/';
            head[2] = (byte)(TextString - 3 + at);
        }

        head[at] = Name;
        int name = at + 2;
        at = PutId(head, name, (ushort)_row);
        if (_resourceInstance >= 0)
        {
            head[at] = (byte)'/';
            at = PutId(head, at + 1, _resourceInstance);
        }

        head[name - 1] = (byte)(TextString + at - name);
        bool hasTime = !double.IsNaN(_time);
        int last = label;
        if (hasTime)
        {
            members++;
            last = TimeOfValue;
        }

        head[0] = (byte)members;
        head[at] = (byte)last;
        Append(head, 0, at + 1);
        if (hasTime)
        {
            AppendTime();
            AppendByte(label);
        }
        else
        {
            _plainEnd = _end - PlainLength;
        }

        if (label == LinkValue)
        {
            AppendText(LinkLabel);
        }
    }

    /// <summary>Writes an id, for which there is room; where it ends.</summary>
    private static int PutId(byte[] buffer, int at, int id)
    {
        if (id >= 10)
        {
            at = PutId(buffer, at, id / 10);
        }

        buffer[at] = (byte)('0' + (id % 10));
        return at + 1;
    }

    /// <summary>Counts a record in the head of the list, which grows.</summary>
    private void CountRecord()
    {
        int start = _start;
        int count = ++_count;

        // The head has two bytes from 24 records on, and three from 256 on.
        if ((count == 24 || count == 256) && Reserve(1))
        {
            Array.Copy(_buffer, start, _buffer, start + 1, Position++ - start);
        }

        if (!IsFull)
        {
            int position = Position;
            Position = start;
            AppendHead(ItemArray, count);
            Position = position;
        }
    }

    private void AppendTime()
    {
        double time = _time;
        long seconds = (long)time;
        if (seconds == time)
        {
            AppendInteger(seconds);
        }
        else
        {
            AppendFloat(time);
        }
    }

    private void AppendString(int type, byte[] value, int offset, int length)
    {
        int position = Position;
        if (length >= 24 || length >= _end - position)
        {
            AppendHead(type, length);
            Append(value, offset, length);
            return;
        }

        _buffer[position++] = (byte)(type | length);
        Array.Copy(value, offset, _buffer, position, length);
        Position = position + length;
    }

    private void AppendInteger(long value)
    {
        if (value < 0)
        {
            AppendHead(Negative, ~value);
        }
        else
        {
            AppendHead(0, value);
        }
    }

    private void AppendFloat(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int half = FloatBits.ToHalf(value);
        if (BitConverter.DoubleToInt64Bits(FloatBits.FromHalf(half)) == bits)
        {
            AppendArgument(Half, half);
            return;
        }

        int single = FloatBits.ToSingle(value);
        if (BitConverter.DoubleToInt64Bits(FloatBits.FromSingle(single)) == bits)
        {
            AppendArgument(Single, single);
            return;
        }

        AppendArgument(Double, bits);
    }

    /// <summary>Writes the head of an item.</summary>
    private void AppendHead(int type, long argument)
    {
        if (argument < 24)
        {
            AppendByte(type | (int)argument);
            return;
        }

        int size = argument >> 8 == 0 ? 24
            : argument >> 16 == 0 ? 25
            : argument >> 32 == 0 ? 26 : 27;
        AppendArgument(type | size, argument);
    }

    /// <summary>Writes a first byte, whose last bits say how long the argument is, and that.
    /// </summary>
    private void AppendArgument(int first, long argument)
    {
        int length = 1 << (first & 7);
        int position = Position;
        if (Reserve(length + 1))
        {
            _buffer[position++] = (byte)first;
            Bytes.WriteInteger(_buffer, position, length, argument);
            Position = position + length;
        }
    }
}
