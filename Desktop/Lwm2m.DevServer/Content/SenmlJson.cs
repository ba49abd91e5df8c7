// SenML in JSON (RFC 8428 §5), with the label "vlo" of LwM2M (OMA LwM2M 1.1 Core §7.4.4): bytes
// are base64url without padding.

using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes and decodes application/senml+json.</summary>
public static class SenmlJson
{
    internal static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Decodes and resolves a pack; false, with the reason, when it is malformed.
    /// </summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> payload, out List<SenmlRecord> records, out string? error)
    {
        records = [];
        var fields = new List<SenmlFields>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            error = document.RootElement.ValueKind == JsonValueKind.Array
                ? null
                : "a pack is an array";
            for (int i = 0; error is null && i < document.RootElement.GetArrayLength(); i++)
            {
                error = ReadRecord(document.RootElement[i], fields);
            }

            error ??= SenmlResolution.TryResolve(fields, records);
        }
        catch (Exception e) when (IsMalformed(e))
        {
            error = e.Message;
        }

        return error is null;
    }

    /// <summary>Encodes records; with a base name, which the first one states, names are what
    /// follows it.</summary>
    public static byte[] Encode(IReadOnlyList<SenmlRecord> records, string baseName = "")
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartArray();
        for (int i = 0; i < records.Count; i++)
        {
            SenmlRecord record = records[i];
            string name = SenmlResolution.NameBelow(baseName, record);
            writer.WriteStartObject();
            if (i == 0 && baseName.Length > 0)
            {
                writer.WriteString("bn", baseName);
            }

            if (name.Length > 0)
            {
                writer.WriteString("n", name);
            }

            WriteValue(writer, record.Value);
            if (record.Time is { } time)
            {
                writer.WriteNumber("t", time);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    internal static bool IsMalformed(Exception e) =>
        e is JsonException or FormatException or InvalidOperationException;

    internal static ContentValue Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.TryGetInt64(out long integer)
            ? (ContentValue)integer
            : element.GetDouble(),
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"{element.ValueKind} is no value of LwM2M."),
    };

    private static string? ReadRecord(JsonElement element, List<SenmlFields> fields)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return "a record is an object";
        }

        var record = new SenmlFields();
        fields.Add(record);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            ContentValue value = property.Value.ValueKind is JsonValueKind.Object
                or JsonValueKind.Array or JsonValueKind.Null
                ? default
                : Read(property.Value);
            if (value.Kind == ValueKind.Text)
            {
                byte[] text = TextValue.Encode(value.Text);
                value = property.Name switch
                {
                    "vd" => Base64Url.DecodeFromUtf8(text),
                    "vlo" when TextValue.TryGetObjectLink(text, out ObjectLink link) => link,
                    _ => value,
                };
            }

            if (record.Set(property.Name, value) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static void WriteValue(Utf8JsonWriter writer, ContentValue value)
    {
        string label = SenmlCbor.LabelOf(value.Kind);
        switch (value.Kind)
        {
            case ValueKind.None:
                break;
            case ValueKind.Integer:
                writer.WriteNumber(label, value.Integer);
                break;
            case ValueKind.Float:
                writer.WriteNumber(label, value.Number);
                break;
            case ValueKind.Text:
                writer.WriteString(label, value.Text);
                break;
            case ValueKind.Boolean:
                writer.WriteBoolean(label, value.Boolean);
                break;
            case ValueKind.Opaque:
                writer.WriteString(label, Base64Url.EncodeToString(value.Opaque));
                break;
            default:
                writer.WriteString(label, value.ObjectLink.ToString());
                break;
        }
    }
}
