// The value of Block1 and Block2 (RFC 7959 §2.2): block number, more flag, size exponent.

namespace Lwm2m.DevServer.Coap;

/// <summary>A Block1 or Block2 value.</summary>
public readonly record struct BlockOption(int Number, bool More, int SizeExponent)
{
    /// <summary>The largest block number of 20 bits.</summary>
    public const int MaxNumber = 0xFFFFF;

    /// <summary>The size of a block with exponent 0.</summary>
    public const int MinSize = 16;

    /// <summary>The largest block size.</summary>
    public const int MaxSize = 1024;

    /// <summary>The exponent of <see cref="MaxSize"/>.</summary>
    public const int MaxExponent = 6;

    /// <summary>The block size in bytes, 16 to 1024.</summary>
    public int Size => MinSize << SizeExponent;

    /// <summary>Where the block starts in the body.</summary>
    public int Offset => Number * Size;

    /// <summary>Reads an option value; false for more than three bytes or the reserved
    /// exponent 7.</summary>
    public static bool TryParse(CoapOption option, out BlockOption block)
    {
        block = default;
        if (!option.TryGetUInt(3, out uint value) || (value & 7) == 7)
        {
            return false;
        }

        block = new BlockOption((int)(value >> 4), (value & 8) != 0, (int)(value & 7));
        return true;
    }

    /// <summary>The option with this value.</summary>
    public CoapOption ToOption(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Number, MaxNumber);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SizeExponent, MaxExponent);
        return CoapOption.FromUInt(
            number, ((uint)Number << 4) | (More ? 8u : 0u) | (uint)SizeExponent);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{(More ? 1 : 0)}/{Size}";
}
