// Random values of resources, and the readers and writers that are tried with them.

using System.Globalization;
using System.Text;
using Lwm2m.Client.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.ContentTests;

/// <summary>A value with its path and the type of its resource.</summary>
internal sealed record RandomRecord(long Path, int Type, object Value)
{
    private static readonly string[] s_texts =
        ["", "Cel", "Grüße", "\"\\/", "\n\t\u0001\u001f", "😀", "日本語"];

    /// <summary>A list of records: some of them of one instance, some resource instances.
    /// </summary>
    internal static RandomRecord[] List(Random random, int most, int format)
    {
        int objectId = random.Next(3) * random.Next(32000);
        int instanceId = random.Next(3);
        var records = new RandomRecord[random.Next(1, most)];
        for (int i = 0; i < records.Length; i++)
        {
            // The JSON of 1.0 is of one object instance.
            if (random.Next(4) == 0 && format != ContentFormat.OmaJson)
            {
                objectId = random.Next(65535);
                instanceId = random.Next(65535);
            }

            int id = random.Next(random.Next(2) == 0 ? 30 : 65535);
            records[i] = Next(
                random,
                random.Next(3) == 0
                    ? Lwm2mPath.Of(objectId, instanceId, id, random.Next(65535))
                    : Lwm2mPath.Of(objectId, instanceId, id),
                format);
        }

        return records;
    }

    /// <summary>A Float of one of several kinds.</summary>
    internal static double Float(Random random) => random.Next(6) switch
    {
        0 => random.Next(-400, 1200) / 10.0,
        1 => (double)BitConverter.UInt16BitsToHalf((ushort)random.Next(0x7C00)),
        2 => BitConverter.Int32BitsToSingle(random.Next(0x7F800000)),
        3 => -random.Next(100000),
        4 => double.Epsilon * random.Next(1000),
        _ => random.NextDouble() * Math.Pow(10, random.Next(-300, 300)),
    };

    /// <summary>The path and the value as text.</summary>
    internal string Text()
    {
        string path = PathText(Path);
        return path + "=" + (Type switch
        {
            ResourceType.String => "s" + Value,
            ResourceType.Opaque => "d" + Convert.ToHexString((byte[])Value),
            ResourceType.Boolean => "b" + Value,
            ResourceType.ObjectLink => $"l{(uint)(int)Value >> 16}:{(int)Value & 0xFFFF}",
            ResourceType.Float => Text((double)Value),
            _ => "i" + Value,
        });
    }

    /// <summary>A Float as text; one without fraction is no other than an Integer.</summary>
    internal static string Text(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1L << 53
            ? "i" + (long)value
            : "f" + value.ToString("R", CultureInfo.InvariantCulture);

    internal static string PathText(long path)
    {
        var text = new StringBuilder();
        for (int i = 0; i < Lwm2mPath.Depth(path); i++)
        {
            text.Append('/').Append((path >> (48 - (16 * i))) & 0xFFFF);
        }

        return text.ToString();
    }

    private static RandomRecord Next(Random random, long path, int format)
    {
        switch (random.Next(7))
        {
            case 0:
                return new(path, ResourceType.String, string.Concat(
                    Enumerable.Range(0, random.Next(4)).Select(
                        _ => s_texts[random.Next(s_texts.Length)])));
            case 1 when format != ContentFormat.OmaJson:
                var bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                return new(path, ResourceType.Opaque, bytes);
            case 2:
                return new(path, ResourceType.Boolean, random.Next(2) == 0);
            case 3:
                return new(
                    path, ResourceType.ObjectLink, (random.Next(65536) << 16) | random.Next(65536));
            case 4:
                return new(path, ResourceType.Float, Float(random));
            default:
                long value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
                return new(path, ResourceType.Integer, value);
        }
    }
}

/// <summary>Writes and reads records.</summary>
internal static class RecordBench
{
    internal static byte[] Write(int format, IEnumerable<RandomRecord> records)
    {
        RecordWriter writer = format == ContentFormat.SenmlCbor
            ? new Lwm2m.Client.Content.CborWriter()
            : new JsonWriter();
        writer.Format = format;
        var buffer = new byte[64 * 1024];
        writer.Begin(buffer, 5, buffer.Length);
        foreach (RandomRecord record in records)
        {
            long path = record.Path;
            int resourceInstance = Lwm2mPath.ResourceInstanceId(path);
            bool isMultiple = resourceInstance != Lwm2mPath.NoId;
            writer.EnterTarget(
                Lwm2mPath.Of(Lwm2mPath.ObjectId(path), Lwm2mPath.InstanceId(path)));
            writer.EnterResource(
                Lwm2mPath.ResourceId(path) | record.Type
                    | (isMultiple ? ResourceType.Multiple : 0),
                isMultiple ? resourceInstance : -1);
            if (isMultiple)
            {
                writer.EnterResourceInstance(resourceInstance);
            }

            WriteValue(writer, record);
            writer.LeaveResource();
        }

        Assert.False(writer.IsFull);
        return buffer[5..writer.Position];
    }

    /// <summary>What is read, each value as the type that it was written as.</summary>
    internal static IEnumerable<string> Read(
        int format, byte[] content, IReadOnlyList<RandomRecord> records)
    {
        long path = format == ContentFormat.OmaJson
            ? Lwm2mPath.Of(
                Lwm2mPath.ObjectId(records[0].Path), Lwm2mPath.InstanceId(records[0].Path))
            : Lwm2mPath.Root;
        ContentReader reader = Begin(format, (byte[])content.Clone(), path);
        List<string> first = ReadAll(reader, records);
        reader.Rewind();
        Assert.Equal(first, ReadAll(reader, records));
        return first;
    }

    /// <summary>Whether a reader comes to the end of content.</summary>
    internal static bool IsRead(int format, byte[] content)
    {
        ContentReader reader = Begin(format, (byte[])content.Clone(), Lwm2mPath.Root);
        Status status;
        while ((status = reader.Next()) == Status.Success)
        {
        }

        return status == Status.NotFound;
    }

    private static ContentReader Begin(int format, byte[] content, long path)
    {
        byte[] name = new byte[RecordReader.MaxNameBytes];
        RecordReader reader = format == ContentFormat.SenmlCbor
            ? new Lwm2m.Client.Content.CborReader(name)
            : new JsonReader(name);
        reader.Format = format;
        reader.Begin(content, 0, content.Length, path);
        return reader;
    }

    private static List<string> ReadAll(ContentReader reader, IReadOnlyList<RandomRecord> records)
    {
        var list = new List<string>();
        while (reader.Next() == Status.Success)
        {
            int type = records[list.Count].Type;
            Assert.True(reader.HasValue && reader.Is(type), records[list.Count].Text());
            list.Add(new RandomRecord(reader.Path, type, type switch
            {
                ResourceType.String => Encoding.UTF8.GetString(
                    reader.Buffer, reader.ValueOffset, reader.ValueLength),
                ResourceType.Opaque =>
                    reader.Buffer.AsSpan(reader.ValueOffset, reader.ValueLength).ToArray(),
                ResourceType.Boolean => reader.ReadBoolean(),
                ResourceType.ObjectLink => reader.ReadObjectLink(),
                ResourceType.Float => reader.ReadFloat(),
                _ => reader.ReadInteger(),
            }).Text());
        }

        Assert.True(reader.Next() == Status.NotFound, Convert.ToHexString(reader.Buffer));
        return list;
    }

    private static void WriteValue(ContentWriter writer, RandomRecord record)
    {
        switch (record.Type)
        {
            case ResourceType.String:
                writer.WriteString(Encoding.UTF8.GetBytes((string)record.Value));
                break;
            case ResourceType.Opaque:
                var bytes = (byte[])record.Value;
                writer.WriteOpaque(bytes, 0, bytes.Length);
                break;
            case ResourceType.Boolean:
                writer.WriteBoolean((bool)record.Value);
                break;
            case ResourceType.ObjectLink:
                int link = (int)record.Value;
                writer.WriteObjectLink((int)((uint)link >> 16), link & 0xFFFF);
                break;
            case ResourceType.Float:
                writer.WriteFloat((double)record.Value);
                break;
            default:
                writer.WriteInteger((long)record.Value);
                break;
        }
    }
}
