// What every implementation behind ICrypto must compute: the published vectors, and what
// BouncyCastle does over all lengths that DTLS may meet with inputs from a seed: AES-128-CCM
// (RFC 6655), HMAC-SHA-256 (RFC 2104) and the PRF made of it (RFC 5246 §5). Keys are wiped by the
// caller at once; nothing is written outside.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public abstract class CryptoOracleTests
{
    private protected const int Margin = 7;
    private const byte Filler = 0xA5;

    private readonly ICrypto _crypto;
    private readonly IAesCcm _ccm;
    private readonly IAesCcm _oracle = new BouncyCastleCrypto().CreateAesCcm();

    private protected CryptoOracleTests(ICrypto crypto, int seed)
    {
        _crypto = crypto;
        _ccm = crypto.CreateAesCcm();
        Random = new Random(seed);
    }

    private protected Random Random { get; }

    [Fact]
    public void ItPassesTheVectors() => CryptoVectors.CheckAll(_crypto);

    /// <summary>All lengths around the bounds of every size class, and the longest.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void CcmOfEveryLength(int tagLength)
    {
        for (int length = 0; length <= 1400; length++)
        {
            CompareCcm(length, 1 + Random.Next(62), tagLength);
        }

        foreach (int length in new[] { 4000, 4080, 4096, 16384, 65519, 65520, 65535 })
        {
            CompareCcm(length, 13, tagLength);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void CcmOfEveryLengthOfAssociatedData(int tagLength)
    {
        for (int associatedLength = 1; associatedLength <= 62; associatedLength++)
        {
            CompareCcm(Random.Next(200), associatedLength, tagLength);
        }
    }

    /// <summary>Every bit of ciphertext, tag, nonce and associated data counts.</summary>
    [Theory]
    [InlineData(0, 8)]
    [InlineData(21, 8)]
    [InlineData(21, 16)]
    public void EveryBitIsAuthenticated(int length, int tagLength)
    {
        _ccm.SetKey(Bytes(16), 0);
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(13);
        byte[] message = Bytes(length + tagLength);
        _ccm.Seal(nonce, associated, associated.Length, message, 0, length, tagLength);
        Assert.True(Opens());
        foreach (byte[] part in new[] { nonce, associated, message })
        {
            for (int bit = 0; bit < 8 * part.Length; bit++)
            {
                part[bit >> 3] ^= (byte)(1 << (bit & 7));
                Assert.False(Opens());
                part[bit >> 3] ^= (byte)(1 << (bit & 7));
            }
        }

        Assert.True(Opens());

        bool Opens() => _ccm.Open(
            nonce, associated, associated.Length, [.. message], 0, length, tagLength);
    }

    /// <summary>Every length of key with some data, and every length of data with some key.
    /// </summary>
    [Fact]
    public void HmacOfEveryLength()
    {
        IHmacSha256 hmac = _crypto.CreateHmacSha256();
        for (int length = 1; length <= 132; length++)
        {
            CompareHmac(hmac, length, Random.Next(161));
        }

        for (int length = 0; length <= 160; length++)
        {
            CompareHmac(hmac, 1 + Random.Next(132), length);
        }
    }

    [Fact]
    public void PrfOfEveryLength()
    {
        var prf = new Prf(_crypto.CreateHmacSha256(), new byte[Prf.WorkBytes]);
        for (int length = 0; length <= 150; length++)
        {
            int labelLength = Random.Next(Prf.MaxSeedBytes + 1);
            int seedLength = Random.Next(Prf.MaxSeedBytes - labelLength + 1);
            ComparePrf(prf, 1 + Random.Next(132), labelLength, seedLength, length);
        }
    }

    /// <summary>The lengths of a handshake's derivations.</summary>
    [Theory]
    [InlineData(36, 22, 32, 48)]
    [InlineData(48, 13, 64, 40)]
    [InlineData(48, 15, 32, 12)]
    [InlineData(132, 13, 64, 48)]
    public void PrfOfAHandshake(int secretLength, int labelLength, int seedLength, int length) =>
        ComparePrf(
            new Prf(_crypto.CreateHmacSha256(), new byte[Prf.WorkBytes]), secretLength, labelLength,
            seedLength, length);

    private protected static void AssertWritten(byte[] expected, byte[] buffer)
    {
        Assert.Equal(expected, buffer[Margin..^Margin]);
        Assert.All(buffer[..Margin], b => Assert.Equal(Filler, b));
        Assert.All(buffer[^Margin..], b => Assert.Equal(Filler, b));
    }

    /// <summary>A buffer for so many bytes between margins.</summary>
    private protected static byte[] Filled(int length)
    {
        byte[] buffer = new byte[length + 2 * Margin];
        Array.Fill(buffer, Filler);
        return buffer;
    }

    private protected byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        Random.NextBytes(bytes);
        return bytes;
    }

    private void CompareCcm(int length, int associatedLength, int tagLength)
    {
        byte[] key = Bytes(16 + Margin);
        byte[] nonce = Bytes(CcmPrefix.NonceBytes);
        byte[] associated = Bytes(62);
        byte[] plaintext = Bytes(length);
        byte[] buffer = Filled(length + tagLength);
        plaintext.CopyTo(buffer, Margin);
        byte[] expected = [.. plaintext, .. new byte[tagLength]];
        _oracle.SetKey(key, Margin);
        _oracle.Seal(nonce, associated, associatedLength, expected, 0, length, tagLength);

        _ccm.SetKey(key, Margin);
        Array.Clear(key);
        _ccm.Seal(nonce, associated, associatedLength, buffer, Margin, length, tagLength);
        AssertWritten(expected, buffer);
        Assert.True(
            _ccm.Open(nonce, associated, associatedLength, buffer, Margin, length, tagLength));
        AssertWritten([.. plaintext, .. expected[length..]], buffer);
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

        // A second time with the same key, and over the data itself.
        byte[] both = [.. data, .. new byte[Sha256.DigestBytes]];
        hmac.Compute(both, Margin, length, both, Margin);
        Assert.Equal(expected, both[Margin..(Margin + Sha256.DigestBytes)]);
    }

    private void ComparePrf(
        Prf prf, int secretLength, int labelLength, int seedLength, int length)
    {
        byte[] secret = Bytes(secretLength + Margin);
        byte[] label = Bytes(labelLength);
        byte[] seed = Bytes(seedLength + Margin);
        int split = Random.Next(seedLength + 1);
        byte[] output = Filled(length);

        prf.SetSecret(secret, Margin, secretLength);
        prf.Begin(label, 0, label.Length);
        prf.AddSeed(seed, Margin, split);
        prf.AddSeed(seed, Margin + split, seedLength - split);
        prf.Finish(output, Margin, length);

        AssertWritten(Expand(secret[Margin..], [.. label, .. seed[Margin..]], length), output);
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
}
