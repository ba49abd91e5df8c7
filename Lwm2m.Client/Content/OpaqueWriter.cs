// The opaque format, application/octet-stream, written (OMA LwM2M Core 1.1 §7.4.2).

namespace Lwm2m.Client.Content;

/// <summary>Writes the bytes of one Opaque as they are; it suits no other type.</summary>
internal sealed class OpaqueWriter : SingleValueWriter
{
    private protected override void OnInteger(long value)
    {
        _isUnsuitable = true;
    }

    private protected override void OnFloat(double value)
    {
        _isUnsuitable = true;
    }

    private protected override void OnBoolean(bool value)
    {
        _isUnsuitable = true;
    }

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        _isUnsuitable = true;
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        Append(value, offset, length);
    }

    private protected override void OnObjectLink(int objectId, int instanceId)
    {
        _isUnsuitable = true;
    }
}
