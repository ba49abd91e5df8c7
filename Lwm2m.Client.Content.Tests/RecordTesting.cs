// What the tests of CBOR and JSON share: records as text, and a device object written by hand.

using System;
using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

internal static class RecordTesting
{
    internal const int Multiple = ResourceType.Multiple;

    /// <summary>The reader of a format.</summary>
    internal static ContentReader ReaderOf(int format)
    {
        bool isJson = format == ContentFormat.SenmlJson || format == ContentFormat.OmaJson;
        RecordReader reader = isJson
            ? new JsonReader(new byte[RecordReader.MaxNameBytes])
            : new CborReader(new byte[RecordReader.MaxNameBytes]);
        reader.Format = format;
        return reader;
    }

    /// <summary>The writer of a format.</summary>
    internal static ContentWriter WriterOf(int format)
    {
        bool isJson = format == ContentFormat.SenmlJson || format == ContentFormat.OmaJson;
        RecordWriter writer = isJson ? new JsonWriter() : new CborWriter();
        writer.Format = format;
        return writer;
    }

    /// <summary>
    /// All values as "/object/instance/resource=value", and how it ended; the same in a second
    /// walk. A value is a boolean (b), a number (n), a text (s) or bytes (d).
    /// </summary>
    internal static string Dump(int format, byte[] content, long path)
    {
        // Nothing outside the content may change.
        byte[] buffer = ContentTesting.Guarded(content.Length);
        content.CopyTo(buffer, 8);
        int end = 8 + content.Length;
        ContentReader reader = ReaderOf(format);
        reader.Begin(buffer, 8, end, path);
        string first = DumpOnce(reader);
        reader.Rewind();
        Assert.AreEqual(first, DumpOnce(reader), "the second walk differs");
        ContentTesting.AssertUntouched(buffer, 0, 8);
        ContentTesting.AssertUntouched(buffer, end, buffer.Length);
        return first;
    }

    /// <summary>JSON whose quotation marks are written as apostrophes.</summary>
    internal static byte[] Json(string text)
    {
        byte[] bytes = Bytes.FromText(text);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = bytes[i] == '\'' ? (byte)'"' : bytes[i];
        }

        return bytes;
    }

    /// <summary>A value as text.</summary>
    internal static string ValueOf(ContentReader reader)
    {
        if (!reader.HasValue)
        {
            return "";
        }

        if (reader.Is(ResourceType.Boolean))
        {
            return reader.ReadBoolean() ? "=b1" : "=b0";
        }

        if (reader.Is(ResourceType.Integer))
        {
            return "=n" + reader.ReadInteger();
        }

        if (reader.Is(ResourceType.Float))
        {
            return "=n" + TextOf(reader.ReadFloat());
        }

        if (reader.Is(ResourceType.String))
        {
            return "=s" + ContentTesting.TextOf(
                reader.Buffer, reader.ValueOffset, reader.ValueLength);
        }

        return reader.Is(ResourceType.Opaque)
            ? "=d" + ContentTesting.HexOf(reader.Buffer, reader.ValueOffset, reader.ValueLength)
            : "=?";
    }

    /// <summary>Enters the one instance and a resource of it.</summary>
    internal static void Enter(ContentWriter writer, long target, int row)
    {
        writer.EnterTarget(target);
        writer.EnterResource(row, -1);
    }

    /// <summary>Writes the example of OMA LwM2M Core, the Device object.</summary>
    internal static void WriteDevice(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterTarget(Lwm2mPath.Of(3, 0));
        WriteText(writer, 0, "Open Mobile Alliance");
        WriteText(writer, 1, "Lightweight M2M Client");
        WriteText(writer, 2, "345000123");
        WriteText(writer, 3, "1.0");
        WritePair(writer, 6, 1, 5);
        WritePair(writer, 7, 3800, 5000);
        WritePair(writer, 8, 125, 900);
        WriteInteger(writer, 9, 100);
        WriteInteger(writer, 10, 15);
        writer.EnterResource(11 | ResourceType.Integer | Multiple, -1);
        writer.EnterResourceInstance(0);
        writer.WriteInteger(0);
        writer.LeaveResource();
        writer.EnterResource(13 | ResourceType.Time, -1);
        writer.WriteTime(1367491215);
        writer.LeaveResource();
        WriteText(writer, 14, "+02:00");
        WriteText(writer, 16, "U");
    }

    internal static void WriteText(ContentWriter writer, int id, string text)
    {
        writer.EnterResource(id | ResourceType.String, -1);
        writer.WriteString(WireBytes.OfText(text));
        writer.LeaveResource();
    }

    internal static void WriteInteger(ContentWriter writer, int id, long value)
    {
        writer.EnterResource(id | ResourceType.Integer, -1);
        writer.WriteInteger(value);
        writer.LeaveResource();
    }

    /// <summary>Writes a resource with two instances.</summary>
    internal static void WritePair(ContentWriter writer, int id, long first, long second)
    {
        writer.EnterResource(id | ResourceType.Integer | Multiple, -1);
        writer.EnterResourceInstance(0);
        writer.WriteInteger(first);
        writer.EnterResourceInstance(1);
        writer.WriteInteger(second);
        writer.LeaveResource();
    }

    private static string DumpOnce(ContentReader reader)
    {
        string text = "";
        Status status;
        while ((status = reader.Next()) == Status.Success)
        {
            text += PathOf(reader.Path) + ValueOf(reader) + " ";
        }

        Assert.AreEqual((int)status, (int)reader.Next(), "the end is not the end");
        return text + (status == Status.NotFound ? "end"
            : status == Status.BadRequest ? "bad" : "?");
    }

    private static string PathOf(long path)
    {
        if (path == Lwm2mPath.Root)
        {
            return "/";
        }

        string text = "";
        for (int shift = 48; shift >= 0; shift -= 16)
        {
            int id = (int)(path >> shift) & 0xFFFF;
            text += id == Lwm2mPath.NoId ? "" : "/" + id;
        }

        return text;
    }

    private static string TextOf(double value)
    {
        var buffer = new byte[40];
        int end = NumberText.WriteFloat(buffer, 0, 40, value);
        return end < 0 ? "?" : ContentTesting.TextOf(buffer, 0, end);
    }
}
