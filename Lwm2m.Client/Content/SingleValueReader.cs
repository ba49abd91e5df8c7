// What the formats for one value have in common (OMA LwM2M Core 1.1 §7.4.1 and §7.4.2).

namespace Lwm2m.Client.Content;

/// <summary>A format that holds exactly one value, that of the path.</summary>
internal abstract class SingleValueReader : ContentReader
{
    private bool _isRead;

    internal override void Rewind()
    {
        base.Rewind();
        _hasValue = true;
        _isRead = false;
    }

    internal override Status Next()
    {
        if (_isRead)
        {
            return Status.NotFound;
        }

        _isRead = true;
        return Lwm2mPath.Depth(_path) < 3 ? Status.BadRequest : Status.Success;
    }
}
