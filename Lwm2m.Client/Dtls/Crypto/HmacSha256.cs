// HMAC with SHA-256 (RFC 2104 §2):
//   H(key ^ opad, H(key ^ ipad, data))
// What the two blocks of the key leave behind is kept, so a MAC hashes only its data and the inner
// digest.

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>HMAC-SHA-256 in managed code.</summary>
internal sealed class HmacSha256 : IHmacSha256
{
    private const int InnerPad = 0x36;
    private const int OuterPad = 0x5C;

    private readonly Sha256 _hash = new Sha256();

    // What the block of the key leaves behind: with ipad, and behind that with opad.
    private readonly int[] _states = new int[2 * Sha256.StateWords];

    /// <inheritdoc/>
    public void SetKey(byte[] key, int offset, int length)
    {
        byte[] block = _hash.Block;
        if (length > Sha256.BlockBytes)
        {
            _hash.Reset();
            _hash.Update(key, offset, length);
            _hash.Finish(block, 0);
            length = Sha256.DigestBytes;
        }
        else
        {
            Array.Copy(key, offset, block, 0, length);
        }

        Array.Clear(block, length, Sha256.BlockBytes - length);
        HashKey(InnerPad, 0);
        HashKey(InnerPad ^ OuterPad, Sha256.StateWords);
        _hash.Wipe();
    }

    /// <inheritdoc/>
    public void Compute(byte[] data, int offset, int length, byte[] output, int outputOffset)
    {
        _hash.Restore(_states, 0, Sha256.BlockBytes);
        _hash.Update(data, offset, length);
        _hash.Finish(output, outputOffset);
        _hash.Restore(_states, Sha256.StateWords, Sha256.BlockBytes);
        _hash.Update(output, outputOffset, Sha256.DigestBytes);
        _hash.Finish(output, outputOffset);
    }

    /// <inheritdoc/>
    public void Wipe()
    {
        _hash.Wipe();
        Array.Clear(_states, 0, 2 * Sha256.StateWords);
    }

    private void HashKey(int pad, int at)
    {
        byte[] block = _hash.Block;
        for (int i = 0; i < Sha256.BlockBytes; i++)
        {
            block[i] ^= (byte)pad;
        }

        _hash.Reset();
        _hash.Compress();
        _hash.Save(_states, at);
    }
}
