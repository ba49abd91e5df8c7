// The opaque format, application/octet-stream, read (OMA LwM2M Core 1.1 §7.4.2).

namespace Lwm2m.Client.Content;

/// <summary>Reads the bytes of one Opaque as they are; they are no other type.</summary>
internal sealed class OpaqueReader : SingleValueReader
{
    internal override void Rewind()
    {
        base.Rewind();
        _valueOffset = _offset;
        _valueLength = _end - _offset;
    }

    internal override bool Is(int row)
    {
        return (row & ResourceType.TypeMask) == ResourceType.Opaque;
    }

    public override long ReadInteger()
    {
        return 0;
    }

    public override double ReadFloat()
    {
        return 0;
    }

    public override bool ReadBoolean()
    {
        return false;
    }

    public override int ReadObjectLink()
    {
        return 0;
    }
}
