// MessageView over the vectors: every field of what they say (RFC 7252 §3).

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class MessageViewVectorTests
{
    [TestMethod]
    public void GetIsARequestWithAPath()
    {
        MessageView view = Parse(MessageKind.Request, CoapVectors.Get());
        Header(view, MessageType.Confirmable, CoapCode.Get, 0x7D34);
        Assert.AreEqual(0, view.TokenLength);
        Assert.AreEqual(1, view.PathCount);
        Segments(view, view.PathStart, "temperature", null, null, null);
        Assert.AreEqual(0, view.PayloadLength);
        NoNumbers(view);
    }

    [TestMethod]
    public void APiggybackedResponseHasAPayload()
    {
        MessageView view = Parse(MessageKind.Response, CoapVectors.Piggybacked());
        Header(view, MessageType.Acknowledgement, CoapCode.Content, 0x7D34);
        Payload(view, "22.3 C");
        Assert.AreEqual(0, view.PathCount);
        NoNumbers(view);
    }

    [TestMethod]
    public void TokensAreFound()
    {
        MessageView view = Parse(MessageKind.Request, CoapVectors.GetWithToken());
        Header(view, MessageType.Confirmable, CoapCode.Get, 0x7D35);
        Token(view, new byte[] { 0x20 });
        view = Parse(MessageKind.Response, CoapVectors.PiggybackedWithToken());
        Token(view, new byte[] { 0x20 });
        Payload(view, "22.3 C");
        view = Parse(MessageKind.Response, CoapVectors.Separate());
        Header(view, MessageType.Confirmable, CoapCode.Content, 0xAD7B);
        Token(view, new byte[] { 0x53 });
        view = Parse(MessageKind.Response, CoapVectors.NonConfirmableResponse());
        Header(view, MessageType.NonConfirmable, CoapCode.Content, 0xAD7D);
        Token(view, new byte[] { 0x75 });
    }

    [TestMethod]
    public void EmptyMessagesHaveATypeAndAnId()
    {
        MessageView view = Parse(MessageKind.Empty, CoapVectors.EmptyAcknowledgement());
        Header(view, MessageType.Acknowledgement, CoapCode.Empty, 0x7D38);
        view = Parse(MessageKind.Empty, CoapVectors.Ping());
        Header(view, MessageType.Confirmable, CoapCode.Empty, 0x1234);
        view = Parse(MessageKind.Empty, CoapVectors.Reset());
        Header(view, MessageType.Reset, CoapCode.Empty, 0x1234);
    }

    [TestMethod]
    public void EmptySegmentsAndSlashesStay()
    {
        MessageView view = Parse(MessageKind.Request, CoapVectors.OddUri());
        Assert.AreEqual(4, view.PathCount);
        Segments(view, view.PathStart, "", "/", "", "");
        Assert.AreEqual(2, view.QueryCount);
        Segments(view, view.QueryStart, "//", "?&", null, null);
        Assert.AreEqual(0, view.BadOption);
        Assert.IsFalse(view.HasProxyOption);
    }

    [TestMethod]
    public void ObserveIsANumberOfAnyLength()
    {
        Assert.AreEqual(0, Parse(MessageKind.Request, CoapVectors.Observe()).Observe);
        MessageView view = Parse(MessageKind.Response, CoapVectors.Observed());
        Header(view, MessageType.Acknowledgement, CoapCode.Content, 0x1633);
        Assert.AreEqual(9, view.Observe);
        Payload(view, "18.5 Cel");
        view = Parse(MessageKind.Response, CoapVectors.Notification());
        Header(view, MessageType.NonConfirmable, CoapCode.Content, 0x7B50);
        Assert.AreEqual(16, view.Observe);
        view = Parse(MessageKind.Response, CoapVectors.ObservedWithETag());
        Assert.AreEqual(44, view.Observe);
        Assert.AreEqual(0, view.BadOption);
        Payload(view, "19.7 Cel");
    }

    [TestMethod]
    public void BlocksAreNumbers()
    {
        MessageView view = Parse(MessageKind.Request, CoapVectors.FirstBlock());
        Assert.AreEqual(0x0B, view.Block1);
        Assert.AreEqual(-1, view.Block2);
        Assert.AreEqual(0, view.BadOption);
        view = Parse(MessageKind.Request, CoapVectors.SixthBlock());
        Assert.AreEqual(0x52, view.Block2);
        Assert.AreEqual(-1, view.Block1);
        Assert.AreEqual(0, view.BadOption);
    }

    [TestMethod]
    public void ALocationHasSegments()
    {
        MessageView view = Parse(MessageKind.Response, CoapVectors.Created());
        Token(view, new byte[] { 0xDE, 0xAD, 0xBE, 0xEF });
        Assert.AreEqual(2, view.LocationCount);
        Segments(view, view.LocationStart, "rd", "5a3f", null, null);
    }

    [TestMethod]
    public void RequestsOfServersAreUnderstood()
    {
        MessageView view = Parse(MessageKind.Request, CoapVectors.Read());
        Header(view, MessageType.Confirmable, CoapCode.Get, 0x8001);
        Token(view, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        Assert.AreEqual(3, view.PathCount);
        Segments(view, view.PathStart, "3303", "0", "5700", null);
        Assert.AreEqual(0, view.Accept);
        Assert.AreEqual(0, view.BadOption);

        view = Parse(MessageKind.Request, CoapVectors.WriteAttributes());
        Header(view, MessageType.Confirmable, CoapCode.Put, 0xFFFE);
        Assert.AreEqual(2, view.QueryCount);
        Segments(view, view.QueryStart, "pmin=10", "gt=9", null, null);
        Assert.AreEqual(0, view.PayloadLength);
        Assert.AreEqual(-1, view.ContentFormat);

        view = Parse(MessageKind.Request, CoapVectors.Write());
        Assert.AreEqual(0, view.ContentFormat);
        Payload(view, "hi");
    }

    [TestMethod]
    public void ALongUnknownElectiveOptionIsPassedOver()
    {
        MessageView view = Parse(MessageKind.Request, CoapVectors.LongUnknownOption());
        Header(view, MessageType.NonConfirmable, CoapCode.Post, 0);
        Assert.AreEqual(0, view.BadOption);
        Assert.AreEqual(0, view.PathCount);
    }

    [TestMethod]
    public void NothingOfTheMessageBeforeIsLeft()
    {
        var view = new MessageView();
        byte[][] messages = { CoapVectors.Read(), CoapVectors.Observed(), CoapVectors.Created() };
        for (int i = 0; i < messages.Length; i++)
        {
            view.Parse(messages[i], 0, messages[i].Length);
        }

        byte[] bad = { 0x40, 0x01, 0, 0, 0x10, 0xD0, 0x16 }; // If-Match, Proxy-Scheme
        view.Parse(bad, 0, bad.Length);
        byte[] next = CoapVectors.Piggybacked();
        Assert.AreEqual((int)MessageKind.Response, (int)view.Parse(next, 0, next.Length));
        Assert.AreEqual(0, view.PathCount);
        Assert.AreEqual(0, view.QueryCount);
        Assert.AreEqual(0, view.LocationCount);
        Assert.AreEqual(0, view.TokenLength);
        NoNumbers(view);
    }

    private static MessageView Parse(MessageKind expected, byte[] message)
    {
        // Not at the start of the buffer, and with something behind that is not the message's.
        byte[] buffer = WireBytes.NewBuffer(message.Length + 10);
        System.Array.Copy(message, 0, buffer, 5, message.Length);
        var view = new MessageView();
        Assert.AreEqual((int)expected, (int)view.Parse(buffer, 5, message.Length));
        Assert.AreSame(buffer, view.Buffer);
        return view;
    }

    private static void Header(MessageView view, int type, int code, int messageId)
    {
        Assert.AreEqual(type, view.Type);
        Assert.AreEqual(code, view.Code);
        Assert.AreEqual(messageId, view.MessageId);
    }

    private static void Token(MessageView view, byte[] expected)
    {
        WireBytes.AreEqual(expected, view.Buffer, view.TokenOffset, view.TokenLength);
    }

    private static void Payload(MessageView view, string text)
    {
        WireBytes.AreEqual(
            WireBytes.OfText(text), view.Buffer, view.PayloadOffset, view.PayloadLength);
    }

    private static void NoNumbers(MessageView view)
    {
        Assert.AreEqual(-1, view.Observe);
        Assert.AreEqual(-1, view.ContentFormat);
        Assert.AreEqual(-1, view.Accept);
        Assert.AreEqual(-1, view.Block1);
        Assert.AreEqual(-1, view.Block2);
        Assert.AreEqual(-1, view.Size1);
        Assert.AreEqual(0, view.BadOption);
        Assert.IsFalse(view.HasProxyOption);
    }

    private static void Segments(
        MessageView view, int position, string first, string second, string third, string fourth)
    {
        string[] expected = { first, second, third, fourth };
        for (int i = 0; i < 4 && expected[i] != null; i++)
        {
            int next = view.Segment(position);
            WireBytes.AreEqual(
                WireBytes.OfText(expected[i]), view.Buffer, view.SegmentOffset,
                view.SegmentLength);
            Assert.AreEqual(view.SegmentOffset + view.SegmentLength, next);
            position = next;
        }
    }
}
