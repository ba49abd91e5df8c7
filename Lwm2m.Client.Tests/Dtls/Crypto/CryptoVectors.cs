// What every implementation behind ICrypto must compute: published vectors, and sweeps over many
// lengths whose results are folded into one digest. Any test project can run them:
//     CryptoVectors.CheckAll(new ManagedCrypto());
//
// Of the CCM vectors only those with a nonce of 12 bytes and a tag of 8 or 16 can apply: that is
// example 3 of NIST SP 800-38C and the counts 50 to 59 of the CAVP file VNT128. All packet vectors
// of RFC 3610 §8 have nonces of 13 bytes (L = 2), and half of them tags of 10 bytes.

using System;
using Lwm2m.Client.Dtls.Crypto;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

/// <summary>Checks an implementation; an assertion fails if it is wrong.</summary>
public static class CryptoVectors
{
    private const int Margin = 3;
    private const int SweepLengths = 50;
    private const int MaxKeyBytes = 132;
    private const int MaxDataBytes = 160;

    // Key, nonce, associated data, plaintext, ciphertext with tag.
    private static readonly string[] s_ccm =
    {
        // SP 800-38C, example 3.
        "404142434445464748494A4B4C4D4E4F", "101112131415161718191A1B",
        "000102030405060708090A0B0C0D0E0F10111213",
        "202122232425262728292A2B2C2D2E2F3031323334353637",
        "E3B201A9F5B71A7A9B1CEAECCD97E70B6176AAD9A4428AA5 484392FBC1B09951",

        // CAVP VNT128, counts 50, 51 and 52.
        "005E8F4D8E0CBF4E1CEEB5D87A275848", "0EC3AC452B547B9062AAC8FA",
        "2F1821AA57E5278FFD33C17D46615B77363149DBC98470413F6543A6B749F2CA",
        "B6F345204526439DAF84998F380DCFB4B4167C959C04FF65",
        "9575E16F35DA3C88A19C26A7B762044F4D7BBBAFEFF05D75 4829E2A7752FA3A14890972884B511D8",
        "005E8F4D8E0CBF4E1CEEB5D87A275848", "472711261A9262BEF077C0B7",
        "17C87889A2652636BCF712D111C86B9D68D64D18D531928030A5EC97C59931A4",
        "9D63DF773B3799E361C5328D44BBB12F4154747ECF7CC667",
        "53323B82D7A754D82CEBF0D4BC930EF06D11E162C5C027C4 715A641834BBB75BB6572CA5A45C3183",
        "005E8F4D8E0CBF4E1CEEB5D87A275848", "6A7B80B6738FF0A23AD58FB2",
        "26C12E5CDFE225A5BE56D7A8AAF9FD4EB327D2F29C2EBC7396022F884F33CE54",
        "BA1978D58492C7F827CAFEF87D00F1A137F3F05A2DEDB14D",
        "AA1D9EACABDCDD0F54681653AC44042A3DD47E338D15604E 86A0E926DAF21D17B359253D0D5D5D00",
    };

    // Key, data, MAC: RFC 4231 §4.2 to §4.8 (§4.6 is truncated to 128 bits); a byte and a count
    // stand for repeated bytes.
    private static readonly string[] s_hmac =
    {
        "0B*20", "|Hi There|",
        "B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7",
        "|Jefe|", "|what do ya want for nothing?|",
        "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843",
        "AA*20", "DD*50",
        "773EA91E36800E46854DB8EBD09181A72959098B3EF8C122D9635514CED565FE",
        "0102030405060708090A0B0C0D0E0F10111213141516171819", "CD*50",
        "82558A389A443C0EA4CC819899F2083A85F0FAA3E578F8077A2E3FF46729665B",
        "0C*20", "|Test With Truncation|",
        "A3B6167473100EE06E0C796C2955552B",
        "AA*131", "|Test Using Larger Than Block-Size Key - Hash Key First|",
        "60E431591EE0B67F0D8A26AACBF5B77F8E0BC6213728C5140546040F0EE37F54",
        "AA*131",
        "|This is a test using a larger than block-size key and a larger than block-size data. "
            + "The key needs to be hashed before being used by the HMAC algorithm.|",
        "9B09FFA71B942FCB27635FBCD5B0E944BFDC63644F0713938A7F51535C3A35E2",
    };

    /// <summary>Runs all checks.</summary>
    public static void CheckAll(ICrypto crypto)
    {
        CheckCcm(crypto);
        CheckCcmSweep(crypto);
        CheckTampering(crypto);
        CheckHmac(crypto);
        CheckHmacSweep(crypto);
        CheckPrf(crypto);
    }

    /// <summary>Seals and opens the published messages, all with the same instance.</summary>
    public static void CheckCcm(ICrypto crypto)
    {
        IAesCcm ccm = crypto.CreateAesCcm();
        for (int i = 0; i < s_ccm.Length; i += 5)
        {
            byte[] key = WireBytes.Of(s_ccm[i]);
            byte[] nonce = WireBytes.Of(s_ccm[i + 1]);
            byte[] associated = WireBytes.Of(s_ccm[i + 2]);
            byte[] plaintext = WireBytes.Of(s_ccm[i + 3]);
            byte[] expected = WireBytes.Of(s_ccm[i + 4]);
            SetKey(ccm, key);
            WireBytes.AreEqual(
                expected,
                SealAndOpen(ccm, nonce, associated, plaintext, expected.Length - plaintext.Length));
        }
    }

    /// <summary>Plaintexts of 0 to 49 bytes, associated data of 13 to 62, both tags.</summary>
    public static void CheckCcmSweep(ICrypto crypto)
    {
        IAesCcm ccm = crypto.CreateAesCcm();
        SetKey(ccm, Pattern(16, 1, 0));
        Sha256 fold = new Sha256();
        for (int tagLength = 8; tagLength <= 16; tagLength += 8)
        {
            for (int length = 0; length < SweepLengths; length++)
            {
                byte[] message = SealAndOpen(
                    ccm, Pattern(CcmPrefix.NonceBytes, length, tagLength),
                    Pattern(length + 13, 1, length), Pattern(length, 7, length), tagLength);
                fold.Update(message, 0, message.Length);
            }
        }

        CheckFold("B3CB089D57EC1C1E4747FE766461F0BC0D2EDE98597AA051B0808F8B10816157", fold);
    }

    /// <summary>Nothing of a message, its nonce, its associated data may change.</summary>
    public static void CheckTampering(ICrypto crypto)
    {
        const int Length = 20;
        const int TagLength = 8;
        IAesCcm ccm = crypto.CreateAesCcm();
        SetKey(ccm, Pattern(16, 3, 5));
        byte[] nonce = Pattern(CcmPrefix.NonceBytes, 5, 1);
        byte[] associated = Pattern(13, 11, 2);
        byte[] good = SealAndOpen(ccm, nonce, associated, Pattern(Length, 1, 0), TagLength);
        byte[][] parts = { good, nonce, associated };
        byte[] message = new byte[good.Length];
        for (int part = 0; part < parts.Length; part++)
        {
            byte[] changed = parts[part];
            for (int i = 0; i < changed.Length; i++)
            {
                changed[i] ^= (byte)(1 << (i & 7));
                Array.Copy(good, 0, message, 0, good.Length);
                Assert.IsFalse(ccm.Open(nonce, associated, 13, message, 0, Length, TagLength));
                changed[i] ^= (byte)(1 << (i & 7));
            }
        }

        Array.Copy(good, 0, message, 0, good.Length);
        Assert.IsFalse(ccm.Open(nonce, associated, 12, message, 0, Length, TagLength));
        Array.Copy(good, 0, message, 0, good.Length);
        Assert.IsFalse(ccm.Open(nonce, associated, 13, message, 0, Length - 1, TagLength));
        Array.Copy(good, 0, message, 0, good.Length);
        Assert.IsTrue(ccm.Open(nonce, associated, 13, message, 0, Length, TagLength));
        SetKey(ccm, Pattern(16, 3, 6));
        Assert.IsFalse(ccm.Open(nonce, associated, 13, good, 0, Length, TagLength));
    }

    /// <summary>The vectors of RFC 4231, all with the same instance.</summary>
    public static void CheckHmac(ICrypto crypto)
    {
        IHmacSha256 hmac = crypto.CreateHmacSha256();
        for (int i = 0; i < s_hmac.Length; i += 3)
        {
            byte[] expected = WireBytes.Of(s_hmac[i + 2]);
            byte[] mac = Mac(hmac, Repeated(s_hmac[i]), Repeated(s_hmac[i + 1]));
            WireBytes.AreEqual(expected, mac, 0, expected.Length);
        }
    }

    /// <summary>Keys of 1 to 132 bytes, data of 160 to 29.</summary>
    public static void CheckHmacSweep(ICrypto crypto)
    {
        IHmacSha256 hmac = crypto.CreateHmacSha256();
        Sha256 fold = new Sha256();
        for (int i = 0; i < MaxKeyBytes; i++)
        {
            byte[] mac = Mac(hmac, Pattern(i + 1, 3, i), Pattern(MaxDataBytes - i, 5, i));
            fold.Update(mac, 0, mac.Length);
        }

        CheckFold("F887A5E19EF9222951CC6E3FB668BD77BFB7EA354DA057F713C41D2058CF8EE6", fold);
    }

    /// <summary>
    /// The well-known vector of the PRF, from the mailing list of the TLS working group; shorter
    /// outputs are its beginning.
    /// </summary>
    public static void CheckPrf(ICrypto crypto)
    {
        byte[] secret = WireBytes.Of("9BBE436BA940F017B17652849A71DB35");
        byte[] seed = WireBytes.Of("A0BA9F936CDA311827A6F796FFD5198C");
        byte[] label = WireBytes.OfText("test label");
        byte[] expected = WireBytes.Of(
            "E3F229BA727BE17B8D122620557CD453C2AAB21D07C3D495329B52D4E61EDB5A"
                + "6B301791E90D35C9C9A46B4E14BAF9AF0FA022F7077DEF17ABFD3797C0564BAB"
                + "4FBC91666E9DEF9B97FCE34F796789BAA48082D122EE42C5A72E5A5110FFF701"
                + "87347B66");
        int[] lengths = { 100, 0, 1, 12, 31, 32, 33, 48, 64, 96 };
        Prf prf = new Prf(crypto.CreateHmacSha256(), new byte[Prf.WorkBytes]);
        prf.SetSecret(secret, 0, secret.Length);
        Array.Clear(secret, 0, secret.Length);
        for (int i = 0; i < lengths.Length; i++)
        {
            int length = lengths[i];
            byte[] output = WireBytes.NewBuffer(length + (2 * Margin));
            prf.Begin(label, 0, label.Length);
            prf.AddSeed(seed, 0, i);
            prf.AddSeed(seed, i, seed.Length - i);
            prf.Finish(output, Margin, length);
            WireBytes.AreEqual(WireBytes.Prefix(expected, length), output, Margin, length);
            CheckMargins(output, length);
        }
    }

    /// <summary>Bytes that count up by a step.</summary>
    public static byte[] Pattern(int length, int step, int first)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)((i * step) + first);
        }

        return bytes;
    }

    /// <summary>Asserts what has been hashed.</summary>
    internal static void CheckFold(string expected, Sha256 hash)
    {
        byte[] digest = new byte[Sha256.DigestBytes];
        hash.Finish(digest, 0);
        WireBytes.AreEqual(WireBytes.Of(expected), digest);
    }

    /// <summary>From an offset, and wiped afterwards, as the contract allows.</summary>
    private static void SetKey(IAesCcm ccm, byte[] key)
    {
        byte[] inside = WireBytes.Join(new byte[Margin], key);
        ccm.SetKey(inside, Margin);
        Array.Clear(inside, 0, inside.Length);
    }

    private static byte[] SealAndOpen(
        IAesCcm ccm, byte[] nonce, byte[] associated, byte[] plaintext, int tagLength)
    {
        int length = plaintext.Length;
        byte[] buffer = WireBytes.NewBuffer(length + tagLength + (2 * Margin));
        Array.Copy(plaintext, 0, buffer, Margin, length);
        ccm.Seal(nonce, associated, associated.Length, buffer, Margin, length, tagLength);
        CheckMargins(buffer, length + tagLength);
        byte[] message = new byte[length + tagLength];
        Array.Copy(buffer, Margin, message, 0, message.Length);
        Assert.IsTrue(
            ccm.Open(nonce, associated, associated.Length, buffer, Margin, length, tagLength));
        WireBytes.AreEqual(plaintext, buffer, Margin, length);
        CheckMargins(buffer, length + tagLength);
        return message;
    }

    private static byte[] Mac(IHmacSha256 hmac, byte[] key, byte[] data)
    {
        byte[] buffer = WireBytes.Join(new byte[Margin], key);
        hmac.SetKey(buffer, Margin, key.Length);
        Array.Clear(buffer, 0, buffer.Length);
        buffer = WireBytes.NewBuffer(Sha256.DigestBytes + (2 * Margin));
        hmac.Compute(data, 0, data.Length, buffer, Margin);
        CheckMargins(buffer, Sha256.DigestBytes);

        // Once more, over the data itself.
        byte[] mac = WireBytes.Join(data, new byte[Sha256.DigestBytes]);
        hmac.Compute(mac, 0, data.Length, mac, 0);
        Assert.IsTrue(Bytes.Equal(mac, 0, buffer, Margin, Sha256.DigestBytes));
        return WireBytes.Prefix(mac, Sha256.DigestBytes);
    }

    private static void CheckMargins(byte[] buffer, int length)
    {
        Assert.IsTrue(WireBytes.IsUntouched(buffer, 0, Margin));
        Assert.IsTrue(WireBytes.IsUntouched(buffer, Margin + length, buffer.Length));
    }

    private static byte[] Repeated(string notation)
    {
        int star = notation.IndexOf('*');
        if (star < 0)
        {
            return WireBytes.Of(notation);
        }

        int value = WireBytes.Of(notation.Substring(0, star))[0];
        return Pattern(int.Parse(notation.Substring(star + 1)), 0, value);
    }
}
