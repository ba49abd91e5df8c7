// An object with a value that does not fit one message: id 33002.

using System;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Tests;

/// <summary>Resource 0 is opaque, and the same in all instances.</summary>
public sealed class BlobObject : Lwm2mObject
{
    /// <summary>Uri-Path 33002, 0, 0.</summary>
    public const string Path = "B5 |33002| 01 |0| 01 |0|";

    private static readonly int[] s_rows =
    {
        0 | Operations.ReadWrite | ResourceType.Opaque,
    };

    /// <summary>Creates it.</summary>
    public BlobObject(int instances)
        : base(33002, 10, s_rows, instances)
    {
        for (int i = 0; i < instances; i++)
        {
            AddInstance(i);
        }
    }

    /// <summary>The value.</summary>
    public byte[] Value { get; set; } = new byte[0];

    /// <summary>How often it was written.</summary>
    public int Writes { get; private set; }

    /// <summary>Sets the value of instance 0, and says so.</summary>
    public void Change(byte[] value)
    {
        lock (Sync)
        {
            Value = value;
            NotifyChanged(0, 0);
        }
    }

    /// <inheritdoc/>
    protected internal override Status Read(
        int instanceId, int resourceId, ContentWriter writer)
    {
        writer.WriteOpaque(Value, 0, Value.Length);
        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Write(
        int instanceId, int resourceId, ContentReader value)
    {
        Value = WireBytes.Part(value.Buffer, value.ValueOffset, value.ValueLength);
        Writes++;
        return Status.Success;
    }
}
