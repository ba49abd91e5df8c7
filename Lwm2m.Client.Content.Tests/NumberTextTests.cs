// NumberText: numbers as text and back, up to the ends of their ranges.

using System;
using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class NumberTextTests
{
    [TestMethod]
    [DataRow(0L, "0")]
    [DataRow(9L, "9")]
    [DataRow(10L, "10")]
    [DataRow(-1L, "-1")]
    [DataRow(-10L, "-10")]
    [DataRow(1367491215L, "1367491215")]
    [DataRow(9223372036854775807L, "9223372036854775807")]
    [DataRow(-9223372036854775808L, "-9223372036854775808")]
    public void Integers(long value, string expected)
    {
        for (int room = 0; room < 25; room++)
        {
            byte[] buffer = ContentTesting.Guarded(room);
            int end = NumberText.WriteInteger(buffer, 8, 8 + room, value);
            if (room < expected.Length)
            {
                Assert.AreEqual(-1, end);
                ContentTesting.AssertUntouched(buffer, 0, buffer.Length);
                continue;
            }

            Assert.AreEqual(8 + expected.Length, end);
            Assert.AreEqual(expected, ContentTesting.TextOf(buffer, 8, end - 8));
            ContentTesting.AssertUntouched(buffer, 0, 8);
            ContentTesting.AssertUntouched(buffer, end, buffer.Length);
        }

        long parsed;
        Assert.IsTrue(ParseInteger(expected, out parsed));
        Assert.AreEqual(value, parsed);
    }

    [TestMethod]
    [DataRow("+5", 5L)]
    [DataRow("-0", 0L)]
    [DataRow("007", 7L)]
    [DataRow("+9223372036854775807", 9223372036854775807L)]
    [DataRow("000000000000000000000000000000012", 12L)]
    public void IntegersInOtherForms(string text, long expected)
    {
        long value;
        Assert.IsTrue(ParseInteger(text, out value));
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-")]
    [DataRow("+")]
    [DataRow("--1")]
    [DataRow("+-1")]
    [DataRow(" 1")]
    [DataRow("1 ")]
    [DataRow("1.0")]
    [DataRow("1e3")]
    [DataRow("0x10")]
    [DataRow("1-")]
    [DataRow("9223372036854775808")]
    [DataRow("9223372036854775809")]
    [DataRow("-9223372036854775809")]
    [DataRow("9999999999999999999")]
    [DataRow("18446744073709551617")]
    [DataRow("92233720368547758070")]
    [DataRow("/")]
    [DataRow(":")]
    public void NotIntegers(string text)
    {
        long value;
        Assert.IsFalse(ParseInteger(text, out value), text);
    }

    [TestMethod]
    [DataRow(0x0000000000000000L, "0")]
    [DataRow(long.MinValue, "-0")]
    [DataRow(0x3FF0000000000000L, "1")]
    [DataRow(unchecked((long)0xBFF0000000000000L), "-1")]
    [DataRow(0x4035800000000000L, "21.5")]
    [DataRow(unchecked((long)0xC035800000000000L), "-21.5")]
    [DataRow(0x4059000000000000L, "100")]
    [DataRow(0x3FB999999999999AL, "0.1")]
    [DataRow(0x3FF199999999999AL, "1.1")]
    [DataRow(0x3FD5555555555555L, "0.3333333333333333")]
    [DataRow(0x3FD3333333333334L, "0.30000000000000004")]
    [DataRow(0x400921FB54442D18L, "3.141592653589793")]
    [DataRow(0x3EE4F8B588E368F1L, "0.00001")]
    [DataRow(0x3EE4F8B588E368F0L, "9.999999999999999E-6")]
    [DataRow(0x3F1A36E2EB1C432DL, "0.0001")]
    [DataRow(0x430C6BF526340000L, "1E15")]
    [DataRow(0x430C6BF52633FFF8L, "999999999999999")]
    [DataRow(0x430C6BF52633FFFFL, "999999999999999.9")]
    [DataRow(0x42D6BCC41E900000L, "100000000000000")]
    [DataRow(0x4340000000000000L, "9.007199254740992E15")]
    [DataRow(0x43E158E460913D00L, "1E19")]
    [DataRow(0x44B52D02C7E14AF5L, "9.999999999999997E22")]
    [DataRow(0x44B52D02C7E14AF6L, "1E23")]
    [DataRow(0x44B52D02C7E14AF7L, "1.0000000000000001E23")]
    [DataRow(0x7FEFFFFFFFFFFFFFL, "1.7976931348623157E308")]
    [DataRow(0x0010000000000000L, "2.2250738585072014E-308")]
    [DataRow(0x000FFFFFFFFFFFFFL, "2.225073858507201E-308")]
    [DataRow(0x0000000000000001L, "4.94065645841247E-324")]
    [DataRow(unchecked((long)0x8000000000000001L), "-4.94065645841247E-324")]
    [DataRow(0x3E112E0BE826D695L, "1E-9")]
    public void Floats(long bits, string expected)
    {
        double value = BitConverter.Int64BitsToDouble(bits);
        for (int room = 0; room < 30; room++)
        {
            byte[] buffer = ContentTesting.Guarded(room);
            int end = NumberText.WriteFloat(buffer, 8, 8 + room, value);
            ContentTesting.AssertUntouched(buffer, 0, 8);
            ContentTesting.AssertUntouched(buffer, 8 + room, buffer.Length);
            if (room < expected.Length)
            {
                Assert.AreEqual(-1, end);
                continue;
            }

            Assert.AreEqual(expected, ContentTesting.TextOf(buffer, 8, end - 8));
            ContentTesting.AssertUntouched(buffer, end, buffer.Length);
        }

        double parsed;
        Assert.IsTrue(ParseFloat(expected, out parsed));
        Assert.AreEqual(bits, BitConverter.DoubleToInt64Bits(parsed));
    }

    [TestMethod]
    public void WhatHasNoText()
    {
        var buffer = ContentTesting.Guarded(40);
        Assert.AreEqual(-1, NumberText.WriteFloat(buffer, 8, 48, double.NaN));
        Assert.AreEqual(-1, NumberText.WriteFloat(buffer, 8, 48, double.PositiveInfinity));
        Assert.AreEqual(-1, NumberText.WriteFloat(buffer, 8, 48, double.NegativeInfinity));
        ContentTesting.AssertUntouched(buffer, 0, buffer.Length);
    }

    [TestMethod]
    [DataRow("1e0", 0x3FF0000000000000L)]
    [DataRow("1E+2", 0x4059000000000000L)]
    [DataRow("+21.50", 0x4035800000000000L)]
    [DataRow("0021.5", 0x4035800000000000L)]
    [DataRow("215e-1", 0x4035800000000000L)]
    [DataRow("0.000000000000000000000000000000000000000000000215E46", 0x4001333333333333L)]
    [DataRow("10000000000000000000000000000000000000000000000E-46", 0x3FF0000000000000L)]
    [DataRow("0e999999999", 0L)]
    [DataRow("1e-400", 0L)]
    [DataRow("1e-2147483648", 0L)]
    [DataRow("2.4703282292062327e-324", 0L)]
    [DataRow("2.4703282292062328e-324", 1L)]
    [DataRow("9007199254740993", 0x4340000000000000L)]
    [DataRow("9007199254740993.00000001", 0x4340000000000001L)]
    [DataRow("9007199254740995", 0x4340000000000002L)]
    [DataRow("0.500000000000000166533453693773481063544750213623046875", 0x3FE0000000000002L)]
    [DataRow("1.7976931348623158e308", 0x7FEFFFFFFFFFFFFFL)]
    [DataRow("179769313486231570000000000000000000000e270", 0x7FEFFFFFFFFFFFFFL)]
    public void FloatsInOtherForms(string text, long bits)
    {
        double value;
        Assert.IsTrue(ParseFloat(text, out value), text);
        Assert.AreEqual(bits, BitConverter.DoubleToInt64Bits(value));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-")]
    [DataRow(".")]
    [DataRow(".5")]
    [DataRow("5.")]
    [DataRow("-.5")]
    [DataRow("1..2")]
    [DataRow("1.2.3")]
    [DataRow("1.e5")]
    [DataRow("1e")]
    [DataRow("1e+")]
    [DataRow("1e-+5")]
    [DataRow("1e5.0")]
    [DataRow("e5")]
    [DataRow("1f")]
    [DataRow("1,5")]
    [DataRow(" 1")]
    [DataRow("1 ")]
    [DataRow("--1")]
    [DataRow("0x1")]
    [DataRow("NaN")]
    [DataRow("INF")]
    [DataRow("Infinity")]
    [DataRow("1.7976931348623159e308")]
    [DataRow("1e309")]
    [DataRow("-1e309")]
    [DataRow("1e2147483648")]
    [DataRow("1e9223372036854775807")]
    [DataRow("1e9223372036854775808")]
    public void NotFloats(string text)
    {
        double value;
        Assert.IsFalse(ParseFloat(text, out value), text);
    }

    private static bool ParseInteger(string text, out long value)
    {
        byte[] bytes = Bytes.FromText("9" + text + "9");
        return NumberText.ParseInteger(bytes, 1, bytes.Length - 2, out value);
    }

    private static bool ParseFloat(string text, out double value)
    {
        byte[] bytes = Bytes.FromText("9" + text + "9");
        return NumberText.ParseFloat(bytes, 1, bytes.Length - 2, out value);
    }
}
