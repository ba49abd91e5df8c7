// Base64 (RFC 4648 §4): three bytes are four characters of six bits; "=" fills up the last four.
// The 64 characters are computed: a table would take heap.

namespace Lwm2m.Client.Content;

/// <summary>Encodes and decodes base64.</summary>
internal static class Base64
{
    /// <summary>
    /// Encodes bytes into <c>buffer[position..end)</c>: the position behind them, or -1 if they
    /// do not fit.
    /// </summary>
    public static int Encode(
        byte[] source, int offset, int length, byte[] buffer, int position, int end)
    {
        if ((length + 2) / 3 > (end - position) / 4)
        {
            return -1;
        }

        for (; length > 0; length -= 3)
        {
            int group = source[offset++] << 16;
            if (length > 1)
            {
                group |= source[offset++] << 8;
            }

            if (length > 2)
            {
                group |= source[offset++];
            }

            for (int i = 0; i < 4; i++)
            {
                buffer[position++] = (byte)(i > length ? '=' : CharacterOf((group >> 18) & 63));
                group <<= 6;
            }
        }

        return position;
    }

    /// <summary>
    /// Decodes characters where they stand: the number of bytes, or -1 if they are malformed
    /// (blanks, missing padding and bits that stand for nothing included).
    /// </summary>
    public static int DecodeInPlace(byte[] buffer, int offset, int length)
    {
        if ((length & 3) != 0)
        {
            return -1;
        }

        int end = offset + length;
        int padding = 0;
        while (padding < 2 && padding < length && buffer[end - 1 - padding] == '=')
        {
            padding++;
        }

        end -= padding;
        int target = offset;
        int bits = 0;
        int count = 0;
        for (int i = offset; i < end; i++)
        {
            int value = ValueOf(buffer[i]);
            if (value < 0)
            {
                return -1;
            }

            bits = (bits << 6) | value;
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                buffer[target++] = (byte)(bits >> count);
                bits &= (1 << count) - 1;
            }
        }

        return bits == 0 ? target - offset : -1;
    }

    private static int CharacterOf(int value)
    {
        return value < 26 ? 'A' + value
            : value < 52 ? 'a' - 26 + value
            : value < 62 ? '0' - 52 + value
            : value == 62 ? '+' : '/';
    }

    private static int ValueOf(int character)
    {
        if (character >= '0' && character <= '9')
        {
            return character - '0' + 52;
        }

        if (character >= 'A' && character <= 'Z')
        {
            return character - 'A';
        }

        if (character >= 'a' && character <= 'z')
        {
            return character - 'a' + 26;
        }

        return character == '+' ? 62 : character == '/' ? 63 : -1;
    }
}
