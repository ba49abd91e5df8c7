// Two small objects for the tests of the engine: a device that every client must have, and a
// sensor with one resource of each kind of operation.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Tests;

/// <summary>Object 3 with what the tests need: Manufacturer, Reboot, Error Code.</summary>
public sealed class BenchDevice : Lwm2mObject
{
    private static readonly int[] s_rows =
    {
        0 | Operations.Read | ResourceType.String,
        4 | Operations.Execute,
        11 | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
    };

    /// <summary>Creates it.</summary>
    public BenchDevice()
        : base(3, 11, s_rows, 1)
    {
        AddInstance(0);
    }

    /// <inheritdoc/>
    protected internal override Status Read(
        int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == 0)
        {
            writer.WriteString(WireBytes.OfText("Acme"));
            return Status.Success;
        }

        if (writer.EnterResourceInstance(0))
        {
            writer.WriteInteger(1);
        }

        if (writer.EnterResourceInstance(1))
        {
            writer.WriteInteger(7);
        }

        return Status.Success;
    }
}

/// <summary>Object 3303 with Reset, Sensor Value, Sensor Units, Application Type.</summary>
public sealed class BenchSensor : Lwm2mObject
{
    private static readonly int[] s_rows =
    {
        5605 | Operations.Execute,
        5700 | Operations.Read | ResourceType.Float,
        5701 | Operations.Read | ResourceType.String,
        5750 | Operations.ReadWrite | ResourceType.String,
    };

    private readonly byte[] _units = WireBytes.OfText("Cel");
    private readonly byte[] _text = new byte[16];
    private int _textLength;
    private double _value = 21.5;

    /// <summary>Creates it.</summary>
    public BenchSensor()
        : base(3303, 11, s_rows, 1)
    {
        AddInstance(0);
    }

    /// <summary>How often Reset has been executed.</summary>
    public int Executions { get; private set; }

    /// <summary>The number of bytes of argument 0 at the last execution, or -1.</summary>
    public int ArgumentLength { get; private set; }

    /// <summary>What the next Execute returns.</summary>
    public Status ExecuteStatus { get; set; } = Status.Success;

    /// <summary>The text that a server has written.</summary>
    public byte[] Text
    {
        get { return WireBytes.Prefix(_text, _textLength); }
    }

    /// <summary>Sets the value.</summary>
    public void SetValue(double value)
    {
        lock (Sync)
        {
            _value = value;
            NotifyChanged(0, 5700);
        }
    }

    /// <inheritdoc/>
    protected internal override Status Read(
        int instanceId, int resourceId, ContentWriter writer)
    {
        switch (resourceId)
        {
            case 5700:
                writer.WriteFloat(_value);
                break;
            case 5701:
                writer.WriteString(_units);
                break;
            default:
                writer.WriteString(_text, 0, _textLength);
                break;
        }

        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Check(
        int instanceId, int resourceId, ContentReader value)
    {
        return value.ValueLength <= _text.Length ? Status.Success : Status.BadRequest;
    }

    /// <inheritdoc/>
    protected internal override Status Write(
        int instanceId, int resourceId, ContentReader value)
    {
        _textLength = value.ValueLength;
        System.Array.Copy(value.Buffer, value.ValueOffset, _text, 0, _textLength);
        NotifyChanged(0, 5750);
        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        Executions++;
        ArgumentLength = arguments.LengthOf(0);
        return ExecuteStatus;
    }
}
