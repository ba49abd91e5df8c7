// The value of the options Block1 and Block2 (RFC 7959 §2.2):
//   block number, 20 bits at most | more, 1 bit | size exponent, 3 bits; a block has 16 << exponent
// bytes. Where a block starts is counted in bytes here, so a change of the size changes nothing.

namespace Lwm2m.Client.Coap;

/// <summary>Takes the value of a block option apart and puts it together.</summary>
internal static class BlockOption
{
    /// <summary>The size exponent of the largest blocks, of 1024 bytes.</summary>
    public const int LargestExponent = 6;

    private const int MoreBit = 8;

    /// <summary>The value for the block that starts at an offset.</summary>
    public static int Of(int offset, bool isMore, int exponent)
    {
        return ((offset >> exponent) & ~15) | (isMore ? MoreBit : 0) | exponent;
    }

    /// <summary>Where the block starts.</summary>
    public static int Offset(int block)
    {
        return (block >> 4) << (Exponent(block) + 4);
    }

    /// <summary>The size exponent.</summary>
    public static int Exponent(int block)
    {
        return block & 7;
    }

    /// <summary>The size of a block.</summary>
    public static int Size(int block)
    {
        return 16 << (block & 7);
    }

    /// <summary>Whether more blocks follow.</summary>
    public static bool IsMore(int block)
    {
        return (block & MoreBit) != 0;
    }
}
