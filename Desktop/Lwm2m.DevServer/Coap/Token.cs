// The CoAP token (RFC 7252 §5.3.1): 0 to 8 opaque bytes, here a value that compares and hashes
// without allocating.

using System.Buffers.Binary;

namespace Lwm2m.DevServer.Coap;

/// <summary>A token of 0 to 8 bytes, its bytes packed with the first one highest.</summary>
public readonly record struct Token
{
    /// <summary>The longest token that RFC 7252 allows.</summary>
    public const int MaxLength = 8;

    private readonly ulong _bits;

    private Token(ulong bits, int length)
    {
        _bits = bits;
        Length = (byte)length;
    }

    /// <summary>The number of bytes.</summary>
    public byte Length { get; }

    /// <summary>A token of the given bytes.</summary>
    /// <exception cref="ArgumentException">More than 8 bytes.</exception>
    public static Token FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
        {
            throw new ArgumentException("A token has at most 8 bytes.", nameof(bytes));
        }

        Span<byte> wide = stackalloc byte[MaxLength];
        wide.Clear();
        bytes.CopyTo(wide);
        return new Token(BinaryPrimitives.ReadUInt64BigEndian(wide), bytes.Length);
    }

    /// <summary>A token of 8 bytes.</summary>
    public static Token FromUInt64(ulong bits) => new(bits, MaxLength);

    /// <summary>Writes the bytes and returns how many they are.</summary>
    public int CopyTo(Span<byte> destination)
    {
        Span<byte> wide = stackalloc byte[MaxLength];
        BinaryPrimitives.WriteUInt64BigEndian(wide, _bits);
        wide[..Length].CopyTo(destination);
        return Length;
    }

    /// <summary>The bytes as a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexString(ToArray()).ToLowerInvariant();
}
