// The managed cryptography against BouncyCastle's, over all lengths that DTLS may meet and inputs
// from a seed.

using Lwm2m.Client.Dtls.Crypto;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class ManagedCryptoOracleTests
{
    private const int Margin = 5;
    private const byte Filler = 0xA5;

    private readonly Random _random = new(20261122);

    [Fact]
    public void Sha256OfEveryLengthInPieces()
    {
        var hash = new Sha256();
        var copy = new Sha256();
        var output = new byte[Sha256.DigestBytes + 2 * Margin];
        for (int length = 0; length <= 300; length++)
        {
            byte[] data = Bytes(length + Margin);
            hash.Reset();
            int copyAt = _random.Next(length + 1);
            bool isCopied = false;
            for (int at = 0; at < length;)
            {
                int piece = _random.Next(length - at + 1);
                hash.Update(data, Margin + at, piece);
                at += piece;
                if (at >= copyAt && !isCopied)
                {
                    isCopied = true;
                    copy.Update(data, 0, Margin);
                    copy.CopyFrom(hash);
                    copy.Update(data, Margin + at, length - at);
                }
            }

            byte[] expected = Digest(data.AsSpan(Margin));
            hash.Finish(Fill(output), Margin);
            AssertWritten(expected, output);
            if (isCopied)
            {
                copy.Finish(Fill(output), Margin);
                AssertWritten(expected, output);
            }
        }
    }

    [Fact]
    public void AesOfManyKeys()
    {
        Aes128.Prepare();
        var words = new int[Aes128.KeyWords + 8];
        var output = new byte[16];
        for (int i = 0; i < 1000; i++)
        {
            byte[] key = Bytes(16 + Margin);
            byte[] block = Bytes(16);
            Aes128.ExpandKey(key, Margin, words);
            for (int w = 0; w < 4; w++)
            {
                words[Aes128.KeyWords + w] = Words.Read(block, 4 * w);
            }

            Aes128.Encrypt(words, Aes128.KeyWords, Aes128.KeyWords + 4);
            for (int w = 0; w < 4; w++)
            {
                Words.Write(output, 4 * w, words[Aes128.KeyWords + 4 + w]);
            }

            var oracle = new AesEngine();
            oracle.Init(true, new KeyParameter(key, Margin, 16));
            var expected = new byte[16];
            oracle.ProcessBlock(block, 0, expected, 0);
            Assert.Equal(expected, output);
        }
    }

    /// <summary>Every length of key with some data, and every length of data with some key.
    /// </summary>
    [Fact]
    public void HmacOfEveryLength()
    {
        IHmacSha256 hmac = new ManagedCrypto().CreateHmacSha256();
        for (int length = 1; length <= 132; length++)
        {
            CompareHmac(hmac, length, _random.Next(161));
        }

        for (int length = 0; length <= 160; length++)
        {
            CompareHmac(hmac, 1 + _random.Next(132), length);
        }
    }

    [Fact]
    public void PrfOfManyLengths()
    {
        var prf = new Prf(new ManagedCrypto().CreateHmacSha256());
        for (int length = 0; length <= 150; length++)
        {
            byte[] secret = Bytes(1 + _random.Next(132) + Margin);
            byte[] label = Bytes(_random.Next(Prf.MaxSeedBytes + 1));
            byte[] seed = Bytes(_random.Next(Prf.MaxSeedBytes - label.Length + 1) + Margin);
            int split = _random.Next(seed.Length - Margin + 1);
            byte[] output = Fill(new byte[length + 2 * Margin]);

            prf.SetSecret(secret, Margin, secret.Length - Margin);
            prf.Begin(label);
            prf.AddSeed(seed, Margin, split);
            prf.AddSeed(seed, Margin + split, seed.Length - Margin - split);
            prf.Finish(output, Margin, length);

            AssertWritten(
                ExpandByHmac(secret[Margin..], [.. label, .. seed[Margin..]], length), output);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void CcmOfManyLengths(int tagLength)
    {
        IAesCcm ccm = new ManagedCrypto().CreateAesCcm();
        for (int length = 0; length <= 1200; length += length < 100 ? 1 : 1 + _random.Next(30))
        {
            CompareCcm(ccm, length, 1 + _random.Next(62), tagLength);
        }

        for (int associatedLength = 1; associatedLength <= 62; associatedLength++)
        {
            CompareCcm(ccm, _random.Next(100), associatedLength, tagLength);
        }

        CompareCcm(ccm, 65535, 13, tagLength);
    }

    private void CompareHmac(IHmacSha256 hmac, int keyLength, int length)
    {
        byte[] key = Bytes(keyLength + Margin);
        byte[] data = Bytes(length + Margin);
        byte[] output = Fill(new byte[Sha256.DigestBytes + 2 * Margin]);
        byte[] expected = Mac(key.AsSpan(Margin), data.AsSpan(Margin));
        hmac.SetKey(key, Margin, keyLength);
        Array.Clear(key);
        hmac.Compute(data, Margin, length, output, Margin);
        AssertWritten(expected, output);

        // A second time with the same key, and over the data itself.
        byte[] both = [.. data, .. new byte[Sha256.DigestBytes]];
        hmac.Compute(both, Margin, length, both, Margin);
        Assert.Equal(expected, both[Margin..(Margin + Sha256.DigestBytes)]);
    }

    private void CompareCcm(IAesCcm ccm, int length, int associatedLength, int tagLength)
    {
        byte[] key = Bytes(16 + Margin);
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(62);
        byte[] plaintext = Bytes(length);
        byte[] buffer = Fill(new byte[length + tagLength + 2 * Margin]);
        plaintext.CopyTo(buffer, Margin);

        var oracle = new CcmBlockCipher(new AesEngine());
        oracle.Init(true, new AeadParameters(
            new KeyParameter(key, Margin, 16), 8 * tagLength, nonce,
            associated[..associatedLength]));
        var expected = new byte[length + tagLength];
        int written = oracle.ProcessBytes(plaintext, 0, length, expected, 0);
        oracle.DoFinal(expected, written);

        ccm.SetKey(key, Margin);
        Array.Clear(key);
        ccm.Seal(nonce, associated, associatedLength, buffer, Margin, length, tagLength);
        AssertWritten(expected, buffer);
        Assert.True(
            ccm.Open(nonce, associated, associatedLength, buffer, Margin, length, tagLength));
        Assert.Equal(plaintext, buffer[Margin..(Margin + length)]);

        // Opened once more, what is the plaintext by now does not fit the tag.
        Assert.Equal(length == 0, ccm.Open(
            nonce, associated, associatedLength, buffer, Margin, length, tagLength));
    }

    private static byte[] Digest(ReadOnlySpan<byte> data)
    {
        var oracle = new Sha256Digest();
        oracle.BlockUpdate(data);
        var digest = new byte[Sha256.DigestBytes];
        oracle.DoFinal(digest, 0);
        return digest;
    }

    private static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        IMac oracle = new HMac(new Sha256Digest());
        oracle.Init(new KeyParameter(key.ToArray()));
        oracle.BlockUpdate(data);
        var mac = new byte[Sha256.DigestBytes];
        oracle.DoFinal(mac, 0);
        return mac;
    }

    /// <summary>P_SHA256 as RFC 5246 §5 writes it.</summary>
    private static byte[] ExpandByHmac(byte[] secret, byte[] seed, int length)
    {
        byte[] a = seed;
        byte[] output = [];
        while (output.Length < length)
        {
            a = Mac(secret, a);
            output = [.. output, .. Mac(secret, [.. a, .. seed])];
        }

        return output[..length];
    }

    private static void AssertWritten(byte[] expected, byte[] buffer)
    {
        Assert.Equal(expected, buffer[Margin..^Margin]);
        Assert.All(buffer[..Margin], b => Assert.Equal(Filler, b));
        Assert.All(buffer[^Margin..], b => Assert.Equal(Filler, b));
    }

    private static byte[] Fill(byte[] buffer)
    {
        Array.Fill(buffer, Filler);
        return buffer;
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
