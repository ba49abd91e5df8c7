// The TLV format, read (OMA LwM2M Core 1.1 §7.4.4; TlvWriter draws a TLV):
//
//   path            what the content may be
//   object          object instances; or resources, if the client is to choose the instance id
//   instance        resources; or object instances that contain them
//   resource,       a resource; a resource with instances; or just its resource instances
//   its instance
//
// The nesting comes out as a flat list of values.

using System;

namespace Lwm2m.Client.Content;

/// <summary>
/// Reads TLV. An object instance or a resource with instances that contains nothing is reported
/// as one entry without a value (the object instance with the resource id -1).
/// </summary>
internal sealed class TlvReader : ContentReader
{
    private const int ObjectInstance = 0;
    private const int ResourceInstance = 1;
    private const int MultipleResource = 2;

    /// <summary>The smallest single-precision number above zero, 2^-149.</summary>
    private const double SmallestSingle = 1.4012984643248171e-45;

    private int _position;

    // Where what is being read ends, or -1 outside of it.
    private int _instanceEnd;
    private int _multipleEnd;

    private bool _isUnsigned;

    internal override void Rewind()
    {
        base.Rewind();
        _position = _offset;
        _instanceEnd = -1;
        _multipleEnd = -1;
    }

    internal override Status Next()
    {
        Leave();
        if (_position == _end)
        {
            return Status.NotFound;
        }

        while (true)
        {
            int header = ParseHeader();
            if (header < 0)
            {
                return Status.BadRequest;
            }

            int end = _valueOffset + _valueLength;
            int kind = header >> 16;
            if (!Enter(kind, header & 0xFFFF))
            {
                return Status.BadRequest;
            }

            _hasValue = (kind & 1) != 0;
            if (_hasValue || _valueLength == 0)
            {
                _position = end;
                return Status.Success;
            }

            _position = _valueOffset;
            if (kind == ObjectInstance)
            {
                _instanceEnd = end;
            }
            else
            {
                _multipleEnd = end;
            }
        }
    }

    internal override bool Is(int row)
    {
        int length = _valueLength;
        _isUnsigned = false;
        switch ((row & ResourceType.TypeMask) >> 20)
        {
            case ResourceType.String >> 20:
                return IsUtf8();
            case ResourceType.Unsigned >> 20:
                // Servers write 200 as one byte; 64-bit numbers beyond 63 bits do not fit here.
                _isUnsigned = length != 8;
                return IsInteger(length) && (_isUnsigned || _buffer[_valueOffset] < 0x80);
            case ResourceType.Integer >> 20:
            case ResourceType.Time >> 20:
                return IsInteger(length);
            case ResourceType.Float >> 20:
                return length == 4 || length == 8;
            case ResourceType.Boolean >> 20:
                return length == 1 && _buffer[_valueOffset] <= 1;
            case ResourceType.Opaque >> 20:
                return true;
            case ResourceType.ObjectLink >> 20:
                return length == 4;
            default:
                return false;
        }
    }

    public override long ReadInteger()
    {
        long value = Bytes.ReadInteger(_buffer, _valueOffset, _valueLength);
        return _isUnsigned ? value & ((1L << (8 * _valueLength)) - 1) : value;
    }

    public override double ReadFloat()
    {
        long bits = Bytes.ReadInteger(_buffer, _valueOffset, _valueLength);
        return _valueLength == 8 ? BitConverter.Int64BitsToDouble(bits) : FromSingle((int)bits);
    }

    public override bool ReadBoolean()
    {
        return _buffer[_valueOffset] != 0;
    }

    public override int ReadObjectLink()
    {
        return (int)Bytes.ReadInteger(_buffer, _valueOffset, 4);
    }

    /// <summary>
    /// The value of IEEE 754 single-precision bits; the platform cannot convert them.
    /// </summary>
    private static double FromSingle(int bits)
    {
        long fraction = bits & 0x7FFFFF;
        int exponent = (bits >> 23) & 0xFF;
        long result;
        if (exponent == 0)
        {
            result = BitConverter.DoubleToInt64Bits(fraction * SmallestSingle);
        }
        else
        {
            exponent = exponent == 0xFF ? 0x7FF : exponent + 1023 - 127;
            result = ((long)exponent << 52) | (fraction << 29);
        }

        return BitConverter.Int64BitsToDouble(bits < 0 ? result | long.MinValue : result);
    }

    private static bool IsInteger(int length)
    {
        return length == 1 || length == 2 || length == 4 || length == 8;
    }

    /// <summary>Leaves what ends here.</summary>
    private void Leave()
    {
        if (_position == _multipleEnd)
        {
            _multipleEnd = -1;
        }

        if (_position == _instanceEnd)
        {
            _instanceEnd = -1;
            _instanceId = IdOrNone(Lwm2mPath.InstanceId(_path));
        }
    }

    /// <summary>Takes the id of a TLV; false if it must not be where it is.</summary>
    private bool Enter(int kind, int id)
    {
        int resourceId = IdOrNone(Lwm2mPath.ResourceId(_path));
        if (kind == ResourceInstance)
        {
            if (_multipleEnd < 0)
            {
                _resourceId = resourceId;
            }

            _resourceInstanceId = id;
            return _resourceId >= 0 && (_multipleEnd >= 0 || resourceId >= 0);
        }

        if (_multipleEnd >= 0)
        {
            return false;
        }

        _resourceInstanceId = -1;
        if (kind == ObjectInstance)
        {
            _instanceId = id;
            _resourceId = -1;
            return _instanceEnd < 0 && resourceId < 0;
        }

        _resourceId = id;
        if (kind != MultipleResource)
        {
            _resourceInstanceId = IdOrNone(Lwm2mPath.ResourceInstanceId(_path));
        }

        return true;
    }

    /// <summary>
    /// Reads the header at the position and sets the bounds of the value: the kind in bits 16
    /// and 17 with the id below, or -1 if the TLV does not fit into what contains it.
    /// </summary>
    private int ParseHeader()
    {
        int limit = _multipleEnd >= 0 ? _multipleEnd : _instanceEnd >= 0 ? _instanceEnd : _end;
        int firstByte = _buffer[_position];
        int idAt = _position + 1;
        int lengthAt = idAt + 1 + ((firstByte >> 5) & 1);
        int valueAt = lengthAt + ((firstByte >> 3) & 3);
        if (valueAt > limit)
        {
            return -1;
        }

        int length = valueAt == lengthAt ? firstByte & 7 : ReadField(lengthAt, valueAt);
        if (length > limit - valueAt)
        {
            return -1;
        }

        _valueOffset = valueAt;
        _valueLength = length;
        return ((firstByte >> 6) << 16) | ReadField(idAt, lengthAt);
    }

    private int ReadField(int offset, int end)
    {
        int value = 0;
        while (offset < end)
        {
            value = (value << 8) | _buffer[offset++];
        }

        return value;
    }
}
