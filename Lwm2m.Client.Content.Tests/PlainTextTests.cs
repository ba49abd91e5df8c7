// SingleValueWriter and SingleValueReader: text (OMA LwM2M Core 1.1 §7.4.1), and opaque bytes
// (§7.4.2): one value and nothing else.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class PlainTextTests
{
    private const int Multiple = ResourceType.Multiple;

    [TestMethod]
    public void WritesEachType()
    {
        var writer = new SingleValueWriter();
        ContentTesting.ExpectText(writer, WriteInteger, "-86400");
        ContentTesting.ExpectText(writer, WriteFloat, "21.5");
        ContentTesting.ExpectText(writer, WriteTrue, "1");
        ContentTesting.ExpectText(writer, WriteFalse, "0");
        ContentTesting.ExpectText(writer, WriteTime, "1367491215");
        ContentTesting.ExpectText(writer, WriteString, "Open Mobile Alliance");
        ContentTesting.ExpectText(writer, WriteOpaque, "AQIDBAU=");
        ContentTesting.ExpectText(writer, WriteLink, "66:65535");
        ContentTesting.ExpectText(writer, WriteWanted, "5000");
        Assert.IsFalse(writer.IsUnsuitable);
    }

    [TestMethod]
    public void WritesOpaqueAsItIs()
    {
        var writer = new SingleValueWriter { Format = ContentFormat.Opaque };
        ContentTesting.ExpectHex(writer, WriteOpaque, "0102030405");
        Assert.IsFalse(writer.IsUnsuitable);
    }

    [TestMethod]
    public void OpaqueSuitsNothingElse()
    {
        foreach (WriteContent content in new WriteContent[]
        {
            WriteInteger, WriteFloat, WriteTrue, WriteTime, WriteString, WriteLink,
        })
        {
            var writer = new SingleValueWriter { Format = ContentFormat.Opaque };
            Assert.AreEqual("", ContentTesting.Write(writer, content, 40));
            Assert.IsTrue(writer.IsUnsuitable);

            // Begin forgets it.
            Assert.AreEqual("0102030405", ContentTesting.Write(writer, WriteOpaque, 40));
            Assert.IsFalse(writer.IsUnsuitable);
        }
    }

    [TestMethod]
    public void TextSuitsOneValueOnly()
    {
        foreach (WriteContent content in new WriteContent[]
        {
            WriteInstance, WriteTwoResources, WriteAllInstances,
        })
        {
            var text = new SingleValueWriter();
            ContentTesting.Write(text, content, 40);
            Assert.IsTrue(text.IsUnsuitable);
            var opaque = new SingleValueWriter { Format = ContentFormat.Opaque };
            ContentTesting.Write(opaque, content, 40);
            Assert.IsTrue(opaque.IsUnsuitable);
        }
    }

    [TestMethod]
    public void NotANumberIsFull()
    {
        Assert.IsNull(ContentTesting.Write(new SingleValueWriter(), WriteNotANumber, 40));
    }

    [TestMethod]
    [DataRow("-86400", -86400L)]
    [DataRow("9223372036854775807", 9223372036854775807L)]
    [DataRow("-9223372036854775808", -9223372036854775808L)]
    public void ReadsIntegers(string text, long expected)
    {
        SingleValueReader reader = One(text);
        Assert.IsTrue(reader.Is(ResourceType.Integer));
        Assert.AreEqual(expected, reader.ReadInteger());
        Assert.IsTrue(reader.Is(ResourceType.Time));
        Assert.AreEqual(expected, reader.ReadInteger());
        Assert.AreEqual(expected >= 0, reader.Is(ResourceType.Unsigned));
        Assert.IsFalse(reader.Is(ResourceType.Boolean));
        Assert.IsFalse(reader.Is(ResourceType.ObjectLink));
    }

    [TestMethod]
    public void ReadsFloats()
    {
        SingleValueReader reader = One("-21.5");
        Assert.IsTrue(reader.Is(ResourceType.Float));
        Assert.AreEqual(-21.5, reader.ReadFloat());
        Assert.IsFalse(reader.Is(ResourceType.Integer));
    }

    [TestMethod]
    [DataRow("1", true, true)]
    [DataRow("0", true, false)]
    [DataRow("2", false, false)]
    [DataRow("", false, false)]
    [DataRow("01", false, false)]
    [DataRow("+1", false, false)]
    [DataRow("true", false, false)]
    public void ReadsBooleans(string text, bool isBoolean, bool expected)
    {
        SingleValueReader reader = One(text);
        Assert.AreEqual(isBoolean, reader.Is(ResourceType.Boolean));
        if (isBoolean)
        {
            Assert.AreEqual(expected, reader.ReadBoolean());
        }
    }

    [TestMethod]
    [DataRow("0:0", 0)]
    [DataRow("66:1", 0x00420001)]
    [DataRow("3:65535", 0x0003FFFF)]
    [DataRow("65535:65535", -1)]
    public void ReadsObjectLinks(string text, int expected)
    {
        SingleValueReader reader = One(text);
        Assert.IsTrue(reader.Is(ResourceType.ObjectLink));
        Assert.AreEqual(expected, reader.ReadObjectLink());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(":")]
    [DataRow("3:")]
    [DataRow(":3")]
    [DataRow("3")]
    [DataRow("3:0:0")]
    [DataRow(":3:0")]
    [DataRow("3::0")]
    [DataRow("+3:0")]
    [DataRow("3:-0")]
    [DataRow("3: 0")]
    [DataRow("65536:0")]
    [DataRow("0:65536")]
    [DataRow("99999999999999999999999:0")]
    [DataRow("3/0")]
    public void NotObjectLinks(string text)
    {
        Assert.IsFalse(One(text).Is(ResourceType.ObjectLink), text);
    }

    [TestMethod]
    public void DecodesOpaqueOnce()
    {
        SingleValueReader reader = One("AQIDBAU=");
        Assert.IsTrue(reader.Is(ResourceType.Opaque));
        Assert.IsTrue(reader.Is(ResourceType.Opaque));
        Assert.AreEqual("0102030405", ContentTesting.HexOf(
            reader.Buffer, reader.ValueOffset, reader.ValueLength));

        // The walk that commits finds it decoded.
        Assert.AreEqual((int)Status.NotFound, (int)reader.Next());
        reader.Rewind();
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.IsTrue(reader.Is(ResourceType.Opaque));
        Assert.AreEqual("0102030405", ContentTesting.HexOf(
            reader.Buffer, reader.ValueOffset, reader.ValueLength));
    }

    [TestMethod]
    public void MalformedOpaqueStaysMalformed()
    {
        SingleValueReader reader = One("AQIDBAU=AQID");
        Assert.IsFalse(reader.Is(ResourceType.Opaque));
        Assert.IsFalse(reader.Is(ResourceType.Opaque));
    }

    [TestMethod]
    public void TakesIdsFromThePath()
    {
        byte[] content = ContentTesting.Hex("4142");
        foreach (ContentReader reader in new ContentReader[]
        {
            new SingleValueReader(), new SingleValueReader { Format = ContentFormat.Opaque },
        })
        {
            Assert.AreEqual("0/1/-1=4142 end", ContentTesting.Dump(
                reader, content, Lwm2mPath.Of(3, 0, 1)));
            Assert.AreEqual("2/1/7=4142 end", ContentTesting.Dump(
                reader, content, Lwm2mPath.Of(3, 2, 1, 7)));
            reader.Begin(content, 0, 2, Lwm2mPath.Of(3, 2));
            Assert.AreEqual((int)Status.BadRequest, (int)reader.Next());
        }
    }

    [TestMethod]
    public void OpaqueIsOpaque()
    {
        byte[] content = ContentTesting.Hex("31");
        var reader = new SingleValueReader { Format = ContentFormat.Opaque };
        reader.Begin(content, 0, 1, Lwm2mPath.Of(5, 0, 0));
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        foreach (int type in ContentTesting.Types)
        {
            Assert.AreEqual(type == ResourceType.Opaque, reader.Is(type | 5));
        }
    }

    [TestMethod]
    public void EveryPrefixAndEverySingleByteCorruption()
    {
        var reader = new SingleValueReader();
        foreach (string text in new string[]
        {
            "-9223372036854775808", "-1.7976931348623157E+308", "1", "66:65535", "Zm9vYg==",
            "Zm9vYmE=", "Gr\u00fc\u00dfe",
        })
        {
            byte[] vector = Bytes.FromText(text);
            var content = new byte[vector.Length];
            foreach (int type in ContentTesting.Types)
            {
                for (int end = 0; end <= vector.Length; end++)
                {
                    vector.CopyTo(content, 0);
                    ReadThrough(reader, content, end, type);
                }

                for (int i = 0; i < 256 * vector.Length; i++)
                {
                    vector.CopyTo(content, 0);
                    content[i >> 8] = (byte)i;
                    ReadThrough(reader, content, content.Length, type);
                }
            }
        }
    }

    private static void ReadThrough(SingleValueReader reader, byte[] content, int end, int type)
    {
        ContentTesting.ReadThrough(reader, content, 0, end, Lwm2mPath.Of(3, 0, 1), type);
    }

    private static SingleValueReader One(string text)
    {
        byte[] bytes = Bytes.FromText(text);
        var reader = new SingleValueReader();
        reader.Begin(bytes, 0, bytes.Length, Lwm2mPath.Of(3, 0, 1));
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.IsTrue(reader.HasValue);
        return reader;
    }

    private static ContentWriter Enter(ContentOutput output, int row)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(row, -1);
        return writer;
    }

    private static void WriteInteger(ContentOutput output)
    {
        Enter(output, ResourceType.Integer).WriteInteger(-86400);
    }

    private static void WriteFloat(ContentOutput output)
    {
        Enter(output, ResourceType.Float).WriteFloat(21.5);
    }

    private static void WriteNotANumber(ContentOutput output)
    {
        Enter(output, ResourceType.Float).WriteFloat(double.NaN);
    }

    private static void WriteTrue(ContentOutput output)
    {
        Enter(output, ResourceType.Boolean).WriteBoolean(true);
    }

    private static void WriteFalse(ContentOutput output)
    {
        Enter(output, ResourceType.Boolean).WriteBoolean(false);
    }

    private static void WriteTime(ContentOutput output)
    {
        Enter(output, ResourceType.Time).WriteTime(1367491215);
    }

    private static void WriteString(ContentOutput output)
    {
        Enter(output, ResourceType.String).WriteString(Bytes.FromText("Open Mobile Alliance"));
    }

    private static void WriteOpaque(ContentOutput output)
    {
        byte[] value = ContentTesting.Hex("FF0102030405FF");
        ContentWriter writer = Enter(output, ResourceType.Opaque);
        writer.WriteOpaque(value, 1, 5);
        writer.LeaveResource();
    }

    private static void WriteLink(ContentOutput output)
    {
        Enter(output, ResourceType.ObjectLink).WriteObjectLink(66, 65535);
    }

    private static void WriteWanted(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(7 | ResourceType.Integer | Multiple, 1);
        writer.EnterResourceInstance(0);
        writer.WriteInteger(3800);
        writer.EnterResourceInstance(1);
        writer.WriteInteger(5000);
        writer.LeaveResource();
    }

    private static void WriteInstance(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterInstance(0);
        WriteOpaque(writer);
        writer.LeaveInstance();
    }

    private static void WriteTwoResources(ContentOutput output)
    {
        WriteOpaque(output);
        WriteOpaque(output);
    }

    private static void WriteAllInstances(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(7 | ResourceType.Opaque | Multiple, -1);
        writer.EnterResourceInstance(0);
        writer.WriteOpaque(new byte[] { 1 }, 0, 1);
        writer.LeaveResource();
    }
}
