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
    private const int ArrayOfByte = 0x9800;
    private const int ArrayOfUInt16 = 0x990000;
    private const int ItemMap = 0xA0;
    private const int EpochTime = 0xC1;
    private const int False = 0xF4;
    private const int Half = 0xF9;
    private const int Single = 0xFA;
    private const int Double = 0xFB;

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

    internal override void EnterInstance(int instanceId)
    {
        _isUnsuitable |= IsSingle;
    }

    internal override void EnterResource(int row, int wantedInstance)
    {
        base.EnterResource(row, wantedInstance);
        _isUnsuitable |= wantedInstance < 0 && (row & ResourceType.Multiple) != 0 && IsSingle;
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

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        BeginValue(StringValue);
        AppendHead(TextString, length);
        Append(utf8, offset, length);
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        BeginValue(DataValue);
        AppendHead(DataString, length);
        Append(value, offset, length);
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

    private void AppendInteger(long value)
    {
        AppendHead(value < 0 ? Negative : 0, value < 0 ? ~value : value);
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
