// An object whose values show when something has been done by half: id 33010.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>Two numbers that are only ever written together, and a text of one letter.</summary>
internal sealed class PairObject : Lwm2mObject
{
    public const int Id = 33010;
    public const int MaxTextBytes = 1500;

    private const int First = 0;
    private const int Second = 1;
    private const int Fixed = 2;
    private const int Text = 3;

    private static readonly int[] s_rows =
    [
        First | Operations.ReadWrite | ResourceType.Integer,
        Second | Operations.ReadWrite | ResourceType.Integer,
        Fixed | Operations.Read | ResourceType.Integer,
        Text | Operations.ReadWrite | ResourceType.String,
    ];

    private readonly long[] _numbers = new long[3];
    private readonly byte[] _text = new byte[MaxTextBytes];
    private int _length;

    public PairObject()
        : base(Id, 10, s_rows, 1) => AddInstance(0);

    /// <summary>What both numbers are; an exception if they are not the same.</summary>
    public long Value => _numbers[First] == _numbers[Second]
        ? _numbers[First]
        : throw new InvariantException($"{_numbers[First]} without {_numbers[Second]}");

    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId == Text)
        {
            writer.WriteString(_text, 0, _length);
        }
        else
        {
            writer.WriteInteger(_numbers[resourceId]);
        }

        return Status.Success;
    }

    protected internal override Status Check(int instanceId, int resourceId, ContentReader value) =>
        resourceId != Text || value.ValueLength <= MaxTextBytes
            ? Status.Success : Status.BadRequest;

    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        if (resourceId == Text)
        {
            _length = value.ValueLength;
            Array.Copy(value.Buffer, value.ValueOffset, _text, 0, _length);
        }
        else
        {
            _numbers[resourceId] = value.ReadInteger();
        }

        NotifyChanged(instanceId, resourceId);
        return Status.Success;
    }
}
