// The OMA TLV format (OMA LwM2M 1.1 Core §7.4.5, 1.0 §6.4.3):
//
//     7 6   5          4 3            2 1 0
//    +-----+----------+--------------+----------------------+
//    |Type |Id 16 bits|Length of len.|Length, when 4-3 is 00|  Identifier  [Length]  Value
//    +-----+----------+--------------+----------------------+
//
// The decoder is strict: lengths must fit exactly, an object instance contains resources, a
// multiple resource contains resource instances, and no id occurs twice in one place.

using System.Buffers;

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes and decodes TLV payloads.</summary>
public static class TlvCodec
{
    /// <summary>Decodes a payload; false, with the reason, when it is malformed.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> payload, out List<TlvNode> nodes, out string? error)
    {
        nodes = [];
        error = DecodeLevel(payload, null, nodes);
        if (error is null && nodes.Count > 1 && !IsOneLevel(nodes))
        {
            error = "elements of different levels side by side";
        }

        return error is null;
    }

    /// <summary>Decodes a payload that is known to be well-formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static List<TlvNode> Decode(ReadOnlyMemory<byte> payload) =>
        TryDecode(payload, out List<TlvNode> nodes, out string? error)
            ? nodes
            : throw new FormatException($"Malformed TLV: {error}.");

    /// <summary>Encodes elements.</summary>
    public static byte[] Encode(params IReadOnlyList<TlvNode> nodes)
    {
        var writer = new ArrayBufferWriter<byte>(64);
        foreach (TlvNode node in nodes)
        {
            Write(writer, node);
        }

        return writer.WrittenSpan.ToArray();
    }

    private static string? DecodeLevel(
        ReadOnlyMemory<byte> rest, TlvType? parent, List<TlvNode> nodes)
    {
        while (!rest.IsEmpty)
        {
            if (!ReadHeader(rest.Span, out TlvType type, out ushort id, out int start,
                out int length))
            {
                return "a header that is cut off";
            }

            if (length > rest.Length - start)
            {
                return $"the length {length} of element {id} goes beyond the end";
            }

            if (!IsAllowedIn(parent, type))
            {
                return $"a {type} inside a {parent}";
            }

            foreach (TlvNode other in nodes)
            {
                if (other.Id == id && other.Type == type)
                {
                    return $"id {id} twice";
                }
            }

            ReadOnlyMemory<byte> value = rest.Slice(start, length);
            if (type is TlvType.Resource or TlvType.ResourceInstance)
            {
                nodes.Add(TlvNode.Leaf(type, id, value));
            }
            else
            {
                var children = new List<TlvNode>();
                if (DecodeLevel(value, type, children) is { } error)
                {
                    return error;
                }

                nodes.Add(type == TlvType.ObjectInstance
                    ? TlvNode.Instance(id, children)
                    : TlvNode.Multiple(id, children));
            }

            rest = rest[(start + length)..];
        }

        return null;
    }

    private static bool IsAllowedIn(TlvType? parent, TlvType type) => parent switch
    {
        TlvType.ObjectInstance => type is TlvType.Resource or TlvType.MultipleResource,
        TlvType.MultipleResource => type is TlvType.ResourceInstance,
        _ => true,
    };

    private static bool IsOneLevel(List<TlvNode> nodes)
    {
        int first = LevelOf(nodes[0].Type);
        foreach (TlvNode node in nodes)
        {
            if (LevelOf(node.Type) != first)
            {
                return false;
            }
        }

        return true;
    }

    private static int LevelOf(TlvType type) => type switch
    {
        TlvType.ObjectInstance => 0,
        TlvType.ResourceInstance => 2,
        _ => 1,
    };

    private static bool ReadHeader(
        ReadOnlySpan<byte> bytes, out TlvType type, out ushort id, out int start, out int length)
    {
        byte first = bytes[0];
        int idBytes = (first & 0x20) == 0 ? 1 : 2;
        int lengthBytes = (first >> 3) & 3;
        type = (TlvType)(first >> 6);
        id = 0;
        length = 0;
        start = 1 + idBytes + lengthBytes;
        if (bytes.Length < start)
        {
            return false;
        }

        foreach (byte b in bytes.Slice(1, idBytes))
        {
            id = (ushort)((id << 8) | b);
        }

        foreach (byte b in bytes.Slice(1 + idBytes, lengthBytes))
        {
            length = (length << 8) | b;
        }

        if (lengthBytes == 0)
        {
            length = first & 7;
        }

        return true;
    }

    private static void Write(ArrayBufferWriter<byte> writer, TlvNode node)
    {
        if (node.IsLeaf)
        {
            WriteHeader(writer, node, node.Value.Length);
            writer.Write(node.Value.Span);
            return;
        }

        byte[] inner = Encode(node.Children);
        WriteHeader(writer, node, inner.Length);
        writer.Write(inner);
    }

    private static void WriteHeader(ArrayBufferWriter<byte> writer, TlvNode node, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 0xFFFFFF);
        int lengthBytes = length < 8 ? 0 : length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 3;
        bool wideId = node.Id > 0xFF;
        Span<byte> header = writer.GetSpan(6);
        int at = 0;
        header[at++] = (byte)(((int)node.Type << 6) | (wideId ? 0x20 : 0) | (lengthBytes << 3)
            | (lengthBytes == 0 ? length : 0));
        if (wideId)
        {
            header[at++] = (byte)(node.Id >> 8);
        }

        header[at++] = (byte)node.Id;
        for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8)
        {
            header[at++] = (byte)(length >> shift);
        }

        writer.Advance(at);
    }
}
