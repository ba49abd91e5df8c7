// Decimal text of numbers, both ways (OMA LwM2M Core 1.1 §7.4.1), without the platform's: its
// ToString is good for 15 digits only, its Parse takes more than numbers.
//
// Conversion between binary and decimal goes through a number of two limbs of 59 bits,
//     (high + low / 2^59) * 2^exponent,
// which five times a limb does not push out of a long. It is multiplied or divided by ten as often
// as the decimal exponent asks for. At least 110 bits are right at every step; a double has 53 and
// 17 digits have 57, so the errors that gather in the last bits stay far from the result.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Writes and parses decimal numbers.</summary>
internal static class NumberText
{
    private const int LimbBits = 59;
    private const long LimbMask = (1L << LimbBits) - 1;

    private const long Infinity = 0x7FFL << 52;

    /// <summary>The power of two that the last bit of the smallest doubles stands for.</summary>
    private const int LeastExponent = -1074;

    /// <summary>
    /// Writes an integer: the offset behind it, or -1 if it does not fit before
    /// <paramref name="end"/>.
    /// </summary>
    public static int WriteInteger(byte[] buffer, int offset, int end, long value)
    {
        return WriteFixed(buffer, offset, end, value < 0 ? 1 : 0, value, 0);
    }

    /// <summary>
    /// Writes a float with the fewest of 15 to 17 significant digits from which it can be read
    /// back, trailing zeros left out: 21.5, and below 1E-5 and from 1E15 on 1.5E20. Returns the
    /// offset behind it, or -1 if it does not fit or is no finite number.
    /// </summary>
    public static int WriteFloat(byte[] buffer, int offset, int end, double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int sign = bits < 0 ? 1 : 0;
        bits ^= (long)sign << 63;
        if (bits >= Infinity)
        {
            return -1;
        }

        int fraction = 0;
        long digits = bits == 0 ? 0 : ToDecimal(bits, out fraction);

        // The power of ten of the first digit.
        int power = CountOf(digits) - 1 - fraction;
        bool isPlain = power >= -5 && power < 15;
        if (!isPlain)
        {
            fraction += power;
        }

        for (; fraction > 0 && digits % 10 == 0; fraction--)
        {
            digits /= 10;
        }

        offset = WriteFixed(buffer, offset, end, sign, digits, fraction);
        if (isPlain || offset < 0)
        {
            return offset;
        }

        end = WriteInteger(buffer, offset + 1, end, power);
        if (end >= 0)
        {
            buffer[offset] = (byte)'E';
        }

        return end;
    }

    /// <summary>Parses an optional sign and digits; false beyond 63 bits.</summary>
    public static bool ParseInteger(byte[] buffer, int offset, int length, out long value)
    {
        return Parse(buffer, offset, length, false, out value) == TokenKind.Integer;
    }

    /// <summary>
    /// Parses an optional sign, digits, an optional fraction and an optional exponent; false if
    /// the number is too large for a double.
    /// </summary>
    public static bool ParseFloat(byte[] buffer, int offset, int length, out double value)
    {
        long bits;
        int kind = Parse(buffer, offset, length, true, out bits);
        value = BitConverter.Int64BitsToDouble(bits);
        return kind != TokenKind.None;
    }

    /// <summary>
    /// Parses an integer, as <see cref="ParseInteger"/> does, unless a float is asked for; what is
    /// none are the bits of a float, as <see cref="ParseFloat"/> parses it.
    /// </summary>
    /// <returns>The kind of token that it is: Integer, Float or None.</returns>
    public static int Parse(byte[] buffer, int offset, int length, bool isFloat, out long number)
    {
        number = 0;
        int end = offset + length;
        int first = length > 0 ? buffer[offset] : 0;
        int sign = first == '-' ? 1 : 0;
        if (sign > 0 || first == '+')
        {
            offset++;
        }

        long high = 0;
        long low = 0;
        long power = 0;
        int fraction = 0;
        bool isDigit = false;
        for (; offset < end; offset++)
        {
            int digit = buffer[offset] - '0';
            if (digit == '.' - '0' && isDigit && fraction == 0)
            {
                fraction = 1;
                isDigit = false;
                continue;
            }

            if ((uint)digit > 9)
            {
                break;
            }

            isDigit = true;
            if (high >> (LimbBits - 4) == 0)
            {
                low = (low * 10) + digit;
                high = (high * 10) + (low >> LimbBits);
                low &= LimbMask;
                power -= fraction;
            }
            else
            {
                power += 1 - fraction;
            }
        }

        if (!isDigit)
        {
            return TokenKind.None;
        }

        if (!isFloat && offset == end && fraction == 0 && high <= 16)
        {
            // Of 63 bits four are in the high limb; negative numbers reach one further, to where
            // one less is positive.
            long integer = (high << LimbBits) | low;
            if ((integer & (integer - sign)) >= 0)
            {
                number = sign > 0 ? -integer : integer;
                return TokenKind.Integer;
            }
        }

        if (offset < end)
        {
            long exponent;
            if ((buffer[offset++] | 0x20) != 'e'
                || Parse(buffer, offset, end - offset, false, out exponent) != TokenKind.Integer
                || (int)exponent != exponent)
            {
                return TokenKind.None;
            }

            power += exponent;
        }

        long bits = ToBits(high, low, power);
        number = bits | ((long)sign << 63);
        return bits == Infinity ? TokenKind.None : TokenKind.Float;
    }

    /// <summary>
    /// The double nearest to digits * 10^power, or infinity; the digits are not negative.
    /// </summary>
    public static double FromDecimal(long digits, long power)
    {
        // Four bits more than a limb has: scaling takes them into the high one.
        return BitConverter.Int64BitsToDouble(ToBits(0, digits, power));
    }

    /// <summary>
    /// Writes a number with some digits behind its point; the sign is 1 for a negative one. Of
    /// the digits their own sign does not matter.
    /// </summary>
    private static int WriteFixed(
        byte[] buffer, int offset, int end, int sign, long digits, int fraction)
    {
        int length = CountOf(digits);
        if (fraction > 0)
        {
            // A digit before the point, and the point.
            length = length > fraction ? length + 1 : fraction + 2;
        }

        if (length + sign > end - offset)
        {
            return -1;
        }

        buffer[offset] = (byte)'-';
        offset += sign;
        end = offset + length;
        int position = end;
        while (position > offset)
        {
            if (fraction-- == 0 && position < end)
            {
                buffer[--position] = (byte)'.';
                continue;
            }

            // The remainder of a negative number is negative.
            int digit = (int)(digits % 10);
            buffer[--position] = (byte)('0' + (digit < 0 ? -digit : digit));
            digits /= 10;
        }

        return end;
    }

    /// <summary>How many digits a number has.</summary>
    private static int CountOf(long digits)
    {
        int count = 0;
        do
        {
            count++;
            digits /= 10;
        }
        while (digits != 0);

        return count;
    }

    /// <summary>The bits of the double nearest to digits * 10^power, or infinity.</summary>
    private static long ToBits(long high, long low, long power)
    {
        // The 35 digits at most that there are cannot bring such powers back into range.
        if ((high | low) == 0 || power < -400)
        {
            return 0;
        }

        if (power <= 310)
        {
            int exponent = LimbBits - LeastExponent;
            long fraction = Scale(high, low, ref exponent, (int)power, true);
            if (exponent <= 2045)
            {
                // The leading bit goes where it belongs, into the exponent, and so does a carry.
                return ((long)exponent << 52) + fraction;
            }
        }

        return Infinity;
    }

    /// <summary>
    /// The fewest digits, 15 to 17 of them, that read back as the same double; behind the point
    /// are <paramref name="places"/> of them.
    /// </summary>
    private static long ToDecimal(long bits, out int places)
    {
        // The last bit of the exponent, from 1 on, is the leading one of the fraction.
        int exponent = (int)(bits >> 52);
        if (exponent > 0)
        {
            exponent--;
        }

        long fraction = bits - ((long)exponent << 52);
        exponent += LeastExponent;

        // The power of the leading bit; log10(2) is 78913 / 2^18; right or one too small.
        int leading = exponent;
        for (long rest = fraction; rest != 1; rest >>= 1)
        {
            leading++;
        }

        places = 15 - ((leading * 78913) >> 18);
        long digits;
        do
        {
            places--;
            digits = ToInteger(fraction, exponent, places);
        }
        while (digits >= 1000000000000000);

        while (ToBits(0, digits, -places) != bits)
        {
            places++;
            digits = ToInteger(fraction, exponent, places);
        }

        return digits;
    }

    /// <summary>The integer nearest to fraction * 2^exponent * 10^power.</summary>
    private static long ToInteger(long fraction, int exponent, int power)
    {
        return Scale(fraction, 0, ref exponent, power, false);
    }

    /// <summary>
    /// Multiplies a number that is not zero by 10^power and rounds it, to nearest and ties to
    /// even: to an integer, or to 53 bits, if there are so many before the point.
    /// </summary>
    /// <param name="high">The high limb.</param>
    /// <param name="low">The low limb.</param>
    /// <param name="exponent">The exponent of the high limb; then that of the result.</param>
    /// <param name="power">The power of ten.</param>
    /// <param name="isFloat">Whether 53 bits are enough.</param>
    private static long Scale(
        long high, long low, ref int exponent, int power, bool isFloat)
    {
        long mask = LimbMask;
        int e = exponent;
        while (true)
        {
            while (high >> (LimbBits - 1) == 0)
            {
                int step = high >> (LimbBits - 4) == 0 ? 4 : 1;
                high = (high << step) | (low >> (LimbBits - step));
                low = (low << step) & mask;
                e -= step;
            }

            if (power == 0)
            {
                break;
            }

            if (power < 0)
            {
                // A tenth is four fifths of an eighth.
                high = (high << 2) | (low >> (LimbBits - 2));
                low = (((low << 2) & mask) | ((high % 5) << LimbBits)) / 5;
                high /= 5;
                e -= 3;
                power++;
            }
            else
            {
                // Ten is five eighths of sixteen.
                low = ((low >> 3) | ((high & 7) << (LimbBits - 3))) * 5;
                high = ((high >> 3) * 5) + (low >> LimbBits);
                low &= mask;
                e += 4;
                power--;
            }
        }

        // The last 20 bits are where the errors are: round them off, so that a tie is a tie.
        low += 1L << 19;
        high += low >> LimbBits;
        low = (low & mask) >> 20;

        // Below the point there is nothing.
        int shift = -e;
        if (isFloat && shift < LimbBits - 53)
        {
            shift = LimbBits - 53;
        }

        exponent = e + shift;
        if (shift > LimbBits)
        {
            return 0;
        }

        // Half a unit carries, but for a tie above an even number: of that a bit less.
        long even = low == 0 ? ~(high >> shift) & 1 : 0;
        return (high + (1L << (shift - 1)) - even) >> shift;
    }
}
