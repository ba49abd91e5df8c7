// Decimal text of numbers, both ways (OMA LwM2M Core 1.1 §7.4.1), without the platform's: its
// ToString is good for 15 digits only, its Parse takes more than numbers.
//
// Conversion between binary and decimal goes through a number of two limbs of 59 bits,
//     (high + low / 2^59) * 2^exponent,
// which ten times a limb does not push out of a long. It is multiplied or divided by ten as often
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

    /// <summary>
    /// Writes an integer: the offset behind it, or -1 if it does not fit before
    /// <paramref name="end"/>.
    /// </summary>
    public static int WriteInteger(byte[] buffer, int offset, int end, long value)
    {
        int length = value < 0 ? 2 : 1;
        for (long rest = value / 10; rest != 0; rest /= 10)
        {
            length++;
        }

        if (length > end - offset)
        {
            return -1;
        }

        if (value < 0)
        {
            buffer[offset] = (byte)'-';
        }

        end = offset + length;
        int position = end;
        do
        {
            // The remainder of a negative number is negative.
            int digit = (int)(value % 10);
            buffer[--position] = (byte)('0' + (digit < 0 ? -digit : digit));
            value /= 10;
        }
        while (value != 0);

        return end;
    }

    /// <summary>
    /// Writes a float with the fewest of 15 to 17 significant digits from which it can be read
    /// back, trailing zeros left out: 21.5, and below 1E-5 and from 1E15 on 1.5E20. Returns the
    /// offset behind it, or -1 if it does not fit or is no finite number.
    /// </summary>
    public static int WriteFloat(byte[] buffer, int offset, int end, double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int sign = 0;
        if (bits < 0)
        {
            sign = 1;
            bits &= long.MaxValue;
        }

        if (bits >= Infinity)
        {
            return -1;
        }

        int power = 0;
        int precision = 1;
        long digits = bits == 0 ? 0 : ToDecimal(bits, out power, out precision);

        bool isPlain = power >= -5 && power < 15;
        int point = isPlain ? power : 0;
        int fraction = precision - 1 - point;
        for (; fraction > 0 && digits % 10 == 0; fraction--)
        {
            digits /= 10;
        }

        int length = (point > 0 ? point : 0) + (fraction > 0 ? fraction + 2 : 1);
        if (sign + length > end - offset)
        {
            return -1;
        }

        buffer[offset] = (byte)'-';
        offset += sign;
        int position = offset + length;
        offset = position;
        for (; length > 0; length--)
        {
            if (fraction-- == 0 && position != offset)
            {
                buffer[--position] = (byte)'.';
                continue;
            }

            buffer[--position] = (byte)('0' + (digits % 10));
            digits /= 10;
        }

        if (isPlain)
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
        value = 0;
        int end = offset + length;
        int sign = length > 0 ? buffer[offset] : 0;
        if (sign == '-' || sign == '+')
        {
            offset++;
        }

        if (offset >= end)
        {
            return false;
        }

        // Negative numbers reach one further, so count down.
        long total = 0;
        for (; offset < end; offset++)
        {
            int digit = buffer[offset] - '0';
            if (digit < 0 || digit > 9 || total < long.MinValue / 10)
            {
                return false;
            }

            total = (total * 10) - digit;
            if (total > 0)
            {
                return false;
            }
        }

        value = sign == '-' ? total : -total;
        return sign == '-' || total != long.MinValue;
    }

    /// <summary>
    /// Parses an optional sign, digits, an optional fraction and an optional exponent; false if
    /// the number is too large for a double.
    /// </summary>
    public static bool ParseFloat(byte[] buffer, int offset, int length, out double value)
    {
        value = 0;
        int end = offset + length;
        int sign = length > 0 ? buffer[offset] : 0;
        if (sign == '-' || sign == '+')
        {
            offset++;
        }

        long high = 0;
        long low = 0;
        long power = 0;
        bool isFraction = false;
        bool isDigit = false;
        for (; offset < end; offset++)
        {
            int digit = buffer[offset] - '0';
            if (digit == '.' - '0' && isDigit && !isFraction)
            {
                isFraction = true;
                isDigit = false;
                continue;
            }

            if (digit < 0 || digit > 9)
            {
                break;
            }

            isDigit = true;
            if (high >> (LimbBits - 4) == 0)
            {
                low = (low * 10) + digit;
                high = (high * 10) + (low >> LimbBits);
                low &= LimbMask;
                power -= isFraction ? 1 : 0;
            }
            else
            {
                power += isFraction ? 0 : 1;
            }
        }

        if (!isDigit)
        {
            return false;
        }

        if (offset < end)
        {
            long exponent;
            if ((buffer[offset++] | 0x20) != 'e'
                || !ParseInteger(buffer, offset, end - offset, out exponent)
                || (int)exponent != exponent)
            {
                return false;
            }

            power += exponent;
        }

        long bits = ToBits(high, low, power);
        value = BitConverter.Int64BitsToDouble(sign == '-' ? bits | long.MinValue : bits);
        return bits != Infinity;
    }

    /// <summary>
    /// The double nearest to digits * 10^power, or infinity; the digits are not negative.
    /// </summary>
    public static double FromDecimal(long digits, long power)
    {
        return BitConverter.Int64BitsToDouble(
            ToBits(digits >> LimbBits, digits & LimbMask, power));
    }

    /// <summary>The bits of the double nearest to digits * 10^power, or infinity.</summary>
    private static long ToBits(long high, long low, long power)
    {
        if ((high | low) == 0)
        {
            return 0;
        }

        // The 35 digits at most that there are cannot bring these back into range.
        if (power > 310 || power < -400)
        {
            return power > 0 ? Infinity : 0;
        }

        int exponent = LimbBits;
        Scale(ref high, ref low, ref exponent, (int)power);

        // As a double: 53 bits, fewer where the exponent goes below its range.
        int biased = exponent + LimbBits - 1 + 1023;
        int shift = LimbBits - 53;
        if (biased < 1)
        {
            shift += 1 - biased;
            biased = 1;
        }

        if (biased >= 0x7FF || shift > LimbBits)
        {
            return shift > LimbBits ? 0 : Infinity;
        }

        // A carry out of the fraction goes where it belongs, into the exponent.
        return ((long)(biased - 1) << 52) + Round(high, low, shift);
    }

    /// <summary>
    /// The fewest digits, 15 to 17 of them, that read back as the same double; the first digit
    /// has the value digit * 10^power.
    /// </summary>
    private static long ToDecimal(long bits, out int power, out int precision)
    {
        long fraction = bits & ((1L << 52) - 1);
        int binary = (int)(bits >> 52) - 1075;
        if (binary > -1075)
        {
            fraction |= 1L << 52;
        }
        else
        {
            binary++;
        }

        // The power of the leading bit; log10(2) is 78913 / 2^18; right or one too small.
        long high = fraction;
        long low = 0;
        int exponent = binary;
        Scale(ref high, ref low, ref exponent, 0);
        int estimate = ((exponent + LimbBits - 1) * 78913) >> 18;
        power = estimate;
        precision = 15;
        long limit = 1000000000000000;
        while (true)
        {
            high = fraction;
            low = 0;
            exponent = binary;
            Scale(ref high, ref low, ref exponent, precision - 1 - power);
            long digits = Round(high, low, -exponent);
            if (digits >= limit)
            {
                power++;
            }
            else if (precision == 17 || ToBits(0, digits, power - precision + 1) == bits)
            {
                return digits;
            }
            else
            {
                // What has rounded up to a power of ten may not do so again.
                power = estimate;
                precision++;
                limit *= 10;
            }
        }
    }

    /// <summary>
    /// Multiplies a number that is not zero by 10^power and fills the high limb up.
    /// </summary>
    private static void Scale(ref long high, ref long low, ref int exponent, int power)
    {
        long h = high;
        long l = low;
        int e = exponent;
        while (true)
        {
            while (h >> (LimbBits - 4) == 0)
            {
                h = (h << 4) | (l >> (LimbBits - 4));
                l = (l << 4) & LimbMask;
                e -= 4;
            }

            if (power == 0)
            {
                break;
            }

            if (power < 0)
            {
                l |= (h % 10) << LimbBits;
                h /= 10;
                l /= 10;
                power++;
            }
            else
            {
                l = ((l >> 4) | ((h & 15) << (LimbBits - 4))) * 10;
                h = ((h >> 4) * 10) + (l >> LimbBits);
                l &= LimbMask;
                e += 4;
                power--;
            }
        }

        while (h >> (LimbBits - 1) == 0)
        {
            h = (h << 1) | (l >> (LimbBits - 1));
            l = (l << 1) & LimbMask;
            e--;
        }

        high = h;
        low = l;
        exponent = e;
    }

    /// <summary>The high limb without its last bits, rounded to nearest, ties to even.</summary>
    private static long Round(long high, long low, int shift)
    {
        // The last 20 bits are where the errors are: round them off, so that a tie is a tie.
        low += 1L << 19;
        high += low >> LimbBits;
        low = (low & LimbMask) >> 20;

        long result = high >> shift;
        long half = 1L << (shift - 1);
        long rest = high & ((half << 1) - 1);
        return rest > half || (rest == half && (low != 0 || (result & 1) != 0))
            ? result + 1 : result;
    }
}
