// A firmware image: an application assembly in the device's format (.pe), behind a header.
//
//    0  "LWFW"
//    4  length of the assembly, least significant byte first
//    8  SHA-256 of all that follows it
//   40  version, ASCII, zeros behind it
//   64  the assembly:
//         +0  "NFMRK1", 0, 0   +16 flags   +20 checksum of native methods
//        +38  version of the string table   +100 length   +104 count of patched methods
//
// The names of the assembly's fields are those of CLR_RECORD_ASSEMBLY of nf-interpreter; it has
// CRCs over header and content that the runtime checks when it loads the assembly.

namespace Lwm2m.Client.Esp32;

/// <summary>The layout of a firmware image, and what of it can be told from its head.</summary>
internal static class FirmwareImage
{
    /// <summary>The bytes before the assembly.</summary>
    public const int HeaderBytes = 64;

    /// <summary>The bytes that tell what the image is.</summary>
    public const int HeadBytes = HeaderBytes + AssemblyHeaderBytes;

    /// <summary>Where the digest stands.</summary>
    public const int DigestOffset = 8;

    /// <summary>Where the digested part begins; the version stands there.</summary>
    public const int DigestedOffset = 40;

    /// <summary>The bytes of a version.</summary>
    public const int VersionBytes = 24;

    private const int AssemblyHeaderBytes = 124;
    private const int Magic = 0x5746574C;
    private const int LengthOffset = 4;
    private const int AssemblyMagic = 0x524D464E;
    private const int AssemblyMagicRest = 0x314B;
    private const int FlagsOffset = HeaderBytes + 16;
    private const int NativeChecksumOffset = HeaderBytes + 20;
    private const int NameOffset = HeaderBytes + 36;
    private const int StringTableVersion = 1;
    private const int EndOffset = HeaderBytes + 100;
    private const int PatchedMethodsOffset = HeaderBytes + 104;

    /// <summary>The length of the image, -1 if the header is not one.</summary>
    /// <param name="image">The header at least.</param>
    public static int LengthOf(byte[] image)
    {
        int length = ReadNumber(image, LengthOffset);
        return ReadNumber(image, 0) == Magic && length >= AssemblyHeaderBytes
            ? HeaderBytes + length
            : -1;
    }

    /// <summary>
    /// Whether the assembly is one that this runtime can load from an array: of its format, whole,
    /// without native methods, and without the wish for a restart.
    /// </summary>
    /// <param name="head">The head of the image.</param>
    /// <param name="length">The length of the image.</param>
    public static bool IsLoadable(byte[] head, int length)
    {
        return ReadNumber(head, HeaderBytes) == AssemblyMagic
            && ReadNumber(head, HeaderBytes + 4) == AssemblyMagicRest
            && (head[FlagsOffset] & 1) == 0
            && ReadNumber(head, NativeChecksumOffset) == 0
            && ReadNumber(head, NameOffset) >> 16 == StringTableVersion
            && ReadNumber(head, EndOffset) == length - HeaderBytes
            && ReadNumber(head, PatchedMethodsOffset) == 0;
    }

    /// <summary>Reads a number, least significant byte first.</summary>
    public static int ReadNumber(byte[] buffer, int at)
    {
        return buffer[at] | (buffer[at + 1] << 8) | (buffer[at + 2] << 16)
            | (buffer[at + 3] << 24);
    }
}
