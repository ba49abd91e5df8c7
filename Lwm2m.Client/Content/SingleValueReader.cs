// The formats that hold one value, read (OMA LwM2M Core 1.1 §7.4.1, §7.4.2 and appendix C):
// SingleValueWriter lists how a value of each type looks.

namespace Lwm2m.Client.Content;

/// <summary>Reads exactly one value, that of the path: text, strictly and without blanks around it,
/// or opaque bytes.</summary>
internal sealed class SingleValueReader : ContentReader
{
    /// <summary>An Opaque has been decoded in place; its length is -1 if it is malformed.</summary>
    private bool _isDecoded;

    internal override void Begin(byte[] buffer, int offset, int end, long path)
    {
        base.Begin(buffer, offset, end, path);
        _valueOffset = offset;
        _valueLength = end - offset;

        // Opaque bytes are what they are.
        _isDecoded = Format == ContentFormat.Opaque;
    }

    internal override Status Next()
    {
        // It has a position only until then.
        if (_position < 0)
        {
            return Status.NotFound;
        }

        _position = -1;
        _kind = TokenKind.Text;
        return Lwm2mPath.Depth(_path) < 3 ? Status.BadRequest : Status.Success;
    }

    internal override bool Is(int row)
    {
        int type = ResourceType.TypeOf(row);
        if (Format == ContentFormat.Opaque)
        {
            _kind = TokenKind.Data;
        }
        else if (type >= TypeNumber.String || type == TypeNumber.ObjectLink)
        {
            _kind = TokenKind.Text | TokenKind.Data;
        }
        else
        {
            bool isFloat = type == TypeNumber.Float;
            int kind = NumberText.Parse(
                _buffer, _valueOffset, _valueLength, isFloat, out Number);
            _kind = isFloat ? kind
                : kind != TokenKind.Integer ? TokenKind.None
                : type != TypeNumber.Boolean ? kind
                : _valueLength == 1 && Number <= 1 ? TokenKind.Boolean : TokenKind.None;
        }

        return base.Is(row);
    }

    private protected override bool IsData()
    {
        if (!_isDecoded)
        {
            _isDecoded = true;
            _valueLength = Base64.DecodeInPlace(_buffer, _offset, _valueLength, false);
        }

        return _valueLength >= 0;
    }
}
