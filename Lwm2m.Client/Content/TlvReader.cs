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
/// as one entry without a value.
/// </summary>
internal sealed class TlvReader : ContentReader
{
    private const int ObjectInstance = 0;
    private const int ResourceInstance = 1;
    private const int MultipleResource = 2;
    private const int Resource = 3;

    /// <summary>
    /// The lengths that a value can have, four bits for each type from None on: 1, 2, 4 and 8
    /// for integers and Time, 4 and 8 for Float, 1 for Boolean, 4 for Objlnk.
    /// </summary>
    private const int Lengths = (1 << (4 * TypeNumber.Boolean))
        | (4 << (4 * TypeNumber.ObjectLink))
        | (15 << (4 * TypeNumber.Integer))
        | (15 << (4 * TypeNumber.Unsigned))
        | (15 << (4 * TypeNumber.Time))
        | (12 << (4 * TypeNumber.Float));

    // Where the last object instance and the last resource with instances end, or -1.
    private int _instanceEnd;
    private int _multipleEnd;

    internal override void Rewind()
    {
        base.Rewind();
        _instanceEnd = -1;
        _multipleEnd = -1;
    }

    internal override Status Next()
    {
        while (_position < _end)
        {
            bool isInMultiple = _position < _multipleEnd;
            bool isInInstance = _position < _instanceEnd;
            int header = ParseHeader(
                isInMultiple ? _multipleEnd : isInInstance ? _instanceEnd : _end);
            int kind = header >> 16;
            if (!IsAllowed(kind, isInMultiple, isInInstance))
            {
                return Status.BadRequest;
            }

            int id = (ushort)header;
            int end = _valueOffset + _valueLength;
            if (kind == ObjectInstance)
            {
                _instanceEnd = end;
                SetId(id, 32);
            }
            else if (kind == ResourceInstance)
            {
                SetId(id, 0);
            }
            else
            {
                // Below a path that names a resource instance it is that one.
                SetId(id, 16);
                SetId((ushort)_path, 0);
                if (kind == MultipleResource)
                {
                    _multipleEnd = end;
                }
            }

            // The kinds with a value are odd.
            _kind = kind & 1;
            if (_kind != TokenKind.None || _valueLength == 0)
            {
                _position = end;
                return Status.Success;
            }

            _position = _valueOffset;
        }

        return Status.NotFound;
    }

    internal override bool Is(int row)
    {
        int type = ResourceType.TypeOf(row);
        if (type == TypeNumber.String)
        {
            return IsUtf8();
        }

        if (type == TypeNumber.Opaque)
        {
            return true;
        }

        int length = _valueLength;
        int lengths = Lengths >> (4 * type) & 15;
        if ((length & lengths) == 0 || (length & (length - 1)) != 0)
        {
            return false;
        }

        // Servers write an Unsigned of 200 as one byte; of 64 bits, 63 fit here.
        long number = type == TypeNumber.Unsigned
            ? Bytes.ReadUnsigned(_buffer, _valueOffset, length)
            : Bytes.ReadInteger(_buffer, _valueOffset, length);
        if (type == TypeNumber.Float && length == 4)
        {
            number = BitConverter.DoubleToInt64Bits(FloatBits.FromSingle((int)number));
        }

        Number = number;
        return type == TypeNumber.Unsigned ? number >= 0
            : type != TypeNumber.Boolean || number >> 1 == 0;
    }

    /// <summary>Puts an id into the path of the value, none below it.</summary>
    private void SetId(int id, int shift)
    {
        // What is above it stays; below it ones come in.
        long above = Path >> (shift + 16);
        Path = ~(~((above << 16) | (long)id) << shift);
    }

    /// <summary>Whether a kind of TLV may be where it is.</summary>
    private bool IsAllowed(int kind, bool isInMultiple, bool isInInstance)
    {
        bool isResourcePath = Lwm2mPath.Depth(_path) > 2;
        if (kind == ResourceInstance)
        {
            return isInMultiple || isResourcePath;
        }

        // A resource is not beside an object instance.
        return kind >= 0 && !isInMultiple
            && (kind == ObjectInstance
                ? !isInInstance && !isResourcePath
                : isInInstance || _instanceEnd < 0);
    }

    /// <summary>
    /// Reads the header at the position and sets the bounds of the value: the kind in bits 16
    /// and 17 with the id below, or -1 if the TLV does not fit into what contains it.
    /// </summary>
    private int ParseHeader(int limit)
    {
        int firstByte = _buffer[_position];
        int idAt = _position + 1;
        int lengthAt = idAt + 1 + ((firstByte >> 5) & 1);
        int valueAt = lengthAt + ((firstByte >> 3) & 3);
        if (valueAt > limit)
        {
            return -1;
        }

        int length = valueAt == lengthAt
            ? firstByte & 7
            : (int)Bytes.ReadUnsigned(_buffer, lengthAt, valueAt - lengthAt);
        Number = length;
        if (length > limit - valueAt)
        {
            if (Format >= 0)
            {
                return -1;
            }

            length = limit - valueAt;
        }

        _valueOffset = valueAt;
        _valueLength = length;
        return ((firstByte >> 6) << 16)
            | (int)Bytes.ReadUnsigned(_buffer, idAt, lengthAt - idAt);
    }
}
