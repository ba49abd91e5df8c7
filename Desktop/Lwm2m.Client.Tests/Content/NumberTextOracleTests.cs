// NumberText against System.Double: both ways, with seeded random numbers of several kinds.

using System.Globalization;
using System.Text;
using Lwm2m.Client.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.ContentTests;

public sealed class NumberTextOracleTests
{
    private const int Numbers = 40000;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static TheoryData<string> Kinds => new("sensor", "any", "subnormal", "integer", "power");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatIsWrittenReadsBackAndIsShort(string kind)
    {
        var random = new Random(20260801);
        var buffer = new byte[40];
        for (int i = 0; i < Numbers; i++)
        {
            double value = Next(random, kind);
            int end = NumberText.WriteFloat(buffer, 0, buffer.Length, value);
            string text = Encoding.ASCII.GetString(buffer, 0, end);

            Assert.Equal(Bits(value), Bits(double.Parse(text, Culture)));
            Assert.True(NumberText.ParseFloat(buffer, 0, end, out double parsed));
            Assert.Equal(Bits(value), Bits(parsed));

            // Below 15 digits only subnormal numbers have a shorter text than 15 digits give.
            if (kind != "subnormal")
            {
                Assert.Equal(Digits(value.ToString("R", Culture)), Digits(text));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TextOfAnyLengthIsParsedToTheNearest(string kind)
    {
        var random = new Random(20260802);
        for (int i = 0; i < Numbers; i++)
        {
            bool isModest = kind == "sensor" || kind == "integer";
            string format = isModest && (i & 1) == 0
                ? "F" + random.Next(0, 20)
                : "E" + random.Next(0, 40);
            Compare(Next(random, kind).ToString(format, Culture));
        }
    }

    [Fact]
    public void TextHalfwayBetweenTwoNumbersGoesToTheEvenOne()
    {
        var random = new Random(20260803);
        for (int i = 0; i < Numbers; i++)
        {
            // One bit more than a double has: up to 35 digits written out exactly.
            long bits = random.NextInt64(1L << 52, 1L << 53);
            decimal half = (bits + 0.5m) / (1 << random.Next(0, 20));
            Compare(half.ToString(Culture));
        }
    }

    [Fact]
    public void IntegersAsTheirText()
    {
        var random = new Random(20260804);
        var buffer = new byte[20];
        for (int i = 0; i < Numbers; i++)
        {
            long value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            int end = NumberText.WriteInteger(buffer, 0, buffer.Length, value);
            Assert.Equal(value.ToString(Culture), Encoding.ASCII.GetString(buffer, 0, end));
            Assert.True(NumberText.ParseInteger(buffer, 0, end, out long parsed));
            Assert.Equal(value, parsed);
        }
    }

    private static void Compare(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        double expected = double.Parse(text, Culture);
        bool isFinite = NumberText.ParseFloat(bytes, 0, bytes.Length, out double actual);
        Assert.True(isFinite == double.IsFinite(expected), text);
        if (isFinite)
        {
            Assert.True(Bits(expected) == Bits(actual), text);
        }
    }

    private static double Next(Random random, string kind)
    {
        switch (kind)
        {
            case "sensor":
                return Math.Round((random.NextDouble() - 0.5) * 2000, random.Next(7));
            case "subnormal":
                return BitConverter.Int64BitsToDouble(random.NextInt64(1L << 53));
            case "power":
                // A few steps from a power of ten, where the number of digits changes.
                double power = double.Parse("1E" + random.Next(-300, 300), Culture);
                return BitConverter.Int64BitsToDouble(Bits(power) + random.Next(-9, 10));
            case "integer":
                return random.NextInt64(-1L << 53, 1L << 53);
            default:
                double value;
                do
                {
                    value = BitConverter.Int64BitsToDouble(
                        random.NextInt64(long.MinValue, long.MaxValue));
                }
                while (!double.IsNormal(value));

                return value;
        }
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    /// <summary>The significant digits of a number's text.</summary>
    private static string Digits(string text)
    {
        string mantissa = text.Split('E')[0];
        string digits = string.Concat(mantissa.Where(char.IsAsciiDigit));
        return digits.TrimStart('0').TrimEnd('0');
    }
}
