// An object with values that do not fit one message: id 33002.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Tests;

namespace Lwm2m.Client.DesktopTests.Blocks;

/// <summary>A value of many bytes, a value that is streamed, and instances at will.</summary>
internal sealed class LargeObject : Lwm2mObject
{
    public const int Id = 33002;
    public const int Data = 0;
    public const int Package = 1;
    public const int Slow = 2;

    private static readonly int[] s_rows =
    [
        Data | Operations.ReadWrite | ResourceType.Opaque,
        Package | Operations.Write | ResourceType.Opaque | ResourceType.Streamed,
        Slow | Operations.Read | ResourceType.Opaque,
    ];

    private readonly List<byte> _package = [];
    private bool _isFetched;

    public LargeObject(int instances = 1)
        : base(Id, 10, s_rows, 500)
    {
        for (int i = 0; i < instances; i++)
        {
            AddInstance(i);
        }
    }

    /// <summary>What Data holds.</summary>
    public byte[] Value { get; set; } = Numbered(1500);

    /// <summary>How often Data was written.</summary>
    public int Writes { get; private set; }

    /// <summary>What has come of the value that is streamed.</summary>
    public byte[] Streamed => [.. _package];

    /// <summary>The values that were streamed to their end.</summary>
    public List<byte[]> Completed { get; } = [];

    /// <summary>What was called: "begin 1500", "0+64", "1484+16.", "abort".</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What the next chunk is answered with.</summary>
    public Status NextChunk { get; set; } = Status.Success;

    /// <summary>What the next stream is answered with.</summary>
    public Status NextBegin { get; set; } = Status.Success;

    /// <summary>Bytes that tell where they are.</summary>
    public static byte[] Numbered(int length, int seed = 0) =>
        WireBytes.Numbered(length, seed);

    public void ChangeInstances(int id) => AddInstance(id);

    public void Changed()
    {
        lock (Sync)
        {
            NotifyChanged(0, Data);
        }
    }

    public void Fetched()
    {
        _isFetched = true;
        Complete(Status.Success);
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == Slow && !_isFetched)
        {
            return Status.Pending;
        }

        writer.WriteOpaque(Value, 0, Value.Length);
        return Status.Success;
    }

    protected internal override bool Has(int instanceId, int resourceId) =>
        instanceId == 0 || resourceId == Data;

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        Value = value.Buffer.AsSpan(value.ValueOffset, value.ValueLength).ToArray();
        Writes++;
        return Status.Success;
    }

    protected internal override Status BeginStream(int instanceId, int resourceId, int length)
    {
        Calls.Add($"begin {length}");
        _package.Clear();
        return NextBegin;
    }

    protected internal override Status WriteChunk(
        int instanceId, int resourceId, int position,
        byte[] buffer, int offset, int length, bool isLast)
    {
        Calls.Add($"{position}+{length}{(isLast ? "." : "")}");
        _package.AddRange(buffer.AsSpan(offset, length));
        if (isLast)
        {
            Completed.Add(Streamed);
        }

        Status status = NextChunk;
        NextChunk = Status.Success;
        return status;
    }

    protected internal override void AbortStream(int instanceId, int resourceId) =>
        Calls.Add("abort");
}
