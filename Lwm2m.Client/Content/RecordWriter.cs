// Lists of records, written: SenML (RFC 8428; OMA LwM2M Core 1.1 §7.4.5 and §7.4.6) and the JSON
// of LwM2M 1.0 (§6.4.4). What a record says is here; CborWriter and JsonWriter know how it looks.
//
// Each object instance is a base name, "/3/0/", in its first record; names are relative to it: "0",
// or "6/1". The JSON of 1.0 has one base name for all. After each record the list is complete:
// nobody has to end it.

namespace Lwm2m.Client.Content;

/// <summary>Writes one record a value.</summary>
internal abstract class RecordWriter : ContentWriter
{
    // The labels of members (RFC 8428 §6; OMA LwM2M Core 1.1 §7.4.5): from bit 8 on the text of
    // JSON, below it the byte of CBOR. That of an object link is a text there too: "vlo".
    private protected const int BaseName = ('b' << 16) | ('n' << 8) | 0x21;
    private protected const int Name = ('n' << 8) | 0;
    private protected const int Value = ('v' << 8) | 2;
    private protected const int StringValue = ('v' << 16) | ('s' << 8) | 3;
    private protected const int BooleanValue = ('v' << 16) | ('b' << 8) | 4;
    private protected const int TimeOfValue = ('t' << 8) | 6;
    private protected const int DataValue = ('v' << 16) | ('d' << 8) | 8;
    private protected const int ObjectLink = ('v' << 24) | ('l' << 16) | ('o' << 8) | 0x63;

    /// <summary>Where the content starts.</summary>
    private protected int _start;

    /// <summary>The number of records, or of values without a record.</summary>
    private protected int _count;

    /// <summary>The object instance that is written.</summary>
    private protected long _target;

    /// <summary>What names are relative to.</summary>
    private protected long _base;

    /// <summary>Whether what is written has a time.</summary>
    private protected bool _hasTime;

    private double _time;

    internal override double Time
    {
        set
        {
            _time = value;
            _hasTime = !double.IsNaN(value);
        }
    }

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _start = offset;
        _count = 0;
        _base = Lwm2mPath.Root;
        _hasTime = false;
    }

    internal override void EnterTarget(long path)
    {
        _target = path;
    }

    private protected override void OnObjectLink(int objectId, int instanceId)
    {
        BeginValue(ObjectLink);
        int start = BeginText();
        AppendId(objectId);
        AppendByte(':');
        AppendId(instanceId);
        EndText(start);
        EndRecord();
    }

    /// <summary>Writes a record up to its value.</summary>
    private protected virtual void BeginValue(int label)
    {
        bool hasTime = _hasTime;
        bool hasBase = _target != _base && Format != ContentFormat.OmaJson;
        BeginRecord((hasBase ? 3 : 2) + (hasTime ? 1 : 0));
        if (hasBase)
        {
            _base = _target;
            WriteBase();
        }

        WriteLabel(Name);
        int start = BeginText();
        if (_target != _base)
        {
            AppendId(Lwm2mPath.InstanceId(_target));
            AppendByte('/');
        }

        AppendId(_row & ResourceType.IdMask);
        if (_resourceInstance >= 0)
        {
            AppendByte('/');
            AppendId(_resourceInstance);
        }

        EndText(start);
        if (hasTime)
        {
            WriteLabel(TimeOfValue);
            AppendTime(_time);
        }

        WriteLabel(label);
    }

    /// <summary>Writes the base name.</summary>
    private protected void WriteBase()
    {
        WriteLabel(BaseName);
        int start = BeginText();
        AppendByte('/');
        AppendId(Lwm2mPath.ObjectId(_base));
        AppendByte('/');
        int instanceId = Lwm2mPath.InstanceId(_base);
        if (instanceId != Lwm2mPath.NoId)
        {
            AppendId(instanceId);
            AppendByte('/');
        }

        EndText(start);
    }

    /// <summary>Begins a record of some members.</summary>
    private protected abstract void BeginRecord(int members);

    /// <summary>Ends the record and, with it, the list.</summary>
    private protected virtual void EndRecord()
    {
    }

    /// <summary>Writes the label of a member.</summary>
    private protected abstract void WriteLabel(int label);

    /// <summary>Begins a text of up to 23 bytes: a value for <see cref="EndText"/>.</summary>
    private protected abstract int BeginText();

    /// <summary>Ends a text.</summary>
    private protected abstract void EndText(int start);

    /// <summary>Writes a time, a number.</summary>
    private protected abstract void AppendTime(double value);

    private void AppendId(int id)
    {
        if (id >= 10)
        {
            AppendId(id / 10);
        }

        AppendByte('0' + (id % 10));
    }
}
