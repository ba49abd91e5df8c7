// The JSON of LwM2M 1.0 (OMA LwM2M 1.0 §6.4.4): one object with the base name "bn", the base time
// "bt" and the elements "e", each with a name, one of v, sv, bv and ov, and perhaps a time. Bytes
// are base64 in sv, so they come as text.

using System.Buffers;
using System.Text.Json;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes and decodes application/vnd.oma.lwm2m+json.</summary>
public static class OmaJson
{
    /// <summary>Decodes and resolves a payload; false, with the reason, when it is malformed.
    /// </summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> payload, out List<SenmlRecord> records, out string? error)
    {
        records = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            error = Resolve(document.RootElement, records);
        }
        catch (Exception e) when (SenmlJson.IsMalformed(e) || e is KeyNotFoundException)
        {
            error = e.Message;
        }

        return error is null;
    }

    /// <summary>Encodes records without times below a base name.</summary>
    public static byte[] Encode(IReadOnlyList<SenmlRecord> records, string baseName)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, SenmlJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("bn", baseName);
        writer.WriteStartArray("e");
        foreach (SenmlRecord record in records)
        {
            writer.WriteStartObject();
            writer.WriteString("n", SenmlResolution.NameBelow(baseName, record));
            WriteValue(writer, record.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string? Resolve(JsonElement root, List<SenmlRecord> records)
    {
        string baseName = root.TryGetProperty("bn", out JsonElement name)
            ? name.GetString()!
            : string.Empty;
        double? baseTime = root.TryGetProperty("bt", out JsonElement start)
            ? start.GetDouble()
            : null;
        foreach (JsonElement element in root.GetProperty("e").EnumerateArray())
        {
            string path = baseName;
            double? time = baseTime;
            ContentValue value = default;
            foreach (JsonProperty property in element.EnumerateObject())
            {
                ContentValue content = SenmlJson.Read(property.Value);
                bool isValue = property.Name is "v" or "sv" or "bv" or "ov";
                if (isValue && value.Kind != ValueKind.None)
                {
                    return "two values in an element";
                }

                path = property.Name == "n" ? baseName + content.Text : path;
                time = property.Name == "t" ? (baseTime ?? 0) + content.Number : time;
                value = !isValue ? value
                    : property.Name == "ov" ? LinkOf(content.Text)
                    : content;
            }

            if (!new Link(path, []).TryGetIds(out _))
            {
                return $"'{path}' is not a path";
            }

            records.Add(new SenmlRecord(path, value, time));
        }

        return null;
    }

    private static ObjectLink LinkOf(string text) =>
        TextValue.TryGetObjectLink(TextValue.Encode(text), out ObjectLink link)
            ? link
            : throw new FormatException($"'{text}' is not an object link.");

    private static void WriteValue(Utf8JsonWriter writer, ContentValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Integer:
                writer.WriteNumber("v", value.Integer);
                break;
            case ValueKind.Float:
                writer.WriteNumber("v", value.Number);
                break;
            case ValueKind.Text:
                writer.WriteString("sv", value.Text);
                break;
            case ValueKind.Boolean:
                writer.WriteBoolean("bv", value.Boolean);
                break;
            case ValueKind.Opaque:
                writer.WriteBase64String("sv", value.Opaque);
                break;
            case ValueKind.ObjectLink:
                writer.WriteString("ov", value.ObjectLink.ToString());
                break;
            default:
                throw new ArgumentException("There is no value to write.", nameof(value));
        }
    }
}
