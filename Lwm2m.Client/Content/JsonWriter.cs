// JSON, written (RFC 8259; JsonReader shows both kinds): SenML records (OMA LwM2M Core 1.1
// §7.4.5), or the JSON of LwM2M 1.0 (§6.4.4).

namespace Lwm2m.Client.Content;

/// <summary>
/// Writes JSON. A Float that is not a number or infinite cannot be written and is left out.
/// </summary>
internal sealed class JsonWriter : RecordWriter
{
    /// <summary>The list of records of LwM2M 1.0.</summary>
    private const int Records = 'e' << 8;

    /// <summary>Whether the content is that of an object.</summary>
    private bool _isObject;

    private bool IsOma
    {
        get { return Format == ContentFormat.OmaJson; }
    }

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _isObject = false;
        BeginList();
        EndList();
    }

    internal override void EnterInstance(int instanceId)
    {
        _isObject = true;
    }

    private protected override void OnInteger(long value)
    {
        BeginValue(Value);
        AppendNumber(value);
        EndRecord();
    }

    private protected override void OnFloat(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return;
        }

        BeginValue(Value);
        AppendNumber(value);
        EndRecord();
    }

    private protected override void OnBoolean(bool value)
    {
        BeginValue(BooleanValue);
        if (value)
        {
            AppendPacked(('t' << 24) | ('r' << 16) | ('u' << 8) | 'e');
        }
        else
        {
            AppendByte('f');
            AppendPacked(('a' << 24) | ('l' << 16) | ('s' << 8) | 'e');
        }

        EndRecord();
    }

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        BeginValue(StringValue);
        AppendByte('"');
        for (; length > 0; length--)
        {
            int c = utf8[offset++];
            if (c < ' ' || c == '"' || c == '\\')
            {
                AppendByte('\\');
            }

            if (c < ' ')
            {
                AppendPacked(('u' << 24) | ('0' << 16) | ('0' << 8) | ('0' + (c >> 4)));
                c &= 15;
                c += c < 10 ? '0' : 'a' - 10;
            }

            AppendByte(c);
        }

        AppendByte('"');
        EndRecord();
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        BeginValue(DataValue);
        AppendByte('"');
        MoveTo(Base64.Encode(value, offset, length, _buffer, _position, _end, !IsOma));
        AppendByte('"');
        EndRecord();
    }

    private protected override void BeginRecord(int members)
    {
        if (IsFull)
        {
            return;
        }

        if (_count++ == 0)
        {
            _position = _start;
            BeginList();
        }
        else
        {
            _position -= IsOma ? 2 : 1;
            AppendByte(',');
        }

        AppendByte('{');
    }

    private protected override void EndRecord()
    {
        AppendByte('}');
        EndList();
    }

    private protected override void WriteLabel(int label)
    {
        if (Reserve(1) && _buffer[_position - 1] != '{')
        {
            AppendByte(',');
        }

        // Of LwM2M 1.0: "sv", "bv", "ov".
        int text = label >> 8;
        if (text > 0xFF && label != BaseName && IsOma)
        {
            int kind = text & 0xFF;
            text = ((kind == 'd' ? 's' : kind) << 8) | 'v';
        }

        AppendByte('"');
        AppendPacked(text);
        AppendByte('"');
        AppendByte(':');
    }

    private protected override int BeginText()
    {
        AppendByte('"');
        return 0;
    }

    private protected override void EndText(int start)
    {
        AppendByte('"');
    }

    private protected override void AppendTime(double value)
    {
        AppendNumber(value);
    }

    /// <summary>
    /// Writes what comes before the first record. The base name is that of the first record's
    /// instance, or of the object.
    /// </summary>
    private void BeginList()
    {
        if (IsOma)
        {
            AppendByte('{');
            if (_count > 0)
            {
                _base = _isObject ? Lwm2mPath.Parent(_target) : _target;
                WriteBase();
            }

            WriteLabel(Records);
        }

        AppendByte('[');
    }

    private void EndList()
    {
        AppendByte(']');
        if (IsOma)
        {
            AppendByte('}');
        }
    }

    /// <summary>Appends the characters of a number, from its highest byte on.</summary>
    private void AppendPacked(int characters)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            int c = (characters >> shift) & 0xFF;
            if (c != 0)
            {
                AppendByte(c);
            }
        }
    }
}
