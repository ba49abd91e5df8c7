// Base64 (RFC 4648 §4): three bytes are four characters of six bits; "=" fills up the last four.
// The variant for URLs (§5) has "-" and "_" in place of "+" and "/" and, as SenML writes it, does
// not fill up. The 64 characters are computed: a table would take heap.

namespace Lwm2m.Client.Content;

/// <summary>Encodes and decodes base64.</summary>
internal static class Base64
{
    /// <summary>
    /// Encodes bytes into <c>buffer[position..end)</c>: the position behind them, or -1 if they
    /// do not fit.
    /// </summary>
    public static int Encode(
        byte[] source, int offset, int length, byte[] buffer, int position, int end, bool isUrl)
    {
        // Four characters for three bytes; of those the variant for URLs writes what has bits.
        int needed = isUrl ? ((4 * length) + 2) / 3 : (length + 2) / 3 * 4;
        if (needed > end - position)
        {
            return -1;
        }

        end = position + needed;
        for (int bit = 0; position < end; bit += 6)
        {
            int index = bit >> 3;
            if (index >= length)
            {
                buffer[position++] = (byte)'=';
                continue;
            }

            int bits = source[offset + index] << 8;
            if (++index < length)
            {
                bits |= source[offset + index];
            }

            buffer[position++] = CharacterOf(bits >> (10 - (bit & 7)), isUrl);
        }

        return position;
    }

    /// <summary>
    /// Decodes characters where they stand: the number of bytes, or -1 if they are malformed
    /// (blanks, missing or surplus padding and bits that stand for nothing included).
    /// </summary>
    public static int DecodeInPlace(byte[] buffer, int offset, int length, bool isUrl)
    {
        int end = offset + length;
        if (!isUrl)
        {
            if ((length & 3) != 0)
            {
                return -1;
            }

            if (length > 0 && buffer[end - 1] == '=')
            {
                end -= buffer[end - 2] == '=' ? 2 : 1;
            }
        }

        int target = offset;
        int bits = 0;
        int count = 0;
        for (int i = offset; i < end; i++)
        {
            int value = ValueOf(buffer[i], isUrl);
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
            }
        }

        // What is left is less than a character, and nothing.
        return count < 6 && (bits & ((1 << count) - 1)) == 0 ? target - offset : -1;
    }

    /// <summary>The character of the last six bits.</summary>
    private static byte CharacterOf(int value, bool isUrl)
    {
        value &= 63;
        return (byte)(value == 63 ? (isUrl ? '_' : '/')
            : value == 62 ? (isUrl ? '-' : '+')
            : value + (value < 26 ? 'A' : value < 52 ? 'a' - 26 : '0' - 52));
    }

    private static int ValueOf(int character, bool isUrl)
    {
        int value = character == CharacterOf(63, isUrl) ? 63
            : character < '0' ? 62
            : character < 'A' ? character - ('0' - 52)
            : character < 'a' ? character - 'A' : character - ('a' - 26);
        return CharacterOf(value, isUrl) == character ? value : -1;
    }
}
