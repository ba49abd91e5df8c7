// Sha256: the examples of FIPS 180-4, the lengths around the padding, and hashing in pieces.

using Lwm2m.Client.Dtls.Crypto;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class Sha256Tests
{
    [TestMethod]
    [DataRow("", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [DataRow("abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [DataRow("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1")]
    [DataRow("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "CF5B16A778AF8380036CE59E7B0492370B249B11E8F07A51AFAC45037AFEE9D1")]
    public void Fips180(string text, string expected)
    {
        byte[] data = WireBytes.OfText(text);
        Sha256 hash = new Sha256();
        hash.Update(data, 0, data.Length);
        CryptoVectors.CheckFold(expected, hash);
    }

    /// <summary>As many letters a.</summary>
    [TestMethod]
    [DataRow(55, "9F4390F8D30C2DD92EC9F095B65E2B9AE9B0A925A5258E241C9F1E910F734318")]
    [DataRow(56, "B35439A4AC6F0948B6D6F9E3C6AF0F5F590CE20F1BDE7090EF7970686EC6738A")]
    [DataRow(63, "7D3E74A05D7DB15BCE4AD9EC0658EA98E3F06EEECF16B4C6FFF2DA457DDC2F34")]
    [DataRow(64, "FFE054FE7AE0CB6DC65C3AF9B61D5209F439851DB43D0BA5997337DF154668EB")]
    [DataRow(65, "635361C48BB9EAB14198E76EA8AB7F1A41685D6AD62AA9146D301D4F17EB0AE0")]
    public void AroundThePadding(int length, string expected)
    {
        byte[] data = CryptoVectors.Pattern(length, 0, 'a');
        Sha256 hash = new Sha256();
        hash.Update(data, 0, length);
        CryptoVectors.CheckFold(expected, hash);
    }

    /// <summary>130 bytes in two pieces, cut anywhere.</summary>
    [TestMethod]
    public void PiecesMakeTheWhole()
    {
        const int Length = 130;
        byte[] data = CryptoVectors.Pattern(Length + 1, 7, 3);
        byte[] digest = WireBytes.NewBuffer(Sha256.DigestBytes + 2);
        Sha256 hash = new Sha256();
        hash.Update(data, 1, Length);
        byte[] expected = new byte[Sha256.DigestBytes];
        hash.Finish(expected, 0);
        for (int cut = 0; cut <= Length; cut++)
        {
            hash.Reset();
            hash.Update(data, 1, cut);
            hash.Update(data, 1 + cut, Length - cut);
            hash.Finish(digest, 1);
            WireBytes.AreEqual(expected, digest, 1, Sha256.DigestBytes);
            Assert.IsTrue(WireBytes.IsUntouched(digest, 0, 1));
            Assert.IsTrue(WireBytes.IsUntouched(digest, digest.Length - 1, digest.Length));
        }
    }

    /// <summary>A copy finishes while the original goes on: the hash of a handshake so far.
    /// </summary>
    [TestMethod]
    public void ACopyGoesItsOwnWay()
    {
        byte[] data = WireBytes.OfText("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
        Sha256 hash = new Sha256();
        Sha256 copy = new Sha256();
        copy.Update(data, 0, data.Length);
        hash.Update(data, 0, 3);
        copy.CopyFrom(hash);
        hash.Update(data, 3, data.Length - 3);
        CryptoVectors.CheckFold(
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", copy);
        CryptoVectors.CheckFold(
            "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1", hash);
    }
}
