// The arrays that AES-CCM hands to the platform. Aes.Encrypt takes a whole array and returns a new
// one of the same length, so the inputs are kept in a few sizes: a record uses the smallest that
// holds its blocks, twice. What is returned is garbage, for a record with associated data of up to
// 14 bytes (no Connection ID) and up to 64, 160, 352, 736 or 1248 bytes of content:
//
//   blocks                 6      12      24      48      80
//   heap of the input     120     216     408     792    1308     2844 together, once
//   garbage of a record   240     432     816    1584    2616     two results of the same size
//
// A longer record goes through the largest array piece by piece.

using System;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Esp32;

/// <summary>
/// What all the AES-CCM of a client share: they work one after the other, under its lock.
/// </summary>
internal sealed class CcmWorkspace
{
    /// <summary>The blocks that one call of the platform takes at most.</summary>
    public const int MaxBlocks = 80;

    /// <summary>The bytes to which the key stream is applied at once.</summary>
    public const int ChunkBytes = 32;

    private readonly byte[][] _inputs =
    {
        new byte[6 * CcmPrefix.BlockBytes],
        new byte[12 * CcmPrefix.BlockBytes],
        new byte[24 * CcmPrefix.BlockBytes],
        new byte[48 * CcmPrefix.BlockBytes],
        new byte[MaxBlocks * CcmPrefix.BlockBytes],
    };

    /// <summary>The initialization vector that turns CBC into CBC-MAC; stays zero.</summary>
    public readonly byte[] ZeroVector = new byte[CcmPrefix.BlockBytes];

    /// <summary>The MAC before it is masked: T of RFC 3610 §2.2.</summary>
    public readonly byte[] Mac = new byte[CcmPrefix.BlockBytes];

    /// <summary>The first block of the key stream, which masks the MAC: S_0 of §2.3.</summary>
    public readonly byte[] Mask = new byte[CcmPrefix.BlockBytes];

    /// <summary>A chunk of the message.</summary>
    public readonly byte[] Left = new byte[ChunkBytes];

    /// <summary>A chunk of the key stream.</summary>
    public readonly byte[] Right = new byte[ChunkBytes];

    /// <summary>The smallest input that holds so many bytes, else the largest.</summary>
    public byte[] Input(int bytes)
    {
        int size = 0;
        while (_inputs[size].Length < bytes && size < _inputs.Length - 1)
        {
            size++;
        }

        return _inputs[size];
    }

    /// <summary>Overwrites all plaintext, key stream and MACs.</summary>
    public void Wipe()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            Array.Clear(_inputs[i], 0, _inputs[i].Length);
        }

        Array.Clear(Mac, 0, Mac.Length);
        Array.Clear(Mask, 0, Mask.Length);
        Array.Clear(Left, 0, Left.Length);
        Array.Clear(Right, 0, Right.Length);
    }
}
