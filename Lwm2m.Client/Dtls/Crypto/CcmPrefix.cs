// The blocks that CCM authenticates before the message (RFC 3610 §2.2; L = 3, nonce 12 bytes):
//   B0    flags | nonce (12) | length of the message (3)
//   B1…   length of the associated data (2) | associated data | zeros up to a whole block
// The counter blocks are  2 | nonce (12) | counter (3)  (§2.3); counter 0 masks the tag.

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>Writes the blocks in front of the message.</summary>
public static class CcmPrefix
{
    /// <summary>The bytes of an AES block.</summary>
    public const int BlockBytes = 16;

    /// <summary>The bytes of a nonce.</summary>
    public const int NonceBytes = 12;

    /// <summary>The most bytes that <see cref="Write"/> writes.</summary>
    public const int MaxBytes = 5 * BlockBytes;

    /// <summary>The first byte of a counter block: L - 1.</summary>
    public const int CounterFlags = 2;

    private const int HasAssociatedData = 0x40;

    /// <summary>Writes B0 and the associated data.</summary>
    /// <param name="blocks">Takes up to <see cref="MaxBytes"/> bytes from its start on.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="associated">The associated data, from its start on.</param>
    /// <param name="associatedLength">Its length, 1 to 62 bytes.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="tagLength">The length of the tag.</param>
    /// <returns>The bytes written, a multiple of <see cref="BlockBytes"/>.</returns>
    public static int Write(
        byte[] blocks, byte[] nonce, byte[] associated, int associatedLength, int length,
        int tagLength)
    {
        // A block, and whole ones with the length (2) and the associated data.
        int end = (associatedLength + (BlockBytes + 2 + BlockBytes - 1)) & -BlockBytes;
        Array.Clear(blocks, end - BlockBytes, BlockBytes);
        // In bits 3 to 5 half the length of the tag, less one.
        blocks[0] = (byte)(((tagLength - 2) << 2) | (HasAssociatedData | CounterFlags));
        Array.Copy(nonce, 0, blocks, 1, NonceBytes);
        Bytes.WriteUInt24(blocks, 13, length);
        Bytes.WriteUInt16(blocks, BlockBytes, associatedLength);
        Array.Copy(associated, 0, blocks, BlockBytes + 2, associatedLength);
        return end;
    }
}
