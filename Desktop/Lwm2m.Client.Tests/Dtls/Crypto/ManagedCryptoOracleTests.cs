// The managed cryptography against BouncyCastle's, over all lengths that DTLS may meet and inputs
// from a seed.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class ManagedCryptoOracleTests
{
    private const int Margin = 5;
    private const byte Filler = 0xA5;

    private readonly Random _random = new(20261122);
    private readonly ManagedCrypto _crypto = new();
    private readonly BouncyCastleCrypto _oracle = new();

    /// <summary>The vectors are right, not just what the managed code computes.</summary>
    [Fact]
    public void TheOraclePassesTheVectorsToo() => CryptoVectors.CheckAll(_oracle);

    [Fact]
    public void Sha256OfEveryLengthInPieces()
    {
        var hash = new Sha256();
        for (int length = 0; length <= 300; length++)
        {
            byte[] data = Bytes(length + Margin);
            hash.Reset();
            for (int at = 0; at < length;)
            {
                int piece = _random.Next(length - at + 1);
                hash.Update(data, Margin + at, piece);
                at += piece;
            }

            byte[] output = Filled(Sha256.DigestBytes);
            hash.Finish(output, Margin);
            AssertWritten(BouncyCastleCrypto.Digest(data.AsSpan(Margin)), output);
        }
    }

    /// <summary>The long example of FIPS 180-4: a million letters.</summary>
    [Fact]
    public void Sha256OfAMillionBytes()
    {
        byte[] data = new byte[1_000_000];
        Array.Fill(data, (byte)'a');
        byte[] output = new byte[Sha256.DigestBytes];
        var hash = new Sha256();
        hash.Update(data, 0, data.Length);
        hash.Finish(output, 0);
        Assert.Equal(
            "CDC76E5C9914FB9281A1C7E284D73E67F1809A48A497200E046D39CCC7112CD0",
            Convert.ToHexString(output));
    }

    [Fact]
    public void ACopyOfAHashAtEveryLength()
    {
        var hash = new Sha256();
        var copy = new Sha256();
        for (int length = 0; length <= 130; length++)
        {
            byte[] data = Bytes(200);
            copy.Update(data, 0, length);
            hash.Reset();
            hash.Update(data, 0, length);
            copy.CopyFrom(hash);
            copy.Update(data, length, data.Length - length);
            byte[] output = new byte[Sha256.DigestBytes];
            copy.Finish(output, 0);
            Assert.Equal(BouncyCastleCrypto.Digest(data), output);
            hash.Finish(output, 0);
            Assert.Equal(BouncyCastleCrypto.Digest(data.AsSpan(0, length)), output);
        }
    }

    [Fact]
    public void AesOfManyKeys()
    {
        const int From = Aes128.KeyWords;
        Aes128.Prepare();
        int[] words = new int[From + 8];
        byte[] output = new byte[16];
        for (int i = 0; i < 1000; i++)
        {
            byte[] key = Bytes(Aes128.KeyBytes + Margin);
            byte[] block = Bytes(16);
            Aes128.ExpandKey(key, Margin, words);
            for (int w = 0; w < 4; w++)
            {
                words[From + w] = Words.Read(block, 4 * w);
            }

            Aes128.Encrypt(words, From, From + 4);
            for (int w = 0; w < 4; w++)
            {
                Words.Write(output, 4 * w, words[From + 4 + w]);
            }

            Assert.Equal(BouncyCastleCrypto.EncryptBlock(key[Margin..], block), output);
        }
    }

    /// <summary>Every length of key with some data, and every length of data with some key.
    /// </summary>
    [Fact]
    public void HmacOfEveryLength()
    {
        IHmacSha256 hmac = _crypto.CreateHmacSha256();
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
        var prf = new Prf(_crypto.CreateHmacSha256());
        for (int length = 0; length <= 150; length++)
        {
            byte[] secret = Bytes(1 + _random.Next(132) + Margin);
            byte[] label = Bytes(_random.Next(Prf.MaxSeedBytes + 1));
            byte[] seed = Bytes(_random.Next(Prf.MaxSeedBytes - label.Length + 1) + Margin);
            int split = _random.Next(seed.Length - Margin + 1);
            byte[] output = Filled(length);

            prf.SetSecret(secret, Margin, secret.Length - Margin);
            prf.Begin(label);
            prf.AddSeed(seed, Margin, split);
            prf.AddSeed(seed, Margin + split, seed.Length - Margin - split);
            prf.Finish(output, Margin, length);

            AssertWritten(
                Expand(secret[Margin..], [.. label, .. seed[Margin..]], length), output);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void CcmOfManyLengths(int tagLength)
    {
        IAesCcm ccm = _crypto.CreateAesCcm();
        IAesCcm oracle = _oracle.CreateAesCcm();
        for (int length = 0; length <= 1200; length += length < 100 ? 1 : 1 + _random.Next(30))
        {
            CompareCcm(ccm, oracle, length, 1 + _random.Next(62), tagLength);
        }

        for (int associatedLength = 1; associatedLength <= 62; associatedLength++)
        {
            CompareCcm(ccm, oracle, _random.Next(100), associatedLength, tagLength);
        }

        CompareCcm(ccm, oracle, 65535, 13, tagLength);
    }

    /// <summary>Every bit of a message with either tag.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void NoBitOfAMessageMayChange(int tagLength)
    {
        const int Length = 21;
        IAesCcm ccm = _crypto.CreateAesCcm();
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(13);
        byte[] message = Bytes(Length + tagLength);
        ccm.SetKey(Bytes(Aes128.KeyBytes), 0);
        ccm.Seal(nonce, associated, associated.Length, message, 0, Length, tagLength);
        for (int bit = 0; bit < 8 * message.Length; bit++)
        {
            byte[] changed = [.. message];
            changed[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.False(
                ccm.Open(nonce, associated, associated.Length, changed, 0, Length, tagLength));
        }

        Assert.True(
            ccm.Open(nonce, associated, associated.Length, message, 0, Length, tagLength));
    }

    private void CompareHmac(IHmacSha256 hmac, int keyLength, int length)
    {
        byte[] key = Bytes(keyLength + Margin);
        byte[] data = Bytes(length + Margin);
        byte[] output = Filled(Sha256.DigestBytes);
        byte[] expected = BouncyCastleCrypto.Mac(key[Margin..], data.AsSpan(Margin));
        hmac.SetKey(key, Margin, keyLength);
        Array.Clear(key);
        hmac.Compute(data, Margin, length, output, Margin);
        AssertWritten(expected, output);
    }

    private void CompareCcm(
        IAesCcm ccm, IAesCcm oracle, int length, int associatedLength, int tagLength)
    {
        byte[] key = Bytes(Aes128.KeyBytes + Margin);
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(62);
        byte[] plaintext = Bytes(length);
        byte[] expected = Filled(length + tagLength);
        plaintext.CopyTo(expected, Margin);
        byte[] actual = [.. expected];
        oracle.SetKey(key, Margin);
        oracle.Seal(nonce, associated, associatedLength, expected, Margin, length, tagLength);

        ccm.SetKey(key, Margin);
        Array.Clear(key);
        ccm.Seal(nonce, associated, associatedLength, actual, Margin, length, tagLength);
        Assert.Equal(expected, actual);
        Assert.True(
            ccm.Open(nonce, associated, associatedLength, actual, Margin, length, tagLength));
        Assert.Equal(plaintext, actual[Margin..(Margin + length)]);
        Assert.Equal(expected[(Margin + length)..], actual[(Margin + length)..]);
    }

    /// <summary>P_SHA256 as RFC 5246 §5 writes it.</summary>
    private static byte[] Expand(byte[] secret, byte[] seed, int length)
    {
        byte[] a = seed;
        byte[] output = [];
        while (output.Length < length)
        {
            a = BouncyCastleCrypto.Mac(secret, a);
            output = [.. output, .. BouncyCastleCrypto.Mac(secret, [.. a, .. seed])];
        }

        return output[..length];
    }

    private static void AssertWritten(byte[] expected, byte[] buffer)
    {
        Assert.Equal(expected, buffer[Margin..^Margin]);
        Assert.All(buffer[..Margin], b => Assert.Equal(Filler, b));
        Assert.All(buffer[^Margin..], b => Assert.Equal(Filler, b));
    }

    private static byte[] Filled(int length)
    {
        byte[] buffer = new byte[length + 2 * Margin];
        Array.Fill(buffer, Filler);
        return buffer;
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
