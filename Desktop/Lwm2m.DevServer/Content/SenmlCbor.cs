// SenML in CBOR (RFC 8428 §6), with the text label "vlo" of LwM2M (OMA LwM2M 1.1 Core §7.4.4),
// and single values in CBOR (§7.4.3).

using System.Formats.Cbor;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes and decodes application/senml+cbor.</summary>
public static class SenmlCbor
{
    // RFC 8428 table 4: the place of a name, less 6, is its label.
    private static readonly string[] s_labels =
        ["bs", "bv", "bu", "bt", "bn", "bver", "n", "u", "v", "vs", "vb", "s", "t", "ut", "vd"];

    private const int FirstLabel = -6;

    /// <summary>Decodes and resolves a pack; false, with the reason, when it is malformed.
    /// </summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> payload, out List<SenmlRecord> records, out string? error)
    {
        records = [];
        var fields = new List<SenmlFields>();
        try
        {
            var reader = new CborReader(payload, CborConformanceMode.Strict);
            error = null;
            reader.ReadStartArray();
            while (error is null && reader.PeekState() != CborReaderState.EndArray)
            {
                error = ReadRecord(reader, fields);
            }

            if (error is null)
            {
                reader.ReadEndArray();
                error = reader.BytesRemaining == 0
                    ? SenmlResolution.TryResolve(fields, records)
                    : "something follows the pack";
            }
        }
        catch (Exception e) when (CborValue.IsMalformed(e))
        {
            error = e.Message;
        }

        return error is null;
    }

    /// <summary>Encodes records; with a base name, which the first one states, names are what
    /// follows it.</summary>
    public static byte[] Encode(IReadOnlyList<SenmlRecord> records, string baseName = "")
    {
        var writer = new CborWriter();
        writer.WriteStartArray(records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            SenmlRecord record = records[i];
            bool hasBase = i == 0 && baseName.Length > 0;
            string name = SenmlResolution.NameBelow(baseName, record);
            bool hasValue = record.Value.Kind != ValueKind.None;
            writer.WriteStartMap((hasBase ? 1 : 0) + (name.Length > 0 ? 1 : 0)
                + (hasValue ? 1 : 0) + (record.Time is null ? 0 : 1));
            if (hasBase)
            {
                WriteLabel(writer, "bn");
                writer.WriteTextString(baseName);
            }

            if (name.Length > 0)
            {
                WriteLabel(writer, "n");
                writer.WriteTextString(name);
            }

            if (hasValue)
            {
                WriteLabel(writer, LabelOf(record.Value.Kind));
                CborValue.Write(writer, record.Value);
            }

            if (record.Time is { } time)
            {
                WriteLabel(writer, "t");
                CborValue.Write(writer, time == Math.Truncate(time) ? (long)time : time);
            }

            writer.WriteEndMap();
        }

        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>The label of a value in both representations.</summary>
    internal static string LabelOf(ValueKind kind) => kind switch
    {
        ValueKind.Text => "vs",
        ValueKind.Boolean => "vb",
        ValueKind.Opaque => "vd",
        ValueKind.ObjectLink => "vlo",
        _ => "v",
    };

    private static string? ReadRecord(CborReader reader, List<SenmlFields> fields)
    {
        var record = new SenmlFields();
        fields.Add(record);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            string? label;
            if (reader.PeekState() == CborReaderState.TextString)
            {
                label = reader.ReadTextString();
            }
            else
            {
                int number = reader.ReadInt32() - FirstLabel;
                label = number >= 0 && number < s_labels.Length ? s_labels[number] : null;
            }

            if (label is null || label == string.Empty)
            {
                return "a label that RFC 8428 does not have";
            }

            if (!IsKnown(label))
            {
                reader.SkipValue();
                continue;
            }

            ContentValue value = CborValue.Read(reader);
            if (label == "vlo" && value.Kind == ValueKind.Text)
            {
                byte[] text = TextValue.Encode(value.Text);
                value = TextValue.TryGetObjectLink(text, out ObjectLink link) ? link : value;
            }

            if (record.Set(label, value) is { } error)
            {
                return error;
            }
        }

        reader.ReadEndMap();
        return null;
    }

    // Labels that must be understood are looked at too, to be refused.
    private static bool IsKnown(string label) =>
        label == "vlo" || label.EndsWith('_') || Array.IndexOf(s_labels, label) >= 0;

    private static void WriteLabel(CborWriter writer, string label)
    {
        int place = Array.IndexOf(s_labels, label);
        if (place < 0)
        {
            writer.WriteTextString(label);
        }
        else
        {
            writer.WriteInt32(place + FirstLabel);
        }
    }
}
