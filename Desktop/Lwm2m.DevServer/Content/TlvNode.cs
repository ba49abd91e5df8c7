// One element of an OMA TLV payload (OMA LwM2M 1.1 Core §7.4.5, 1.0 §6.4.3) and the value
// encodings of its leaves (1.1 Core appendix C, 1.0 appendix C).

using System.Buffers.Binary;
using System.Text;

namespace Lwm2m.DevServer.Content;

/// <summary>What a TLV element is: bits 7-6 of its type byte.</summary>
public enum TlvType : byte
{
    /// <summary>An object instance, which contains resources.</summary>
    ObjectInstance = 0,

    /// <summary>One instance of a multiple resource.</summary>
    ResourceInstance = 1,

    /// <summary>A multiple resource, which contains resource instances.</summary>
    MultipleResource = 2,

    /// <summary>A resource with a value.</summary>
    Resource = 3,
}

/// <summary>A link to an object instance (OMA LwM2M 1.1 Core appendix C).</summary>
public readonly record struct ObjectLink(ushort ObjectId, ushort InstanceId)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ObjectId}:{InstanceId}";
}

/// <summary>A TLV element: a leaf with a value, or an element with children.</summary>
public sealed class TlvNode
{
    private TlvNode(
        TlvType type, ushort id, ReadOnlyMemory<byte> value, IReadOnlyList<TlvNode> children)
    {
        Type = type;
        Id = id;
        Value = value;
        Children = children;
    }

    /// <summary>What the element is.</summary>
    public TlvType Type { get; }

    /// <summary>The id of the instance, resource or resource instance.</summary>
    public ushort Id { get; }

    /// <summary>The value of a leaf.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The elements inside an object instance or a multiple resource.</summary>
    public IReadOnlyList<TlvNode> Children { get; }

    /// <summary>True for the two types that have a value.</summary>
    public bool IsLeaf => Type is TlvType.Resource or TlvType.ResourceInstance;

    /// <summary>The value as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    /// <summary>A leaf with raw bytes.</summary>
    public static TlvNode Leaf(TlvType type, ushort id, ReadOnlyMemory<byte> value) =>
        type is TlvType.Resource or TlvType.ResourceInstance
            ? new TlvNode(type, id, value, [])
            : throw new ArgumentException("This type has children.", nameof(type));

    /// <summary>An object instance.</summary>
    public static TlvNode Instance(ushort id, params IReadOnlyList<TlvNode> resources) =>
        new(TlvType.ObjectInstance, id, default, resources);

    /// <summary>A multiple resource.</summary>
    public static TlvNode Multiple(ushort id, params IReadOnlyList<TlvNode> instances) =>
        new(TlvType.MultipleResource, id, default, instances);

    /// <summary>A resource with raw bytes.</summary>
    public static TlvNode Resource(ushort id, ReadOnlyMemory<byte> value) =>
        Leaf(TlvType.Resource, id, value);

    /// <summary>A resource with a text.</summary>
    public static TlvNode Resource(ushort id, string text) =>
        Leaf(TlvType.Resource, id, Encoding.UTF8.GetBytes(text));

    /// <summary>A resource with an integer in the smallest of 1, 2, 4 or 8 bytes.</summary>
    public static TlvNode Resource(ushort id, long value) =>
        Leaf(TlvType.Resource, id, EncodeInteger(value));

    /// <summary>A resource with a floating point number of 8 bytes.</summary>
    public static TlvNode Resource(ushort id, double value) =>
        Leaf(TlvType.Resource, id, EncodeDouble(value));

    /// <summary>A resource with a boolean.</summary>
    public static TlvNode Resource(ushort id, bool value) =>
        Leaf(TlvType.Resource, id, new[] { value ? (byte)1 : (byte)0 });

    /// <summary>A resource with an object link.</summary>
    public static TlvNode Resource(ushort id, ObjectLink value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value.ObjectId);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), value.InstanceId);
        return Leaf(TlvType.Resource, id, bytes);
    }

    /// <summary>A resource instance with raw bytes.</summary>
    public static TlvNode ResourceInstance(ushort id, ReadOnlyMemory<byte> value) =>
        Leaf(TlvType.ResourceInstance, id, value);

    /// <summary>A resource instance with an integer.</summary>
    public static TlvNode ResourceInstance(ushort id, long value) =>
        Leaf(TlvType.ResourceInstance, id, EncodeInteger(value));

    /// <summary>A resource instance with a text.</summary>
    public static TlvNode ResourceInstance(ushort id, string text) =>
        Leaf(TlvType.ResourceInstance, id, Encoding.UTF8.GetBytes(text));

    /// <summary>The child with an id, or null.</summary>
    public TlvNode? Find(int id)
    {
        foreach (TlvNode child in Children)
        {
            if (child.Id == id)
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The value as a signed integer of 1, 2, 4 or 8 bytes, or as a time.</summary>
    public bool TryGetInteger(out long value)
    {
        ReadOnlySpan<byte> bytes = Value.Span;
        (value, bool known) = bytes.Length switch
        {
            1 => ((sbyte)bytes[0], true),
            2 => (BinaryPrimitives.ReadInt16BigEndian(bytes), true),
            4 => (BinaryPrimitives.ReadInt32BigEndian(bytes), true),
            8 => (BinaryPrimitives.ReadInt64BigEndian(bytes), true),
            _ => (0L, false),
        };
        return known;
    }

    /// <summary>The value as a floating point number of 4 or 8 bytes.</summary>
    public bool TryGetDouble(out double value)
    {
        ReadOnlySpan<byte> bytes = Value.Span;
        (value, bool known) = bytes.Length switch
        {
            4 => (BinaryPrimitives.ReadSingleBigEndian(bytes), true),
            8 => (BinaryPrimitives.ReadDoubleBigEndian(bytes), true),
            _ => (0.0, false),
        };
        return known;
    }

    /// <summary>The value as a boolean: one byte, 0 or 1.</summary>
    public bool TryGetBoolean(out bool value)
    {
        ReadOnlySpan<byte> bytes = Value.Span;
        value = bytes.Length == 1 && bytes[0] == 1;
        return bytes.Length == 1 && bytes[0] <= 1;
    }

    /// <summary>The value as an object link of 4 bytes.</summary>
    public bool TryGetObjectLink(out ObjectLink value)
    {
        ReadOnlySpan<byte> bytes = Value.Span;
        value = default;
        if (bytes.Length != 4)
        {
            return false;
        }

        value = new ObjectLink(
            BinaryPrimitives.ReadUInt16BigEndian(bytes),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return true;
    }

    private static byte[] EncodeInteger(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        int length = value is >= sbyte.MinValue and <= sbyte.MaxValue ? 1
            : value is >= short.MinValue and <= short.MaxValue ? 2
            : value is >= int.MinValue and <= int.MaxValue ? 4
            : 8;
        return bytes[(8 - length)..];
    }

    private static byte[] EncodeDouble(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return bytes;
    }
}
