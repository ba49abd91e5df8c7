// CBOR, written (RFC 8949; CborReader draws an item): a single value (OMA LwM2M Core 1.1 §7.4.3)
// or SenML records (§7.4.6). Everything has a length and is as short as it can be (RFC 8949 §4.1,
// "preferred"). A Float is never written as an integer: Leshan is strict about that.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Writes CBOR.</summary>
internal sealed class CborWriter : RecordWriter
{
    private const int Negative = 0x20;
    private const int DataString = 0x40;
    private const int TextString = 0x60;
    private const int ItemArray = 0x80;

    /// <summary>A record up to its value, with a name of five digits.</summary>
    private const int PlainLength = 9;

    /// <summary>A base name.</summary>
    private const int BaseLength = 16;

    private const int ArrayOfByte = 0x9800;
    private const int ArrayOfUInt16 = 0x990000;
    private const int ItemMap = 0xA0;
    private const int EpochTime = 0xC1;
    private const int False = 0xF4;
    private const int Half = 0xF9;
    private const int Single = 0xFA;
    private const int Double = 0xFB;

    /// <summary>Up to where a record of the most frequent kind can be begun; -1 if it would have
    /// a base name or a time.</summary>
    private int _plainEnd;

    private bool IsSingle
    {
        get { return Format == ContentFormat.Cbor; }
    }

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _plainEnd = -1;
        if (!IsSingle)
        {
            AppendByte(ItemArray);
        }
    }

    internal override double Time
    {
        set
        {
            base.Time = value;
            _plainEnd = -1;
        }
    }

    internal override void EnterTarget(long path)
    {
        if (path != _target)
        {
            base.EnterTarget(path);
            _plainEnd = -1;
        }
    }

    internal override void EnterInstance(int instanceId)
    {
        _isUnsuitable = true;
    }

    /// <summary>One value, or a list of any number of them.</summary>
    internal override bool IsUnsuitable
    {
        get { return IsSingle && (_isUnsuitable || _count != 1); }
    }

    private protected override void OnInteger(long value)
    {
        BeginValue(Value);
        if ((_row & ResourceType.TypeMask) == ResourceType.Time && IsSingle)
        {
            AppendByte(EpochTime);
        }

        AppendInteger(value);
    }

    private protected override void OnFloat(double value)
    {
        BeginValue(Value);
        AppendFloat(value);
    }

    private protected override void OnBoolean(bool value)
    {
        BeginValue(BooleanValue);
        AppendByte(value ? False + 1 : False);
    }

    private protected override void OnObjectLink(int objectId, int instanceId)
    {
        // Its label is longer.
        _plainEnd = -1;
        base.OnObjectLink(objectId, instanceId);
    }

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        BeginValue(StringValue);
        AppendString(TextString, utf8, offset, length);
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        BeginValue(DataValue);
        AppendString(DataString, value, offset, length);
    }

    private protected override void BeginValue(int label)
    {
        int id = _row & ResourceType.IdMask;
        int position = _position;
        if (position > _plainEnd || _resourceInstance >= 0 || _count >= 23)
        {
            BeginSlowly(label);
            return;
        }

        // As most records are: an id as the name, a value, and nothing else.
        byte[] buffer = _buffer;
        buffer[_start] = (byte)(ItemArray | ++_count);
        buffer[position] = ItemMap | 2;
        buffer[position + 1] = 0;
        int at = position + 3;
        if (id < 10)
        {
            buffer[at++] = (byte)('0' + id);
        }
        else
        {
            at = PutId(at, id);
        }

        buffer[position + 2] = (byte)(TextString - 3 + at - position);
        buffer[at] = (byte)label;
        _position = at + 1;
    }

    /// <summary>Writes an id, for which there is room; where it ends.</summary>
    private int PutId(int at, int id)
    {
        int end = at + (id < 10 ? 1 : id < 100 ? 2 : id < 1000 ? 3 : id < 10000 ? 4 : 5);
        for (int i = end - 1; i >= at; i--)
        {
            _buffer[i] = (byte)('0' + (id % 10));
            id /= 10;
        }

        return end;
    }

    /// <summary>What is not as most records are, or the first one of an instance.</summary>
    private void BeginSlowly(int label)
    {
        if (IsSingle)
        {
            // Not all instances of a resource, even if there is one only.
            _isUnsuitable |= _wantedInstance < 0 && _resourceInstance >= 0;
            _count++;
            return;
        }

        int position = _position;
        _plainEnd = _hasTime ? -1 : _end - PlainLength;
        if (position + BaseLength > _plainEnd || _target == _base || _resourceInstance >= 0
            || _count >= 23 || label == ObjectLink)
        {
            base.BeginValue(label);
            return;
        }

        // As most first records of an instance are: as the others, but for the base name. It ends
        // where the others begin.
        byte[] buffer = _buffer;
        _base = _target;
        buffer[position] = ItemMap | 3;
        buffer[position + 1] = BaseName & 0xFF;
        buffer[position + 3] = (byte)'/';
        int at = PutId(position + 4, Lwm2mPath.ObjectId(_base));
        buffer[at] = (byte)'/';
        at = PutId(at + 1, Lwm2mPath.InstanceId(_base));
        buffer[position + 2] = (byte)(TextString - 2 + at - position);
        _position = at;
        BeginValue(label);
        buffer[at] = (byte)'/';
    }

    private protected override void BeginRecord(int members)
    {
        int count = ++_count;
        if ((count == 24 || count == 256) && Reserve(1))
        {
            int start = _start + 1;
            Array.Copy(_buffer, start, _buffer, start + 1, _position - start);
            _position++;
        }

        if (Reserve(1))
        {
            _buffer[_position++] = (byte)(ItemMap | members);
            if (count < 24)
            {
                _buffer[_start] = (byte)(ItemArray | count);
                return;
            }

            bool isByte = count < 256;
            Bytes.WriteInteger(
                _buffer, _start, isByte ? 2 : 3, (isByte ? ArrayOfByte : ArrayOfUInt16) | count);
        }
    }

    private protected override void WriteLabel(int label)
    {
        AppendByte(label);
        if (label == ObjectLink && Reserve(3))
        {
            Bytes.WriteUInt24(_buffer, _position, label >> 8);
            _position += 3;
        }
    }

    private protected override int BeginText()
    {
        AppendByte(TextString);
        return _position;
    }

    private protected override void EndText(int start)
    {
        if (!IsFull)
        {
            _buffer[start - 1] |= (byte)(_position - start);
        }
    }

    private protected override void AppendTime(double value)
    {
        long seconds = (long)value;
        if (seconds == value)
        {
            AppendInteger(seconds);
        }
        else
        {
            AppendFloat(value);
        }
    }

    private void AppendString(int type, byte[] value, int offset, int length)
    {
        int position = _position;
        if (length >= 24 || length >= _end - position)
        {
            AppendHead(type, length);
            Append(value, offset, length);
            return;
        }

        _buffer[position++] = (byte)(type | length);
        Array.Copy(value, offset, _buffer, position, length);
        _position = position + length;
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
        int single = FloatBits.ToSingle(value);
        if (BitConverter.DoubleToInt64Bits(FloatBits.FromHalf(half)) == bits)
        {
            AppendHead(Half, 2, half);
        }
        else if (BitConverter.DoubleToInt64Bits(FloatBits.FromSingle(single)) == bits)
        {
            AppendHead(Single, 4, single);
        }
        else
        {
            AppendHead(Double, 8, bits);
        }
    }

    /// <summary>Writes the head of an item.</summary>
    private void AppendHead(int type, long argument)
    {
        if (argument < 24)
        {
            AppendByte(type | (int)argument);
        }
        else
        {
            int size = argument < 0x100 ? 0
                : argument < 0x10000 ? 1
                : argument < 0x100000000 ? 2 : 3;
            AppendHead(type | (24 + size), 1 << size, argument);
        }
    }

    private void AppendHead(int first, int length, long argument)
    {
        if (Reserve(length + 1))
        {
            _buffer[_position] = (byte)first;
            Bytes.WriteInteger(_buffer, _position + 1, length, argument);
            _position += length + 1;
        }
    }
}
