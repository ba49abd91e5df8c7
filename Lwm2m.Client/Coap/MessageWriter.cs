// Writes a CoAP message into a buffer (RFC 7252 §3): Begin, options in ascending order, then the
// payload. What does not fit makes the writer full; the message is then not to be sent.

using System;

namespace Lwm2m.Client.Coap;

/// <summary>Writes one message at a time.</summary>
internal sealed class MessageWriter
{
    private const byte PayloadMarker = 0xFF;

    // To be read only: a property would cost a call on the device.
    public byte[] Buffer;

    public int Start;

    /// <summary>The end of the buffer.</summary>
    public int End;

    public bool IsFull;

    /// <summary>The number of the option that was written last.</summary>
    public int LastOption;

    private int _position;

    public int Length
    {
        get { return _position - Start; }
    }

    /// <summary>The bytes that still fit.</summary>
    public int Room
    {
        get { return End - _position; }
    }

    /// <summary>Gives the writer its buffer: <c>buffer[offset..end)</c>.</summary>
    public void Use(byte[] buffer, int offset, int end)
    {
        Buffer = buffer;
        Start = offset;
        End = end;
    }

    /// <summary>Starts a message with its header and token.</summary>
    public void Begin(
        int type, int code, int messageId, byte[] token, int tokenOffset, int tokenLength)
    {
        byte[] buffer = Buffer;
        int position = Start;
        LastOption = 0;
        if (End - position < 4 + Limits.TokenBytes)
        {
            Fill();
            return;
        }

        IsFull = false;
        buffer[position] = (byte)(0x40 | (type << 4) | tokenLength);
        buffer[position + 1] = (byte)code;
        buffer[position + 2] = (byte)(messageId >> 8);
        buffer[position + 3] = (byte)messageId;
        if (tokenLength > 0)
        {
            Array.Copy(token, tokenOffset, buffer, position + 4, tokenLength);
        }

        _position = position + 4 + tokenLength;
    }

    /// <summary>Starts an empty message: acknowledgement or Reset (RFC 7252 §4.1).</summary>
    public void BeginEmpty(int type, int messageId)
    {
        Begin(type, CoapCode.Empty, messageId, null, 0, 0);
    }

    /// <summary>Replaces the code of the message.</summary>
    public void SetCode(int code)
    {
        Buffer[Start + 1] = (byte)code;
    }

    /// <summary>Writes an option with a value of bytes.</summary>
    public void AddOption(int number, byte[] value, int offset, int length)
    {
        // Five bytes are the longest option header.
        if (HasRoom(length + 5))
        {
            int at = _position;
            int delta = number - LastOption;
            LastOption = number;
            Buffer[at] = (byte)((Nibble(delta) << 4) | Nibble(length));
            _position = Extend(Extend(at + 1, delta), length);
            Append(value, offset, length);
        }
    }

    /// <summary>Writes an option with all of some bytes.</summary>
    public void AddOption(int number, byte[] value)
    {
        AddOption(number, value, 0, value.Length);
    }

    /// <summary>
    /// Writes an option with an unsigned number, as short as it can be. Every notification has
    /// two of them, so this does in one piece what the other does for any length.
    /// </summary>
    public void AddOption(int number, int value)
    {
        // Header, two bytes of delta and four of value are the most.
        int at = _position;
        if (End - at < 7)
        {
            Fill();
            return;
        }

        byte[] buffer = Buffer;
        int delta = number - LastOption;
        LastOption = number;
        int position = at + 1;
        if (delta > 12)
        {
            position = Extend(position, delta);
            delta = Nibble(delta);
        }

        int start = position;
        if (value != (byte)value)
        {
            if (value > 0xFFFF)
            {
                if (value >> 24 != 0)
                {
                    buffer[position++] = (byte)(value >> 24);
                }

                buffer[position++] = (byte)(value >> 16);
            }

            buffer[position++] = (byte)(value >> 8);
        }

        if (value != 0)
        {
            buffer[position++] = (byte)value;
        }

        buffer[at] = (byte)((delta << 4) | (position - start));
        _position = position;
    }

    /// <summary>Appends what another message has: options, which are then to be counted in
    /// <see cref="LastOption"/>, or all that is left.</summary>
    public void Append(byte[] source, int offset, int length)
    {
        if (HasRoom(length))
        {
            Array.Copy(source, offset, Buffer, _position, length);
            _position += length;
        }
    }

    /// <summary>
    /// Writes the payload marker and returns where the payload starts; EndPayload says where it
    /// ends.
    /// </summary>
    public int BeginPayload()
    {
        int position = _position;
        if (position >= End)
        {
            Fill();
            return position;
        }

        Buffer[position] = PayloadMarker;
        return position + 1;
    }

    /// <summary>Ends the payload; an empty one has no marker (RFC 7252 §3).</summary>
    public void EndPayload(int position)
    {
        if (position > _position + 1)
        {
            _position = position;
        }
    }

    /// <summary>
    /// Puts an ETag of four bytes in front of a message that is complete: of its options, the
    /// first of which has a number from 5 to 16, and its payload.
    /// </summary>
    public void InsertETag(int tag)
    {
        if (HasRoom(5))
        {
            byte[] buffer = Buffer;
            int at = Start + 4 + (buffer[Start] & 15);
            Array.Copy(buffer, at, buffer, at + 5, _position - at);
            buffer[at] = (CoapOption.ETag << 4) | 4;
            Bytes.WriteInteger(buffer, at + 1, 4, tag);
            buffer[at + 5] -= CoapOption.ETag << 4;
            _position += 5;
        }
    }

    private bool HasRoom(int length)
    {
        if (length > Room)
        {
            Fill();
            return false;
        }

        return true;
    }

    /// <summary>Makes the writer full: it has no room for anything any more.</summary>
    private void Fill()
    {
        IsFull = true;
        _position = End;
    }

    private static int Nibble(int value)
    {
        return value < 13 ? value : value < 269 ? 13 : 14;
    }

    private int Extend(int position, int value)
    {
        if (value >= 269)
        {
            Bytes.WriteUInt16(Buffer, position, value - 269);
            return position + 2;
        }

        if (value >= 13)
        {
            Buffer[position] = (byte)(value - 13);
            return position + 1;
        }

        return position;
    }
}
