// The formats that hold one value, written (OMA LwM2M Core 1.1 §7.4.1, §7.4.2 and appendix C).
// application/octet-stream is the bytes of an Opaque, and plain text:
//   Integer, Time  decimal       Float   decimal, see NumberText     Boolean  "0" or "1"
//   String         as it is      Opaque  base64 (RFC 4648 §4)        Objlnk   "3:0"

namespace Lwm2m.Client.Content;

/// <summary>
/// Writes exactly one value, as text or as opaque bytes: an instance, a second resource or a
/// resource with all its instances makes it unsuitable, and so does what is no Opaque where that
/// is the format. A Float that is not a number or infinite has no text: the writer is then full.
/// </summary>
internal sealed class SingleValueWriter : ContentWriter
{
    private bool _isEntered;

    internal override void Begin(byte[] buffer, int offset, int end)
    {
        base.Begin(buffer, offset, end);
        _isEntered = false;
    }

    internal override void EnterResource(int row, int wantedInstance)
    {
        base.EnterResource(row, wantedInstance);
        // Neither a second resource nor all instances of one (both are negative).
        if (_isEntered || (wantedInstance & row) < 0)
        {
            _isUnsuitable = true;
        }

        _isEntered = true;
    }

    private protected override void OnNumber(int type, long value)
    {
        if (!IsText())
        {
            return;
        }

        if (type == TypeNumber.ObjectLink)
        {
            AppendLink(value);
        }
        else
        {
            AppendNumber(value);
        }
    }

    private protected override void OnFloat(double value)
    {
        if (IsText())
        {
            AppendNumber(value);
        }
    }

    private protected override void OnBytes(bool isText, byte[] value, int offset, int length)
    {
        if (isText ? IsText() : Format == ContentFormat.Opaque)
        {
            Append(value, offset, length);
        }
        else if (!isText)
        {
            AppendBase64(value, offset, length, false);
        }
    }

    private bool IsText()
    {
        _isUnsuitable |= Format != ContentFormat.Text;
        return Format == ContentFormat.Text;
    }
}
