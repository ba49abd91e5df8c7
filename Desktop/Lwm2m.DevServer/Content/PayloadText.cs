// A payload as one readable line, for logs. SenML is shown as its resolved records. TLV values
// have no type on the wire, so a leaf is shown as text when all of it is printable and otherwise
// as number or bytes.

using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Lwm2m.DevServer.Content;

/// <summary>Turns payloads into text.</summary>
public static class PayloadText
{
    private const int MaxBytesShown = 32;

    /// <summary>The payload as text.</summary>
    public static string Describe(int? format, ReadOnlyMemory<byte> payload)
    {
        if (format == MediaType.Tlv
            && TlvCodec.TryDecode(payload, out List<TlvNode> nodes, out _))
        {
            var text = new StringBuilder();
            AppendNodes(text, nodes);
            return text.ToString();
        }

        if (Senml.TryDecode(format, payload, out List<SenmlRecord> records, out _))
        {
            return $"{{{string.Join(", ", records)}}}";
        }

        if (format == MediaType.Cbor && CborValue.TryDecode(payload, out ContentValue value, out _))
        {
            return value.ToString();
        }

        bool isText = format is null or MediaType.Text or MediaType.LinkFormat
            or MediaType.SenmlJson or MediaType.Json;
        return isText && IsPrintable(payload.Span)
            ? $"\"{Encoding.UTF8.GetString(payload.Span)}\""
            : Hex(payload.Span);
    }

    private static void AppendNodes(StringBuilder text, IReadOnlyList<TlvNode> nodes)
    {
        text.Append('{');
        for (int i = 0; i < nodes.Count; i++)
        {
            TlvNode node = nodes[i];
            text.Append(i == 0 ? string.Empty : ", ").Append(node.Id).Append(": ");
            if (node.IsLeaf)
            {
                text.Append(DescribeLeaf(node));
            }
            else
            {
                AppendNodes(text, node.Children);
            }
        }

        text.Append('}');
    }

    private static string DescribeLeaf(TlvNode node)
    {
        ReadOnlySpan<byte> value = node.Value.Span;
        if (value.Length > 0 && IsPrintable(value))
        {
            // One to eight printable bytes may be a number as well: show both readings.
            return node.TryGetInteger(out long asNumber) && value.Length <= 2
                ? $"\"{node.Text}\"|{asNumber}"
                : $"\"{node.Text}\"";
        }

        if (value.Length == 8 && node.TryGetDouble(out double wide) && IsPlausible(wide))
        {
            return wide.ToString("R", CultureInfo.InvariantCulture);
        }

        if (value.Length == 4 && node.TryGetDouble(out double narrow) && IsPlausible(narrow))
        {
            return ((float)narrow).ToString("R", CultureInfo.InvariantCulture);
        }

        return node.TryGetInteger(out long integer)
            ? integer.ToString(CultureInfo.InvariantCulture)
            : Hex(value);
    }

    private static bool IsPlausible(double value) =>
        double.IsFinite(value) && Math.Abs(value) is > 1e-6 and < 1e9;

    private static bool IsPrintable(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (b is < 0x20 or 0x7F)
            {
                return false;
            }
        }

        // Most numbers are no UTF-8: they are not mistaken for text.
        return Utf8.IsValid(bytes);
    }

    internal static string Hex(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxBytesShown
        ? $"0x{Convert.ToHexString(bytes)}"
        : $"0x{Convert.ToHexString(bytes[..MaxBytesShown])}… ({bytes.Length} bytes)";
}
