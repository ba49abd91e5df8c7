// Documents of records as other programs could write them: members in any order, with base names
// or without, lengths given or left out, texts escaped in several ways, members that say nothing.

using System.Formats.Cbor;
using System.Text.Encodings.Web;
using System.Text.Json;
using OracleWriter = System.Formats.Cbor.CborWriter;

namespace Lwm2m.Client.DesktopTests.ContentTests;

/// <summary>Writes documents with the oracles.</summary>
internal static class RecordDocuments
{
    internal static byte[] Cbor(Random random, RandomRecord[] records)
    {
        var writer = new OracleWriter(CborConformanceMode.Lax);
        writer.WriteStartArray(random.Next(2) == 0 ? null : records.Length);
        foreach (RandomRecord record in records)
        {
            (string baseName, string name) = Split(random, record.Path);
            List<Action> members = [() => CborValue(random, writer, record)];
            members.Add(() => Member(writer, 0, () => writer.WriteTextString(name)));
            members.Add(() => Member(writer, -2, () => writer.WriteTextString(baseName)));
            AddCborExtras(random, writer, members);
            Action[] shuffled = [.. members];
            random.Shuffle(shuffled);
            writer.WriteStartMap(random.Next(2) == 0 ? null : shuffled.Length);
            Array.ForEach(shuffled, write => write());
            writer.WriteEndMap();
        }

        writer.WriteEndArray();
        return writer.Encode();
    }

    internal static byte[] Json(Random random, RandomRecord[] records, bool isOma)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = random.Next(2) == 0,
            Encoder = random.Next(2) == 0
                ? JavaScriptEncoder.Default
                : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            // The base name of 1.0 stands beside the list, before it or behind it.
            bool isBehind = random.Next(2) == 0;
            if (isOma)
            {
                writer.WriteStartObject();
                WriteIf(writer, !isBehind);
                writer.WritePropertyName("e");
            }

            writer.WriteStartArray();
            foreach (RandomRecord record in records)
            {
                JsonRecord(random, writer, record, isOma);
            }

            writer.WriteEndArray();
            if (isOma)
            {
                WriteIf(writer, isBehind);
                writer.WriteEndObject();
            }
        }

        return stream.ToArray();
    }

    private static void WriteIf(Utf8JsonWriter writer, bool isWritten)
    {
        if (isWritten)
        {
            writer.WriteString("bn", "/");
        }
    }

    private static void JsonRecord(
        Random random, Utf8JsonWriter writer, RandomRecord record, bool isOma)
    {
        (string baseName, string name) = Split(random, record.Path);
        List<Action> members = [() => JsonValue(writer, record, isOma)];
        if (isOma)
        {
            members.Add(() => writer.WriteString("n", RandomRecord.PathText(record.Path)[1..]));
        }
        else
        {
            members.Add(() => writer.WriteString("n", name));
            members.Add(() => writer.WriteString("bn", baseName));
        }

        if (random.Next(3) == 0)
        {
            members.Add(() => writer.WriteNumber("t", -5.5));
            members.Add(() =>
            {
                writer.WriteStartArray("x-extension");
                writer.WriteStringValue("n\"");
                writer.WriteStartObject();
                writer.WriteNull("vs");
                writer.WriteEndObject();
                writer.WriteEndArray();
            });
        }

        Action[] shuffled = [.. members];
        random.Shuffle(shuffled);
        writer.WriteStartObject();
        Array.ForEach(shuffled, write => write());
        writer.WriteEndObject();
    }

    // A base name lasts until the next one, so each record here has one, if only an empty one.
    private static (string BaseName, string Name) Split(Random random, long path)
    {
        string text = RandomRecord.PathText(path);
        int at = random.Next(text.Length + 1);
        return (text[..at], text[at..]);
    }

    private static void AddCborExtras(Random random, OracleWriter writer, List<Action> members)
    {
        if (random.Next(3) == 0)
        {
            members.Add(() => Member(writer, 6, () => writer.WriteDouble(-5.5)));
            members.Add(() =>
            {
                writer.WriteTextString("x");
                writer.WriteStartMap(null);
                writer.WriteInt32(0);
                writer.WriteStartArray(null);
                writer.WriteNull();
                writer.WriteSimpleValue((CborSimpleValue)200);
                writer.WriteEndArray();
                writer.WriteTextString("n_");
                writer.WriteByteString([0xFF, 0]);
                writer.WriteEndMap();
            });
        }
    }

    private static void Member(OracleWriter writer, int label, Action value)
    {
        writer.WriteInt32(label);
        value();
    }

    private static void CborValue(Random random, OracleWriter writer, RandomRecord record)
    {
        switch (record.Type)
        {
            case ResourceType.String:
                Member(writer, 3, () => writer.WriteTextString((string)record.Value));
                break;
            case ResourceType.Opaque:
                Member(writer, 8, () => writer.WriteByteString((byte[])record.Value));
                break;
            case ResourceType.Boolean:
                Member(writer, 4, () => writer.WriteBoolean((bool)record.Value));
                break;
            case ResourceType.ObjectLink:
                writer.WriteTextString("vlo");
                writer.WriteTextString(LinkOf(record));
                break;
            case ResourceType.Float:
                Member(writer, 2, () => CborFloat(writer, (double)record.Value));
                break;
            case ResourceType.Integer when random.Next(4) == 0:
                Member(writer, 2, () =>
                {
                    writer.WriteTag(CborTag.UnixTimeSeconds);
                    writer.WriteInt64((long)record.Value);
                });
                break;
            default:
                Member(writer, 2, () => writer.WriteInt64((long)record.Value));
                break;
        }
    }

    // A Float without fraction as an integer, another one with few digits as a decimal fraction.
    private static void CborFloat(OracleWriter writer, double value)
    {
        double tenfold = value * 10;
        if (value == (int)value)
        {
            writer.WriteInt32((int)value);
        }
        else if (tenfold == (int)tenfold && value == (int)tenfold / 10.0)
        {
            writer.WriteTag(CborTag.DecimalFraction);
            writer.WriteStartArray(2);
            writer.WriteInt32(-1);
            writer.WriteInt32((int)tenfold);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteDouble(value);
        }
    }

    private static void JsonValue(Utf8JsonWriter writer, RandomRecord record, bool isOma)
    {
        switch (record.Type)
        {
            case ResourceType.String:
                writer.WriteString(isOma ? "sv" : "vs", (string)record.Value);
                break;
            case ResourceType.Opaque:
                writer.WriteString(
                    "vd", System.Buffers.Text.Base64Url.EncodeToString((byte[])record.Value));
                break;
            case ResourceType.Boolean:
                writer.WriteBoolean(isOma ? "bv" : "vb", (bool)record.Value);
                break;
            case ResourceType.ObjectLink:
                writer.WriteString(isOma ? "ov" : "vlo", LinkOf(record));
                break;
            case ResourceType.Float:
                writer.WriteNumber("v", (double)record.Value);
                break;
            default:
                writer.WriteNumber("v", (long)record.Value);
                break;
        }
    }

    private static string LinkOf(RandomRecord record) =>
        $"{(uint)(int)record.Value >> 16}:{(int)record.Value & 0xFFFF}";
}
