// The plain text format, written (OMA LwM2M Core 1.1 §7.4.1 and appendix C):
//   Integer, Time  decimal       Float   decimal, see NumberText     Boolean  "0" or "1"
//   String         as it is      Opaque  base64 (RFC 4648 §4)        Objlnk   "3:0"

namespace Lwm2m.Client.Content;

/// <summary>
/// Writes one value as text. A Float that is not a number or infinite has no text: the writer is
/// then full.
/// </summary>
internal sealed class PlainTextWriter : SingleValueWriter
{
    private protected override void OnInteger(long value)
    {
        AppendNumber(value);
    }

    private protected override void OnFloat(double value)
    {
        AppendNumber(value);
    }

    private protected override void OnBoolean(bool value)
    {
        AppendByte(value ? '1' : '0');
    }

    private protected override void OnString(byte[] utf8, int offset, int length)
    {
        Append(utf8, offset, length);
    }

    private protected override void OnOpaque(byte[] value, int offset, int length)
    {
        MoveTo(Base64.Encode(
            value, offset, length, _buffer, _position, _end, false));
    }

    private protected override void OnObjectLink(int objectId, int instanceId)
    {
        OnInteger(objectId);
        AppendByte(':');
        OnInteger(instanceId);
    }
}
