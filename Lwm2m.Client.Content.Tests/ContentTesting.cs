// What the tests of the content formats share: bytes as text, outputs with guarded margins, and
// content read through to its end.

using System;
using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>Writes content.</summary>
internal delegate void WriteContent(ContentOutput output);

internal static class ContentTesting
{
    private const int Margin = 8;
    private const byte Guard = 0xA5;
    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>A type of each kind, and none.</summary>
    internal static readonly int[] Types = new int[]
    {
        ResourceType.None, ResourceType.String, ResourceType.Integer, ResourceType.Unsigned,
        ResourceType.Float, ResourceType.Boolean, ResourceType.Opaque, ResourceType.Time,
        ResourceType.ObjectLink,
    };

    internal static byte[] Hex(string text)
    {
        var bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((HexDigits.IndexOf(text[2 * i]) << 4)
                | HexDigits.IndexOf(text[(2 * i) + 1]));
        }

        return bytes;
    }

    internal static string HexOf(byte[] buffer, int offset, int length)
    {
        var text = new char[2 * length];
        for (int i = 0; i < length; i++)
        {
            text[2 * i] = HexDigits[buffer[offset + i] >> 4];
            text[(2 * i) + 1] = HexDigits[buffer[offset + i] & 15];
        }

        return new string(text);
    }

    internal static string TextOf(byte[] buffer, int offset, int length)
    {
        var text = new char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (char)buffer[offset + i];
        }

        return new string(text);
    }

    internal static byte[] Guarded(int length)
    {
        var buffer = new byte[length + (2 * Margin)];
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = Guard;
        }

        return buffer;
    }

    internal static void AssertUntouched(byte[] buffer, int offset, int end)
    {
        for (int i = offset; i < end; i++)
        {
            if (buffer[i] != Guard)
            {
                Assert.AreEqual((int)Guard, (int)buffer[i], "stray write at " + i);
            }
        }
    }

    /// <summary>
    /// Writes into a given room: what was written, or null if the output is full. Nothing
    /// outside, nor behind the content, may change.
    /// </summary>
    internal static string Write(ContentOutput output, WriteContent content, int room)
    {
        byte[] buffer = Guarded(room);
        output.Begin(buffer, Margin, Margin + room);
        content(output);

        AssertUntouched(buffer, 0, Margin);
        AssertUntouched(buffer, Margin + room, buffer.Length);
        Assert.IsTrue(output.Position >= Margin && output.Position <= Margin + room);
        if (output.IsFull)
        {
            return null;
        }

        AssertUntouched(buffer, output.Position, buffer.Length);
        return HexOf(buffer, Margin, output.Position - Margin);
    }

    /// <summary>
    /// Expects content in a large room and in one of just its size; every smaller one is full.
    /// </summary>
    internal static void ExpectHex(ContentOutput output, WriteContent content, string expected)
    {
        int length = expected.Length / 2;
        Assert.AreEqual(expected, Write(output, content, length + 30));
        Assert.AreEqual(expected, Write(output, content, length));
        for (int room = 0; room < length; room++)
        {
            Assert.IsNull(Write(output, content, room), "not full with " + room);
        }
    }

    internal static void ExpectText(ContentOutput output, WriteContent content, string expected)
    {
        byte[] bytes = Bytes.FromText(expected);
        ExpectHex(output, content, HexOf(bytes, 0, bytes.Length));
    }

    /// <summary>
    /// All values as "instance/resource/resource instance=bytes", and how it ended.
    /// </summary>
    internal static string Dump(ContentReader reader, byte[] content, long path)
    {
        reader.Begin(content, 0, content.Length, path);
        string first = DumpOnce(reader);
        reader.Rewind();
        Assert.AreEqual(first, DumpOnce(reader), "the second walk differs");
        return first;
    }

    private static string DumpOnce(ContentReader reader)
    {
        string text = "";
        Status status;
        while ((status = reader.Next()) == Status.Success)
        {
            text += IdOf(Lwm2mPath.InstanceId(reader.Path)) + "/"
                + IdOf(Lwm2mPath.ResourceId(reader.Path)) + "/" + reader.ResourceInstanceId;
            text += reader.HasValue
                ? "=" + HexOf(reader.Buffer, reader.ValueOffset, reader.ValueLength) + " "
                : " ";
        }

        Assert.AreEqual((int)status, (int)reader.Next(), "the end is not the end");
        return text + (status == Status.NotFound ? "end"
            : status == Status.BadRequest ? "bad" : "?");
    }

    private static int IdOf(int id)
    {
        return id == Lwm2mPath.NoId ? -1 : id;
    }

    /// <summary>
    /// Reads content of any kind to its end as values of one type and of changing ones: it must
    /// come to an end, and every value must lie inside the content.
    /// </summary>
    internal static void ReadThrough(
        ContentReader reader, byte[] content, int offset, int end, long path, int type)
    {
        int steps = 0;
        reader.Begin(content, offset, end, path);
        while (reader.Next() == Status.Success)
        {
            Assert.IsTrue(++steps <= end - offset + 1, "no end");
            if (!reader.HasValue)
            {
                continue;
            }

            Assert.IsTrue(reader.ValueOffset >= offset && reader.ValueLength >= 0
                && reader.ValueLength <= end - reader.ValueOffset);
            ReadAs(reader, Types[steps % Types.Length]);
            ReadAs(reader, type);
        }
    }

    private static void ReadAs(ContentReader reader, int type)
    {
        bool result = reader.Is(type);
        Assert.AreEqual(result, reader.Is(type), "asked twice");
        if (!result)
        {
            return;
        }

        switch (type)
        {
            case ResourceType.Integer:
            case ResourceType.Time:
                reader.ReadInteger();
                break;
            case ResourceType.Unsigned:
                Assert.IsTrue(reader.ReadInteger() >= 0);
                break;
            case ResourceType.Float:
                reader.ReadFloat();
                break;
            case ResourceType.Boolean:
                reader.ReadBoolean();
                break;
            case ResourceType.ObjectLink:
                reader.ReadObjectLink();
                break;
        }
    }
}
