// The platform's cryptography behind ICrypto: the vectors that every implementation passes, and
// against BouncyCastle's, over all lengths that DTLS may meet and inputs from a seed. Keys are
// wiped by the caller at once; nothing is written outside.

using Lwm2m.Client.DesktopTests.Dtls;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class PlatformCryptoOracleTests
{
    private const int Margin = 7;
    private const int DigestBytes = 32;
    private const byte Filler = 0xA5;

    private readonly Random _random = new(20261123);
    private readonly Esp32Crypto _crypto = new();
    private readonly BouncyCastleCrypto _oracle = new();

    [Fact]
    public void ItPassesTheVectors() => CryptoVectors.CheckAll(_crypto);

    /// <summary>All lengths around the bounds of every size class, and the longest.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void CcmOfEveryLength(int tagLength)
    {
        IAesCcm aes = _crypto.CreateAesCcm();
        for (int length = 0; length <= 1400; length++)
        {
            CompareCcm(aes, length, 1 + _random.Next(62), tagLength);
        }

        foreach (int length in new[] { 4000, 4080, 4096, 16384, 65519, 65520, 65535 })
        {
            CompareCcm(aes, length, 13, tagLength);
        }
    }

    [Fact]
    public void CcmOfEveryLengthOfAssociatedData()
    {
        IAesCcm aes = _crypto.CreateAesCcm();
        for (int associatedLength = 1; associatedLength <= 62; associatedLength++)
        {
            CompareCcm(aes, _random.Next(200), associatedLength, 8);
        }
    }

    /// <summary>Every bit of ciphertext, tag, nonce and associated data counts.</summary>
    [Theory]
    [InlineData(0, 8)]
    [InlineData(21, 8)]
    [InlineData(21, 16)]
    public void EveryBitIsAuthenticated(int length, int tagLength)
    {
        IAesCcm aes = _crypto.CreateAesCcm();
        aes.SetKey(Bytes(16), 0);
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(13);
        byte[] sealedBytes = [.. Bytes(length), .. new byte[tagLength]];
        aes.Seal(nonce, associated, associated.Length, sealedBytes, 0, length, tagLength);
        Assert.True(Open(nonce, associated, sealedBytes));
        foreach (byte[] part in new[] { nonce, associated, sealedBytes })
        {
            for (int bit = 0; bit < 8 * part.Length; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Open(nonce, associated, sealedBytes));
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        bool Open(byte[] n, byte[] a, byte[] s) =>
            aes.Open(n, a, a.Length, [.. s], 0, length, tagLength);
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

    /// <summary>The lengths of a handshake's derivations.</summary>
    [Theory]
    [InlineData(36, 22, 32, 48)]
    [InlineData(48, 13, 64, 40)]
    [InlineData(48, 15, 32, 12)]
    [InlineData(132, 13, 64, 48)]
    public void PrfIsTheSame(int secretLength, int labelLength, int seedLength, int length)
    {
        byte[] secret = Bytes(secretLength);
        byte[] label = Bytes(labelLength);
        byte[] seed = Bytes(seedLength);

        Assert.Equal(Expand(_oracle), Expand(_crypto));

        byte[] Expand(ICrypto crypto)
        {
            var output = new byte[length];
            var prf = new Prf(crypto.CreateHmacSha256());
            prf.SetSecret(secret, 0, secretLength);
            prf.Begin(label);
            prf.AddSeed(seed, 0, seedLength);
            prf.Finish(output, 0, length);
            return output;
        }
    }

    private void CompareHmac(IHmacSha256 hmac, int keyLength, int length)
    {
        byte[] key = Bytes(keyLength + Margin);
        byte[] data = Bytes(length + Margin);
        byte[] expected = BouncyCastleCrypto.Mac(key[Margin..], data.AsSpan(Margin));
        byte[] output = Filled(DigestBytes + 2 * Margin);

        hmac.SetKey(key, Margin, keyLength);
        Array.Clear(key);
        hmac.Compute(data, Margin, length, output, Margin);
        AssertWritten(expected, output);

        // A second time with the same key, and over the data itself.
        byte[] both = [.. data, .. new byte[DigestBytes]];
        hmac.Compute(both, Margin, length, both, Margin);
        Assert.Equal(expected, both[Margin..(Margin + DigestBytes)]);
    }

    private void CompareCcm(IAesCcm aes, int length, int associatedLength, int tagLength)
    {
        byte[] key = Bytes(16 + Margin);
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(62);
        byte[] plaintext = Bytes(length);
        byte[] buffer = Filled(length + tagLength + 2 * Margin);
        plaintext.CopyTo(buffer, Margin);

        IAesCcm oracle = _oracle.CreateAesCcm();
        oracle.SetKey(key, Margin);
        byte[] expected = [.. plaintext, .. new byte[tagLength]];
        oracle.Seal(nonce, associated, associatedLength, expected, 0, length, tagLength);

        aes.SetKey(key, Margin);
        Array.Clear(key);
        aes.Seal(nonce, associated, associatedLength, buffer, Margin, length, tagLength);
        AssertWritten(expected, buffer);
        Assert.True(
            aes.Open(nonce, associated, associatedLength, buffer, Margin, length, tagLength));
        AssertWritten([.. plaintext, .. expected[length..]], buffer);
    }

    private static void AssertWritten(byte[] expected, byte[] buffer)
    {
        Assert.Equal(expected, buffer[Margin..^Margin]);
        Assert.Equal(Filled(Margin), buffer[..Margin]);
        Assert.Equal(Filled(Margin), buffer[^Margin..]);
    }

    private static byte[] Filled(int length)
    {
        var buffer = new byte[length];
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
