// Numbers of half and single precision (IEEE 754), which the platform cannot convert: sign,
// exponent and fraction go to their places in a double, or come from there. The exponent is then
// 896 (single) or 1008 (half) away from its value, which a multiplication corrects, for subnormal
// numbers as well. The bits of a half are those of a word, which its lower half follows.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Converts between double precision and the bits of smaller numbers.</summary>
internal static class FloatBits
{
    /// <summary>2^896.</summary>
    private const double SingleScale = 5.282945311356653e+269;

    /// <summary>2^1008.</summary>
    private const double HalfScale = 2.7430620343968443e+303;

    // How much further to the left exponent and fraction stand in a double than in a word.
    private const int SingleShift = 29;
    private const int HalfShift = 26;

    /// <summary>The value of single-precision bits.</summary>
    public static double FromSingle(int bits)
    {
        return From(bits, 0x7F800000, SingleShift, SingleScale);
    }

    /// <summary>The value of half-precision bits.</summary>
    public static double FromHalf(int bits)
    {
        return From(bits << 16, 0x7C000000, HalfShift, HalfScale);
    }

    /// <summary>
    /// The bits of a value in single precision; if they stand for another value, it has none.
    /// </summary>
    public static int ToSingle(double value)
    {
        return To(value, SingleShift, SingleScale);
    }

    /// <summary>
    /// The bits of a value in half precision; if they stand for another value, it has none.
    /// </summary>
    public static int ToHalf(double value)
    {
        return (ushort)(To(value, HalfShift, HalfScale) >> 16);
    }

    /// <param name="bits">A word.</param>
    /// <param name="exponent">The bits of its exponent: all set for what is no finite number.
    /// </param>
    /// <param name="shift">How far they move.</param>
    /// <param name="scale">What the value is multiplied by.</param>
    private static double From(int bits, int exponent, int shift, double scale)
    {
        long moved = ((long)(bits >> 31) << 63) | ((long)(bits & int.MaxValue) << shift);
        return (~bits & exponent) == 0
            ? BitConverter.Int64BitsToDouble(moved | (0x7FFL << 52))
            : BitConverter.Int64BitsToDouble(moved) * scale;
    }

    private static int To(double value, int shift, double scale)
    {
        long bits = BitConverter.DoubleToInt64Bits(value / scale);
        return ((int)(bits >> 63) << 31) | ((int)(bits >> shift) & int.MaxValue);
    }
}
