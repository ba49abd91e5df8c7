// MessageView and the message format (RFC 7252 §3): header, token, option headers, payload marker,
// and what of it is an error (§3, §3.1, §4.1 to §4.3).

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class MessageViewFormatTests
{
    [TestMethod]
    public void LessThanAHeaderIsGarbage()
    {
        byte[] message = CoapVectors.Ping();
        for (int length = 0; length < 4; length++)
        {
            Is(MessageKind.Garbage, WireBytes.Prefix(message, length));
        }
    }

    [TestMethod]
    public void OtherVersionsAreGarbage()
    {
        byte[] message = CoapVectors.Get();
        for (int version = 0; version < 4; version++)
        {
            message[0] = (byte)(version << 6);
            Is(version == 1 ? MessageKind.Request : MessageKind.Garbage, message);
        }
    }

    [TestMethod]
    public void TokensOfUpToEightBytesAreGood()
    {
        for (int length = 0; length <= 8; length++)
        {
            byte[] message = new byte[4 + length];
            message[0] = (byte)(0x40 | length);
            message[1] = CoapCode.Get;
            MessageView view = Is(MessageKind.Request, message);
            Assert.AreEqual(4, view.TokenOffset);
            Assert.AreEqual(length, view.TokenLength);
            if (length > 0)
            {
                Is(MessageKind.Malformed, WireBytes.Prefix(message, 3 + length));
            }
        }
    }

    [TestMethod]
    public void LongerTokensAreAFormatError()
    {
        for (int length = 9; length <= 15; length++)
        {
            byte[] message = new byte[4 + length];
            message[0] = (byte)(0x40 | length);
            message[1] = CoapCode.Get;
            Is(MessageKind.Malformed, message);
        }
    }

    [TestMethod]
    public void AnEmptyMessageEndsAfterItsId()
    {
        for (int type = 0; type < 4; type++)
        {
            byte first = (byte)(0x40 | (type << 4));
            MessageView view = Is(MessageKind.Empty, new byte[] { first, 0, 0xAB, 0xCD });
            Assert.AreEqual(type, view.Type);
            Assert.AreEqual(0xABCD, view.MessageId);
            Is(MessageKind.Malformed, new byte[] { first, 0, 0, 0, 0 });
            Is(MessageKind.Malformed, new byte[] { first, 0, 0, 0, 0xFF, 0x31 });
            Is(MessageKind.Malformed, new byte[] { (byte)(first | 1), 0, 0, 0, 0x4A });
            Is(MessageKind.Malformed, new byte[] { (byte)(first | 1), 0, 0, 0 });
        }
    }

    [TestMethod]
    public void TheCodesClassTellsRequestsFromResponses()
    {
        // Class 0 is a request, 2, 4 and 5 are responses; 1, 3, 6 and 7 are reserved.
        MessageKind[] kinds =
        {
            MessageKind.Request, MessageKind.Malformed, MessageKind.Response,
            MessageKind.Malformed, MessageKind.Response, MessageKind.Response,
            MessageKind.Malformed, MessageKind.Malformed,
        };
        byte[] message = { 0x40, 0, 0, 0 };
        for (int code = 1; code < 256; code++)
        {
            message[1] = (byte)code;
            Assert.AreEqual(code, Is(kinds[code >> 5], message).Code);
        }
    }

    [TestMethod]
    public void AMarkerNeedsAPayload()
    {
        Is(MessageKind.Malformed, new byte[] { 0x40, 1, 0, 0, 0xFF });
        Is(MessageKind.Malformed, new byte[] { 0x40, 1, 0, 0, 0xB1, 0x33, 0xFF });
        MessageView view = Is(MessageKind.Request, new byte[] { 0x40, 1, 0, 0, 0xFF, 0xFF });
        Assert.AreEqual(5, view.PayloadOffset);
        Assert.AreEqual(1, view.PayloadLength);
    }

    [TestMethod]
    public void AMessageWithoutPayloadHasAnEmptyOneAtItsEnd()
    {
        MessageView view = Is(MessageKind.Request, new byte[] { 0x40, 1, 0, 0, 0xB1, 0x33 });
        Assert.AreEqual(6, view.PayloadOffset);
        Assert.AreEqual(0, view.PayloadLength);
    }

    [TestMethod]
    public void FifteenIsReserved()
    {
        // 0xFF is the marker; every other 15 in an option header is an error, whatever follows.
        byte[] message = new byte[30];
        message[0] = 0x40;
        message[1] = CoapCode.Get;
        for (int other = 0; other < 15; other++)
        {
            message[4] = (byte)(0xF0 | other);
            Is(MessageKind.Malformed, message);
            message[4] = (byte)((other << 4) | 0x0F);
            Is(MessageKind.Malformed, message);
        }
    }

    [TestMethod]
    [DataRow(0x90, -1, -1, 9)]          // delta 9 in the nibble
    [DataRow(0xD0, 0x00, -1, 13)]       // 13: the first with one byte more
    [DataRow(0xD0, 0xFE, -1, 267)]      // 13 + 254
    [DataRow(0xE0, 0x00, 0x00, 269)]    // 269: the first with two bytes more
    [DataRow(0xE0, 0xFE, 0xF2, 65535)]  // the last number there is
    public void ACriticalNumberIsReadFromEveryForm(int header, int first, int second, int number)
    {
        byte[] head = { 0x40, 1, 0, 0, (byte)header, (byte)first, (byte)second };
        byte[] message = WireBytes.Prefix(head, 5 + (first < 0 ? 0 : second < 0 ? 1 : 2));
        Assert.AreEqual(number, Is(MessageKind.Request, message).BadOption);
        for (int length = 5; length < message.Length; length++)
        {
            Is(MessageKind.Malformed, WireBytes.Prefix(message, length));
        }
    }

    [TestMethod]
    public void DeltasAddUp()
    {
        // 12 Content-Format, + 13 = 25 critical and unknown.
        Assert.AreEqual(
            25, Is(MessageKind.Request, new byte[] { 0x40, 1, 0, 0, 0xC0, 0xD0, 0 }).BadOption);

        // 268 elective, + 1 = 269 critical.
        Assert.AreEqual(
            269, Is(MessageKind.Request, new byte[] { 0x40, 1, 0, 0, 0xD0, 255, 0x10 }).BadOption);

        // 268 elective, + 269 = 537 critical.
        Assert.AreEqual(
            537,
            Is(MessageKind.Request, new byte[] { 0x40, 1, 0, 0, 0xD0, 255, 0xE0, 0, 0 }).BadOption);
    }

    [TestMethod]
    public void ANumberAbove65535IsAFormatError()
    {
        Is(MessageKind.Malformed, new byte[] { 0x40, 1, 0, 0, 0xE0, 0xFE, 0xF3 });
        Is(MessageKind.Malformed, new byte[] { 0x40, 1, 0, 0, 0xE0, 0xFF, 0xFF });
        byte[] last = { 0x40, 1, 0, 0, 0xE0, 0xFE, 0xF2, 0x00 };
        Assert.AreEqual(65535, Is(MessageKind.Request, last).BadOption);
        last[7] = 0x10;
        Is(MessageKind.Malformed, last);
        Is(
            MessageKind.Malformed,
            new byte[] { 0x40, 1, 0, 0, 0xE0, 0x80, 0x00, 0xE0, 0x80, 0x00 });
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(12)]
    [DataRow(13)]
    [DataRow(14)]
    [DataRow(255)]
    [DataRow(267)]
    [DataRow(268)]
    [DataRow(269)]
    [DataRow(270)]
    [DataRow(1000)]
    public void ALengthIsReadFromEveryForm(int length)
    {
        // An elective option nobody knows (2) of that length, then Uri-Path "7".
        int extra = length < 13 ? 0 : length < 269 ? 1 : 2;
        byte[] message = new byte[4 + 1 + extra + length + 2];
        message[0] = 0x40;
        message[1] = CoapCode.Get;
        message[4] = (byte)(0x20 | (extra == 0 ? length : 12 + extra));
        if (extra == 1)
        {
            message[5] = (byte)(length - 13);
        }
        else if (extra == 2)
        {
            message[5] = (byte)((length - 269) >> 8);
            message[6] = (byte)(length - 269);
        }

        int path = 5 + extra + length;
        message[path] = 0x91;
        message[path + 1] = 0x37;
        MessageView view = Is(MessageKind.Request, message);
        Assert.AreEqual(1, view.PathCount);
        Assert.AreEqual(path, view.PathStart);
        Assert.AreEqual(message.Length, view.Segment(path));
        Assert.AreEqual(path + 1, view.SegmentOffset);
        Assert.AreEqual(1, view.SegmentLength);

        // Any end inside the option or inside the path is an error; the one between is not.
        for (int cut = 5; cut < message.Length; cut++)
        {
            Is(
                cut == path ? MessageKind.Request : MessageKind.Malformed,
                WireBytes.Prefix(message, cut));
        }
    }

    private static MessageView Is(MessageKind expected, byte[] message)
    {
        var view = new MessageView();
        Assert.AreEqual((int)expected, (int)view.Parse(message, 0, message.Length));
        return view;
    }
}
