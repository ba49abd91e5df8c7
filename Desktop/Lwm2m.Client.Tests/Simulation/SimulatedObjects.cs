// The objects of the simulated device: what is executed or written carries a number that the
// server uses only once, and each is counted.

using System.Globalization;
using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>The least that a Device object can be: id 3.</summary>
internal sealed class MinimalDevice : Lwm2mObject
{
    private static readonly int[] s_rows =
    [
        0 | Operations.Read | ResourceType.String,
        4 | Operations.Execute,
        11 | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
    ];

    public MinimalDevice()
        : base(3, 11, s_rows, 1) => AddInstance(0);

    /// <summary>Called once the response to Reboot has left.</summary>
    public Action? Rebooting { get; set; }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == 0)
        {
            writer.WriteString("Contoso"u8.ToArray());
        }
        else if (writer.EnterResourceInstance(0))
        {
            writer.WriteInteger(0);
        }

        return Status.Success;
    }

    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments) =>
        Status.Success;

    protected internal override void AfterResponse(int instanceId, int resourceId) =>
        Rebooting?.Invoke();
}

/// <summary>An object with all that can be done to one: id 33000, version 1.0.</summary>
internal sealed class SimulatedObject : Lwm2mObject
{
    public const int Id = 33000;
    public const int Number = 0;
    public const int Label = 1;
    public const int Measured = 2;
    public const int Many = 3;
    public const int Act = 4;
    public const int ActSlowly = 5;
    public const int Counted = 6;
    public const int Slow = 7;

    private static readonly int[] s_rows =
    [
        Number | Operations.ReadWrite | ResourceType.Integer,
        Label | Operations.ReadWrite | ResourceType.String,
        Measured | Operations.Read | ResourceType.Float,
        Many | Operations.ReadWrite | ResourceType.Integer | ResourceType.Multiple,
        Act | Operations.Execute,
        ActSlowly | Operations.Execute,
        Counted | Operations.Write | ResourceType.Integer,
        Slow | Operations.Write | ResourceType.Integer,
    ];

    private readonly byte[] _label = "label"u8.ToArray();
    private long _number;
    private double _measured = 20;

    public SimulatedObject(int maxInstances = 4)
        : base(Id, 10, s_rows, maxInstances) => AddInstance(0);

    /// <summary>Called when a Pending operation has begun; it calls Complete some time.</summary>
    public Action? SlowBegan { get; set; }

    /// <summary>How often each number was executed or written.</summary>
    public Dictionary<long, int> Counts { get; } = [];

    /// <summary>What Execute returns; Success for a rule.</summary>
    public Status ActStatus { get; set; } = Status.Success;

    /// <summary>Adds an instance, or removes the one there is.</summary>
    public void ToggleInstance(int instanceId)
    {
        if (IndexOfInstance(instanceId) < 0)
        {
            AddInstance(instanceId);
        }
        else
        {
            RemoveInstance(instanceId);
        }
    }

    /// <summary>The value that was set last.</summary>
    public double Value => _measured;

    public void Measure(double value)
    {
        lock (Sync)
        {
            _measured = value;
            NotifyChanged(0, Measured);
        }
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        switch (resourceId)
        {
            case Number:
                writer.WriteInteger(_number);
                break;
            case Label:
                writer.WriteString(_label);
                break;
            case Measured:
                writer.WriteFloat(_measured);
                break;
            default:
                for (int i = 0; i < 3; i++)
                {
                    if (writer.EnterResourceInstance(i))
                    {
                        writer.WriteInteger(i * 100);
                    }
                }

                break;
        }

        return Status.Success;
    }

    protected internal override Status Check(int instanceId, int resourceId, ContentReader value) =>
        resourceId == Number && value.ReadInteger() < 0 ? Status.BadRequest : Status.Success;

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        switch (resourceId)
        {
            case Number:
                _number = value.ReadInteger();
                NotifyChanged(instanceId, Number);
                break;
            case Counted:
                Count(value.ReadInteger());
                break;
            case Slow:
                Count(value.ReadInteger());
                SlowBegan?.Invoke();
                return SlowBegan is null ? Status.Success : Status.Pending;
        }

        return Status.Success;
    }

    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        if (arguments.Has(0))
        {
            Count(long.Parse(
                Encoding.ASCII.GetString(
                    arguments.Buffer, arguments.OffsetOf(0), arguments.LengthOf(0)),
                CultureInfo.InvariantCulture));
        }

        if (resourceId == ActSlowly && SlowBegan is not null)
        {
            SlowBegan();
            return Status.Pending;
        }

        return ActStatus;
    }

    private void Count(long number) => Counts[number] = Counts.GetValueOrDefault(number) + 1;
}

/// <summary>An object whose one value has to be fetched first: id 33001.</summary>
internal sealed class SlowObject : Lwm2mObject
{
    public const int Id = 33001;

    private static readonly int[] s_rows = [0 | Operations.Read | ResourceType.Integer];

    private bool _isFetched;

    public SlowObject()
        : base(Id, 10, s_rows, 1) => AddInstance(0);

    /// <summary>Called when a value is to be fetched; null if it is at hand.</summary>
    public Action? FetchBegan { get; set; }

    /// <summary>How often a value was to be fetched.</summary>
    public int Fetches { get; private set; }

    public void Fetched(Status status = Status.Success)
    {
        _isFetched = status == Status.Success;
        Complete(status);
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (FetchBegan is not null && !_isFetched)
        {
            Fetches++;
            FetchBegan();
            return Status.Pending;
        }

        _isFetched = false;
        writer.WriteInteger(42);
        return Status.Success;
    }
}
