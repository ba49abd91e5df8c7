// MessageWriter: the bytes it writes (RFC 7252 §3, §3.1), its end at a full buffer, and that what
// it writes is what MessageView reads.

using Lwm2m.Client.Coap;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class MessageWriterTests
{
    private const int Offset = 3;

    [TestMethod]
    public void TheVectorsComeOutByteForByte()
    {
        MessageWriter writer = NewWriter(100);
        writer.Begin(MessageType.Confirmable, CoapCode.Get, 0x7D34, null, 0, 0);
        AddText(writer, CoapOption.UriPath, "temperature");
        Is(CoapVectors.Get(), writer);

        byte[] token = { 0, 0x4A, 0 };
        writer = NewWriter(100);
        writer.Begin(MessageType.Confirmable, CoapCode.Get, 0x1633, token, 1, 1);
        writer.AddOption(CoapOption.Observe, 0);
        AddText(writer, CoapOption.UriPath, "temperature");
        Is(CoapVectors.Observe(), writer);

        writer = NewWriter(100);
        writer.Begin(MessageType.NonConfirmable, CoapCode.Content, 0x7B50, token, 1, 1);
        writer.AddOption(CoapOption.Observe, 16);
        writer.AddOption(CoapOption.MaxAge, 15);
        Payload(writer, "19.2 Cel");
        Is(CoapVectors.Notification(), writer);

        writer = NewWriter(100);
        writer.BeginEmpty(MessageType.Acknowledgement, 0x7D38);
        Is(CoapVectors.EmptyAcknowledgement(), writer);

        writer = NewWriter(100);
        writer.BeginEmpty(MessageType.Reset, 0x1234);
        Is(CoapVectors.Reset(), writer);
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 1)]
    [DataRow(255, 1)]
    [DataRow(256, 2)]
    [DataRow(65535, 2)]
    [DataRow(65536, 3)]
    [DataRow(0xFFFFFF, 3)]
    [DataRow(0x1000000, 4)]
    [DataRow(int.MaxValue, 4)]
    public void ANumberIsAsShortAsItCanBe(int value, int length)
    {
        byte[] expected = new byte[6 + length];
        expected[0] = 0x50;
        expected[1] = CoapCode.Content;
        expected[2] = 0xFF;
        expected[3] = 0xFE;
        expected[4] = (byte)(0xD0 | length); // delta 14: 13 + 1
        expected[5] = 1;
        for (int i = 0; i < length; i++)
        {
            expected[6 + i] = (byte)(value >> (8 * (length - 1 - i)));
        }

        MessageWriter writer = NewWriter(40);
        writer.Begin(MessageType.NonConfirmable, CoapCode.Content, 0xFFFE, null, 0, 0);
        writer.AddOption(CoapOption.MaxAge, value);
        Is(expected, writer);
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 12)]
    [DataRow(12, 13)]
    [DataRow(13, 14)]
    [DataRow(14, 0)]
    [DataRow(268, 12)]
    [DataRow(269, 13)]
    [DataRow(270, 268)]
    [DataRow(65535, 269)]
    [DataRow(12, 268)]
    [DataRow(13, 269)]
    [DataRow(4, 1000)]
    public void HeadersHaveTheShortestForm(int number, int length)
    {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++)
        {
            value[i] = (byte)(i + 1);
        }

        // The header as RFC 7252 §3.1 has it, worked out with 16 bits for everything.
        byte[] head = new byte[9];
        head[0] = 0x40;
        head[1] = CoapCode.Get;
        int at = Extend(head, 5, number, 4);
        at = Extend(head, at, length, 0);
        byte[] expected = WireBytes.Join(WireBytes.Prefix(head, at), value);

        MessageWriter writer = NewWriter(1100);
        writer.Begin(MessageType.Confirmable, CoapCode.Get, 0, null, 0, 0);
        writer.AddOption(number, value, 0, length);
        Is(expected, writer);
    }

    [TestMethod]
    public void TheSameNumberAgainHasNoDelta()
    {
        MessageWriter writer = NewWriter(60);
        writer.Begin(MessageType.Confirmable, CoapCode.Get, 1, null, 0, 0);
        AddText(writer, CoapOption.UriPath, "3303");
        AddText(writer, CoapOption.UriPath, "0");
        writer.AddOption(CoapOption.Accept, 0);
        Is(
            new byte[]
            {
                0x40, 0x01, 0x00, 0x01, 0xB4, 0x33, 0x33, 0x30, 0x33, 0x01, 0x30, 0x60,
            },
            writer);
    }

    [TestMethod]
    public void BeginForgetsTheOptionsAndThePayload()
    {
        MessageWriter writer = NewWriter(60);
        writer.Begin(MessageType.Confirmable, CoapCode.Get, 1, null, 0, 0);
        AddText(writer, CoapOption.UriPath, "3303");
        Payload(writer, "abc");
        writer.Begin(MessageType.Acknowledgement, CoapCode.NotFound, 2, null, 0, 0);
        writer.AddOption(CoapOption.ContentFormat, 0);
        WireBytes.AreEqual(
            new byte[] { 0x60, 0x84, 0, 2, 0xC0 }, writer.Buffer, writer.Start, writer.Length);
    }

    [TestMethod]
    public void AnEmptyPayloadHasNoMarker()
    {
        MessageWriter writer = NewWriter(60);
        writer.Begin(MessageType.Acknowledgement, CoapCode.Content, 2, null, 0, 0);
        Payload(writer, "");
        WireBytes.AreEqual(
            new byte[] { 0x60, 0x45, 0, 2 }, writer.Buffer, writer.Start, writer.Length);
    }

    [TestMethod]
    public void SetCodeChangesTheCodeOnly()
    {
        byte[] token = { 1, 2, 3, 4, 5, 6, 7, 8 };
        MessageWriter writer = NewWriter(60);
        writer.Begin(MessageType.Acknowledgement, CoapCode.Content, 2, token, 0, 8);
        writer.SetCode(CoapCode.Changed);
        Is(new byte[] { 0x68, 0x44, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8 }, writer);
    }

    [TestMethod]
    public void AFullBufferIsNeverLeft()
    {
        // A message of 43 bytes in a buffer that becomes smaller and smaller.
        byte[] token = { 1, 2, 3, 4, 5, 6, 7, 8 };
        byte[] path = new byte[12];
        byte[] text = WireBytes.OfText("22.5!");
        byte[] expected = null;
        int fitted = 0;
        for (int size = 80; size >= 0; size--)
        {
            MessageWriter writer = NewWriter(size);
            writer.Begin(MessageType.Confirmable, CoapCode.Content, 9, token, 0, 8);
            writer.AddOption(CoapOption.Observe, 0x123456);
            writer.AddOption(CoapOption.UriPath, path, 0, path.Length);
            writer.AddOption(CoapOption.ContentFormat, 11542);
            writer.AddOption(CoapOption.Size1, 70000);
            int position = writer.BeginPayload();
            if (!writer.IsFull && writer.End - position >= text.Length)
            {
                System.Array.Copy(text, 0, writer.Buffer, position, text.Length);
                writer.EndPayload(position + text.Length);
                fitted++;
                expected = expected == null ? Copy(writer) : expected;
                WireBytes.AreEqual(expected, writer.Buffer, writer.Start, writer.Length);
            }

            Assert.IsTrue(writer.Length <= size);
            Assert.IsTrue(WireBytes.IsUntouched(writer.Buffer, 0, Offset));
            Assert.IsTrue(
                WireBytes.IsUntouched(writer.Buffer, Offset + size, writer.Buffer.Length));
        }

        // 4 + 8, Observe 4, Uri-Path 13, Content-Format 3, Size1 5, marker and payload 6.
        Assert.AreEqual(43, expected.Length);
        Assert.IsTrue(fitted > 20 && fitted <= 80 - 43 + 1);
    }

    [TestMethod]
    public void AFullWriterStaysFull()
    {
        MessageWriter writer = NewWriter(24);
        writer.Begin(MessageType.Confirmable, CoapCode.Content, 9, null, 0, 0);
        writer.AddOption(CoapOption.UriPath, new byte[30], 0, 30);
        Assert.IsTrue(writer.IsFull);
        writer.AddOption(CoapOption.ContentFormat, 0);
        Assert.IsTrue(writer.IsFull);
        int position = writer.BeginPayload();
        Assert.IsTrue(writer.IsFull);
        Assert.IsTrue(WireBytes.IsUntouched(writer.Buffer, position, writer.Buffer.Length));
        writer.Begin(MessageType.Confirmable, CoapCode.Content, 9, null, 0, 0);
        Assert.IsFalse(writer.IsFull);
        writer.Use(writer.Buffer, Offset, Offset + 3);
        writer.BeginEmpty(MessageType.Reset, 1);
        Assert.IsTrue(writer.IsFull);
    }

    [TestMethod]
    public void WhatIsWrittenIsRead()
    {
        byte[] token = { 9, 8, 7, 6, 5, 4, 3, 2 };
        var view = new MessageView();
        for (int length = 0; length <= 8; length++)
        {
            MessageWriter writer = NewWriter(100);
            writer.Begin(length & 3, CoapCode.Content, 0xF000 + length, token, 0, length);
            writer.AddOption(CoapOption.Observe, length << 18);
            AddText(writer, CoapOption.LocationPath, "rd");
            AddText(writer, CoapOption.UriPath, "5700");
            writer.AddOption(CoapOption.ContentFormat, 1 << length);
            writer.AddOption(CoapOption.Accept, 11542);
            writer.AddOption(CoapOption.Block2, length << 4);
            writer.AddOption(CoapOption.Block1, 0xFFFFF0);
            writer.AddOption(CoapOption.Size1, length << 24);
            Payload(writer, "x");
            Assert.AreEqual(
                (int)MessageKind.Response,
                (int)view.Parse(writer.Buffer, writer.Start, writer.Length));
            Assert.AreEqual(length & 3, view.Type);
            Assert.AreEqual(0xF000 + length, view.MessageId);
            WireBytes.AreEqual(
                WireBytes.Prefix(token, length), view.Buffer, view.TokenOffset, view.TokenLength);
            Assert.AreEqual((length << 18) & 0xFFFFFF, view.Observe);
            Assert.AreEqual(1, view.LocationCount);
            Assert.AreEqual(1, view.PathCount);
            Assert.AreEqual(1 << length, view.ContentFormat);
            Assert.AreEqual(length << 24, view.Size1);
            Assert.AreEqual(11542, view.Accept);
            Assert.AreEqual(length << 4, view.Block2);
            Assert.AreEqual(0xFFFFF0, view.Block1);
            Assert.AreEqual(0, view.BadOption);
            Assert.AreEqual(1, view.PayloadLength);
        }
    }

    /// <summary>A writer for so many bytes, with some on both sides that are not its own.</summary>
    private static MessageWriter NewWriter(int size)
    {
        var writer = new MessageWriter();
        writer.Use(WireBytes.NewBuffer(Offset + size + 8), Offset, Offset + size);
        return writer;
    }

    private static void AddText(MessageWriter writer, int number, string text)
    {
        byte[] value = WireBytes.OfText(text);
        writer.AddOption(number, value, 0, value.Length);
    }

    private static void Payload(MessageWriter writer, string text)
    {
        byte[] value = WireBytes.OfText(text);
        int position = writer.BeginPayload();
        System.Array.Copy(value, 0, writer.Buffer, position, value.Length);
        writer.EndPayload(position + value.Length);
    }

    private static byte[] Copy(MessageWriter writer)
    {
        byte[] copy = new byte[writer.Length];
        System.Array.Copy(writer.Buffer, writer.Start, copy, 0, copy.Length);
        return copy;
    }

    private static void Is(byte[] expected, MessageWriter writer)
    {
        Assert.IsFalse(writer.IsFull);
        WireBytes.AreEqual(expected, writer.Buffer, writer.Start, writer.Length);
        Assert.IsTrue(WireBytes.IsUntouched(writer.Buffer, 0, Offset));
        Assert.IsTrue(
            WireBytes.IsUntouched(
                writer.Buffer, Offset + expected.Length, writer.Buffer.Length));
    }

    private static int Extend(byte[] head, int at, int value, int shift)
    {
        if (value >= 269)
        {
            head[4] |= (byte)(14 << shift);
            head[at++] = (byte)((value - 269) >> 8);
            head[at++] = (byte)(value - 269);
        }
        else if (value >= 13)
        {
            head[4] |= (byte)(13 << shift);
            head[at++] = (byte)(value - 13);
        }
        else
        {
            head[4] |= (byte)(value << shift);
        }

        return at;
    }
}
