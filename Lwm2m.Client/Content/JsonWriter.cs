// JSON, written (RFC 8259; JsonReader shows both kinds): SenML records (OMA LwM2M Core 1.1
// §7.4.5), or the JSON of LwM2M 1.0 (§6.4.4).

namespace Lwm2m.Client.Content;

/// <summary>
/// Writes JSON. A Float that is not a number or infinite cannot be written and is left out.
/// </summary>
internal sealed class JsonWriter : RecordWriter
{
    // The labels of members, as text: RFC 8428 §6, OMA LwM2M Core 1.1 §7.4.5, LwM2M 1.0 §6.4.4.
    private const int BaseName = ('b' << 8) | 'n';
    private const int Name = 'n';
    private const int TimeOfValue = 't';
    private const int Value = 'v';
    private const int StringValue = ('v' << 8) | 's';
    private const int BooleanValue = ('v' << 8) | 'b';
    private const int DataValue = ('v' << 8) | 'd';
    private const int LinkValue = ('v' << 16) | ('l' << 8) | 'o';
    private const int Records = 'e';

    private const int True = ('t' << 24) | ('r' << 16) | ('u' << 8) | 'e';
    private const long False = ((long)'f' << 32) | ('a' << 24) | ('l' << 16) | ('s' << 8) | 'e';

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

    private protected override void OnNumber(int type, long value)
    {
        switch (type)
        {
            case TypeNumber.Boolean:
                BeginValue(BooleanValue);
                AppendText(value == 0 ? False : True);
                break;
            case TypeNumber.ObjectLink:
                BeginValue(LinkValue);
                AppendByte('"');
                AppendLink(value);
                AppendByte('"');
                break;
            default:
                BeginValue(Value);
                AppendNumber(value);
                break;
        }

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

    private protected override void OnBytes(bool isText, byte[] value, int offset, int length)
    {
        BeginValue(isText ? StringValue : DataValue);
        AppendByte('"');
        if (isText)
        {
            AppendEscaped(value, offset, length);
        }
        else
        {
            AppendBase64(value, offset, length, !IsOma);
        }

        AppendByte('"');
        EndRecord();
    }

    private void AppendEscaped(byte[] utf8, int offset, int length)
    {
        for (; length > 0; length--)
        {
            int c = utf8[offset++];
            if (c < ' ' || c == '"' || c == '\\')
            {
                AppendByte('\\');
            }

            if (c < ' ')
            {
                AppendText(('u' << 24) | ('0' << 16) | ('0' << 8) | ('0' + (c >> 4)));
                c &= 15;
                c += c < 10 ? '0' : 'a' - 10;
            }

            AppendByte(c);
        }
    }

    /// <summary>Writes a record up to its value.</summary>
    private void BeginValue(int label)
    {
        long target = _target;
        if (IsFull)
        {
            return;
        }

        if (_count++ == 0)
        {
            Position = _start;
            BeginList();
        }
        else
        {
            // What ends the list.
            Position -= IsOma ? 2 : 1;
            AppendByte(',');
        }

        int before = '{';
        if (target != _base && !IsOma)
        {
            _base = target;
            WriteBase();
            before = ',';
        }

        // The quotation mark takes the place of the name's first slash.
        WriteLabel(before, Name);
        int name = Position;
        int id = (ushort)_row;
        int resourceInstance = (ushort)_resourceInstance;
        AppendPath(target == _base
            ? Lwm2mPath.Of(id, resourceInstance)
            : Lwm2mPath.Of(Lwm2mPath.InstanceId(target), id, resourceInstance));
        AppendByte('"');
        if (!IsFull)
        {
            _buffer[name] = (byte)'"';
        }

        if (!double.IsNaN(_time))
        {
            WriteLabel(',', TimeOfValue);
            AppendNumber(_time);
        }

        // Of LwM2M 1.0: "v", "sv", "bv", "ov".
        if (label != Value && IsOma)
        {
            int kind = (byte)label;
            label = ((kind == 'd' ? 's' : kind) << 8) | 'v';
        }

        WriteLabel(',', label);
    }

    private void WriteBase()
    {
        WriteLabel('{', BaseName);
        AppendByte('"');
        AppendPath(_base);
        AppendText(('/' << 8) | '"');
    }

    private void EndRecord()
    {
        AppendByte('}');
        EndList();
    }

    /// <summary>Writes the label of a member, and before it what begins the map or parts it from
    /// the member before.</summary>
    private void WriteLabel(int before, int label)
    {
        AppendByte(before);
        AppendByte('"');
        AppendText(((long)label << 16) | ('"' << 8) | ':');
    }

    /// <summary>
    /// Writes what comes before the first record. The base name is that of the first record's
    /// instance, or of the object.
    /// </summary>
    private void BeginList()
    {
        if (IsOma)
        {
            int before = '{';
            if (_count > 0)
            {
                _base = _isObject ? Lwm2mPath.Parent(_target) : _target;
                WriteBase();
                before = ',';
            }

            WriteLabel(before, Records);
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
}
