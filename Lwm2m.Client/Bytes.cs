// Bytes in network order, and comparison. Everything takes (buffer, offset, length).

using System;
using System.Text;

namespace Lwm2m.Client;

/// <summary>Reads, writes and compares bytes.</summary>
internal static class Bytes
{
    public static int ReadUInt16(byte[] buffer, int offset)
    {
        return (buffer[offset] << 8) | buffer[offset + 1];
    }

    public static void WriteUInt16(byte[] buffer, int offset, int value)
    {
        buffer[offset] = (byte)(value >> 8);
        buffer[offset + 1] = (byte)value;
    }

    public static int ReadUInt24(byte[] buffer, int offset)
    {
        return (buffer[offset] << 16) | ReadUInt16(buffer, offset + 1);
    }

    public static void WriteUInt24(byte[] buffer, int offset, int value)
    {
        buffer[offset] = (byte)(value >> 16);
        WriteUInt16(buffer, offset + 1, value);
    }

    /// <summary>Reads a number of up to 8 bytes.</summary>
    public static long ReadUnsigned(byte[] buffer, int offset, int length)
    {
        long value = 0;
        for (; length > 0; length--)
        {
            value = (value << 8) | buffer[offset++];
        }

        return value;
    }

    /// <summary>Reads a two's complement number of 1 to 8 bytes, sign-extended.</summary>
    public static long ReadInteger(byte[] buffer, int offset, int length)
    {
        int unused = 64 - (8 * length);
        return (ReadUnsigned(buffer, offset, length) << unused) >> unused;
    }

    /// <summary>Writes the low <paramref name="length"/> bytes of a number.</summary>
    public static void WriteInteger(byte[] buffer, int offset, int length, long value)
    {
        for (int i = offset + length - 1; i >= offset; i--)
        {
            buffer[i] = (byte)value;
            value >>= 8;
        }
    }

    /// <summary>
    /// Whether two ranges are equal. The time it takes tells nothing about where they differ.
    /// </summary>
    public static bool Equal(byte[] a, int aOffset, byte[] b, int bOffset, int length)
    {
        int difference = 0;
        for (int i = 0; i < length; i++)
        {
            difference |= a[aOffset + i] ^ b[bOffset + i];
        }

        return difference == 0;
    }

    /// <summary>
    /// A number that tells bytes from others: FNV-1a. It notices damage, it does not resist an
    /// attack.
    /// </summary>
    public static int Digest(byte[] buffer, int offset, int length)
    {
        int digest = unchecked((int)2166136261);
        for (int i = 0; i < length; i++)
        {
            digest = (digest ^ buffer[offset + i]) * 16777619;
        }

        return digest;
    }

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int HexDigit(int c)
    {
        int digit = (c | 0x20) - ('a' - 10);
        if (digit < 10 || digit > 15)
        {
            digit = c - '0';
            digit = (uint)digit > 9 ? -1 : digit;
        }

        return digit;
    }

    /// <summary>Overwrites a secret with zeros.</summary>
    public static void Wipe(byte[] secret)
    {
        Array.Clear(secret, 0, secret.Length);
    }

    /// <summary>The UTF-8 bytes of a text; allocates, so for constructors only.</summary>
    public static byte[] FromText(string text)
    {
        return Encoding.UTF8.GetBytes(text);
    }
}
