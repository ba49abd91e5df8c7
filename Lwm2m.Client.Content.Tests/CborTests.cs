// CBOR: the examples of RFC 8949 appendix A as single values, single values written, SenML records
// with what CBOR adds to them, and what is malformed (RFC 8949 appendix F).

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class CborTests
{
    [TestMethod]
    [DataRow("00", "n0")]
    [DataRow("01", "n1")]
    [DataRow("0A", "n10")]
    [DataRow("17", "n23")]
    [DataRow("1818", "n24")]
    [DataRow("1819", "n25")]
    [DataRow("1864", "n100")]
    [DataRow("1903E8", "n1000")]
    [DataRow("1A000F4240", "n1000000")]
    [DataRow("1B000000E8D4A51000", "n1000000000000")]
    [DataRow("1B7FFFFFFFFFFFFFFF", "n9223372036854775807")]
    [DataRow("20", "n-1")]
    [DataRow("29", "n-10")]
    [DataRow("3863", "n-100")]
    [DataRow("3903E7", "n-1000")]
    [DataRow("3B7FFFFFFFFFFFFFFF", "n-9223372036854775808")]
    [DataRow("F90000", "n0")]
    [DataRow("F93C00", "n1")]
    [DataRow("FB3FF199999999999A", "n1.1")]
    [DataRow("F93E00", "n1.5")]
    [DataRow("F97BFF", "n65504")]
    [DataRow("FA47C35000", "n100000")]
    [DataRow("FA7F7FFFFF", "n3.4028234663852886E38")]
    [DataRow("FB7E37E43C8800759C", "n1E300")]
    [DataRow("F90001", "n5.9604644775390625E-8")]
    [DataRow("F90400", "n0.00006103515625")]
    [DataRow("F9C400", "n-4")]
    [DataRow("FBC010666666666666", "n-4.1")]
    [DataRow("FA00000001", "n1.401298464324817E-45")]
    [DataRow("F97C00", "n?")]
    [DataRow("F9FC00", "n?")]
    [DataRow("F97E00", "n?")]
    [DataRow("FA7F800000", "n?")]
    [DataRow("FA7FC00000", "n?")]
    [DataRow("FBFFF0000000000000", "n?")]
    [DataRow("F4", "b0")]
    [DataRow("F5", "b1")]
    [DataRow("40", "d")]
    [DataRow("4401020304", "d01020304")]
    [DataRow("60", "s")]
    [DataRow("6161", "sa")]
    [DataRow("6449455446", "sIETF")]
    [DataRow("62225C", "s\"\\")]
    [DataRow("C11A514B67B0", "n1363896240")]
    [DataRow("C1FB41D452D9EC200000", "n1363896240.5")]
    [DataRow("D74401020304", "d01020304")]
    [DataRow("D818456449455446", "d6449455446")]
    [DataRow("D82076687474703A2F2F7777772E6578616D706C652E636F6D", "shttp://www.example.com")]
    [DataRow("C48221196AB3", "n273.15")]
    [DataRow("C4820203", "n300")]
    [DataRow("C4820538FF", "n-25600000")]
    [DataRow("C482391FFF01", "n0")]
    public void RfcExamples(string content, string expected)
    {
        Assert.AreEqual("/3/0/1=" + expected + " end", Single(content));
    }

    /// <summary>Not well-formed, or no value that a resource can have.</summary>
    [TestMethod]
    [DataRow("")]
    [DataRow("18")]
    [DataRow("1901")]
    [DataRow("1A010203")]
    [DataRow("1B01020304050607")]
    [DataRow("58")]
    [DataRow("41")]
    [DataRow("61")]
    [DataRow("5AFFFFFFFF00")]
    [DataRow("5BFFFFFFFFFFFFFFFF010203")]
    [DataRow("7B7FFFFFFFFFFFFFFF010203")]
    [DataRow("D8")]
    [DataRow("C0")]
    [DataRow("F9")]
    [DataRow("F900")]
    [DataRow("FA000000")]
    [DataRow("FB00000000000000")]
    [DataRow("1C")]
    [DataRow("3D")]
    [DataRow("5E")]
    [DataRow("7C")]
    [DataRow("DD")]
    [DataRow("FE")]
    [DataRow("FF")]
    [DataRow("1F")]
    [DataRow("3F")]
    [DataRow("DF00")]
    [DataRow("1BFFFFFFFFFFFFFFFF")]
    [DataRow("3BFFFFFFFFFFFFFFFF")]
    [DataRow("F6")]
    [DataRow("F7")]
    [DataRow("F0")]
    [DataRow("F8FF")]
    [DataRow("80")]
    [DataRow("A0")]
    [DataRow("8101")]
    [DataRow("5F42010243030405FF")]
    [DataRow("C4820102030405")]
    [DataRow("C48101")]
    [DataRow("C4820161")]
    [DataRow("C482F93C0001")]
    [DataRow("C4")]
    [DataRow("C482")]
    [DataRow("C482C4820101")]
    [DataRow("C4A20101")]
    [DataRow("C4823B7FFFFFFFFFFFFFFF01")]
    public void NoValue(string content)
    {
        string values = Single(content);
        Assert.AreEqual("bad", values.Substring(values.LastIndexOf(' ') + 1));
    }

    [TestMethod]
    public void OneValueOnly()
    {
        Assert.AreEqual("/3/0/1=n0 bad", Single("0000"));
        Assert.AreEqual(
            "bad",
            RecordTesting.Dump(
                ContentFormat.Cbor, ContentTesting.Hex("00"), Lwm2mPath.Of(3, 0)));
        Assert.AreEqual(
            "/3/0/6/1=n0 end",
            RecordTesting.Dump(
                ContentFormat.Cbor, ContentTesting.Hex("00"), Lwm2mPath.Of(3, 0, 6, 1)));
    }

    /// <summary>Values that are skipped: RFC 8949 appendix A, arrays and maps.</summary>
    [TestMethod]
    [DataRow("80", true)]
    [DataRow("8301820203820405", true)]
    [DataRow("A26161016162820203", true)]
    [DataRow("826161A161626163", true)]
    [DataRow("A182010203", true)]
    [DataRow("9FFF", true)]
    [DataRow("9F018202039F0405FFFF", true)]
    [DataRow("83019F0203FF820405", true)]
    [DataRow("BF61610161629F0203FFFF", true)]
    [DataRow("826161BF61626163FF", true)]
    [DataRow("F7", true)]
    [DataRow("F8FF", true)]
    [DataRow("1BFFFFFFFFFFFFFFFF", true)]
    [DataRow("C249010000000000000000", true)]
    [DataRow("8181818181818180", true)]
    [DataRow("818181818181818180", false)]
    [DataRow("A100A100A100A100A100A100A100A100A10000", false)]
    [DataRow("8200", false)]
    [DataRow("9F00", false)]
    [DataRow("BF00FF", false)]
    [DataRow("81FF", false)]
    [DataRow("9AFFFFFFFF00", false)]
    [DataRow("9BFFFFFFFFFFFFFFFF00", false)]
    [DataRow("BBFFFFFFFFFFFFFFFF00", false)]
    public void Skipped(string item, bool isFine)
    {
        // An array of one record, the path and the value 1.
        byte[] content = ContentTesting.Hex("81A3" + "00662F332F302F31" + "0201" + "6178" + item);
        Assert.AreEqual(
            isFine ? "/3/0/1=n1 end" : "bad",
            RecordTesting.Dump(ContentFormat.SenmlCbor, content, Lwm2mPath.Of(3, 0)));
    }

    [TestMethod]
    [DataRow("9F BF 00 61 |1| 02 01 FF FF", "/3/0/1=n1 end")]
    [DataRow("9F A2 02 01 00 61 |1| FF", "/3/0/1=n1 end")]
    [DataRow("81 BF 21 65 |/3/0/| 00 61 |1| 02 F97E00 FF", "/3/0/1=n? end")]
    [DataRow("9F FF", "end")]
    [DataRow("81 A2 00 61 |1| 63 |vlo| 63 |6:0|", "/3/0/1=s6:0 end")]
    [DataRow("81 A2 00 61 |1| 08 42 0102", "/3/0/1=d0102 end")]
    [DataRow("81 A2 00 61 |1| 02 C482211901F5", "/3/0/1=n5.01 end")]
    [DataRow("81 A4 00 61 |1| 02 01 06 FB41D454280F7A9DB2 07 05", "/3/0/1=n1 end")]
    [DataRow("81 A4 24 05 23 63 |Cel| 00 61 |1| 02 F93C00", "/3/0/1=n6 end")]
    [DataRow("81 A3 00 61 |1| 02 01 1864 00", "/3/0/1=n1 end")]
    [DataRow("81 A3 00 61 |1| 02 01 26 00", "/3/0/1=n1 end")]
    [DataRow("81 A3 00 61 |1| 02 01 20 0A", "/3/0/1=n1 end")]
    [DataRow("81 A3 00 61 |1| 02 01 20 0B", "bad")]
    [DataRow("81 A3 00 61 |1| 02 01 62 |x_| 00", "bad")]
    [DataRow("81 A3 00 61 |1| 02 01 41 00 00", "bad")]
    [DataRow("81 A3 00 61 |1| 02 01 02 01", "bad")]
    [DataRow("81 A2 00 61 |1| 02 1BFFFFFFFFFFFFFFFF", "bad")]
    [DataRow("81 A2 00 61 |1| 03 41 00", "bad")]
    [DataRow("81 A2 00 41 |1| 02 01", "bad")]
    [DataRow("81 A2 00 61 |1| 02 01 00", "/3/0/1=n1 bad")]
    [DataRow("82 A2 00 61 |1| 02 01", "/3/0/1=n1 bad")]
    [DataRow("9F A2 00 61 |1| 02 01", "/3/0/1=n1 bad")]
    [DataRow("A0", "bad")]
    [DataRow("81 80", "bad")]
    public void Records(string notation, string expected)
    {
        Assert.AreEqual(
            expected,
            RecordTesting.Dump(
                ContentFormat.SenmlCbor, WireBytes.Of(notation), Lwm2mPath.Of(3, 0)));
    }

    /// <summary>What can be read as what; asked in each order.</summary>
    [TestMethod]
    public void Types()
    {
        ContentReader reader = Read("F94500");
        Assert.IsTrue(reader.Is(ResourceType.Unsigned));
        Assert.AreEqual(5L, reader.ReadInteger());
        Assert.IsTrue(reader.Is(ResourceType.Float));
        Assert.AreEqual(5.0, reader.ReadFloat());
        Assert.IsTrue(reader.Is(ResourceType.Time));
        Assert.IsFalse(reader.Is(ResourceType.Boolean));
        Assert.IsFalse(reader.Is(ResourceType.String));
        Assert.IsFalse(reader.Is(ResourceType.None));

        reader = Read("20");
        Assert.IsFalse(reader.Is(ResourceType.Unsigned));
        Assert.IsTrue(reader.Is(ResourceType.Integer));

        reader = Read("FB4340000000000001");
        Assert.IsTrue(reader.Is(ResourceType.Integer));
        Assert.AreEqual(9007199254740994L, reader.ReadInteger());

        // 2^63, which no integer is; -2^63 is one, but is not taken for one.
        Assert.IsFalse(Read("FA5F000000").Is(ResourceType.Integer));
        Assert.IsFalse(Read("FADF000000").Is(ResourceType.Integer));
        reader = Read("FADEFFFFFF");
        Assert.IsTrue(reader.Is(ResourceType.Integer));
        Assert.AreEqual(-9223371487098961920L, reader.ReadInteger());
        Assert.IsFalse(Read("F97C00").Is(ResourceType.Integer));
        Assert.IsFalse(Read("F97E00").Is(ResourceType.Integer));
        Assert.IsFalse(Read("F93E00").Is(ResourceType.Integer));

        reader = Read("6433303A31");
        Assert.IsTrue(reader.Is(ResourceType.ObjectLink));
        Assert.AreEqual(0x001E0001, reader.ReadObjectLink());
        Assert.IsTrue(reader.Is(ResourceType.String));
        Assert.IsFalse(reader.Is(ResourceType.Opaque));
        Assert.IsFalse(Read("61FF").Is(ResourceType.String));
        Assert.IsFalse(Read("6100").Is(ResourceType.String));
        Assert.IsFalse(Read("420102").Is(ResourceType.String));
    }

    [TestMethod]
    public void WritesOneValue()
    {
        Expect(WriteInteger, "3A0001517F");
        Expect(WriteTime, "C11A5182428F");
        Expect(WriteFloat, "FB3FB999999999999A");
        Expect(WriteTrue, "F5");
        Expect(WriteString, "6463C3A973");
        Expect(WriteOpaque, "5818" + "000000000000000000000000" + "000000000000000000000000");
        Expect(WriteLink, "6836363A3635353335");
    }

    [TestMethod]
    public void SuitsOneValueOnly()
    {
        foreach (WriteContent content in new WriteContent[]
        {
            WriteInstance, WriteTwo, WriteAllInstances, WriteNoInstances,
        })
        {
            ContentWriter writer = RecordTesting.WriterOf(ContentFormat.Cbor);
            ContentTesting.Write(writer, content, 40);
            Assert.IsTrue(writer.IsUnsuitable);
            ContentTesting.Write(writer, WriteTrue, 40);
            Assert.IsFalse(writer.IsUnsuitable);
        }

        ContentWriter one = RecordTesting.WriterOf(ContentFormat.Cbor);
        Assert.AreEqual("02", ContentTesting.Write(one, WriteWanted, 40));
        Assert.IsFalse(one.IsUnsuitable);
    }

    /// <summary>Halves and singles, subnormal and infinite ones too, keep their bits.</summary>
    [TestMethod]
    public void ShortFloats()
    {
        for (int bits = 0; bits < 0x10000; bits += bits < 0x40 ? 1 : 31)
        {
            if ((bits & 0x7C00) != 0x7C00)
            {
                Assert.AreEqual(bits, FloatBits.ToHalf(FloatBits.FromHalf(bits)));
                int single = (bits << 16) | 0x1234;
                Assert.AreEqual(single, FloatBits.ToSingle(FloatBits.FromSingle(single)));
            }
        }

        Assert.AreEqual(0xFC00, FloatBits.ToHalf(FloatBits.FromHalf(0xFC00)));
        Assert.AreEqual(0x7F800000, FloatBits.ToSingle(FloatBits.FromSingle(0x7F800000)));
        Assert.AreEqual(65504.0, FloatBits.FromHalf(0x7BFF));
        Assert.AreEqual(5.9604644775390625E-8, FloatBits.FromHalf(1));
    }

    private static string Single(string content)
    {
        return RecordTesting.Dump(
            ContentFormat.Cbor, ContentTesting.Hex(content), Lwm2mPath.Of(3, 0, 1));
    }

    private static ContentReader Read(string content)
    {
        byte[] bytes = ContentTesting.Hex(content);
        ContentReader reader = RecordTesting.ReaderOf(ContentFormat.Cbor);
        reader.Begin(bytes, 0, bytes.Length, Lwm2mPath.Of(3, 0, 1));
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        return reader;
    }

    private static void Expect(WriteContent content, string expected)
    {
        ContentTesting.ExpectHex(
            RecordTesting.WriterOf(ContentFormat.Cbor), content, expected);
    }

    private static ContentWriter Enter(ContentOutput output, int row)
    {
        var writer = (ContentWriter)output;
        RecordTesting.Enter(writer, Lwm2mPath.Of(3, 0), row);
        return writer;
    }

    private static void WriteInteger(ContentOutput output)
    {
        Enter(output, ResourceType.Integer).WriteInteger(-86400);
    }

    private static void WriteTime(ContentOutput output)
    {
        Enter(output, ResourceType.Time).WriteTime(1367491215);
    }

    private static void WriteFloat(ContentOutput output)
    {
        Enter(output, ResourceType.Float).WriteFloat(0.1);
    }

    private static void WriteTrue(ContentOutput output)
    {
        Enter(output, ResourceType.Boolean).WriteBoolean(true);
    }

    private static void WriteString(ContentOutput output)
    {
        Enter(output, ResourceType.String).WriteString(ContentTesting.Hex("63C3A973"));
    }

    private static void WriteOpaque(ContentOutput output)
    {
        Enter(output, ResourceType.Opaque).WriteOpaque(new byte[26], 1, 24);
    }

    private static void WriteLink(ContentOutput output)
    {
        Enter(output, ResourceType.ObjectLink).WriteObjectLink(66, 65535);
    }

    private static void WriteInstance(ContentOutput output)
    {
        ((ContentWriter)output).EnterInstance(0);
        WriteTrue(output);
    }

    private static void WriteTwo(ContentOutput output)
    {
        WriteTrue(output);
        WriteTrue(output);
    }

    private static void WriteAllInstances(ContentOutput output)
    {
        RecordTesting.WritePair(
            Enter(output, ResourceType.Integer), 7, 1, 2);
    }

    private static void WriteNoInstances(ContentOutput output)
    {
        Enter(output, ResourceType.Integer | ResourceType.Multiple).LeaveResource();
    }

    private static void WriteWanted(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterTarget(Lwm2mPath.Of(3, 0));
        writer.EnterResource(7 | ResourceType.Integer | ResourceType.Multiple, 1);
        writer.EnterResourceInstance(0);
        writer.WriteInteger(1);
        writer.EnterResourceInstance(1);
        writer.WriteInteger(2);
        writer.LeaveResource();
    }
}
