// Writes a CoAP message into a buffer (RFC 7252 §3): Begin, options in ascending order, then the
// payload. What does not fit makes the writer full; the message is then not to be sent.

using System;

namespace Lwm2m.Client.Coap;

/// <summary>Writes one message at a time.</summary>
internal sealed class MessageWriter
{
    private byte[] _buffer;
    private int _start;
    private int _position;
    private int _end;
    private int _lastOption;
    private bool _isFull;

    public byte[] Buffer
    {
        get { return _buffer; }
    }

    public int Start
    {
        get { return _start; }
    }

    public int Length
    {
        get { return _position - _start; }
    }

    public bool IsFull
    {
        get { return _isFull; }
    }

    /// <summary>Where the payload starts, after <see cref="BeginPayload"/>.</summary>
    public int Position
    {
        get { return _position; }
    }

    /// <summary>The end of the buffer.</summary>
    public int End
    {
        get { return _end; }
    }

    /// <summary>Gives the writer its buffer: <c>buffer[offset..end)</c>.</summary>
    public void Use(byte[] buffer, int offset, int end)
    {
        _buffer = buffer;
        _start = offset;
        _position = offset;
        _end = end;
        _isFull = false;
    }

    /// <summary>Starts a message with its header and token.</summary>
    public void Begin(
        int type, int code, int messageId, byte[] token, int tokenOffset, int tokenLength)
    {
        byte[] buffer = _buffer;
        int position = _start;
        _isFull = _end - position < 4 + Limits.TokenBytes;
        _position = position;
        _lastOption = 0;
        if (_isFull)
        {
            return;
        }

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
        _buffer[_start + 1] = (byte)code;
    }

    /// <summary>Writes an option with a value of bytes.</summary>
    public void AddOption(int number, byte[] value, int offset, int length)
    {
        if (AddHeader(number, length))
        {
            Array.Copy(value, offset, _buffer, _position, length);
            _position += length;
        }
    }

    /// <summary>Writes an option with an unsigned number, as short as it can be.</summary>
    public void AddOption(int number, int value)
    {
        int length = value == 0 ? 0
            : value <= 0xFF ? 1
            : value <= 0xFFFF ? 2
            : value <= 0xFFFFFF ? 3 : 4;
        if (!AddHeader(number, length))
        {
            return;
        }

        int position = _position;
        for (int shift = (length - 1) << 3; shift >= 0; shift -= 8)
        {
            _buffer[position++] = (byte)(value >> shift);
        }

        _position = position;
    }

    /// <summary>
    /// Writes the payload marker and returns where the payload starts; EndPayload says where it
    /// ends.
    /// </summary>
    public int BeginPayload()
    {
        if (_isFull || _position >= _end)
        {
            _isFull = true;
            return _position;
        }

        _buffer[_position++] = 0xFF;
        return _position;
    }

    /// <summary>Ends the payload; an empty one takes its marker back (RFC 7252 §3).</summary>
    public void EndPayload(int position)
    {
        _position = position == _position ? position - 1 : position;
    }

    private bool AddHeader(int number, int length)
    {
        // Five bytes are the longest option header.
        if (_isFull || length + 5 > _end - _position)
        {
            _isFull = true;
            return false;
        }

        byte[] buffer = _buffer;
        int at = _position;
        int position = at + 1;
        int delta = number - _lastOption;
        _lastOption = number;
        if (delta > 12 || length > 12)
        {
            int deltaNibble = Nibble(delta);
            buffer[at] = (byte)((deltaNibble << 4) | Nibble(length));
            position = Extend(position, delta);
            position = Extend(position, length);
        }
        else
        {
            buffer[at] = (byte)((delta << 4) | length);
        }

        _position = position;
        return true;
    }

    private static int Nibble(int value)
    {
        return value < 13 ? value : value < 269 ? 13 : 14;
    }

    private int Extend(int position, int value)
    {
        if (value >= 269)
        {
            Bytes.WriteUInt16(_buffer, position, value - 269);
            return position + 2;
        }

        if (value >= 13)
        {
            _buffer[position] = (byte)(value - 13);
            return position + 1;
        }

        return position;
    }
}
