// Lists of records, written: SenML (RFC 8428; OMA LwM2M Core 1.1 §7.4.5 and §7.4.6) and the JSON
// of LwM2M 1.0 (§6.4.4). What a record is about is here; CborWriter and JsonWriter write it.
//
// Each object instance is a base name, "/3/0/", in its first record; names are relative to it: "0",
// or "6/1". The JSON of 1.0 has one base name for all. After each record the list is complete:
// nobody has to end it.

namespace Lwm2m.Client.Content;

/// <summary>Writes one record a value.</summary>
internal abstract class RecordWriter : ContentWriter
{
    /// <summary>Where the content starts.</summary>
    private protected int _start;

    /// <summary>The number of records, or of values without a record.</summary>
    private protected int _count;

    /// <summary>The object instance that is written.</summary>
    private protected long _target;

    /// <summary>What names are relative to.</summary>
    private protected long _base;

    /// <summary>The time of what is written, or NaN.</summary>
    private protected double _time;

    /// <summary>
    /// Up to where a record that needs only a name and a value can be begun in a quicker way; -1
    /// if the next one may need more.
    /// </summary>
    private protected int _plainEnd;

    internal override double Time
    {
        set
        {
            _time = value;
            _plainEnd = -1;
        }
    }

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _start = offset;
        _count = 0;
        _base = Lwm2mPath.Root;
        Time = double.NaN;
    }

    internal override void EnterTarget(long path)
    {
        if (path != _target)
        {
            _target = path;
            _plainEnd = -1;
        }
    }
}
