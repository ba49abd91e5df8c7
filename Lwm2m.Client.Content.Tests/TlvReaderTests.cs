// TlvReader: the OMA examples, what may be nested where, values of each type, and every way a
// single byte can be wrong.

using System;
using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class TlvReaderTests
{
    private const string DeviceValues =
        "0/0/-1=4F70656E204D6F62696C6520416C6C69616E6365 "
        + "0/1/-1=4C69676874776569676874204D324D20436C69656E74 "
        + "0/2/-1=333435303030313233 0/3/-1=312E30 0/6/0=01 0/6/1=05 0/7/0=0ED8 0/7/1=1388 "
        + "0/8/0=7D 0/8/1=0384 0/9/-1=64 0/10/-1=0F 0/11/0=00 0/13/-1=5182428F "
        + "0/14/-1=2B30323A3030 0/16/-1=55 end";

    [TestMethod]
    public void OmaExamplesOfDevice()
    {
        long instance = Lwm2mPath.Of(3, 0);
        Assert.AreEqual(DeviceValues, Dump(ContentVectors.DeviceResources, instance));
        Assert.AreEqual(DeviceValues, Dump(ContentVectors.DeviceInstance, instance));
        Assert.AreEqual(DeviceValues, Dump(ContentVectors.DeviceInstance, Lwm2mPath.Of(3)));
    }

    [TestMethod]
    public void OmaExamplesOfInstances()
    {
        Assert.AreEqual(
            "0/0/-1=01 0/1/-1=00 0/2/127=07 0/3/-1=7F "
                + "2/0/-1=03 2/1/-1=00 2/2/127=07 2/2/310=01 2/3/-1=7F end",
            Dump(ContentVectors.AccessControl, Lwm2mPath.Of(2)));
        Assert.AreEqual(
            "0/0/-1=01 0/1/-1=00015180 0/6/-1=01 0/7/-1=55 end",
            Dump(ContentVectors.Server, Lwm2mPath.Of(1)));
    }

    [TestMethod]
    public void OmaExamplesOfLinks()
    {
        Assert.AreEqual(
            "0/0/0=00420000 0/0/1=00420001 0/1/-1=38363133383030373535353030 "
                + "0/2/-1=12345678 end",
            Dump(ContentVectors.LinkResources, Lwm2mPath.Of(65, 0)));
        string values = Dump(ContentVectors.LinkInstances, Lwm2mPath.Of(66));
        Assert.IsTrue(values.IndexOf("0/2/-1=00430000 1/0/-1=6D79") > 0);
        Assert.IsTrue(values.IndexOf(" 1/2/-1=FFFFFFFF end") > 0);
    }

    [TestMethod]
    public void ObjectContentWithoutInstance()
    {
        Assert.AreEqual("-1/1/-1=05 end", Dump("C10105", Lwm2mPath.Of(16)));
    }

    [TestMethod]
    [DataRow("C10605", "0/6/-1=05 end")]
    [DataRow("8606410001410105", "0/6/0=01 0/6/1=05 end")]
    [DataRow("410001410105", "0/6/0=01 0/6/1=05 end")]
    [DataRow("8006", "0/6/-1 end")]
    [DataRow("880600", "0/6/-1 end")]
    [DataRow("", "end")]
    [DataRow("0300C10605", "bad")]
    [DataRow("86068304410001", "bad")]
    [DataRow("8603C10001", "bad")]
    [DataRow("8602000041", "bad")]
    public void ResourcePath(string content, string expected)
    {
        Assert.AreEqual(expected, Dump(content, Lwm2mPath.Of(3, 0, 6)));
    }

    [TestMethod]
    [DataRow("410105", "0/6/1=05 end")]
    [DataRow("8306410105", "0/6/1=05 end")]
    [DataRow("C10605", "0/6/1=05 end")]
    [DataRow("0300C10605", "bad")]
    public void ResourceInstancePath(string content, string expected)
    {
        Assert.AreEqual(expected, Dump(content, Lwm2mPath.Of(3, 0, 6, 1)));
    }

    [TestMethod]
    [DataRow("410105", "bad")]
    [DataRow("0300410105", "bad")]
    [DataRow("05000301C10105", "bad")]
    [DataRow("0300C10105C10205", "0/1/-1=05 bad")]
    [DataRow("0005", "5/-1/-1 end")]
    [DataRow("00050006", "5/-1/-1 6/-1/-1 end")]
    [DataRow("02058001", "5/1/-1 end")]
    [DataRow("0205800180", "5/1/-1 bad")]
    [DataRow("C10105C2", "0/1/-1=05 bad")]
    [DataRow("C20105", "bad")]
    [DataRow("C801", "bad")]
    [DataRow("D8010000", "bad")]
    [DataRow("D801000001FF", "0/1/-1=FF end")]
    [DataRow("F001010001FF", "0/257/-1=FF end")]
    [DataRow("E10101FF", "0/257/-1=FF end")]
    [DataRow("D801FFFFFFFF", "bad")]
    [DataRow("04058304410001", "bad")]
    public void InstancePath(string content, string expected)
    {
        Assert.AreEqual(expected, Dump(content, Lwm2mPath.Of(3, 0)));
    }

    [TestMethod]
    [DataRow("C101FF", -1L, 255L)]
    [DataRow("C1017F", 127L, 127L)]
    [DataRow("C201FF7F", -129L, 65407L)]
    [DataRow("C401FFFFFFFF", -1L, 4294967295L)]
    [DataRow("C801087FFFFFFFFFFFFFFF", 9223372036854775807L, 9223372036854775807L)]
    [DataRow("C801088000000000000000", -9223372036854775808L, -1L)]
    public void Integers(string content, long integer, long unsigned)
    {
        TlvReader reader = One(content);
        Assert.IsTrue(reader.Is(1 | ResourceType.Integer | Operations.Write));
        Assert.AreEqual(integer, reader.ReadInteger());
        Assert.IsTrue(reader.Is(ResourceType.Time));
        Assert.AreEqual(integer, reader.ReadInteger());

        // -1 stands for a number that does not fit.
        Assert.AreEqual(unsigned >= 0, reader.Is(ResourceType.Unsigned));
        if (unsigned >= 0)
        {
            Assert.AreEqual(unsigned, reader.ReadInteger());
        }
    }

    [TestMethod]
    [DataRow("C001")]
    [DataRow("C301000001")]
    [DataRow("C5010000000001")]
    [DataRow("C601000000000001")]
    [DataRow("C70100000000000001")]
    [DataRow("C80109000000000000000001")]
    [DataRow("C8011000000000000000000000000000000001")]
    public void LengthsThatNoNumberHas(string content)
    {
        TlvReader reader = One(content);
        foreach (int type in ContentTesting.Types)
        {
            bool isBytes = type == ResourceType.Opaque
                || (type == ResourceType.String && reader.ValueLength == 0);
            Assert.AreEqual(isBytes, reader.Is(type), "type " + (type >> 20));
        }
    }

    [TestMethod]
    [DataRow("C401", 0x00000000, 0L)]
    [DataRow("C401", unchecked((int)0x80000000), long.MinValue)]
    [DataRow("C401", 0x3F800000, 0x3FF0000000000000L)]
    [DataRow("C401", unchecked((int)0xC1AC0000), unchecked((long)0xC035800000000000L))]
    [DataRow("C401", 0x7F7FFFFF, 0x47EFFFFFE0000000L)]
    [DataRow("C401", 0x00800000, 0x3810000000000000L)]
    [DataRow("C401", 0x007FFFFF, 0x380FFFFFC0000000L)]
    [DataRow("C401", 0x00000001, 0x36A0000000000000L)]
    [DataRow("C401", unchecked((int)0x80000003), unchecked((long)0xB6B8000000000000L))]
    [DataRow("C401", 0x7F800000, 0x7FF0000000000000L)]
    [DataRow("C401", unchecked((int)0xFF800000), unchecked((long)0xFFF0000000000000L))]
    [DataRow("C401", 0x7FC00000, 0x7FF8000000000000L)]
    public void SinglePrecision(string header, int bits, long expected)
    {
        byte[] content = ContentTesting.Hex(header + "00000000");
        Bytes.WriteInteger(content, 2, 4, bits);
        TlvReader reader = One(ContentTesting.HexOf(content, 0, content.Length));
        Assert.IsTrue(reader.Is(ResourceType.Float));
        Assert.AreEqual(expected, BitConverter.DoubleToInt64Bits(reader.ReadFloat()));
    }

    [TestMethod]
    public void DoublePrecision()
    {
        TlvReader reader = One("C801084035800000000000");
        Assert.IsTrue(reader.Is(ResourceType.Float));
        Assert.AreEqual(21.5, reader.ReadFloat());
    }

    [TestMethod]
    public void Booleans()
    {
        TlvReader reader = One("C10100");
        Assert.IsTrue(reader.Is(ResourceType.Boolean));
        Assert.IsFalse(reader.ReadBoolean());
        reader = One("C10101");
        Assert.IsTrue(reader.Is(ResourceType.Boolean));
        Assert.IsTrue(reader.ReadBoolean());
        Assert.IsFalse(One("C10102").Is(ResourceType.Boolean));
        Assert.IsFalse(One("C101FF").Is(ResourceType.Boolean));
        Assert.IsFalse(One("C2010001").Is(ResourceType.Boolean));
    }

    [TestMethod]
    public void ObjectLinks()
    {
        TlvReader reader = One("C4010042FFFE");
        Assert.IsTrue(reader.Is(ResourceType.ObjectLink));
        Assert.AreEqual(0x0042FFFE, reader.ReadObjectLink());
        reader = One("C401FFFFFFFF");
        Assert.IsTrue(reader.Is(ResourceType.ObjectLink));
        Assert.AreEqual(-1, reader.ReadObjectLink());
        Assert.IsFalse(One("C2010042").Is(ResourceType.ObjectLink));
    }

    [TestMethod]
    public void EveryPrefix()
    {
        foreach (string vector in Vectors())
        {
            byte[] content = ContentTesting.Hex(vector);
            var reader = new TlvReader();
            for (int end = 0; end <= content.Length; end++)
            {
                foreach (long path in Paths())
                {
                    ContentTesting.ReadThrough(
                        reader, content, 0, end, path, ResourceType.Float);
                }
            }
        }
    }

    [TestMethod]
    public void EverySingleByteCorruption()
    {
        foreach (string vector in Vectors())
        {
            byte[] content = ContentTesting.Hex(vector);
            var reader = new TlvReader();
            for (int i = 0; i < content.Length; i++)
            {
                byte original = content[i];
                for (int value = 0; value < 256; value++)
                {
                    content[i] = (byte)value;
                    ContentTesting.ReadThrough(
                        reader,
                        content,
                        0,
                        content.Length,
                        Paths()[value & 3],
                        ContentTesting.Types[value % 9]);
                }

                content[i] = original;
            }
        }
    }

    private static string[] Vectors()
    {
        return new string[]
        {
            ContentVectors.DeviceInstance, ContentVectors.AccessControl, ContentVectors.Server,
            ContentVectors.LinkResources, ContentVectors.LinkInstances,
        };
    }

    private static long[] Paths()
    {
        return new long[]
        {
            Lwm2mPath.Of(3), Lwm2mPath.Of(3, 0), Lwm2mPath.Of(3, 0, 6), Lwm2mPath.Of(3, 0, 6, 1),
        };
    }

    private static string Dump(string content, long path)
    {
        return ContentTesting.Dump(new TlvReader(), ContentTesting.Hex(content), path);
    }

    private static TlvReader One(string content)
    {
        byte[] bytes = ContentTesting.Hex(content);
        var reader = new TlvReader();
        reader.Begin(bytes, 0, bytes.Length, Lwm2mPath.Of(3, 0, 1));
        Assert.AreEqual((int)Status.Success, (int)reader.Next());
        Assert.IsTrue(reader.HasValue);
        return reader;
    }
}
