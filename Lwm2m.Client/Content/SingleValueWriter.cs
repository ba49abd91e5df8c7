// What the formats for one value have in common (OMA LwM2M Core 1.1 §7.4.1 and §7.4.2).

namespace Lwm2m.Client.Content;

/// <summary>
/// A format that holds exactly one value: an instance, a second resource or a resource with all
/// its instances makes it unsuitable.
/// </summary>
internal abstract class SingleValueWriter : ContentWriter
{
    private bool _isEntered;

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _isEntered = false;
    }

    internal override void EnterInstance(int instanceId)
    {
        _isUnsuitable = true;
    }

    internal override void EnterResource(int row, int wantedInstance)
    {
        base.EnterResource(row, wantedInstance);
        if (_isEntered || (wantedInstance < 0 && (row & ResourceType.Multiple) != 0))
        {
            _isUnsuitable = true;
        }

        _isEntered = true;
    }
}
