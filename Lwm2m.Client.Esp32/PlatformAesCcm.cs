// AES-128-CCM (RFC 3610; RFC 6655 for DTLS) from two calls of the platform a record:
//
//   CBC, vector zero:  B_0 | associated data | message     the last block is the MAC T (§2.2)
//   ECB:               A_0 | A_1 | A_2 | …                 the key stream S_0, S_1, S_2, … (§2.3)
//
// The platform's Aes keeps references to the key and the vector that it is given and reads both at
// every call; it changes neither. This class would work as well if it took copies.

using System;
using System.Security.Cryptography;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Esp32;

/// <summary>AES-128-CCM on the platform's AES.</summary>
internal sealed class PlatformAesCcm : IAesCcm
{
    private const int BlockBytes = CcmPrefix.BlockBytes;
    private const int CounterOffset = 1 + CcmPrefix.NonceBytes;

    private readonly CcmWorkspace _workspace;
    private readonly Aes _ecb = new Aes(CipherMode.ECB);
    private readonly Aes _cbc = new Aes(CipherMode.CBC);
    private readonly byte[] _key = new byte[16];

    internal PlatformAesCcm(CcmWorkspace workspace)
    {
        _workspace = workspace;
    }

    /// <inheritdoc/>
    public void SetKey(byte[] key, int offset)
    {
        Array.Copy(key, offset, _key, 0, _key.Length);
        _ecb.Key = _key;
        _cbc.Key = _key;
    }

    /// <inheritdoc/>
    public void Seal(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength)
    {
        Authenticate(nonce, associated, associatedLength, buffer, offset, length, tagLength);
        ApplyKeyStream(nonce, buffer, offset, length);
        Array.Copy(_workspace.Mac, 0, buffer, offset + length, tagLength);
        XorRest(buffer, offset + length, _workspace.Mask, 0, tagLength);
    }

    /// <inheritdoc/>
    public bool Open(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength)
    {
        ApplyKeyStream(nonce, buffer, offset, length);
        Authenticate(nonce, associated, associatedLength, buffer, offset, length, tagLength);
        byte[] mac = _workspace.Mac;
        byte[] mask = _workspace.Mask;
        int tag = offset + length;
        int difference = 0;
        for (int i = 0; i < tagLength; i++)
        {
            // All bytes are compared: the time tells nothing about where they differ.
            difference |= mac[i] ^ mask[i] ^ buffer[tag + i];
        }

        return difference == 0;
    }

    /// <inheritdoc/>
    public void Wipe()
    {
        // Without a key the platform refuses to work: nothing is ever sealed with zeros.
        Array.Clear(_key, 0, _key.Length);
        _ecb.Key = null;
        _cbc.Key = null;
        _workspace.Wipe();
    }

    /// <summary>Leaves T in the workspace.</summary>
    private void Authenticate(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength)
    {
        int prefix = BlockBytes + ((2 + associatedLength + BlockBytes - 1) & -BlockBytes);
        byte[] input = _workspace.Input(prefix + ((length + BlockBytes - 1) & -BlockBytes));
        byte[] mac = _workspace.Mac;
        int at = CcmPrefix.Write(input, nonce, associated, associatedLength, length, tagLength);
        _cbc.IV = _workspace.ZeroVector;
        while (true)
        {
            int taken = input.Length - at;
            taken = length < taken ? length : taken;
            int end = (at + taken + BlockBytes - 1) & -BlockBytes;
            Array.Copy(buffer, offset, input, at, taken);
            Array.Clear(input, at + taken, end - at - taken);
            Array.Copy(_cbc.Encrypt(input), end - BlockBytes, mac, 0, BlockBytes);
            length -= taken;
            if (length == 0)
            {
                return;
            }

            // CBC goes on where it stopped if its last block is the next vector.
            _cbc.IV = mac;
            offset += taken;
            at = 0;
        }
    }

    /// <summary>Encrypts or decrypts in place; leaves S_0 in the workspace.</summary>
    private void ApplyKeyStream(byte[] nonce, byte[] buffer, int offset, int length)
    {
        byte[] input = _workspace.Input(BlockBytes + length);
        int end = WriteCounters(input, BlockBytes + length, nonce, 0);
        byte[] stream = _ecb.Encrypt(input);
        Array.Copy(stream, 0, _workspace.Mask, 0, BlockBytes);
        int at = BlockBytes;
        int counter = 0;
        while (end - at < length)
        {
            Xor(buffer, offset, stream, at, end - at);
            offset += end - at;
            length -= end - at;
            counter += end / BlockBytes;
            at = 0;
            input = _workspace.Input(length);
            end = WriteCounters(input, length, nonce, counter);
            stream = _ecb.Encrypt(input);
        }

        Xor(buffer, offset, stream, at, length);
    }

    /// <summary>Writes A_counter and those after it; the counters stay below 65536.</summary>
    /// <returns>How many bytes: those wanted, up to a whole block, or as many as fit.</returns>
    private static int WriteCounters(byte[] input, int wanted, byte[] nonce, int counter)
    {
        int end = (wanted + BlockBytes - 1) & -BlockBytes;
        end = end < input.Length ? end : input.Length;

        // One piece never needs two values of the counter's upper byte.
        int room = (256 - (counter & 0xFF)) * BlockBytes;
        end = end < room ? end : room;
        input[0] = CcmPrefix.CounterFlags;
        Array.Copy(nonce, 0, input, 1, CcmPrefix.NonceBytes);
        input[CounterOffset] = 0;
        input[CounterOffset + 1] = (byte)(counter >> 8);
        for (int filled = BlockBytes; filled < end; filled <<= 1)
        {
            Array.Copy(input, 0, input, filled, filled < end - filled ? filled : end - filled);
        }

        for (int i = BlockBytes - 1; i < end; i += BlockBytes)
        {
            input[i] = (byte)counter;
            counter++;
        }

        return end;
    }

    /// <summary>
    /// Most instructions of a record are executed here. With constant indices a byte takes 11,
    /// with sums 15; the copies to where the indices are constant pay from 32 bytes on.
    /// </summary>
    private void Xor(byte[] target, int at, byte[] stream, int from, int length)
    {
        byte[] left = _workspace.Left;
        byte[] right = _workspace.Right;
        for (; length >= CcmWorkspace.ChunkBytes; length -= CcmWorkspace.ChunkBytes)
        {
            Array.Copy(target, at, left, 0, CcmWorkspace.ChunkBytes);
            Array.Copy(stream, from, right, 0, CcmWorkspace.ChunkBytes);
            left[0] ^= right[0];
            left[1] ^= right[1];
            left[2] ^= right[2];
            left[3] ^= right[3];
            left[4] ^= right[4];
            left[5] ^= right[5];
            left[6] ^= right[6];
            left[7] ^= right[7];
            left[8] ^= right[8];
            left[9] ^= right[9];
            left[10] ^= right[10];
            left[11] ^= right[11];
            left[12] ^= right[12];
            left[13] ^= right[13];
            left[14] ^= right[14];
            left[15] ^= right[15];
            left[16] ^= right[16];
            left[17] ^= right[17];
            left[18] ^= right[18];
            left[19] ^= right[19];
            left[20] ^= right[20];
            left[21] ^= right[21];
            left[22] ^= right[22];
            left[23] ^= right[23];
            left[24] ^= right[24];
            left[25] ^= right[25];
            left[26] ^= right[26];
            left[27] ^= right[27];
            left[28] ^= right[28];
            left[29] ^= right[29];
            left[30] ^= right[30];
            left[31] ^= right[31];
            Array.Copy(left, 0, target, at, CcmWorkspace.ChunkBytes);
            at += CcmWorkspace.ChunkBytes;
            from += CcmWorkspace.ChunkBytes;
        }

        XorRest(target, at, stream, from, length);
    }

    private static void XorRest(byte[] target, int at, byte[] stream, int from, int length)
    {
        for (; length >= 8; length -= 8)
        {
            target[at] ^= stream[from];
            target[at + 1] ^= stream[from + 1];
            target[at + 2] ^= stream[from + 2];
            target[at + 3] ^= stream[from + 3];
            target[at + 4] ^= stream[from + 4];
            target[at + 5] ^= stream[from + 5];
            target[at + 6] ^= stream[from + 6];
            target[at + 7] ^= stream[from + 7];
            at += 8;
            from += 8;
        }

        for (; length > 0; length--)
        {
            target[at] ^= stream[from];
            at++;
            from++;
        }
    }
}
