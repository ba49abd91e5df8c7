// Numbers of half and single precision (IEEE 754), which the platform cannot convert: sign,
// exponent and fraction go to their places in a double, or come from there. The exponent is then
// 896 (single) or 1008 (half) away from its value, which a multiplication corrects, for subnormal
// numbers as well.

using System;

namespace Lwm2m.Client.Content;

/// <summary>Converts between double precision and the bits of smaller numbers.</summary>
internal static class FloatBits
{
    /// <summary>2^896.</summary>
    private const double SingleScale = 5.282945311356653e+269;

    /// <summary>2^112: what a half lacks beside a single.</summary>
    private const double HalfScale = 5.192296858534828e+33;

    /// <summary>2^-1008.</summary>
    private const double HalfFraction = 3.645561009778199e-304;

    /// <summary>The value of single-precision bits.</summary>
    public static double FromSingle(int bits)
    {
        long moved = ((long)bits << 29) & ~(7L << 60);
        return (~bits & 0x7F800000) == 0
            ? BitConverter.Int64BitsToDouble(moved | (0x7FFL << 52))
            : BitConverter.Int64BitsToDouble(moved) * SingleScale;
    }

    /// <summary>The value of half-precision bits.</summary>
    public static double FromHalf(int bits)
    {
        int single = ((bits & 0x8000) << 16) | ((bits & 0x7FFF) << 13);
        return (~bits & 0x7C00) == 0
            ? FromSingle(single | 0x7F800000)
            : FromSingle(single) * HalfScale;
    }

    /// <summary>
    /// The bits of a value in single precision; if they stand for another value, it has none.
    /// </summary>
    public static int ToSingle(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value / SingleScale);
        return ((int)(bits >> 32) & int.MinValue) | ((int)(bits >> 29) & int.MaxValue);
    }

    /// <summary>
    /// The bits of a value in half precision; if they stand for another value, it has none.
    /// </summary>
    public static int ToHalf(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value * HalfFraction);
        return ((int)(bits >> 48) & 0x8000) | ((int)(bits >> 42) & 0x7FFF);
    }
}
