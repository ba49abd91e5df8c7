// Block-wise transfers byte for byte (RFC 7959): bodies that a server writes, reads, and is sent.
// A block option is number << 4 | more << 3 | exponent of the size; exponent 2 is 64 bytes.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class BlockTests
{
    // Content-Format 42 and Block1 behind the path; Block1 alone in a response.
    private const string OpaqueBlock1 = BlobObject.Path + "11 2A D1 02";
    private const string Block1 = "D1 0E";

    // A request for the value as it is, before Block2.
    private const string Accept = BlobObject.Path + "61 2A";

    [TestMethod]
    public void ABodyIsWrittenInBlocksAndTakesEffectWithTheLast()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        byte[] body = WireBytes.Numbered(150, 1);
        WriteFirstTwo(bench, body);
        Assert.AreEqual(0, blob.Writes);
        Writes(bench, "44", "1203", "22", body, 128, 22);
        WireBytes.AreEqual(body, blob.Value);

        // The acknowledgement was lost: the same answer, no second effect.
        Writes(bench, "44", "1203", "22", body, 128, 22);
        Assert.AreEqual(1, blob.Writes);
    }

    [TestMethod]
    public void ABlockThatComesTwiceCountsOnce()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        byte[] body = WireBytes.Numbered(150, 1);
        WriteFirstTwo(bench, body);
        Writes(bench, "5F", "1202", "1A", body, 64, 64);
        Writes(bench, "44", "1203", "22", body, 128, 22);
        WireBytes.AreEqual(body, blob.Value);
    }

    [TestMethod]
    public void AMissingBlockMakesTheBodyIncomplete()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        byte[] body = WireBytes.Numbered(150, 1);
        Writes(bench, "5F", "1201", "0A", body, 0, 64);
        Writes(bench, "88", "1203", "22", body, 128, 22);
        Assert.AreEqual(0, blob.Writes);
    }

    [TestMethod]
    public void BlockZeroBeginsAnew()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        WriteFirstTwo(bench, WireBytes.Numbered(150, 1));
        byte[] body = WireBytes.Numbered(70, 77);
        Writes(bench, "5F", "1203", "0A", body, 0, 64);
        Writes(bench, "44", "1204", "12", body, 64, 6);
        WireBytes.AreEqual(body, blob.Value);
        Assert.AreEqual(1, blob.Writes);
    }

    /// <summary>With Size1 2049 at once, else with the block that there is no room for.</summary>
    [TestMethod]
    public void ABodyThatIsTooLargeIsRefusedWithTheSizeThatThereIs()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        byte[] body = WireBytes.Numbered(1024, 1);
        bench.Answers(
            Wire.Response("8D 1201", Block1 + "0E D2 14 0800"),
            Wire.Request("03 1201", OpaqueBlock1 + "0E D2 14 0801", body, 0, 1024));
        Writes(bench, "5F", "1202", "0E", body, 0, 1024);
        Writes(bench, "5F", "1203", "1E", body, 0, 1024);
        bench.Answers(
            Wire.Response("8D 1204", Block1 + "26 D2 14 0800"),
            Wire.Request("03 1204", OpaqueBlock1 + "26", body, 0, 1));
        Assert.AreEqual(0, blob.Writes);
    }

    /// <summary>
    /// The first block says how long the whole is; a server that cannot take so much at once asks
    /// for smaller ones in the middle. The value changes meanwhile, what is read does not.
    /// </summary>
    [TestMethod]
    public void ALargeValueIsReadInBlocks()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        byte[] value = WireBytes.Numbered(1500, 1);
        blob.Value = value;
        byte[] first = bench.Ask(Wire.Request("01 1201", Accept));
        string tag = TagOf(first);

        // ETag, Content-Format, Block2, Size2.
        WireBytes.AreEqual(
            Content("1201", tag + "81 2A B1 0E 52 05DC", value, 0, 1024), first);
        bench.IsSilent();
        blob.Value = WireBytes.Numbered(1500, 2);
        bench.Answers(
            Content("1202", tag + "81 2A B1 4C", value, 1024, 256),
            Wire.Request("01 1202", Accept + "61 44"));
        byte[] last = Content("1203", tag + "81 2A B1 54", value, 1280, 220);
        bench.Answers(last, Wire.Request("01 1203", Accept + "61 54"));
        bench.Answers(last, Wire.Request("01 1203", Accept + "61 54"));

        // A read from the beginning is another body, in blocks as the server wants them.
        byte[] second = bench.Ask(Wire.Request("01 1204", Accept));
        Assert.IsFalse(tag == TagOf(second), "the same ETag");
        WireBytes.AreEqual(
            Content("1204", TagOf(second) + "81 2A B1 0C 52 05DC", blob.Value, 0, 256), second);
    }

    [TestMethod]
    public void TheServerSaysHowLargeBlocksMayBe()
    {
        var blob = new BlobObject(1);
        EngineBench bench = Registered(blob);
        blob.Value = WireBytes.Numbered(100, 1);
        byte[] first = bench.Ask(Wire.Request("01 1201", Accept + "61 02"));
        string tag = TagOf(first);
        WireBytes.AreEqual(
            Content("1201", tag + "81 2A B1 0A 51 64", blob.Value, 0, 64), first);
        bench.Answers(
            Content("1202", tag + "81 2A B1 12", blob.Value, 64, 36),
            Wire.Request("01 1202", Accept + "61 12"));

        // There is nothing behind the end.
        bench.Answers(
            Wire.Response("80 1203", ""), Wire.Request("01 1203", Accept + "61 22"));
    }

    /// <summary>The first block is the notification; the server asks for the rest.</summary>
    [TestMethod]
    public void ALargeNotificationComesInBlocks()
    {
        var blob = new BlobObject(1) { Value = WireBytes.Numbered(10, 1) };
        EngineBench bench = Registered(blob);
        bench.Answers(
            Content("1201", "61 01 61 2A", blob.Value, 0, 10),
            Wire.Request("01 1201", "60" + "55 |33002| 01 |0| 01 |0| 61 2A"));
        byte[] value = WireBytes.Numbered(1500, 3);
        blob.Change(value);
        bench.Poll();
        byte[] first = bench.Link.Take();
        string tag = TagOf(first);

        // ETag, Observe, Content-Format, Block2, Size2.
        WireBytes.AreEqual(
            WireBytes.Join(
                WireBytes.Of("52 45 8001 AABB" + tag + "21 02 61 2A B1 0E 52 05DC FF"),
                WireBytes.Part(value, 0, 1024)),
            first);
        bench.IsSilent();
        bench.Answers(
            Content("1202", tag + "81 2A B1 16", value, 1024, 476),
            Wire.Request("01 1202", Accept + "61 16"));
    }

    /// <summary>
    /// A server that wants blocks of 256 bytes gets the rest in such, and one that has lost a
    /// block gets all of it once more.
    /// </summary>
    [TestMethod]
    public void ALongListOfObjectsIsRegisteredInBlocks()
    {
        var bench = new EngineBench(
            EngineBench.NewAccounts(300, false), new BlobObject(60), null);
        byte[] list = ListOf(60);
        bench.Start();
        bench.Sent(Register("8000", 1, "C1 0D" + SizeOf(list), list, 0, 512));
        bench.Deliver(Wire.Reply("5F 8000", 1, Block1 + "0C"));
        bench.Sent(Register("8001", 1, "C1 2C", list, 512, 256));
        bench.Deliver(Wire.Reply("88 8001", 1, ""));
        bench.Sent(Register("8002", 1, "C1 0C" + SizeOf(list), list, 0, 256));
        bench.Deliver(Wire.Reply("5F 8002", 1, Block1 + "0C"));
        bench.Sent(Register("8003", 1, "C1 1C", list, 256, 256));
        bench.Deliver(Wire.Reply("5F 8003", 1, Block1 + "1C"));
        bench.Sent(Register("8004", 1, "C1 2C", list, 512, 256));
        bench.Deliver(Wire.Reply("5F 8004", 1, Block1 + "2C"));
        bench.Sent(Register("8005", 1, "C1 34", list, 768, list.Length - 768));
        bench.Ignores(Wire.Reply("41 8005", 1, "82 |rd| 04 |5a3f|" + "D1 06 34"));
        bench.IsAlive();
    }

    private static EngineBench Registered(BlobObject blob)
    {
        return new EngineBench(EngineBench.NewAccounts(86400, false), blob, null).Register();
    }

    private static void WriteFirstTwo(EngineBench bench, byte[] body)
    {
        Writes(bench, "5F", "1201", "0A", body, 0, 64);
        Writes(bench, "5F", "1202", "1A", body, 64, 64);
    }

    /// <summary>A part of a body is written, and answered with its Block1.</summary>
    private static void Writes(
        EngineBench bench, string code, string id, string block, byte[] body, int offset,
        int length)
    {
        bench.Answers(
            Wire.Response(code + id, Block1 + block),
            Wire.Request("03" + id, OpaqueBlock1 + block, body, offset, length));
    }

    /// <summary>The notation of the ETag of a response: its first option.</summary>
    private static string TagOf(byte[] response)
    {
        Assert.AreEqual(0x44, (int)response[6], "no ETag of four bytes");
        return WireBytes.ToHex(response, 6, 5);
    }

    private static byte[] Content(string id, string rest, byte[] body, int offset, int length)
    {
        return WireBytes.Join(
            Wire.Response("45" + id, rest + "FF"), WireBytes.Part(body, offset, length));
    }

    /// <summary>A Register with a part of the list; the options end with Block1.</summary>
    private static byte[] Register(
        string id, int token, string block, byte[] list, int offset, int length)
    {
        return WireBytes.Join(
            WireBytes.Of(
                "44 02" + id + EngineBench.Token(token)
                + "B2 |rd| 11 28 39 |lwm2m=1.1| 07 |ep=dev1| 03 |b=U| 06 |lt=300|" + block
                + "FF"),
            WireBytes.Part(list, offset, length));
    }

    private static byte[] ListOf(int instances)
    {
        byte[] list = WireBytes.OfText(
            "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\",</1/0>,</3/0>,</3303>;ver=1.1,"
            + "</3303/0>");
        for (int i = 0; i < instances; i++)
        {
            list = WireBytes.Join(list, WireBytes.OfText(",</33002/" + i.ToString() + ">"));
        }

        return list;
    }

    /// <summary>The notation of Size1 behind Block1.</summary>
    private static string SizeOf(byte[] list)
    {
        return "D2 14" + WireBytes.Hex(list.Length >> 8) + WireBytes.Hex(list.Length);
    }
}
