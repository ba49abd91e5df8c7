// Bytes: network order, comparison, wiping.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class BytesTests
{
    [TestMethod]
    public void UInt16IsInNetworkOrderAndUnsigned()
    {
        byte[] buffer = WireBytes.NewBuffer(4);
        Bytes.WriteUInt16(buffer, 1, 0xFEDC);
        WireBytes.AreEqual(new byte[] { 0xA5, 0xFE, 0xDC, 0xA5 }, buffer);
        Assert.AreEqual(0xFEDC, Bytes.ReadUInt16(buffer, 1));
    }

    [TestMethod]
    public void AnIntegerIsSignExtendedAtEveryLength()
    {
        byte[] ones = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
        byte[] low = { 0x80, 0, 0, 0, 0, 0, 0, 0 };
        byte[] high = { 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
        for (int length = 1; length <= 8; length++)
        {
            long limit = 1L << ((8 * length) - 1);
            Assert.AreEqual(-1L, Bytes.ReadInteger(ones, 0, length));
            Assert.AreEqual(limit < 0 ? limit : -limit, Bytes.ReadInteger(low, 0, length));
            Assert.AreEqual(limit - 1, Bytes.ReadInteger(high, 0, length));
        }
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(1L)]
    [DataRow(-1L)]
    [DataRow(0x0102030405060708L)]
    [DataRow(long.MaxValue)]
    [DataRow(long.MinValue)]
    public void AnIntegerIsWrittenWhereItBelongs(long value)
    {
        for (int length = 1; length <= 8; length++)
        {
            byte[] buffer = WireBytes.NewBuffer(10);
            Bytes.WriteInteger(buffer, 1, length, value);
            Assert.IsTrue(WireBytes.IsUntouched(buffer, 0, 1));
            Assert.IsTrue(WireBytes.IsUntouched(buffer, 1 + length, 10));
            int unused = 64 - (8 * length);
            Assert.AreEqual((value << unused) >> unused, Bytes.ReadInteger(buffer, 1, length));
        }
    }

    [TestMethod]
    public void EqualSeesEveryBitAndNothingOutsideTheRange()
    {
        byte[] a = { 9, 1, 2, 3, 9 };
        byte[] b = { 1, 2, 3, 7 };
        Assert.IsTrue(Bytes.Equal(a, 1, b, 0, 3));
        Assert.IsTrue(Bytes.Equal(a, 0, b, 0, 0));
        Assert.IsFalse(Bytes.Equal(a, 0, b, 0, 3));
        for (int bit = 0; bit < 24; bit++)
        {
            byte[] c = { 1, 2, 3 };
            c[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.IsFalse(Bytes.Equal(a, 1, c, 0, 3));
        }
    }

    [TestMethod]
    public void WipeLeavesZeros()
    {
        byte[] secret = WireBytes.NewBuffer(5);
        Bytes.Wipe(secret);
        WireBytes.AreEqual(new byte[5], secret);
        Bytes.Wipe(new byte[0]);
    }

    [TestMethod]
    public void TextBecomesUtf8()
    {
        WireBytes.AreEqual(new byte[] { 0x65, 0x70, 0xC3, 0xA9 }, Bytes.FromText("ep\u00E9"));
        WireBytes.AreEqual(new byte[0], Bytes.FromText(""));
    }
}
