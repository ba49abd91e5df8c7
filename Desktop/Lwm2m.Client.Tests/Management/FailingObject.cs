// An object without instances, of which a server may create one: id 33003.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.DesktopTests.Management;

/// <summary>An object whose Write does what it is told.</summary>
internal sealed class FailingObject : Lwm2mObject
{
    private static readonly int[] s_rows =
        [0 | Operations.ReadWrite | ResourceType.Integer, 1 | Operations.Execute];

    private long _value;

    public FailingObject()
        : base(33003, 10, s_rows, 1)
    {
    }

    /// <summary>What Write returns; unless that is Success or Pending, nothing is stored.
    /// </summary>
    public Status WriteStatus { get; set; } = Status.Success;

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        writer.WriteInteger(_value);
        return Status.Success;
    }

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        _value = value.ReadInteger();
        return WriteStatus;
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
}
