// What the tests need to compare messages: hexadecimal text for a failure to show, buffers filled
// with a byte that nothing writes by chance, and arrays put together from parts.

using System;
using System.Text;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>Compares and builds byte arrays.</summary>
public static class WireBytes
{
    /// <summary>What buffers are filled with, to see stray writes.</summary>
    public const byte Filler = 0xA5;

    private const string Digits = "0123456789abcdef";

    /// <summary>A buffer full of the filler.</summary>
    public static byte[] NewBuffer(int length)
    {
        byte[] buffer = new byte[length];
        for (int i = 0; i < length; i++)
        {
            buffer[i] = Filler;
        }

        return buffer;
    }

    /// <summary>Bytes that tell where they are.</summary>
    public static byte[] Numbered(int length, int first)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(first + i + (i >> 8));
        }

        return bytes;
    }

    /// <summary>Whether nothing has written to <c>buffer[from..to)</c>.</summary>
    public static bool IsUntouched(byte[] buffer, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (buffer[i] != Filler)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two ranges hold the same bytes.</summary>
    public static bool Same(byte[] expected, byte[] actual, int offset, int length)
    {
        if (expected.Length != length)
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (expected[i] != actual[offset + i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Asserts that an array holds the expected bytes.</summary>
    public static void AreEqual(byte[] expected, byte[] actual)
    {
        Assert.IsNotNull(actual, "no bytes at all");
        AreEqual(expected, actual, 0, actual.Length);
    }

    /// <summary>Asserts that a range holds the expected bytes.</summary>
    public static void AreEqual(byte[] expected, byte[] actual, int offset, int length)
    {
        if (!Same(expected, actual, offset, length))
        {
            Assert.AreEqual(ToHex(expected, 0, expected.Length), ToHex(actual, offset, length));
        }
    }

    /// <summary>Bytes as hexadecimal digits.</summary>
    public static string ToHex(byte[] bytes, int offset, int length)
    {
        char[] text = new char[length * 2];
        for (int i = 0; i < length; i++)
        {
            text[i * 2] = Digits[bytes[offset + i] >> 4];
            text[(i * 2) + 1] = Digits[bytes[offset + i] & 15];
        }

        return new string(text);
    }

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static byte[] OfText(string text)
    {
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>
    /// A message from its notation: hexadecimal bytes, and texts between bars, as in
    /// <c>40 01 7D34 BB |temperature|</c>.
    /// </summary>
    public static byte[] Of(string notation)
    {
        byte[] source = OfText(notation);
        byte[] bytes = new byte[source.Length];
        int length = 0;
        bool isText = false;
        for (int i = 0; i < source.Length; i++)
        {
            int c = source[i];
            if (c == '|')
            {
                isText = !isText;
            }
            else if (isText)
            {
                bytes[length++] = (byte)c;
            }
            else if (c != ' ')
            {
                bytes[length++] = (byte)((Digit(c) << 4) | Digit(source[++i]));
            }
        }

        return Prefix(bytes, length);
    }

    /// <summary>The notation of one byte.</summary>
    public static string Hex(int value)
    {
        return ToHex(new byte[] { (byte)value }, 0, 1);
    }

    /// <summary>One array after the other.</summary>
    public static byte[] Join(byte[] first, byte[] second)
    {
        byte[] both = new byte[first.Length + second.Length];
        Array.Copy(first, 0, both, 0, first.Length);
        Array.Copy(second, 0, both, first.Length, second.Length);
        return both;
    }

    /// <summary>A copy of the first bytes.</summary>
    public static byte[] Prefix(byte[] bytes, int length)
    {
        return Part(bytes, 0, length);
    }

    /// <summary>A copy of some of the bytes.</summary>
    public static byte[] Part(byte[] bytes, int offset, int length)
    {
        byte[] part = new byte[length];
        Array.Copy(bytes, offset, part, 0, length);
        return part;
    }

    private static int Digit(int c)
    {
        return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    }
}
