// An application's own object whose operations are counted, and that takes its time on demand.

using System.Text;
using Lwm2m.Client;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Interop.Support;

/// <summary>Object 26241, of the range for vendors' tests.</summary>
internal sealed class ProbeObject : Lwm2mObject
{
    public const int Id = 26241;

    /// <summary>Counts, and notes its arguments.</summary>
    public const int Count = 0;

    /// <summary>The number of times that Count was executed.</summary>
    public const int Executions = 1;

    /// <summary>Completes later.</summary>
    public const int Slow = 2;

    /// <summary>A value that has to be fetched first.</summary>
    public const int SlowValue = 3;

    private const int DelayMs = 300;

    private bool _hasValue;

    public ProbeObject()
        : base(
            Id, 10,
            [
                Count | Lwm2m.Client.Operations.Execute,
                Executions | Lwm2m.Client.Operations.Read | ResourceType.Integer,
                Slow | Lwm2m.Client.Operations.Execute,
                SlowValue | Lwm2m.Client.Operations.Read | ResourceType.Integer,
            ],
            1)
    {
        AddInstance(0);
    }

    public int Counted { get; private set; }

    public int SlowExecutions { get; private set; }

    public int SlowReads { get; private set; }

    public string LastArgument { get; private set; } = "";

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == SlowValue && !_hasValue)
        {
            SlowReads++;
            CompleteLater(() => _hasValue = true);
            return Status.Pending;
        }

        writer.WriteInteger(resourceId == SlowValue ? 4711 : Counted);
        _hasValue = false;
        return Status.Success;
    }

    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        if (resourceId == Slow)
        {
            SlowExecutions++;
            CompleteLater(() => { });
            return Status.Pending;
        }

        Counted++;
        LastArgument = arguments.Has(0)
            ? Encoding.UTF8.GetString(
                arguments.Buffer, arguments.OffsetOf(0), arguments.LengthOf(0))
            : "";
        NotifyChanged(0, Executions);
        return Status.Success;
    }

    private void CompleteLater(Action first) => _ = Task.Run(async () =>
    {
        await Task.Delay(DelayMs);
        lock (Sync)
        {
            first();
        }

        Complete(Status.Success);
    });
}
