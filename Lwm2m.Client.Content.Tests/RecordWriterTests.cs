// Records, written: the device of the OMA examples in each format, base names, values of each type,
// times, and where there is no room.

using System;
using Lwm2m.Client.Content;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class RecordWriterTests
{
    private const int Multiple = ResourceType.Multiple;

    [TestMethod]
    public void Device()
    {
        ContentTesting.ExpectText(
            RecordTesting.WriterOf(ContentFormat.SenmlJson), RecordTesting.WriteDevice,
            RecordVectors.DeviceJson);
        ContentTesting.ExpectText(
            RecordTesting.WriterOf(ContentFormat.OmaJson), RecordTesting.WriteDevice,
            RecordVectors.DeviceOmaJson);
        byte[] cbor = WireBytes.Of(RecordVectors.DeviceCbor);
        ContentTesting.ExpectHex(
            RecordTesting.WriterOf(ContentFormat.SenmlCbor), RecordTesting.WriteDevice,
            ContentTesting.HexOf(cbor, 0, cbor.Length));
    }

    [TestMethod]
    public void Nothing()
    {
        Expect(ContentFormat.SenmlJson, WriteNothing, "|[]|");
        Expect(ContentFormat.OmaJson, WriteNothing, "|{\"e\":[]}|");
        Expect(ContentFormat.SenmlCbor, WriteNothing, "80");
    }

    /// <summary>A base name once for each object instance.</summary>
    [TestMethod]
    public void Instances()
    {
        Expect(
            ContentFormat.SenmlJson, WriteInstances,
            "|[{\"bn\":\"/3303/0/\",\"n\":\"5700\",\"v\":21.5},{\"n\":\"5701\",\"vs\":\"Cel\"},|"
                + "|{\"bn\":\"/3303/12/\",\"n\":\"5700\",\"v\":-3}]|");
        Expect(
            ContentFormat.OmaJson, WriteInstances,
            "|{\"bn\":\"/3303/\",\"e\":[{\"n\":\"0/5700\",\"v\":21.5},|"
                + "|{\"n\":\"0/5701\",\"sv\":\"Cel\"},{\"n\":\"12/5700\",\"v\":-3}]}|");
        Expect(
            ContentFormat.SenmlCbor, WriteInstances,
            "83 A3 21 68 |/3303/0/| 00 64 |5700| 02 F94D60 A2 00 64 |5701| 03 63 |Cel|"
                + "A3 21 69 |/3303/12/| 00 64 |5700| 02 F9C200");
    }

    [TestMethod]
    public void Types()
    {
        Expect(
            ContentFormat.SenmlJson, WriteTypes,
            "|[{\"bn\":\"/9/65534/\",\"n\":\"0\",\"vb\":true},{\"n\":\"1\",\"vb\":false},|"
                + "|{\"n\":\"2\",\"vd\":\"-_8\"},{\"n\":\"3/65534\",\"vlo\":\"65535:65535\"},|"
                + "|{\"n\":\"4\",\"v\":-9223372036854775808},|"
                + "|{\"n\":\"5\",\"vs\":\"\\\"\\\\/\\u0000\\u001f\\u000a| C3BC |\"}]|");
        Expect(
            ContentFormat.OmaJson, WriteTypes,
            "|{\"bn\":\"/9/65534/\",\"e\":[{\"n\":\"0\",\"bv\":true},{\"n\":\"1\",\"bv\":false},|"
                + "|{\"n\":\"2\",\"sv\":\"+/8=\"},{\"n\":\"3/65534\",\"ov\":\"65535:65535\"},|"
                + "|{\"n\":\"4\",\"v\":-9223372036854775808},|"
                + "|{\"n\":\"5\",\"sv\":\"\\\"\\\\/\\u0000\\u001f\\u000a| C3BC |\"}]}|");
        Expect(
            ContentFormat.SenmlCbor, WriteTypes,
            "86 A3 21 69 |/9/65534/| 00 61 |0| 04 F5 A2 00 61 |1| 04 F4 A2 00 61 |2| 08 42 FBFF"
                + "A2 00 67 |3/65534| 63 |vlo| 6B |65535:65535|"
                + "A2 00 61 |4| 02 3B7FFFFFFFFFFFFFFF"
                + "A2 00 61 |5| 03 68 |\"\\/| 00 1F 0A C3BC");
    }

    [TestMethod]
    public void Times()
    {
        Expect(
            ContentFormat.SenmlJson, WriteTimes,
            "|[{\"bn\":\"/3303/0/\",\"n\":\"5700\",\"t\":1700000000,\"v\":1},|"
                + "|{\"n\":\"5700\",\"t\":1700000000.5,\"v\":2},{\"n\":\"5700\",\"v\":3}]|");
        Expect(
            ContentFormat.OmaJson, WriteTimes,
            "|{\"bn\":\"/3303/0/\",\"e\":[{\"n\":\"5700\",\"t\":1700000000,\"v\":1},|"
                + "|{\"n\":\"5700\",\"t\":1700000000.5,\"v\":2},{\"n\":\"5700\",\"v\":3}]}|");
        Expect(
            ContentFormat.SenmlCbor, WriteTimes,
            "83 A4 21 68 |/3303/0/| 00 64 |5700| 06 1A6553F100 02 01"
                + "A3 00 64 |5700| 06 FB41D954FC40200000 02 02 A2 00 64 |5700| 02 03");
    }

    /// <summary>What is asked for of a resource with instances, and nothing else.</summary>
    [TestMethod]
    public void WantedInstance()
    {
        Expect(ContentFormat.SenmlCbor, WriteWanted, "81 A3 21 65 |/3/0/| 00 63 |7/1| 02 191388");
        Expect(
            ContentFormat.OmaJson, WriteWanted,
            "|{\"bn\":\"/3/0/\",\"e\":[{\"n\":\"7/1\",\"v\":5000}]}|");
    }

    /// <summary>The head of the list grows; the records move up.</summary>
    [TestMethod]
    [DataRow(23, "97")]
    [DataRow(24, "9818")]
    [DataRow(25, "9819")]
    [DataRow(255, "98FF")]
    [DataRow(256, "990100")]
    [DataRow(257, "990101")]
    public void LongLists(int count, string head)
    {
        ContentWriter writer = RecordTesting.WriterOf(ContentFormat.SenmlCbor);
        byte[] buffer = ContentTesting.Guarded(3000);
        writer.Begin(buffer, 8, 3008);
        writer.EnterTarget(Lwm2mPath.Of(3, 0));
        string expected = head + "A321652F332F302F0061300200";
        for (int i = 0; i < count; i++)
        {
            RecordTesting.WriteInteger(writer, 0, i % 20);
            expected += i == 0 ? "" : "A200613002" + ContentTesting.HexOf(
                new byte[] { (byte)(i % 20) }, 0, 1);
        }

        Assert.AreEqual(expected, ContentTesting.HexOf(buffer, 8, writer.Position - 8));
    }

    /// <summary>No room for a longer head, with the list and alone.</summary>
    [TestMethod]
    public void NoRoomForALongerHead()
    {
        string full = ContentTesting.Write(
            RecordTesting.WriterOf(ContentFormat.SenmlCbor), WriteMany, 400);
        ContentTesting.ExpectHex(
            RecordTesting.WriterOf(ContentFormat.SenmlCbor), WriteMany, full);
    }

    [TestMethod]
    public void JsonHasNoNotANumber()
    {
        Expect(ContentFormat.SenmlJson, WriteNotANumber, "|[]|");
        Expect(
            ContentFormat.SenmlCbor, WriteNotANumber,
            "81 A3 21 65 |/9/0/| 00 61 |0| 02 F97E00");
    }

    private static void Expect(int format, WriteContent content, string notation)
    {
        byte[] expected = WireBytes.Of(notation);
        ContentTesting.ExpectHex(
            RecordTesting.WriterOf(format), content,
            ContentTesting.HexOf(expected, 0, expected.Length));
    }

    private static void WriteNothing(ContentOutput output)
    {
    }

    private static void WriteInstances(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterInstance(0);
        RecordTesting.Enter(writer, Lwm2mPath.Of(3303, 0), 5700 | ResourceType.Float);
        writer.WriteFloat(21.5);
        writer.LeaveResource();
        RecordTesting.WriteText(writer, 5701, "Cel");
        writer.LeaveInstance();
        writer.EnterInstance(12);
        RecordTesting.Enter(writer, Lwm2mPath.Of(3303, 12), 5700 | ResourceType.Float);
        writer.WriteFloat(-3);
        writer.LeaveResource();
        writer.LeaveInstance();
    }

    private static void WriteTypes(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        RecordTesting.Enter(writer, Lwm2mPath.Of(9, 65534), 0 | ResourceType.Boolean);
        writer.WriteBoolean(true);
        writer.EnterResource(1 | ResourceType.Boolean, -1);
        writer.WriteBoolean(false);
        writer.EnterResource(2 | ResourceType.Opaque, -1);
        writer.WriteOpaque(new byte[] { 0, 0xFB, 0xFF, 0 }, 1, 2);
        writer.EnterResource(3 | ResourceType.ObjectLink | Multiple, -1);
        writer.EnterResourceInstance(65534);
        writer.WriteObjectLink(65535, 65535);
        RecordTesting.WriteInteger(writer, 4, long.MinValue);
        writer.EnterResource(5 | ResourceType.String, -1);
        writer.WriteString(WireBytes.Of("|\"\\/| 00 1F 0A C3BC"));
    }

    private static void WriteTimes(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterTarget(Lwm2mPath.Of(3303, 0));
        writer.Time = 1700000000;
        RecordTesting.WriteInteger(writer, 5700, 1);
        writer.Time = 1700000000.5;
        RecordTesting.WriteInteger(writer, 5700, 2);
        writer.Time = double.NaN;
        RecordTesting.WriteInteger(writer, 5700, 3);
    }

    private static void WriteWanted(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterTarget(Lwm2mPath.Of(3, 0));
        writer.EnterResource(7 | ResourceType.Integer | Multiple, 1);
        writer.EnterResourceInstance(0);
        writer.WriteInteger(3800);
        writer.EnterResourceInstance(1);
        writer.WriteInteger(5000);
        writer.LeaveResource();
    }

    private static void WriteMany(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        writer.EnterTarget(Lwm2mPath.Of(3, 0));
        for (int i = 0; i < 30; i++)
        {
            RecordTesting.WriteInteger(writer, i, 1000 * i);
        }
    }

    private static void WriteNotANumber(ContentOutput output)
    {
        var writer = (ContentWriter)output;
        RecordTesting.Enter(writer, Lwm2mPath.Of(9, 0), ResourceType.Float);
        writer.WriteFloat(BitConverter.Int64BitsToDouble(0x7FFL << 52 | 1L << 51));
    }
}
