// The managed cryptography against BouncyCastle's: besides what every implementation is compared
// in, its SHA-256 (FIPS 180-4) and AES (FIPS 197) alone; and BouncyCastle's against the vectors.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class ManagedCryptoOracleTests() : CryptoOracleTests(new ManagedCrypto(), 20261122)
{
    /// <summary>The vectors are right, not just what the managed code computes.</summary>
    [Fact]
    public void TheOraclePassesTheVectorsToo() => CryptoVectors.CheckAll(new BouncyCastleCrypto());

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
                int piece = Random.Next(length - at + 1);
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
}
