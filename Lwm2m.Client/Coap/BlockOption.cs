// The value of the options Block1 and Block2 (RFC 7959 §2.2):
//   block number, 20 bits at most | more, 1 bit | size exponent, 3 bits; a block has 16 << exponent
// bytes. Where a block starts is counted in bytes here, so a change of the size changes nothing.

namespace Lwm2m.Client.Coap;

/// <summary>Takes the value of a block option apart and puts it together.</summary>
internal static class BlockOption
{
    /// <summary>The size exponent of the largest blocks, of 1024 bytes.</summary>
    public const int LargestExponent = 6;

    /// <summary>The bit that says whether more blocks follow.</summary>
    public const int More = 8;

    /// <summary>The bits of the size exponent.</summary>
    public const int Exponent = 7;

    /// <summary>The value for the block that starts at an offset.</summary>
    public static int Of(int offset, bool isMore, int exponent)
    {
        return ((offset >> exponent) & ~15) | (isMore ? More : 0) | exponent;
    }

    /// <summary>Where the block starts.</summary>
    public static int Offset(int block)
    {
        return (block & ~15) << (block & Exponent);
    }

    /// <summary>A block with an exponent that makes it fit some room, as far as that goes.
    /// </summary>
    public static int Fitting(int block, int room)
    {
        while ((block & Exponent) > 0 && Size(block) > room)
        {
            block--;
        }

        return block;
    }

    /// <summary>The size of a block.</summary>
    public static int Size(int block)
    {
        return 16 << (block & Exponent);
    }
}
