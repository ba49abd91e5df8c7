// AES-128-CCM (NIST SP 800-38C §6; RFC 3610 §2) with a nonce of 12 bytes, in place.
//
//   MAC = CBC-MAC of the blocks of CcmPrefix and of the message, padded with zeros
//   tag = MAC ^ E(counter block 0);   message block i ^= E(counter block i)
//
// All the words of an instance stand in one array:  expanded key (44) | MAC | counter block | key
// stream, 4 words each. The bytes of the prefix serve as the padded last block afterwards.

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>AES-128-CCM in managed code.</summary>
internal sealed class AesCcm : IAesCcm
{
    private const int Mac = Aes128.KeyWords;
    private const int Counter = Mac + 4;
    private const int Stream = Counter + 4;
    private const int AllWords = Stream + 4;
    private const int CounterMask = 0xFFFFFF;

    private readonly int[] _words = new int[AllWords];
    private readonly byte[] _blocks = new byte[CcmPrefix.MaxBytes];

    public AesCcm()
    {
        Aes128.Prepare();
    }

    /// <inheritdoc/>
    public void SetKey(byte[] key, int offset)
    {
        Aes128.ExpandKey(key, offset, _words);
    }

    /// <inheritdoc/>
    public void Seal(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength)
    {
        Start(nonce, associated, associatedLength, length, tagLength);
        Authenticate(buffer, offset, length);
        Crypt(buffer, offset, length);
        WriteTag();
        Array.Copy(_blocks, 0, buffer, offset + length, tagLength);
    }

    /// <inheritdoc/>
    public bool Open(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength)
    {
        Start(nonce, associated, associatedLength, length, tagLength);
        Crypt(buffer, offset, length);
        Authenticate(buffer, offset, length);
        WriteTag();
        return Bytes.Equal(_blocks, 0, buffer, offset + length, tagLength);
    }

    /// <inheritdoc/>
    public void Wipe()
    {
        Array.Clear(_words, 0, AllWords);
        Bytes.Wipe(_blocks);
    }

    private void Start(
        byte[] nonce, byte[] associated, int associatedLength, int length, int tagLength)
    {
        int[] words = _words;
        byte[] blocks = _blocks;
        int prefixLength = CcmPrefix.Write(
            blocks, nonce, associated, associatedLength, length, tagLength);
        Array.Clear(words, Mac, 4);
        Authenticate(blocks, 0, prefixLength);

        // A counter block is B0 with other flags and a number in place of the length.
        blocks[0] = CcmPrefix.CounterFlags;
        Bytes.WriteUInt16(blocks, 14, 0);
        for (int i = 0; i < 4; i++)
        {
            words[Counter + i] = Words.Read(blocks, i << 2);
        }
    }

    private void Authenticate(byte[] data, int offset, int length)
    {
        int[] words = _words;
        byte[] blocks = _blocks;
        while (length > 0)
        {
            if (length < CcmPrefix.BlockBytes)
            {
                Bytes.Wipe(blocks);
                Array.Copy(data, offset, blocks, 0, length);
                data = blocks;
                offset = 0;
            }

            for (int i = Mac; i < Mac + 4; i++)
            {
                words[i] ^= Words.Read(data, offset);
                offset += 4;
            }

            Aes128.Encrypt(words, Mac, Mac);
            length -= CcmPrefix.BlockBytes;
        }
    }

    private void Crypt(byte[] data, int offset, int length)
    {
        for (; length >= CcmPrefix.BlockBytes; length -= CcmPrefix.BlockBytes)
        {
            CryptBlock(data, offset);
            offset += CcmPrefix.BlockBytes;
        }

        if (length > 0)
        {
            byte[] blocks = _blocks;
            Array.Copy(data, offset, blocks, 0, length);
            CryptBlock(blocks, 0);
            Array.Copy(blocks, 0, data, offset, length);
        }
    }

    private void CryptBlock(byte[] data, int offset)
    {
        int[] words = _words;
        words[Counter + 3]++;
        Aes128.Encrypt(words, Counter, Stream);
        for (int i = Stream; i < Stream + 4; i++)
        {
            Words.Write(data, offset, Words.Read(data, offset) ^ words[i]);
            offset += 4;
        }
    }

    /// <summary>Writes the whole tag to the start of the blocks.</summary>
    private void WriteTag()
    {
        int[] words = _words;
        byte[] blocks = _blocks;
        for (int i = 0; i < 4; i++)
        {
            Words.Write(blocks, i << 2, words[Mac + i]);
        }

        // CryptBlock counts on, to 0.
        words[Counter + 3] = (words[Counter + 3] & ~CounterMask) - 1;
        CryptBlock(blocks, 0);
    }
}
