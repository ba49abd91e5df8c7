// TlvWriter: the OMA examples, the sizes at which fields grow, and rooms that are too small.

using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class TlvWriterTests
{
    private const int Multiple = ResourceType.Multiple;

    [TestMethod]
    public void OmaExampleDeviceResources()
    {
        ContentTesting.ExpectHex(
            new TlvWriter(), RecordTesting.WriteDevice, ContentVectors.DeviceResources);
    }

    [TestMethod]
    public void OmaExampleDeviceInstance()
    {
        ContentTesting.ExpectHex(
            new TlvWriter(), WriteDeviceInstance, ContentVectors.DeviceInstance);
    }

    [TestMethod]
    public void OmaExampleAccessControl()
    {
        ContentTesting.ExpectHex(
            new TlvWriter(), WriteAccessControl, ContentVectors.AccessControl);
    }

    [TestMethod]
    public void OmaExampleServer()
    {
        ContentTesting.ExpectHex(new TlvWriter(), WriteServer, ContentVectors.Server);
    }

    [TestMethod]
    public void OmaExampleLinkResources()
    {
        ContentTesting.ExpectHex(
            new TlvWriter(), WriteLinkResources, ContentVectors.LinkResources);
    }

    [TestMethod]
    public void OmaExampleLinkInstances()
    {
        ContentTesting.ExpectHex(
            new TlvWriter(), WriteLinkInstances, ContentVectors.LinkInstances);
    }

    [TestMethod]
    [DataRow(0L, "C10100")]
    [DataRow(127L, "C1017F")]
    [DataRow(128L, "C2010080")]
    [DataRow(-128L, "C10180")]
    [DataRow(-129L, "C201FF7F")]
    [DataRow(32767L, "C2017FFF")]
    [DataRow(32768L, "C40100008000")]
    [DataRow(-32768L, "C2018000")]
    [DataRow(-32769L, "C401FFFF7FFF")]
    [DataRow(2147483647L, "C4017FFFFFFF")]
    [DataRow(2147483648L, "C801080000000080000000")]
    [DataRow(-2147483648L, "C40180000000")]
    [DataRow(-2147483649L, "C80108FFFFFFFF7FFFFFFF")]
    [DataRow(9223372036854775807L, "C801087FFFFFFFFFFFFFFF")]
    [DataRow(-9223372036854775808L, "C801088000000000000000")]
    public void IntegersTakeTheFewestBytes(long value, string expected)
    {
        Assert.AreEqual(expected, One(1 | ResourceType.Integer, value));
    }

    [TestMethod]
    [DataRow(0, "C10001")]
    [DataRow(255, "C1FF01")]
    [DataRow(256, "E1010001")]
    [DataRow(65534, "E1FFFE01")]
    public void IdsTakeTheFewestBytes(int id, string expected)
    {
        Assert.AreEqual(expected, One(id | ResourceType.Integer, 1));
    }

    [TestMethod]
    [DataRow(0, "C001")]
    [DataRow(7, "C701")]
    [DataRow(8, "C80108")]
    [DataRow(255, "C801FF")]
    [DataRow(256, "D0010100")]
    public void LengthsTakeTheFewestBytes(int length, string header)
    {
        var value = new byte[length];
        var buffer = new byte[length + 10];
        var writer = new TlvWriter();
        for (int room = header.Length / 2; room < buffer.Length; room++)
        {
            writer.Begin(buffer, 0, room);
            writer.EnterResource(1 | ResourceType.Opaque, -1);
            writer.WriteOpaque(value, 0, length);
            writer.LeaveResource();
            Assert.AreEqual(room < length + (header.Length / 2), writer.IsFull);
        }

        Assert.AreEqual(header, ContentTesting.HexOf(buffer, 0, header.Length / 2));
        Assert.AreEqual(length + (header.Length / 2), writer.Position);
    }

    [TestMethod]
    public void FloatIsADouble()
    {
        ContentTesting.ExpectHex(new TlvWriter(), WriteFloats,
            "E81644084035800000000000" + "E81645087FEFFFFFFFFFFFFF"
            + "C80108BFF0000000000000");
    }

    [TestMethod]
    public void BooleanIsOneByte()
    {
        ContentTesting.ExpectHex(new TlvWriter(), WriteBooleans, "C10100C1FF01");
    }

    [TestMethod]
    public void NoInstancesIsAnEmptyContainer()
    {
        ContentTesting.ExpectHex(new TlvWriter(), WriteNoInstances, "8006A01000");
    }

    [TestMethod]
    public void OneWantedInstanceHasNoContainer()
    {
        ContentTesting.ExpectHex(new TlvWriter(), WriteWantedInstance, "42010384");
    }

    [TestMethod]
    public void ContainersGrowTheirLengthField()
    {
        var buffer = ContentTesting.Guarded(600);
        var writer = new TlvWriter();
        var value = new byte[100];
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = (byte)(i + 1);
        }

        writer.Begin(buffer, 8, 608);
        writer.EnterInstance(3);
        writer.EnterResource(300 | ResourceType.Opaque | Multiple, -1);
        for (int i = 0; i < 3; i++)
        {
            Assert.IsTrue(writer.EnterResourceInstance(i));
            writer.WriteOpaque(value, 0, value.Length);
        }

        writer.LeaveResource();
        writer.LeaveInstance();

        // 3 + 100 bytes an instance, in 5 + 309 bytes of a container, in 4 + 314 of an instance.
        Assert.IsFalse(writer.IsFull);
        Assert.AreEqual(3, writer.ValueCount);
        Assert.AreEqual(8 + 318, writer.Position);
        Assert.AreEqual(
            "1003013AB0012C01354800640102", ContentTesting.HexOf(buffer, 8, 14));
        Assert.AreEqual("636448016401", ContentTesting.HexOf(buffer, 8 + 110, 6));
        ContentTesting.AssertUntouched(buffer, 8 + 318, buffer.Length);
    }

    private static string One(int row, long value)
    {
        var buffer = new byte[16];
        var writer = new TlvWriter();
        writer.Begin(buffer, 0, buffer.Length);
        writer.EnterResource(row, -1);
        writer.WriteInteger(value);
        writer.LeaveResource();
        Assert.IsFalse(writer.IsFull);
        Assert.IsFalse(writer.IsUnsuitable);
        Assert.AreEqual(1, writer.ValueCount);
        return ContentTesting.HexOf(buffer, 0, writer.Position);
    }

    private static void WriteDeviceInstance(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterInstance(0);
        RecordTesting.WriteDevice(writer);
        writer.LeaveInstance();
    }

    private static void WriteAccessControl(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        for (int instance = 0; instance <= 2; instance += 2)
        {
            writer.EnterInstance(instance);
            RecordTesting.WriteInteger(writer, 0, instance == 0 ? 1 : 3);
            RecordTesting.WriteInteger(writer, 1, 0);
            writer.EnterResource(2 | ResourceType.Integer | Multiple, -1);
            writer.EnterResourceInstance(127);
            writer.WriteInteger(7);
            if (instance == 2)
            {
                writer.EnterResourceInstance(310);
                writer.WriteInteger(1);
            }

            writer.LeaveResource();
            RecordTesting.WriteInteger(writer, 3, 127);
            writer.LeaveInstance();
        }
    }

    private static void WriteServer(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterInstance(0);
        RecordTesting.WriteInteger(writer, 0, 1);
        RecordTesting.WriteInteger(writer, 1, 86400);
        writer.EnterResource(6 | ResourceType.Boolean, -1);
        writer.WriteBoolean(true);
        writer.LeaveResource();
        RecordTesting.WriteText(writer, 7, "U");
        writer.LeaveInstance();
    }

    private static void WriteLinkResources(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(0 | ResourceType.ObjectLink | Multiple, -1);
        writer.EnterResourceInstance(0);
        writer.WriteObjectLink(66, 0);
        writer.EnterResourceInstance(1);
        writer.WriteObjectLink(66, 1);
        writer.LeaveResource();
        RecordTesting.WriteText(writer, 1, "8613800755500");
        RecordTesting.WriteInteger(writer, 2, 0x12345678);
    }

    private static void WriteLinkInstances(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        for (int instance = 0; instance < 2; instance++)
        {
            writer.EnterInstance(instance);
            RecordTesting.WriteText(writer, 0, instance == 0 ? "myService 1" : "myService 2");
            RecordTesting.WriteText(
                writer, 1, instance == 0 ? "Internet.15.234" : "Internet.15.235");
            writer.EnterResource(2 | ResourceType.ObjectLink, -1);
            if (instance == 0)
            {
                writer.WriteObjectLink(67, 0);
            }
            else
            {
                writer.WriteObjectLink(65535, 65535);
            }

            writer.LeaveResource();
            writer.LeaveInstance();
        }
    }

    private static void WriteFloats(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(5700 | ResourceType.Float, -1);
        writer.WriteFloat(21.5);
        writer.LeaveResource();
        writer.EnterResource(5701 | ResourceType.Float, -1);
        writer.WriteFloat(double.MaxValue);
        writer.LeaveResource();
        writer.EnterResource(1 | ResourceType.Float, -1);
        writer.WriteFloat(-1);
        writer.LeaveResource();
    }

    private static void WriteBooleans(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(1 | ResourceType.Boolean, -1);
        writer.WriteBoolean(false);
        writer.LeaveResource();
        writer.EnterResource(255 | ResourceType.Boolean, -1);
        writer.WriteBoolean(true);
        writer.LeaveResource();
    }

    private static void WriteNoInstances(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(6 | ResourceType.Integer | Multiple, -1);
        writer.LeaveResource();
        writer.EnterResource(4096 | ResourceType.Integer | Multiple, -1);
        writer.LeaveResource();
    }

    private static void WriteWantedInstance(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterResource(8 | ResourceType.Integer | Multiple, 1);
        Assert.IsFalse(writer.EnterResourceInstance(0));
        writer.WriteInteger(125);
        Assert.IsTrue(writer.EnterResourceInstance(1));
        writer.WriteInteger(900);
        writer.LeaveResource();
        Assert.AreEqual(1, writer.ValueCount);
    }
}
