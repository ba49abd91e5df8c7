// The texts of JSON (RFC 8259 §7): escapes become UTF-8 where they stand.

using System;

namespace Lwm2m.Client.Content;

internal sealed partial class JsonReader
{
    /// <summary>The upper bits of those that stand for a character in pairs.</summary>
    private const int HighSurrogate = 0xD800 >> 10;
    private const int LowSurrogate = 0xDC00 >> 10;
    private const int SurrogateOffset = (0xD800 << 10) + 0xDC00 - 0x10000;

    private void ReadText()
    {
        byte[] buffer = _buffer;
        int start = _position;
        int target = start;
        int c;
        while ((c = ReadByte()) != '"')
        {
            if (c < ' ')
            {
                Fail();
                return;
            }

            if (c == '\\')
            {
                target = WriteUtf8(target, ReadEscape());
            }
            else
            {
                buffer[target++] = (byte)c;
            }
        }

        _kind = TokenKind.Text;
        _valueOffset = start;
        _valueLength = target - start;
        if (target < _position - 1)
        {
            Mark(start - 1, TextMark, _position);
        }
    }

    /// <summary>The next byte, or -1 at the end.</summary>
    private int ReadByte()
    {
        return _position < _end ? _buffer[_position++] : -1;
    }

    /// <summary>Reads the rest of an escape: its character, or -1 if it is none.</summary>
    private int ReadEscape()
    {
        int c = ReadByte();
        if (c == '"' || c == '\\' || c == '/')
        {
            return c;
        }

        if (c != 'u')
        {
            return c == 'b' ? '\b'
                : c == 'f' ? '\f'
                : c == 'n' ? '\n'
                : c == 'r' ? '\r'
                : c == 't' ? '\t'
                : -1;
        }

        c = ReadHex();
        if (c >> 10 == HighSurrogate)
        {
            // Beyond 16 bits there are two of them, and neither comes alone.
            int low = ReadByte() == '\\' && ReadByte() == 'u' ? ReadHex() : 0;
            return low >> 10 == LowSurrogate ? (c << 10) + low - SurrogateOffset : -1;
        }

        return c >> 10 == LowSurrogate ? -1 : c;
    }

    /// <summary>Reads four hexadecimal digits; -1 if they are none.</summary>
    private int ReadHex()
    {
        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = Bytes.HexDigit(ReadByte());
            if (digit < 0)
            {
                return -1;
            }

            value = (value << 4) | digit;
        }

        return value;
    }

    /// <summary>Writes a character: the offset behind it. One that is none ends the content.
    /// </summary>
    private int WriteUtf8(int offset, int c)
    {
        if (c < 0)
        {
            _position = _end;
            return offset;
        }

        // The first byte has a one for each byte that there is, if there are several.
        int shift = c >> 7 == 0 ? 0 : c >> 11 == 0 ? 6 : c >> 16 == 0 ? 12 : 18;
        int lead = shift == 0 ? 0 : -128 >> (shift / 6);
        _buffer[offset++] = (byte)(lead | (c >> shift));
        while (shift > 0)
        {
            shift -= 6;
            _buffer[offset++] = (byte)(-128 | ((c >> shift) & 0x3F));
        }

        return offset;
    }

    /// <summary>
    /// Marks the value as decoded: it moves behind a mark where it began, blanks fill up to where
    /// it ended.
    /// </summary>
    private void Mark(int start, int mark, int end)
    {
        byte[] buffer = _buffer;
        int offset = start + MarkLength;
        Array.Copy(buffer, _valueOffset, buffer, offset, _valueLength);
        buffer[start] = (byte)mark;
        Bytes.WriteUInt16(buffer, start + 1, _valueLength);
        _valueOffset = offset;
        FillUp(offset + _valueLength, end);
    }

    private void FillUp(int offset, int end)
    {
        for (; offset < end; offset++)
        {
            _buffer[offset] = (byte)' ';
        }
    }
}
