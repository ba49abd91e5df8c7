// HMAC-SHA-256 (RFC 2104) from one call of the platform. HMACSHA256.HashData takes key and data as
// whole arrays and returns a new one of 32 bytes: 60 bytes of heap that are garbage, a call.
//
// A key of up to 64 bytes stands in one array with zeros behind it, which is the same key (§2). A
// longer one, which a pre-shared key of more than 30 bytes makes, has an array of its length. Data
// have arrays of their lengths, made at the first need; the lengths repeat: the PRF of a DTLS
// handshake (RFC 5246 §5, RFC 7627 §4) has seven. Once all are there a call allocates its result
// only, and they take:
//
//   length     32     47     54     77     79     86    109
//   heap       60     72     84    108    108    108    132     672 together
//
// A full handshake calls 12 times, which leaves 720 bytes; an abbreviated one 8 times, 480. Their
// two Finished messages leave as much as any two records (CcmWorkspace): 480 bytes.

using System;
using System.Security.Cryptography;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Esp32;

/// <summary>HMAC-SHA-256 on the platform's.</summary>
internal sealed class PlatformHmacSha256 : IHmacSha256
{
    /// <summary>How many lengths of data have an array of their own.</summary>
    internal const int MaxInputs = 8;

    private const int BlockBytes = 64;
    private const int DigestBytes = 32;

    private readonly byte[][] _inputs = new byte[MaxInputs][];
    private readonly byte[] _blockKey = new byte[BlockBytes];
    private byte[] _longKey;
    private byte[] _key;
    private int _oldestInput;

    /// <inheritdoc/>
    public void SetKey(byte[] key, int offset, int length)
    {
        ClearKeys();
        _key = _blockKey;
        if (length > BlockBytes)
        {
            if (_longKey == null || _longKey.Length != length)
            {
                _longKey = new byte[length];
            }

            _key = _longKey;
        }

        Array.Copy(key, offset, _key, 0, length);
    }

    /// <inheritdoc/>
    public void Compute(byte[] data, int offset, int length, byte[] output, int outputOffset)
    {
        byte[] input = Input(length);
        Array.Copy(data, offset, input, 0, length);
        byte[] mac = HMACSHA256.HashData(_key, input);
        Array.Copy(mac, 0, output, outputOffset, DigestBytes);

        // It may be the master secret, and it stays on the heap until somebody needs the place.
        Array.Clear(mac, 0, DigestBytes);
    }

    /// <inheritdoc/>
    public void Wipe()
    {
        ClearKeys();
        for (int i = 0; i < MaxInputs && _inputs[i] != null; i++)
        {
            Array.Clear(_inputs[i], 0, _inputs[i].Length);
        }
    }

    private void ClearKeys()
    {
        // Without a key the platform refuses to work.
        _key = null;
        Array.Clear(_blockKey, 0, BlockBytes);
        if (_longKey != null)
        {
            Array.Clear(_longKey, 0, _longKey.Length);
        }
    }

    /// <summary>The array of that length: kept from before, or new in place of the oldest.
    /// </summary>
    private byte[] Input(int length)
    {
        for (int i = 0; i < MaxInputs && _inputs[i] != null; i++)
        {
            if (_inputs[i].Length == length)
            {
                return _inputs[i];
            }
        }

        byte[] input = new byte[length];
        if (_inputs[_oldestInput] != null)
        {
            Array.Clear(_inputs[_oldestInput], 0, _inputs[_oldestInput].Length);
        }

        _inputs[_oldestInput] = input;
        _oldestInput = _oldestInput + 1 < MaxInputs ? _oldestInput + 1 : 0;
        return input;
    }
}
