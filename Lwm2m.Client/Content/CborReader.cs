// CBOR, read (RFC 8949): a single value (OMA LwM2M Core 1.1 §7.4.3) or SenML records (§7.4.6).
//
//    7   6   5   4   3   2   1   0
//  +-----------+-------------------+------------------------------------------
//  | type      | 0 to 23, or       | argument of 1, 2, 4 or 8 bytes
//  |           | 24, 25, 26 or 27  |
//  +-----------+-------------------+------------------------------------------
//  type: 0 unsigned, 1 negative (-1 - argument), 2 bytes, 3 text, 4 array, 5 map, 6 tag,
//        7 simple values and floats; 31 in the lower bits: without a length, up to a break (0xFF)
//
// Tags are passed over but for the decimal fraction (§3.4.4), which SenML allows.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Reads CBOR.</summary>
internal sealed class CborReader : RecordReader
{
    private const int Unsigned = 0;
    private const int Negative = 1;
    private const int DataString = 2;
    private const int TextString = 3;
    private const int ItemArray = 4;
    private const int ItemMap = 5;
    private const int Tag = 6;
    private const int DecimalFraction = 4;

    // First bytes, as signed numbers: small constants take less code.
    private const int ArrayOfTwo = 0x82 - 0x100;
    private const int MapOfOne = 0xA1 - 0x100;
    private const int Break = 0xFF - 0x100;
    private const int ShortText = 0x60;

    /// <summary>The label of a record that is 0 among the <see cref="SenmlLabel"/>.</summary>
    private const int LeastLabel = -5;

    private const int NameLabel = 0;
    private const int False = 20;
    private const int True = 21;
    private const int SimpleByte = 24;
    private const int MinSimpleByte = 32;
    private const int Half = 25;
    private const int Single = 26;
    private const int Double = 27;
    private const int Indefinite = 31;

    /// <summary>The bits of the length of bytes that go on behind the content, as in TLV.
    /// </summary>
    private const int PartialBits = 24;

    /// <summary>The text "vlo".</summary>
    private const int ObjectLinkLabel = 0x766C6F;

    private bool IsSingle
    {
        get { return (ushort)Format == ContentFormat.Cbor; }
    }

    public CborReader(byte[] name)
        : base(name)
    {
    }

    internal override Status Next()
    {
        return ReadPath() ? _outcome : base.Next();
    }

    private protected override void Open()
    {
        if (IsSingle)
        {
            _records = 1;
            return;
        }

        base.Open();
    }

    private protected override void ReadValue()
    {
        if (!IsSingle)
        {
            base.ReadValue();
            return;
        }

        ReadToken();
        if (_kind >= TokenKind.Other && _kind != TokenKind.Float || Lwm2mPath.Depth(_path) < 3)
        {
            Fail();
        }
    }

    /// <summary>
    /// Reads a record that is but a short name, which is what a composite Read consists of: it has
    /// up to sixteen of them, and they need not be taken apart item by item.
    /// </summary>
    private bool ReadPath()
    {
        byte[] buffer = _buffer;
        int records = _records;
        int at = _position + 3;
        if (at > _end || (sbyte)buffer[at - 3] != MapOfOne || buffer[at - 2] != NameLabel
            || records <= 0 || Format == ContentFormat.Cbor)
        {
            return false;
        }

        int length = buffer[at - 1] - ShortText;
        int end = at + length;
        if ((uint)length > 23 || end > _end)
        {
            return false;
        }

        _records = records - 1;
        _position = end;
        _kind = TokenKind.None;
        if (!ResolvePath(at, end))
        {
            Fail();
        }

        return true;
    }

    private protected override bool IsAtEnd()
    {
        return _position == _end;
    }

    private protected override bool HasNext(ref int state)
    {
        int position = _position;
        if (state < 0 && position < _end && (sbyte)_buffer[position] == Break)
        {
            _position = position + 1;
            state = 0;
        }

        return state-- != 0 && _outcome == Status.Success;
    }

    private protected override int ReadLabel()
    {
        ReadToken();
        if (_kind == TokenKind.Integer)
        {
            long label = Number - LeastLabel;
            return (ulong)label <= SenmlLabel.DataValue ? (int)label : SenmlLabel.Unknown;
        }

        if (_kind != TokenKind.Text)
        {
            Fail();
        }

        return _valueLength == 3 && Bytes.ReadUInt24(_buffer, _valueOffset) == ObjectLinkLabel
            ? SenmlLabel.ObjectLink
            : UnknownLabel();
    }

    private protected override void ReadToken()
    {
        int first;
        do
        {
            first = ReadHead();
        }
        while (first >> 5 == Tag && Number != DecimalFraction);

        int type = first >> 5;
        long number = Number;
        int left = _end - _position;
        bool isTooLong = (ulong)number > (ulong)left;
        switch (type)
        {
            case Unsigned:
            case Negative:
                _kind = number < 0 ? TokenKind.Other : TokenKind.Integer;
                if (type == Negative)
                {
                    Number = ~number;
                }

                break;
            case DataString:
            case TextString:
                // Of bytes that go on behind the content the length is that of what is there.
                if (isTooLong
                    && (type == TextString || Format >= 0 || number >> PartialBits != 0))
                {
                    Fail();
                    break;
                }

                _kind = type == TextString ? TokenKind.Text : TokenKind.Data;
                _valueOffset = _position;
                _valueLength = isTooLong ? left : (int)number;
                _position += _valueLength;
                break;
            case ItemArray:
            case ItemMap:
                _kind = type == ItemMap ? TokenKind.Map : TokenKind.Array;
                if (isTooLong && (first & 31) != Indefinite)
                {
                    Fail();
                }

                break;
            case Tag:
                ReadDecimalFraction();
                break;
            default:
                ReadSimple(first & 31);
                break;
        }
    }

    /// <summary>Simple values and floats (RFC 8949 §3.3).</summary>
    private void ReadSimple(int value)
    {
        long number = Number;
        switch (value)
        {
            case False:
            case True:
                _kind = TokenKind.Boolean;
                Number = value & 1;
                break;
            case Half:
                SetFloat(FloatBits.FromHalf((int)number));
                break;
            case Single:
                SetFloat(FloatBits.FromSingle((int)number));
                break;
            case Double:
                _kind = TokenKind.Float;
                break;
            default:
                _kind = TokenKind.Other;
                if (value == Indefinite || (value == SimpleByte && number < MinSimpleByte))
                {
                    Fail();
                }

                break;
        }
    }

    private void SetFloat(double value)
    {
        _kind = TokenKind.Float;
        Number = BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>A power of ten and the number that it multiplies.</summary>
    private void ReadDecimalFraction()
    {
        bool isPair = (sbyte)ReadHead() == ArrayOfTwo;
        long power = ReadPart();
        long digits = ReadPart();
        double value = NumberText.FromDecimal(digits < 0 ? -digits : digits, power);
        SetFloat(digits < 0 ? -value : value);
        if (!isPair)
        {
            Fail();
        }
    }

    private long ReadPart()
    {
        int type = ReadHead() >> 5;
        long number = Number;
        if (type > Negative || number + 1 <= 0)
        {
            Fail();
        }

        return type == Negative ? ~number : number;
    }

    /// <summary>
    /// Reads the head of an item: its first byte, its argument as the number, which is -1 of an
    /// array or a map without a length. Strings without one are not taken.
    /// </summary>
    private int ReadHead()
    {
        int position = _position;
        if (position < _end)
        {
            int first = _buffer[position++];
            int argument = first & 31;
            int length = 0;
            if (argument >= 24)
            {
                length = 1 << (first & 7);
                if (argument == Indefinite && first >> 6 == ItemArray >> 1)
                {
                    argument = -1;
                    length = 0;
                }
            }

            if (length <= 8 && length <= _end - position)
            {
                Number = length == 0 ? argument : Bytes.ReadUnsigned(_buffer, position, length);
                _position = position + length;
                return first;
            }
        }

        Fail();
        return -1;
    }
}
