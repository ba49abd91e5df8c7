// Records what an object's Read writes, without a content format.

using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Tests;

/// <summary>A content writer that remembers values instead of encoding them.</summary>
internal sealed class RecordingWriter : ContentWriter
{
    private const int MaxValues = 16;

    private readonly int[] _instances = new int[MaxValues];
    private readonly long[] _integers = new long[MaxValues];
    private readonly string[] _texts = new string[MaxValues];

    /// <summary>The number of values written.</summary>
    public int Count { get; private set; }

    /// <summary>The last Float.</summary>
    public double Float { get; private set; }

    /// <summary>Reads a resource; Status.NotFound if the instance lacks it.</summary>
    public Status Read(Lwm2mObject source, int instanceId, int resourceId, int wanted = -1)
    {
        Count = 0;
        int row = source.FindRow(resourceId);
        if (row == 0 || !source.Has(instanceId, resourceId))
        {
            return Status.NotFound;
        }

        Begin(new byte[0], 0, 0);
        EnterResource(row, wanted);
        Status status = source.Read(instanceId, resourceId, this);
        LeaveResource();
        return status;
    }

    /// <summary>The resource instance of a value, -1 for a single one.</summary>
    public int InstanceAt(int index)
    {
        return _instances[index];
    }

    /// <summary>An Integer, Time or Boolean; an Objlnk as object id * 65536 + instance id.
    /// </summary>
    public long IntegerAt(int index)
    {
        return _integers[index];
    }

    /// <summary>A String; an Opaque as if it were one.</summary>
    public string TextAt(int index)
    {
        return _texts[index];
    }

    private protected override void OnNumber(int type, long value)
    {
        Add(type == TypeNumber.ObjectLink ? value & 0xFFFFFFFF : value, null);
    }

    private protected override void OnFloat(double value)
    {
        Float = value;
        Add(0, null);
    }

    private protected override void OnBytes(bool isText, byte[] value, int offset, int length)
    {
        string text = length == 0 ? "" : Encoding.UTF8.GetString(value, offset, length);
        Add(0, text);
    }

    private void Add(long value, string text)
    {
        _instances[Count] = _resourceInstance;
        _integers[Count] = value;
        _texts[Count] = text;
        Count++;
    }
}
