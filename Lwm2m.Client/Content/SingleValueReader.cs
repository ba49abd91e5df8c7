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

    internal override void Rewind()
    {
        base.Rewind();
        _hasValue = false;
    }

    internal override Status Next()
    {
        if (_hasValue)
        {
            return Status.NotFound;
        }

        _hasValue = true;
        return Lwm2mPath.Depth(_path) < 3 ? Status.BadRequest : Status.Success;
    }

    internal override bool Is(int row)
    {
        int type = row & ResourceType.TypeMask;
        if (Format == ContentFormat.Opaque)
        {
            return type == ResourceType.Opaque;
        }

        switch (type >> 20)
        {
            case ResourceType.None >> 20:
                return false;
            case ResourceType.String >> 20:
                return IsUtf8();
            case ResourceType.Opaque >> 20:
                return DecodeOpaque();
            case ResourceType.ObjectLink >> 20:
                return IsLink();
        }

        bool isFloat = type == ResourceType.Float;
        if (!NumberText.Parse(_buffer, _valueOffset, _valueLength, isFloat, out _number))
        {
            return false;
        }

        return type == ResourceType.Boolean ? _valueLength == 1 && _number <= 1
            : type != ResourceType.Unsigned || _number >= 0;
    }

    private bool DecodeOpaque()
    {
        if (!_isDecoded)
        {
            _isDecoded = true;
            _valueLength = Base64.DecodeInPlace(_buffer, _offset, _valueLength, false);
        }

        return _valueLength >= 0;
    }
}
