// The values in what a device has sent. SenML and CBOR say what a value is; TLV and plain text do
// not, so the definition of the resource says it, and without one the bytes have to.

using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Lwm2m.DevServer.Content;
using OmaFacts;

namespace Lwm2m.DevServer.Web;

/// <summary>From a payload to values with their paths.</summary>
/// <param name="typeOf">The type of a resource (object id, resource id).</param>
internal sealed class PayloadValues(Func<int, int, FactType> typeOf)
{
    /// <summary>The values in a payload that came for a path; none when there are none or when it
    /// is malformed.</summary>
    internal IReadOnlyList<SenmlRecord> Read(
        string path, int? format, ReadOnlyMemory<byte> payload)
    {
        if (Senml.TryDecode(format, payload, out List<SenmlRecord> records, out _))
        {
            return [.. records.Where(record => record.Value.Kind != ValueKind.None)];
        }

        if (!new Link(path, []).TryGetIds(out ushort[] ids))
        {
            return [];
        }

        switch (format)
        {
            case MediaType.Tlv:
                return TlvCodec.TryDecode(payload, out List<TlvNode> nodes, out _)
                    ? [.. nodes.SelectMany(node => Leaves(node, ids))]
                    : [];
            case MediaType.Cbor:
                return CborValue.TryDecode(payload, out ContentValue value, out _)
                    ? [new SenmlRecord(path, value)]
                    : [];
            case MediaType.Opaque:
                return [new SenmlRecord(path, payload.ToArray())];
            case null or MediaType.Text when ids.Length > 2:
                return [new SenmlRecord(path, FromText(typeOf(ids[0], ids[2]), payload.Span))];
            default:
                return [];
        }
    }

    // What an element is says on which level it stands, so only ids above it are taken from the
    // path that was asked for.
    private IEnumerable<SenmlRecord> Leaves(TlvNode node, ushort[] ids)
    {
        int level = node.Type switch
        {
            TlvType.ObjectInstance => 1,
            TlvType.ResourceInstance => 3,
            _ => 2,
        };
        if (ids.Length < level)
        {
            // A single instance may be left out: its resources stand below the object.
            ids = level == 2 && ids.Length == 1 ? [ids[0], 0] : ids;
        }

        if (ids.Length < level)
        {
            return [];
        }

        ushort[] own = [.. ids[..level], node.Id];
        return node.IsLeaf
            ? [new SenmlRecord($"/{string.Join('/', own)}", FromTlv(typeOf(own[0], own[2]), node))]
            : node.Children.SelectMany(child => Leaves(child, own));
    }

    private static ContentValue FromTlv(FactType type, TlvNode node) => type switch
    {
        FactType.String or FactType.Corelnk => node.Text,
        FactType.Integer or FactType.Time when node.TryGetInteger(out long value) => value,
        FactType.UnsignedInteger when TryGetUnsigned(node.Value.Span, out long value) => value,
        FactType.Float when node.TryGetDouble(out double value) => Shortest(node, value),
        FactType.Boolean when node.TryGetBoolean(out bool value) => value,
        FactType.Objlnk when node.TryGetObjectLink(out ObjectLink value) => value,
        FactType.None => Guess(node),
        _ => node.Value.ToArray(),
    };

    private static bool TryGetUnsigned(ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        foreach (byte b in bytes)
        {
            value = (value << 8) | b;
        }

        return bytes.Length is 1 or 2 or 4 or 8 && value >= 0;
    }

    // 20.1 in 4 bytes is 20.1 for people, not 20.100000381469727.
    private static double Shortest(TlvNode node, double value) => node.Value.Length == 4
        ? double.Parse(((float)value).ToString("R", CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture)
        : value;

    private static ContentValue Guess(TlvNode node)
    {
        ReadOnlySpan<byte> bytes = node.Value.Span;
        if (IsPrintable(bytes) && bytes.Length > 1)
        {
            return node.Text;
        }

        return bytes.Length is 4 or 8 && node.TryGetDouble(out double number)
            && Math.Abs(number) is > 1e-6 and < 1e9
                ? Shortest(node, number)
            : node.TryGetInteger(out long integer) ? integer
            : node.Value.ToArray();
    }

    private static bool IsPrintable(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 && Utf8.IsValid(bytes);

    private static ContentValue FromText(FactType type, ReadOnlySpan<byte> text) => type switch
    {
        FactType.Integer or FactType.UnsignedInteger or FactType.Time
            when TextValue.TryGetInteger(text, out long value) => value,
        FactType.Float when TextValue.TryGetDouble(text, out double value) => value,
        FactType.Boolean when TextValue.TryGetBoolean(text, out bool value) => value,
        FactType.Opaque when TextValue.TryGetOpaque(text, out byte[] value) => value,
        FactType.Objlnk when TextValue.TryGetObjectLink(text, out ObjectLink value) => value,
        FactType.None when TextValue.TryGetDouble(text, out double value) => value,
        _ => Encoding.UTF8.GetString(text),
    };
}
