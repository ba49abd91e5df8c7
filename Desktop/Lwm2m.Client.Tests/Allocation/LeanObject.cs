// An object that allocates nothing itself.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.DesktopTests.Allocation;

/// <summary>One resource of each type; stands for Device as well as for a sensor.</summary>
internal sealed class LeanObject : Lwm2mObject
{
    public const int Sensor = 33000;

    private static readonly int[] s_rows =
    [
        0 | Operations.ReadWrite | ResourceType.Integer,
        1 | Operations.ReadWrite | ResourceType.String,
        2 | Operations.ReadWrite | ResourceType.Float,
        3 | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        4 | Operations.Execute,
        5 | Operations.ReadWrite | ResourceType.Boolean,
        6 | Operations.Read | ResourceType.Opaque,
        7 | Operations.Read | ResourceType.Time,
        8 | Operations.Read | ResourceType.ObjectLink,
        9 | Operations.Write | ResourceType.Opaque | ResourceType.Streamed,
    ];

    private readonly byte[] _text = new byte[64];
    private int _textLength = 5;
    private long _integer = 1234;
    private double _measured = 21.5;
    private bool _isOn;

    public LeanObject(int objectId)
        : base(objectId, 10, s_rows, 4) => AddInstance(0);

    /// <summary>How many Executes there were.</summary>
    public int Executions { get; private set; }

    /// <summary>How many values were written.</summary>
    public int Writes { get; private set; }

    /// <summary>How many bytes were streamed to their end.</summary>
    public int StreamedBytes { get; private set; }

    /// <summary>Whether Execute returns Pending.</summary>
    public bool IsSlow { get; set; }

    public void Measure(double value)
    {
        lock (Sync)
        {
            _measured = value;
            NotifyChanged(0, 2);
        }
    }

    public void ToggleInstance()
    {
        if (IndexOfInstance(1) < 0)
        {
            AddInstance(1);
        }
        else
        {
            RemoveInstance(1);
        }
    }

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        switch (resourceId)
        {
            case 0:
                writer.WriteInteger(_integer);
                break;
            case 1:
                writer.WriteString(_text, 0, _textLength);
                break;
            case 2:
                writer.WriteFloat(_measured);
                break;
            case 3:
                for (int i = 0; i < 3; i++)
                {
                    if (writer.EnterResourceInstance(i))
                    {
                        writer.WriteInteger(i);
                    }
                }

                break;
            case 5:
                writer.WriteBoolean(_isOn);
                break;
            case 6:
                writer.WriteOpaque(_text, 0, 16);
                break;
            case 7:
                writer.WriteTime(1_767_225_600);
                break;
            default:
                writer.WriteObjectLink(3, 0);
                break;
        }

        return Status.Success;
    }

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        Writes++;
        switch (resourceId)
        {
            case 0:
                _integer = value.ReadInteger();
                break;
            case 1:
                _textLength = value.ValueLength;
                Array.Copy(value.Buffer, value.ValueOffset, _text, 0, _textLength);
                break;
            case 2:
                _measured = value.ReadFloat();
                break;
            default:
                _isOn = value.ReadBoolean();
                break;
        }

        NotifyChanged(instanceId, resourceId);
        return Status.Success;
    }

    protected internal override Status CheckCreate(int instanceId) => Status.Success;

    protected internal override Status Create(int instanceId)
    {
        AddInstance(instanceId);
        return Status.Success;
    }

    protected internal override Status Delete(int instanceId)
    {
        RemoveInstance(instanceId);
        return Status.Success;
    }

    protected internal override Status BeginStream(int instanceId, int resourceId, int length) =>
        Status.Success;

    protected internal override Status WriteChunk(
        int instanceId, int resourceId, int position,
        byte[] buffer, int offset, int length, bool isLast)
    {
        StreamedBytes += isLast ? position + length : 0;
        return Status.Success;
    }

    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        Executions++;
        return IsSlow ? Status.Pending : Status.Success;
    }
}
