// One value for one resource or resource instance, in any of the formats.

using System.Globalization;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes a value for a path.</summary>
public static class SingleValue
{
    /// <summary>The payload of a Write of one value.</summary>
    public static byte[] Encode(int format, string path, ContentValue value) => format switch
    {
        MediaType.Text => EncodeText(value),
        MediaType.Opaque => value.Opaque,
        MediaType.Cbor => CborValue.Encode(value),
        MediaType.Tlv => TlvCodec.Encode(Node(
            path.Count(c => c == '/') == 4 ? TlvType.ResourceInstance : TlvType.Resource,
            ushort.Parse(path[(path.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture),
            value)),
        _ => Senml.Encode(format, [new SenmlRecord(path, value)]),
    };

    /// <summary>The value as a leaf of TLV.</summary>
    public static TlvNode Node(TlvType type, ushort id, ContentValue value) =>
        TlvNode.Leaf(type, id, value.Kind switch
        {
            ValueKind.Integer => TlvNode.Resource(id, value.Integer).Value,
            ValueKind.Float => TlvNode.Resource(id, value.Number).Value,
            ValueKind.Text => TlvNode.Resource(id, value.Text).Value,
            ValueKind.Boolean => TlvNode.Resource(id, value.Boolean).Value,
            ValueKind.Opaque => value.Opaque,
            ValueKind.ObjectLink => TlvNode.Resource(id, value.ObjectLink).Value,
            _ => default,
        });

    private static byte[] EncodeText(ContentValue value) => value.Kind switch
    {
        ValueKind.Integer => TextValue.Encode(value.Integer),
        ValueKind.Float => TextValue.Encode(value.Number),
        ValueKind.Text => TextValue.Encode(value.Text),
        ValueKind.Boolean => TextValue.Encode(value.Boolean),
        ValueKind.Opaque => TextValue.EncodeOpaque(value.Opaque),
        _ => TextValue.Encode(value.ToString()),
    };
}
