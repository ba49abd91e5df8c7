// MessageView and the options (RFC 7252 §5.4, §5.10): values, lengths, repetitions, and which
// option makes a message one that must be refused (§5.4.1).

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class MessageViewOptionTests
{
    [TestMethod]
    public void NumbersHaveAsManyBytesAsTheyNeed()
    {
        // Accept (17), 0 to 2 bytes; leading zeros are allowed (RFC 7252 §3.2).
        Assert.AreEqual(0, One(17).Accept);
        Assert.AreEqual(0, One(17, 0, 0).Accept);
        Assert.AreEqual(40, One(17, 40).Accept);
        Assert.AreEqual(11542, One(17, 0x2D, 0x16).Accept);
        Assert.AreEqual(65535, One(17, 0xFF, 0xFF).Accept);

        Assert.AreEqual(0, One(12).ContentFormat);
        Assert.AreEqual(11542, One(12, 0x2D, 0x16).ContentFormat);
        Assert.AreEqual(0, One(6).Observe);
        Assert.AreEqual(1, One(6, 1).Observe);
        Assert.AreEqual(0xFFFFFF, One(6, 255, 255, 255).Observe);
        Assert.AreEqual(0, One(60).Size1);
        Assert.AreEqual(0x7FFFFFFF, One(60, 0x7F, 255, 255, 255).Size1);
        Assert.AreEqual(0, One(27).Block1);
        Assert.AreEqual(0xFFFFFF, One(27, 255, 255, 255).Block1);
        Assert.AreEqual(0, One(23).Block2);
        Assert.AreEqual(0x123456, One(23, 0x12, 0x34, 0x56).Block2);
    }

    [TestMethod]
    public void ASizeOfMoreThanAnIntIsTheLargestInt()
    {
        Assert.AreEqual(int.MaxValue, One(60, 0x80, 0, 0, 0).Size1);
        Assert.AreEqual(int.MaxValue, One(60, 255, 255, 255, 255).Size1);
    }

    [TestMethod]
    public void ATooLongElectiveOptionIsIgnored()
    {
        MessageView view = One(12, 0, 0, 40);
        Assert.AreEqual(-1, view.ContentFormat);
        Assert.AreEqual(0, view.BadOption);
        view = One(6, 0, 0, 0, 0);
        Assert.AreEqual(-1, view.Observe);
        Assert.AreEqual(0, view.BadOption);
        view = One(60, 0, 0, 0, 0, 60);
        Assert.AreEqual(-1, view.Size1);
        Assert.AreEqual(0, view.BadOption);
    }

    [TestMethod]
    public void ATooLongCriticalOptionIsBad()
    {
        Assert.AreEqual(17, One(17, 0, 0, 40).BadOption);
        Assert.AreEqual(23, One(23, 0, 0, 0, 6).BadOption);
        Assert.AreEqual(27, One(27, 0, 0, 0, 6).BadOption);
        Assert.AreEqual(7, One(7, 0, 0x16, 0x33).BadOption);
    }

    [TestMethod]
    public void ARepeatedElectiveOptionCountsOnce()
    {
        MessageView view = Two(12, 40, 42);
        Assert.AreEqual(40, view.ContentFormat);
        Assert.AreEqual(0, view.BadOption);
        view = Two(6, 0, 1);
        Assert.AreEqual(0, view.Observe);
        Assert.AreEqual(0, view.BadOption);
        view = Two(60, 5, 9);
        Assert.AreEqual(5, view.Size1);
        Assert.AreEqual(0, view.BadOption);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(7)]
    [DataRow(17)]
    [DataRow(23)]
    [DataRow(27)]
    public void ARepeatedCriticalOptionIsBad(int number)
    {
        Assert.AreEqual(0, One(number, 6).BadOption);
        Assert.AreEqual(number, Two(number, 6, 6).BadOption);
    }

    [TestMethod]
    [DataRow(3, 0, false)]
    [DataRow(3, 1, true)]
    [DataRow(3, 255, true)]
    [DataRow(3, 256, false)]
    [DataRow(11, 0, true)]
    [DataRow(11, 255, true)]
    [DataRow(11, 256, false)]
    [DataRow(15, 0, true)]
    [DataRow(15, 255, true)]
    [DataRow(15, 256, false)]
    public void TextsHaveBounds(int number, int length, bool isGood)
    {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++)
        {
            value[i] = 0x61;
        }

        Assert.AreEqual(isGood ? 0 : number, Options(number, value, null).BadOption);
    }

    [TestMethod]
    [DataRow(1)]     // If-Match
    [DataRow(5)]     // If-None-Match
    [DataRow(9)]     // OSCORE (RFC 8613)
    [DataRow(13)]
    [DataRow(19)]
    [DataRow(271)]
    [DataRow(65535)]
    public void AnUnknownCriticalOptionIsBad(int number)
    {
        Assert.AreEqual(number, One(number).BadOption);
        Assert.AreEqual(number, One(number, 1, 2, 3).BadOption);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]     // ETag
    [DataRow(20)]    // Location-Query
    [DataRow(28)]    // Size2
    [DataRow(60)]    // Size1
    [DataRow(258)]   // No-Response (RFC 7967)
    [DataRow(65534)]
    public void AnUnknownElectiveOptionIsIgnored(int number)
    {
        MessageView view = One(number, 1, 2, 3);
        Assert.AreEqual(0, view.BadOption);
        Assert.IsFalse(view.HasProxyOption);
    }

    [TestMethod]
    public void TheFirstBadOptionIsNamed()
    {
        byte[] message = { 0x40, 1, 0, 0, 0x90, 0x40, 0xD0, 0 }; // 9, 13, 26
        Assert.AreEqual(9, Parse(message).BadOption);
        message[4] = 0x80;                                      // 8, 12, 25
        Assert.AreEqual(25, Parse(message).BadOption);
    }

    [TestMethod]
    public void ProxyOptionsAreSeen()
    {
        MessageView view = One(35, 0x63, 0x6F);
        Assert.IsTrue(view.HasProxyOption);
        Assert.AreEqual(0, view.BadOption);
        view = One(39, 0x63, 0x6F);
        Assert.IsTrue(view.HasProxyOption);
        Assert.AreEqual(0, view.BadOption);
    }

    [TestMethod]
    public void AQueryWithoutAPathHasALongHeader()
    {
        // Uri-Query as the first option: delta 15 takes a byte more. Three of them.
        byte[] message = { 0x40, 3, 0, 0, 0xD2, 2, 0x61, 0x62, 0x00, 0x01, 0x63 };
        MessageView view = Parse(message);
        Assert.AreEqual(3, view.QueryCount);
        int position = view.Segment(view.QueryStart);
        Assert.AreEqual(6, view.SegmentOffset);
        Assert.AreEqual(2, view.SegmentLength);
        position = view.Segment(position);
        Assert.AreEqual(9, view.SegmentOffset);
        Assert.AreEqual(0, view.SegmentLength);
        Assert.AreEqual(11, view.Segment(position));
        Assert.AreEqual(10, view.SegmentOffset);
        Assert.AreEqual(1, view.SegmentLength);
    }

    [TestMethod]
    public void SegmentsAreCountedApart()
    {
        // Location-Path, Uri-Path twice, Uri-Query.
        byte[] message = { 0x40, 2, 0, 0, 0x81, 0x61, 0x31, 0x62, 0x01, 0x63, 0x41, 0x64 };
        MessageView view = Parse(message);
        Assert.AreEqual(1, view.LocationCount);
        Assert.AreEqual(4, view.LocationStart);
        Assert.AreEqual(2, view.PathCount);
        Assert.AreEqual(6, view.PathStart);
        Assert.AreEqual(1, view.QueryCount);
        Assert.AreEqual(10, view.QueryStart);
    }

    private static MessageView One(int number)
    {
        return Options(number, new byte[0], null);
    }

    private static MessageView One(int number, params int[] value)
    {
        return Options(number, ToBytes(value), null);
    }

    private static MessageView Two(int number, int first, int second)
    {
        return Options(number, new byte[] { (byte)first }, new byte[] { (byte)second });
    }

    private static byte[] ToBytes(int[] value)
    {
        byte[] bytes = new byte[value.Length];
        for (int i = 0; i < value.Length; i++)
        {
            bytes[i] = (byte)value[i];
        }

        return bytes;
    }

    /// <summary>A GET with an option, written by hand, and perhaps the same once more.</summary>
    private static MessageView Options(int number, byte[] first, byte[] second)
    {
        int deltaExtra = number < 13 ? 0 : number < 269 ? 1 : 2;
        int lengthExtra = first.Length < 13 ? 0 : first.Length < 269 ? 1 : 2;
        byte[] head = new byte[5 + deltaExtra + lengthExtra];
        head[0] = 0x40;
        head[1] = CoapCode.Get;
        head[4] = (byte)(
            ((deltaExtra == 0 ? number : 12 + deltaExtra) << 4)
            | (lengthExtra == 0 ? first.Length : 12 + lengthExtra));
        Extend(head, 5, deltaExtra, number);
        Extend(head, 5 + deltaExtra, lengthExtra, first.Length);
        byte[] message = WireBytes.Join(head, first);
        if (second != null)
        {
            message = WireBytes.Join(message, new byte[] { (byte)second.Length });
            message = WireBytes.Join(message, second);
        }

        return Parse(message);
    }

    private static void Extend(byte[] head, int position, int extra, int value)
    {
        if (extra == 1)
        {
            head[position] = (byte)(value - 13);
        }
        else if (extra == 2)
        {
            head[position] = (byte)((value - 269) >> 8);
            head[position + 1] = (byte)(value - 269);
        }
    }

    private static MessageView Parse(byte[] message)
    {
        var view = new MessageView();
        Assert.AreEqual((int)MessageKind.Request, (int)view.Parse(message, 0, message.Length));
        return view;
    }
}
