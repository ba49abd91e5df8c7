// What objects read written values from. A format derives from it and walks its content as a flat
// list of values, each with its ids; one walk validates, a second one commits.

using System;

namespace Lwm2m.Client.Content;

/// <summary>
/// One written value. An object's <c>Write</c> calls the method for the resource's type; it has
/// been checked before that the value is of that type.
/// </summary>
public abstract class ContentReader
{
    /// <summary>
    /// The kind of token that a value of a type is, four bits for each type from None on. Of an
    /// object link and a String both are texts.
    /// </summary>
    private const long KindsOfTypes = ((long)TokenKind.Boolean << (4 * TypeNumber.Boolean))
        | ((long)TokenKind.Text << (4 * TypeNumber.ObjectLink))
        | ((long)TokenKind.Number << (4 * TypeNumber.Integer))
        | ((long)TokenKind.Number << (4 * TypeNumber.Unsigned))
        | ((long)TokenKind.Number << (4 * TypeNumber.Time))
        | ((long)TokenKind.Number << (4 * TypeNumber.Float))
        | ((long)TokenKind.Text << (4 * TypeNumber.String))
        | ((long)TokenKind.Data << (4 * TypeNumber.Opaque));

    /// <summary>
    /// The exponent of 2^63, where integers end. Those of infinities and of what is not a number
    /// are larger, too; the device's interpreter would not compare them as IEEE 754 wants it.
    /// </summary>
    private const int IntegerEnd = 0x43E;

    /// <summary>Added to a format: the bytes of an Opaque may go on behind the end of the content,
    /// of which only the first block is there. How many they are is then the number.</summary>
    internal const int Partial = int.MinValue;

    /// <summary>The content format, of those that the reader can read.</summary>
    internal int Format;

    private protected byte[] _buffer;
    private protected int _offset;
    private protected int _end;

    /// <summary>The path of the request.</summary>
    private protected long _path;

    private protected int _position;
    private protected int _valueOffset;
    private protected int _valueLength;

    /// <summary>The kind of token that the value is, or the last one; None for no value.</summary>
    private protected int _kind;

    // To be read only but by formats: a property would cost a call on the device.

    /// <summary>
    /// The whole path of the value, as <see cref="Lwm2mPath"/> packs it. In TLV for an object
    /// the instance may be missing from it: the client is to choose one.
    /// </summary>
    internal long Path;

    /// <summary>
    /// The number that it is, or an object link once <see cref="Is"/> has found that it is one;
    /// of a Float the bits, which makes it what <see cref="ContentWriter.WriteHeld"/> writes, but
    /// for a String and an Opaque. Of an array or a map what tells its end.
    /// </summary>
    internal long Number;

    /// <summary>For the formats of this library only.</summary>
    internal ContentReader()
    {
    }

    /// <summary>
    /// The resource instance of this value, or -1 for a resource without instances.
    /// </summary>
    public int ResourceInstanceId
    {
        get
        {
            int id = (ushort)Path;
            return (short)id == Lwm2mPath.Absent ? -1 : id;
        }
    }

    /// <summary>
    /// False for a resource with instances of which there are none, for an object instance that
    /// contains nothing, and for a path of a composite Read: nothing to store.
    /// </summary>
    internal bool HasValue
    {
        get { return _kind != TokenKind.None; }
    }

    /// <summary>
    /// The buffer that holds the value's bytes; valid only during the call of Write.
    /// </summary>
    public byte[] Buffer
    {
        get { return _buffer; }
    }

    /// <summary>Where the bytes of a String or an Opaque start.</summary>
    public int ValueOffset
    {
        get { return _valueOffset; }
    }

    /// <summary>The number of bytes of a String or an Opaque.</summary>
    public int ValueLength
    {
        get { return _valueLength; }
    }

    /// <summary>
    /// Starts at the first value of <c>buffer[offset..end)</c>, the content of a request to a
    /// path that <see cref="Lwm2mPath"/> has packed: the root for a composite operation.
    /// </summary>
    internal virtual void Begin(byte[] buffer, int offset, int end, long path)
    {
        _buffer = buffer;
        _offset = offset;
        _end = end;
        _path = path;
        Rewind();
    }

    /// <summary>
    /// Starts again at the first value of the same content: the second walk, which commits. (A
    /// second <see cref="Begin"/> would decode again what <see cref="Is"/> has decoded in place.)
    /// </summary>
    internal virtual void Rewind()
    {
        Path = _path;
        _position = _offset;
    }

    /// <summary>
    /// Moves to the next value: Success, NotFound at the end, BadRequest if the content is
    /// malformed.
    /// </summary>
    internal abstract Status Next();

    /// <summary>
    /// Whether the value can be read as the type of a row. To be asked in each walk before the
    /// value is read, which it makes ready for that; an encoded Opaque it turns into the bytes
    /// that it stands for, once.
    /// </summary>
    internal virtual bool Is(int row)
    {
        int type = ResourceType.TypeOf(row);
        int kind = _kind;
        if (((int)(KindsOfTypes >> (4 * type)) & 15 & kind) == 0)
        {
            return false;
        }

        double value = ToFloat(kind, Number);
        if (type >= TypeNumber.String)
        {
            return type == TypeNumber.String ? IsUtf8() : IsData();
        }

        if (type == TypeNumber.ObjectLink)
        {
            return IsLink();
        }

        if (type == TypeNumber.Boolean)
        {
            return true;
        }

        if (type == TypeNumber.Float)
        {
            _kind = TokenKind.Float;
            Number = BitConverter.DoubleToInt64Bits(value);
            return true;
        }

        // A number without fraction is an integer, however it is written.
        if (kind == TokenKind.Float)
        {
            // The exponent, from which the sign is shifted out.
            if ((ulong)(Number << 1) >> 53 >= IntegerEnd || (long)value != value)
            {
                return false;
            }

            _kind = TokenKind.Integer;
            Number = (long)value;
        }

        return type != TypeNumber.Unsigned || Number >= 0;
    }

    /// <summary>The value of an Integer, Unsigned Integer or Time resource.</summary>
    public long ReadInteger()
    {
        return Number;
    }

    /// <summary>The value of a Float resource.</summary>
    public double ReadFloat()
    {
        return BitConverter.Int64BitsToDouble(Number);
    }

    /// <summary>The value of a Boolean resource.</summary>
    public bool ReadBoolean()
    {
        return Number != 0;
    }

    /// <summary>The value of an Objlnk resource: the object id in bits 16 to 31, the instance id
    /// in bits 0 to 15.</summary>
    public int ReadObjectLink()
    {
        return (int)Number;
    }

    /// <summary>
    /// Whether the value is UTF-8 (RFC 3629 §4) without NUL, which would cut a string on the
    /// device.
    /// </summary>
    private protected bool IsUtf8()
    {
        byte[] buffer = _buffer;
        int position = _valueOffset;
        int end = position + _valueLength;
        while (position < end)
        {
            // As a signed number, which is positive for ASCII, and negative from 0x80 on.
            int code = (sbyte)buffer[position++];
            if (code > 0)
            {
                continue;
            }

            // What is no first byte has too large a code in the end, but for NUL and 0x80 to 0xC1.
            int following = code >= 0xF0 - 0x100 ? 3 : code >= 0xE0 - 0x100 ? 2 : 1;
            if (code == 0 || code < 0xC2 - 0x100 || following > end - position)
            {
                return false;
            }

            code &= 0x7F >> following;
            for (int i = 0; i < following; i++)
            {
                int next = (sbyte)buffer[position++];
                if (next >= 0xC0 - 0x100)
                {
                    return false;
                }

                code = (code << 6) | (next & 0x3F);
            }

            // Overlong; a surrogate; beyond U+10FFFF.
            if (code >> ((5 * following) + 1) == 0 || code >> 11 == 0x1B || code > 0x10FFFF)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the value is a link as text, two ids with a colon between them, and which.
    /// </summary>
    private protected bool IsLink()
    {
        // -1 is an id that has not come yet.
        long objectId = -1;
        int id = -1;
        int position = _valueOffset;
        int end = position + _valueLength;
        while (position < end)
        {
            int digit = _buffer[position++] - '0';
            if (digit == ':' - '0' && objectId < 0 && id >= 0)
            {
                objectId = id;
                id = -1;
                continue;
            }

            id = id < 0 ? digit : (id * 10) + digit;
            if ((uint)digit > 9 || id != (ushort)id)
            {
                return false;
            }
        }

        Number = (objectId << 16) | (long)id;
        return Number >= 0;
    }

    /// <summary>Whether the value is an Opaque; makes bytes of a text.</summary>
    private protected virtual bool IsData()
    {
        return true;
    }

    private protected static double ToFloat(int kind, long number)
    {
        return kind == TokenKind.Integer ? number : BitConverter.Int64BitsToDouble(number);
    }
}
