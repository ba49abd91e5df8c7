// JSON, read (RFC 8259): SenML records (OMA LwM2M Core 1.1 §7.4.5), or the JSON of LwM2M 1.0
// (§6.4.4), whose list of records stands in an object beside the base name:
//
//   [{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"9","v":100}]
//   {"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"9","v":100}]}
//
// Texts with escapes and base64 are decoded where they stand, once. What is decoded is shorter: a
// mark takes the place of the quotation mark, its length follows in two bytes, then it, and blanks
// fill up the rest. A second walk finds it so. UTF-8 has no such bytes as the marks.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Reads JSON.</summary>
internal sealed partial class JsonReader : RecordReader
{
    /// <summary>In front of bytes that were base64.</summary>
    private const int DataMark = 0xFE;

    /// <summary>In front of a text that had escapes.</summary>
    private const int TextMark = 0xFF;

    private const int MarkLength = 3;

    /// <summary>No comma before what comes.</summary>
    private const int IsFirst = 0x100;

    /// <summary>How far an earlier walk has come: there may be marks up to here.</summary>
    private int _walked;

    private bool IsOma
    {
        get { return Format == ContentFormat.OmaJson; }
    }

    internal override void Begin(byte[] buffer, int offset, int end, long path)
    {
        _position = 0;
        _walked = 0;
        base.Begin(buffer, offset, end, path);
    }

    internal override void Rewind()
    {
        if (_position > _walked && _outcome != Status.BadRequest)
        {
            _walked = _position;
        }

        base.Rewind();
    }

    private protected override void Open()
    {
        if (!IsOma)
        {
            base.Open();
            return;
        }

        // The list comes anywhere in the object, so the whole of it is walked through first.
        _records = 0;
        ReadRecord();
        if (_records == 0 || Peek() >= 0)
        {
            Fail();
        }

        if (_outcome == Status.Success)
        {
            _walked = _position;
        }

        _position = _records;
        _records = IsFirst | ']';
    }

    private protected override bool IsAtEnd()
    {
        return IsOma || Peek() < 0;
    }

    private protected override bool HasNext(ref int state)
    {
        int c = Peek();
        if (c == (state & 0xFF))
        {
            _position++;
            return false;
        }

        if ((state & IsFirst) == 0)
        {
            Take(',');
        }

        state &= 0xFF;
        return _outcome == Status.Success;
    }

    private protected override void ReadKey()
    {
        ReadToken();
        if (_kind != TokenKind.Text)
        {
            Fail();
        }

        Take(':');
    }

    private protected override int ReadLabel()
    {
        ReadKey();
        if (_kind == TokenKind.None)
        {
            return SenmlLabel.Unknown;
        }

        int length = _valueLength;
        int label = length == 0 || length > 4
            ? 0
            : (int)Bytes.ReadInteger(_buffer, _valueOffset, length);
        switch (label)
        {
            case 'n':
                return SenmlLabel.Name;
            case 'v':
                return SenmlLabel.Value;
            case 't':
                return SenmlLabel.Time;
            case ('b' << 8) | 'n':
                return SenmlLabel.BaseName;
            case ('b' << 8) | 't':
                return SenmlLabel.BaseTime;
            case ('b' << 8) | 'v':
                return IsOma ? SenmlLabel.BooleanValue : SenmlLabel.BaseValue;
        }

        return IsOma ? OmaLabel(label) : OtherLabel(label);
    }

    private protected override bool IsData()
    {
        byte[] buffer = _buffer;
        int start = _valueOffset;
        int mark = buffer[start - MarkLength];
        if (mark == DataMark)
        {
            return true;
        }

        int end = start + _valueLength;
        _valueLength = Base64.DecodeInPlace(buffer, start, _valueLength, !IsOma);
        if (_valueLength < 0)
        {
            // What is left of it is not to be asked again.
            _kind = TokenKind.None;
            return false;
        }

        if (mark == TextMark)
        {
            Mark(start - MarkLength, DataMark, end);
        }
        else if (_valueLength > 0)
        {
            Mark(start - 1, DataMark, end + 1);
        }

        return true;
    }

    private protected override void ReadToken()
    {
        int c = Peek();
        int start = _position;
        int left = _end - start;
        if (c == '"')
        {
            ReadText();
        }
        else if (c == '[' || c == '{')
        {
            _kind = c == '[' ? TokenKind.Array : TokenKind.Map;
            _number = IsFirst | (c + 2);
            _position++;
        }
        else if (c == '-' || (c >= '0' && c <= '9'))
        {
            ReadNumber();
        }
        else if (c >= DataMark && start < _walked && left >= MarkLength)
        {
            _kind = TokenKind.Text;
            _valueOffset = start + MarkLength;
            _valueLength = Bytes.ReadUInt16(_buffer, start + 1);
            _position = _valueOffset + _valueLength;
            if (_position > _end)
            {
                Fail();
            }
        }
        else if (left < 4)
        {
            Fail();
        }
        else
        {
            ReadLiteral((int)Bytes.ReadInteger(_buffer, start, 4));
        }
    }

    private static int OmaLabel(int label)
    {
        switch (label)
        {
            case 'e':
                return SenmlLabel.Records;
            case ('s' << 8) | 'v':
                return SenmlLabel.StringOrData;
            case ('o' << 8) | 'v':
                return SenmlLabel.ObjectLink;
            default:
                return SenmlLabel.Unknown;
        }
    }

    private int OtherLabel(int label)
    {
        switch (label)
        {
            case ('v' << 8) | 's':
                return SenmlLabel.StringValue;
            case ('v' << 8) | 'b':
                return SenmlLabel.BooleanValue;
            case ('v' << 8) | 'd':
                return SenmlLabel.DataValue;
            case ('v' << 16) | ('l' << 8) | 'o':
                return SenmlLabel.ObjectLink;
            case ('b' << 24) | ('v' << 16) | ('e' << 8) | 'r':
                return SenmlLabel.Version;
            default:
                return UnknownLabel();
        }
    }

    /// <summary>The next character that is no blank, -1 at the end; it is not taken.</summary>
    private int Peek()
    {
        for (; _position < _end; _position++)
        {
            int c = _buffer[_position];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            {
                return c;
            }
        }

        return -1;
    }

    private void Take(int character)
    {
        if (Peek() == character)
        {
            _position++;
        }
        else
        {
            Fail();
        }
    }

    private void ReadLiteral(int characters)
    {
        _kind = TokenKind.Boolean;
        _position += 4;
        _number = 0;
        switch (characters)
        {
            case ('t' << 24) | ('r' << 16) | ('u' << 8) | 'e':
                _number = 1;
                break;
            case ('f' << 24) | ('a' << 16) | ('l' << 8) | 's':
                Take('e');
                break;
            case ('n' << 24) | ('u' << 16) | ('l' << 8) | 'l':
                _kind = TokenKind.Other;
                break;
            default:
                Fail();
                break;
        }
    }

    private void ReadNumber()
    {
        byte[] buffer = _buffer;
        int start = _position;
        int position = start;
        int c = '0';
        while (c > ' ' && c != ',' && c != ']' && c != '}')
        {
            position++;
            c = position < _end ? buffer[position] : 0;
        }

        _position = position;
        _kind = TokenKind.Integer;
        if (!NumberText.ParseInteger(buffer, start, position - start, out _number))
        {
            double value;
            bool isNumber = NumberText.ParseFloat(buffer, start, position - start, out value);
            _kind = TokenKind.Float;
            _number = BitConverter.DoubleToInt64Bits(value);
            if (!isNumber)
            {
                Fail();
            }
        }
    }
}
