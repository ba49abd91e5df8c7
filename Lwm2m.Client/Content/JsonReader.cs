// JSON, read (RFC 8259): SenML records (OMA LwM2M Core 1.1 §7.4.5), or the JSON of LwM2M 1.0
// (§6.4.4), whose list of records stands in an object beside the base name:
//
//   [{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"9","v":100}]
//   {"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"9","v":100}]}
//
// Texts with escapes and base64 are decoded where they stand, once. What is decoded is shorter: a
// mark takes the place of the quotation mark, its length follows in two bytes, then it, and blanks
// fill up the rest. A second walk finds it so. The marks are control characters, which JSON has
// nowhere.

namespace Lwm2m.Client.Content;

/// <summary>Reads JSON.</summary>
internal sealed partial class JsonReader : RecordReader
{
    /// <summary>In front of a text that had escapes.</summary>
    private const int TextMark = 1;

    /// <summary>In front of bytes that were base64.</summary>
    private const int DataMark = 2;

    private const int MarkLength = 3;

    /// <summary>No comma before what comes: beside the character that ends it all.</summary>
    private const int IsFirst = -0x80;

    private const long True = ('t' << 24) | ('r' << 16) | ('u' << 8) | 'e';
    private const long Null = ('n' << 24) | ('u' << 16) | ('l' << 8) | 'l';
    private const long False = ((long)'f' << 32) | ('a' << 24) | ('l' << 16) | ('s' << 8) | 'e';

    /// <summary>Where the labels of LwM2M 1.0 begin.</summary>
    private const int OmaLabels = SenmlLabel.Records + 1;

    // The texts of the SenmlLabels, in their order; -1 where there is none.
    private static readonly int[] s_labels =
    {
        ('b' << 8) | 'v', -1, ('b' << 8) | 't', ('b' << 8) | 'n',
        ('b' << 24) | ('v' << 16) | ('e' << 8) | 'r', 'n', -1, 'v',
        ('v' << 8) | 's', ('v' << 8) | 'b', -1, 't',
        -1, ('v' << 8) | 'd', ('v' << 16) | ('l' << 8) | 'o', -1,
        -1, -1, ('b' << 8) | 't', ('b' << 8) | 'n',
        -1, 'n', -1, 'v',
        -1, ('b' << 8) | 'v', -1, 't',
        -1, ('s' << 8) | 'v', ('o' << 8) | 'v', 'e',
    };

    private bool IsOma
    {
        get { return Format == ContentFormat.OmaJson; }
    }

    public JsonReader(byte[] name)
        : base(name)
    {
    }

    internal override void Begin(byte[] buffer, int offset, int end, long path)
    {
        // Nobody else may set marks; a zero is not allowed anywhere either.
        for (int i = offset; i < end; i++)
        {
            if (buffer[i] <= DataMark)
            {
                buffer[i] = 0;
            }
        }

        base.Begin(buffer, offset, end, path);
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
        if (_records == 0 || Take() >= 0)
        {
            Fail();
        }

        _position = _records;
        _records = IsFirst | ']';
    }

    private protected override bool IsAtEnd()
    {
        return IsOma || Take() < 0;
    }

    private protected override bool HasNext(ref int state)
    {
        int end = state & ~IsFirst;
        int c = Take();
        if (c == end)
        {
            return false;
        }

        if (state < 0 && c >= 0)
        {
            // It belongs to what comes.
            _position--;
        }
        else if (c != ',')
        {
            Fail();
        }

        state = end;
        return _outcome == Status.Success;
    }

    private protected override void ReadKey()
    {
        ReadToken();
        if (_kind != TokenKind.Text)
        {
            Fail();
        }

        if (Take() != ':')
        {
            Fail();
        }
    }

    private protected override int ReadLabel()
    {
        ReadKey();
        long label = Bytes.ReadUnsigned(_buffer, _valueOffset, _valueLength);
        int first = IsOma ? OmaLabels : 0;
        for (int i = 0; i < OmaLabels; i++)
        {
            if (s_labels[first + i] == label)
            {
                return i;
            }
        }

        return first > 0 ? SenmlLabel.Unknown : UnknownLabel();
    }

    private protected override bool IsData()
    {
        byte[] buffer = _buffer;
        int start = _valueOffset;
        int end = start + _valueLength;
        int mark = buffer[start - MarkLength];
        if (mark == DataMark)
        {
            return true;
        }

        int length = Base64.DecodeInPlace(buffer, start, end - start, !IsOma);
        _valueLength = length;
        if (length < 0)
        {
            // What is left of it is not to be read again, nor taken for a mark.
            _kind = TokenKind.None;
            FillUp(start, end);
            return false;
        }

        if (mark == TextMark)
        {
            start -= MarkLength;
        }
        else
        {
            // With its quotation marks.
            start--;
            end++;
        }

        if (length > 0)
        {
            Mark(start, DataMark, end);
        }

        return true;
    }

    private protected override void ReadToken()
    {
        int c = Take();
        switch (c)
        {
            case '"':
                ReadText();
                break;
            case '[':
            case '{':
                _kind = c == '[' ? TokenKind.Array : TokenKind.Map;
                Number = IsFirst | (c + 2);
                break;
            case TextMark:
            case DataMark:
                int start = _position + (MarkLength - 1);
                int length = Bytes.ReadUInt16(_buffer, _position);
                _kind = TokenKind.Text;
                _valueOffset = start;
                _valueLength = length;
                _position = start + length;
                break;
            default:
                ReadWord(c);
                break;
        }
    }

    /// <summary>Takes the next character that is no blank; -1 at the end.</summary>
    private int Take()
    {
        int c;
        do
        {
            c = ReadByte();
        }
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t');

        return c;
    }

    /// <summary>Reads what stands without quotation marks: true, false, null, a number.</summary>
    private void ReadWord(int first)
    {
        byte[] buffer = _buffer;
        int position = _position - 1;
        int start = position;
        int c = first;
        while (c > ' ' && c != ',' && c != ']' && c != '}')
        {
            c = ++position < _end ? buffer[position] : 0;
        }

        _position = position;
        Number = 0;
        _kind = TokenKind.Boolean;
        int length = position - start;
        long word = Bytes.ReadUnsigned(buffer, start, length);
        if (word == True)
        {
            Number = 1;
        }
        else if (word == Null)
        {
            _kind = TokenKind.Other;
        }
        else if (word != False)
        {
            _kind = NumberText.Parse(buffer, start, length, false, out Number);
            if (_kind == TokenKind.None || first == '+')
            {
                Fail();
            }
        }
    }
}
