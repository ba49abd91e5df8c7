// The plain text format, read (OMA LwM2M Core 1.1 §7.4.1 and appendix C); PlainTextWriter lists
// how a value of each type looks.

namespace Lwm2m.Client.Content;

/// <summary>Reads one value as text: strictly, without blanks around it.</summary>
internal sealed class PlainTextReader : SingleValueReader
{
    private const int NotDecoded = -2;

    private long _integer;
    private double _float;

    /// <summary>
    /// The length of an Opaque once it has been decoded in place, -1 if it is malformed.
    /// </summary>
    private int _opaqueLength;

    internal override void Begin(byte[] buffer, int offset, int end, long path)
    {
        _opaqueLength = NotDecoded;
        base.Begin(buffer, offset, end, path);
        _valueOffset = offset;
        _valueLength = end - offset;
    }

    internal override bool Is(int row)
    {
        int length = _valueLength;
        switch ((row & ResourceType.TypeMask) >> 20)
        {
            case ResourceType.String >> 20:
                return IsUtf8();
            case ResourceType.Unsigned >> 20:
                return NumberText.ParseInteger(_buffer, _offset, length, out _integer)
                    && _integer >= 0;
            case ResourceType.Integer >> 20:
            case ResourceType.Time >> 20:
                return NumberText.ParseInteger(_buffer, _offset, length, out _integer);
            case ResourceType.Float >> 20:
                return NumberText.ParseFloat(_buffer, _offset, length, out _float);
            case ResourceType.Boolean >> 20:
                return length == 1 && (_buffer[_offset] | 1) == '1';
            case ResourceType.Opaque >> 20:
                return DecodeOpaque();
            case ResourceType.ObjectLink >> 20:
                return ParseObjectLink();
            default:
                return false;
        }
    }

    public override long ReadInteger()
    {
        return _integer;
    }

    public override double ReadFloat()
    {
        return _float;
    }

    public override bool ReadBoolean()
    {
        return _buffer[_offset] == '1';
    }

    public override int ReadObjectLink()
    {
        return (int)_integer;
    }

    private bool DecodeOpaque()
    {
        if (_opaqueLength == NotDecoded)
        {
            _opaqueLength = Base64.DecodeInPlace(_buffer, _offset, _valueLength);
            if (_opaqueLength >= 0)
            {
                _valueLength = _opaqueLength;
            }
        }

        return _opaqueLength >= 0;
    }

    private bool ParseObjectLink()
    {
        int colon = _offset;
        while (colon < _end && _buffer[colon] != ':')
        {
            colon++;
        }

        long objectId;
        if (!ParseId(_offset, colon, out objectId) || !ParseId(colon + 1, _end, out _integer))
        {
            return false;
        }

        _integer |= objectId << 16;
        return true;
    }

    private bool ParseId(int offset, int end, out long id)
    {
        return NumberText.ParseInteger(_buffer, offset, end - offset, out id)
            && _buffer[offset] >= '0' && id <= 0xFFFF;
    }
}
