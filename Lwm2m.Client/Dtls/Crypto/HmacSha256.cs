// HMAC with SHA-256 (RFC 2104 §2):
//   H(key ^ opad, H(key ^ ipad, data))
// What the two blocks of the key leave behind is kept, so a MAC hashes only its data and the inner
// digest.

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>HMAC-SHA-256 in managed code.</summary>
internal sealed class HmacSha256 : Sha256, IHmacSha256
{
    private const int InnerPad = 0x36;
    private const int OuterPad = 0x5C;

    // What the block of the key leaves behind: with ipad, and behind that with opad.
    private readonly int[] _states = new int[2 * StateWords];

    /// <inheritdoc/>
    public void SetKey(byte[] key, int offset, int length)
    {
        byte[] block = Block;
        if (length > BlockBytes)
        {
            Reset();
            Update(key, offset, length);
            Finish(block, 0);
            length = DigestBytes;
        }
        else
        {
            Array.Copy(key, offset, block, 0, length);
        }

        Array.Clear(block, length, BlockBytes - length);
        HashKey(InnerPad, 0);
        HashKey(InnerPad ^ OuterPad, StateWords);
        base.Wipe();
    }

    /// <inheritdoc/>
    public void Compute(byte[] data, int offset, int length, byte[] output, int outputOffset)
    {
        Restore(_states, 0, BlockBytes);
        Update(data, offset, length);
        Finish(output, outputOffset);
        Restore(_states, StateWords, BlockBytes);
        Update(output, outputOffset, DigestBytes);
        Finish(output, outputOffset);
    }

    /// <inheritdoc/>
    public override void Wipe()
    {
        base.Wipe();
        Array.Clear(_states, 0, 2 * StateWords);
    }

    private void HashKey(int pad, int at)
    {
        byte[] block = Block;
        for (int i = 0; i < BlockBytes; i++)
        {
            block[i] ^= (byte)pad;
        }

        Reset();
        Compress();
        Array.Copy(State, 0, _states, at, StateWords);
    }
}
