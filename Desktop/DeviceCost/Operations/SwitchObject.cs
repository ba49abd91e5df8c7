// An object as an application adds it.

using Lwm2m.Client;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace DeviceCost.Operations;

/// <summary>IPSO On/Off Switch (3342), in its least form.</summary>
internal sealed class SwitchObject : Lwm2mObject
{
    private const int DigitalInputState = 5500;

    private static readonly int[] s_rows =
    [
        DigitalInputState | Lwm2m.Client.Operations.Read | ResourceType.Boolean,
    ];

    public SwitchObject()
        : base(3342, 10, s_rows, 1) => AddInstance(0);

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        writer.WriteBoolean(false);
        return Status.Success;
    }
}
