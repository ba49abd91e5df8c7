// The managed cryptography: the vectors that every implementation must pass, and what it forgets.

using System;
using Lwm2m.Client.Dtls.Crypto;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ManagedCryptoTests
{
    [TestMethod]
    public void Ccm()
    {
        CryptoVectors.CheckCcm(new ManagedCrypto());
    }

    [TestMethod]
    public void CcmSweep()
    {
        CryptoVectors.CheckCcmSweep(new ManagedCrypto());
    }

    [TestMethod]
    public void Tampering()
    {
        CryptoVectors.CheckTampering(new ManagedCrypto());
    }

    [TestMethod]
    public void Hmac()
    {
        CryptoVectors.CheckHmac(new ManagedCrypto());
    }

    [TestMethod]
    public void HmacSweep()
    {
        CryptoVectors.CheckHmacSweep(new ManagedCrypto());
    }

    [TestMethod]
    public void Prf()
    {
        CryptoVectors.CheckPrf(new ManagedCrypto());
    }

    /// <summary>FIPS 197 appendix B and C.1.</summary>
    [TestMethod]
    [DataRow("2B7E151628AED2A6ABF7158809CF4F3C", "3243F6A8885A308D313198A2E0370734",
        "3925841D02DC09FBDC118597196A0B32")]
    [DataRow("000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF",
        "69C4E0D86A7B0430D8CDB78070B4C55A")]
    public void Aes(string key, string plaintext, string expected)
    {
        WireBytes.AreEqual(WireBytes.Of(expected), EncryptBlocks(key, plaintext));
    }

    /// <summary>NIST SP 800-38A F.1.1: four blocks.</summary>
    [TestMethod]
    public void AesOfFourBlocks()
    {
        WireBytes.AreEqual(
            WireBytes.Of("3AD77BB40D7A3660A89ECAF32466EF97 F5D3D58503B9699DE785895A96FDBAAF"
                + "43B1CD7F598ECE23881B00E3ED030688 7B0C785E27E8AD3F8223207104725DD4"),
            EncryptBlocks(
                "2B7E151628AED2A6ABF7158809CF4F3C",
                "6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51"
                    + "30C81C46A35CE411E5FBC1191A0A52EF F69F2445DF4F9B17AD2B417BE66C3710"));
    }

    /// <summary>After Wipe it does not matter which key there was.</summary>
    [TestMethod]
    public void WipeForgetsTheKey()
    {
        byte[] first = CryptoVectors.Pattern(16, 1, 1);
        byte[] second = CryptoVectors.Pattern(16, 1, 2);
        Assert.IsFalse(Bytes.Equal(Sealed(first, false), 0, Sealed(second, false), 0, 28));
        WireBytes.AreEqual(Sealed(first, true), Sealed(second, true));
        Assert.IsFalse(Bytes.Equal(Mac(first, false), 0, Mac(second, false), 0, 32));
        WireBytes.AreEqual(Mac(first, true), Mac(second, true));
    }

    private static byte[] EncryptBlocks(string key, string plaintext)
    {
        const int From = Aes128.KeyWords;
        int[] words = new int[From + 8];
        byte[] blocks = WireBytes.Of(plaintext);
        Aes128.Prepare();
        Aes128.ExpandKey(WireBytes.Of(key), 0, words);
        for (int offset = 0; offset < blocks.Length; offset += 16)
        {
            for (int i = 0; i < 4; i++)
            {
                words[From + i] = Words.Read(blocks, offset + (4 * i));
            }

            // Apart, and once more in place: both are used.
            Aes128.Encrypt(words, From, From + 4);
            Aes128.Encrypt(words, From, From);
            for (int i = 0; i < 4; i++)
            {
                Assert.AreEqual(words[From + i], words[From + 4 + i]);
                Words.Write(blocks, offset + (4 * i), words[From + i]);
            }
        }

        return blocks;
    }

    private static byte[] Sealed(byte[] key, bool isWiped)
    {
        IAesCcm ccm = new ManagedCrypto().CreateAesCcm();
        ccm.SetKey(key, 0);
        byte[] buffer = new byte[28];
        ccm.Seal(new byte[12], new byte[13], 13, buffer, 0, 20, 8);
        if (isWiped)
        {
            ccm.Wipe();
            Array.Clear(buffer, 0, buffer.Length);
            ccm.Seal(new byte[12], new byte[13], 13, buffer, 0, 20, 8);
        }

        return buffer;
    }

    private static byte[] Mac(byte[] key, bool isWiped)
    {
        IHmacSha256 hmac = new ManagedCrypto().CreateHmacSha256();
        Prf prf = new Prf(hmac, new byte[Dtls.Crypto.Prf.WorkBytes]);
        byte[] mac = new byte[Sha256.DigestBytes];
        prf.SetSecret(key, 0, key.Length);
        if (isWiped)
        {
            prf.Wipe();
        }

        hmac.Compute(mac, 0, 20, mac, 0);
        return mac;
    }
}
