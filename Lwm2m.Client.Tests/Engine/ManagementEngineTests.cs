// The device management interface byte for byte (OMA LwM2M Core 1.1 §6.3, Transport 1.1 §6.4.3).

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ManagementEngineTests
{
    /// <summary>Uri-Path 3303, 0, 5700.</summary>
    private const string Value = "B4 |3303| 01 |0| 04 |5700|";

    // Accept 11542, behind a path.
    private const string Tlv = " 62 2D 16";

    private const string InstanceLinks =
        "</3303/0>,</3303/0/5605>,</3303/0/5700>,</3303/0/5701>,</3303/0/5750>";

    [TestMethod]
    public void AReadOfAResourceIsSenmlCborUnlessAnotherFormatIsWanted()
    {
        EngineBench bench = EngineBench.Registered(300);

        // Content-Format 112; one record: base name, name, 21.5 as a half.
        bench.Answers(
            WireBytes.Of(
                "62 45 12 34 AA BB C1 70 FF"
                + " 81 A3 21 68 |/3303/0/| 00 64 |5700| 02 F9 4D 60"),
            Get(0x42, Value));

        // Content-Format 11542; a resource with value, 16-bit id, 8-bit length; 21.5 as a double.
        bench.Answers(
            WireBytes.Of(
                "62 45 12 34 AA BB C2 2D 16 FF"
                + " E8 16 44 08 40 35 80 00 00 00 00 00"),
            Get(0x42, Value + Tlv));
        bench.Answers(
            WireBytes.Of("62 45 12 34 AA BB C0 FF |21.5|"),
            Get(0x42, Value + "60"));
    }

    [TestMethod]
    public void ANonConfirmableReadHasANonConfirmableAnswer()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of("52 45 80 01 AA BB C0 FF |21.5|"),
            Get(0x52, Value + "60"));
    }

    [TestMethod]
    public void AReadOfAnInstanceHasWhatIsReadable()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of(
                "62 45 12 34 AA BB C2 2D 16 FF"
                + " E8 16 44 08 40 35 80 00 00 00 00 00" // 5700
                + " E3 16 45 |Cel|" // 5701
                + " E0 16 76"),                                       // 5750, empty
            Get(0x42, "B4 |3303| 01 |0|" + Tlv));
    }

    [TestMethod]
    public void AReadOfAMultipleResourceHasItsInstances()
    {
        EngineBench bench = EngineBench.Registered(300);

        // Multiple resource 11 with 6 bytes: two instances of one byte.
        bench.Answers(
            WireBytes.Of(
                "62 45 12 34 AA BB C2 2D 16 FF"
                + " 86 0B 41 00 01 41 01 07"),
            Get(0x42, "B1 |3| 01 |0| 02 |11|" + Tlv));
        bench.Answers(
            WireBytes.Of("62 45 12 34 AA BB C0 FF |7|"),
            Get(0x42, "B1 |3| 01 |0| 02 |11| 01 |1| 60"));
        bench.Answers(
            WireBytes.Of("62 84 12 34 AA BB"),
            Get(0x42, "B1 |3| 01 |0| 02 |11| 01 |2| 60"));
    }

    [TestMethod]
    public void AWriteChangesTheValue()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of("62 44 12 34 AA BB"),
            WireBytes.Of("42 03 1234 AABB B4 |3303| 01 |0| 04 |5750| 10 FF |kitchen|"));
        WireBytes.AreEqual(WireBytes.OfText("kitchen"), bench.Sensor.Text);

        // The instance, as TLV: partial update.
        bench.Answers(
            WireBytes.Of("62 44 12 35 AA BB"),
            WireBytes.Of(
                "42 02 12 35 AA BB B4 |3303| 01 |0|"
                + " 12 2D 16 FF E4 16 76 |hall|"));
        WireBytes.AreEqual(WireBytes.OfText("hall"), bench.Sensor.Text);
    }

    [TestMethod]
    public void ARefusedWriteChangesNothing()
    {
        EngineBench bench = EngineBench.Registered(300);

        // 17 bytes where 16 fit: 4.00. A value that cannot be written: 4.05.
        bench.Answers(
            WireBytes.Of("62 80 12 34 AA BB"),
            WireBytes.Of(
                "42 03 12 34 AA BB B4 |3303| 01 |0| 04 |5750|"
                + " 10 FF |seventeen letters|"));
        bench.Answers(
            WireBytes.Of("62 85 12 35 AA BB"),
            WireBytes.Of(
                "42 03 12 35 AA BB B4 |3303| 01 |0| 04 |5700|"
                + " 10 FF |1|"));

        // All or nothing: a good value before a bad one.
        bench.Answers(
            WireBytes.Of("62 84 12 36 AA BB"),
            WireBytes.Of(
                "42 02 12 36 AA BB B4 |3303| 01 |0|"
                + " 12 2D 16 FF E4 16 76 |hall| E1 16 77 |x|"));
        Assert.AreEqual(0, bench.Sensor.Text.Length);
    }

    [TestMethod]
    public void AnExecuteIsDoneOnce()
    {
        EngineBench bench = EngineBench.Registered(300);
        byte[] execute = WireBytes.Of(
            "42 02 FF FE AA BB B4 |3303| 01 |0| 04 |5605|"
            + " FF |0='abc'|");
        byte[] answer = WireBytes.Of("62 44 FF FE AA BB");
        bench.Answers(answer, execute);
        Assert.AreEqual(1, bench.Sensor.Executions);
        Assert.AreEqual(3, bench.Sensor.ArgumentLength);

        // A duplicate within EXCHANGE_LIFETIME gets the same answer and has no effect.
        bench.Answers(answer, execute);
        Assert.AreEqual(1, bench.Sensor.Executions);
        execute[3] = 0xFF;
        answer[3] = 0xFF;
        bench.Answers(answer, execute);
        Assert.AreEqual(2, bench.Sensor.Executions);
    }

    [TestMethod]
    public void WhatCannotBeExecutedIsRefusedAndKeepsItsValue()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of("62 85 12 34 AA BB"),
            WireBytes.Of("42 02 12 34 AA BB B4 |3303| 01 |0| 04 |5700|"));

        bench.Answers(
            WireBytes.Of("62 85 12 35 AA BB"),
            WireBytes.Of("42 02 12 35 AA BB B4 |3303| 01 |0| 04 |5750| FF |0|"));
        Assert.AreEqual(0, bench.Sensor.Text.Length);
    }

    [TestMethod]
    public void AnExecuteWithBadArgumentsIsNotDone()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of("62 80 12 34 AA BB"),
            WireBytes.Of(
                "42 02 12 34 AA BB B4 |3303| 01 |0| 04 |5605|"
                + " FF |10|"));
        Assert.AreEqual(0, bench.Sensor.Executions);
    }

    [TestMethod]
    public void ASlowExecuteIsAnsweredSeparately()
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Sensor.ExecuteStatus = Status.Pending;
        byte[] execute = WireBytes.Of("42 02 12 34 AA BB B4 |3303| 01 |0| 04 |5605|");
        bench.Answers(new byte[] { 0x60, 0x00, 0x12, 0x34 }, execute);
        bench.Answers(new byte[] { 0x60, 0x00, 0x12, 0x34 }, execute);
        bench.Advance(20000);
        bench.IsSilent();
        bench.IsAlive();
        bench.Sensor.Complete(Status.Success);
        bench.Poll();
        byte[] response = WireBytes.Of("42 44 80 01 AA BB");
        bench.Sent(response);
        bench.Advance(2000);
        bench.Poll();
        bench.Sent(response);
        bench.Ignores(new byte[] { 0x60, 0x00, 0x80, 0x01 });
        bench.Advance(60000);
        bench.IsSilent();
        Assert.AreEqual(1, bench.Sensor.Executions);
    }

    [TestMethod]
    public void AFullTableOfDuplicatesSaysWhenToComeBack()
    {
        EngineBench bench = EngineBench.Registered(86400);
        byte[] execute = WireBytes.Of("42 02 12 00 AA BB B4 |3303| 01 |0| 04 |5605|");
        byte[] answer = WireBytes.Of("62 44 12 00 AA BB");
        for (int i = 0; i < Limits.Duplicates; i++)
        {
            execute[3] = (byte)i;
            answer[3] = (byte)i;
            bench.Answers(answer, execute);
        }

        // EXCHANGE_LIFETIME is 247 s; the table counts whole seconds and rounds up.
        execute[3] = 0xFF;
        bench.Answers(
            WireBytes.Of("62 A3 12 FF AA BB D1 01 F8"), execute);
        Assert.AreEqual(Limits.Duplicates, bench.Sensor.Executions);
        bench.IsAlive();
        bench.Advance(248000);
        answer[3] = 0xFF;
        bench.Answers(answer, execute);
    }

    [TestMethod]
    public void DiscoverListsWhatThereIs()
    {
        EngineBench bench = EngineBench.Registered(300);
        Discovers(bench, "</3303>;ver=1.1," + InstanceLinks, "B4 |3303|");
        Discovers(bench, InstanceLinks, "B4 |3303| 01 |0|");
        Discovers(bench, "</3303/0/5700>", Value);
        Discovers(
            bench, "</3/0/11>;dim=2,</3/0/11/0>,</3/0/11/1>",
            "B1 |3| 01 |0| 02 |11|");
    }

    [TestMethod]
    public void DiscoverTellsTheAttributes()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of("62 44 12 34 AA BB"),
            WireBytes.Of("42 03 1234 AABB" + Value + "47 |pmin=10| 04 |gt=9|"));
        Discovers(bench, "</3303/0/5700>;pmin=10;gt=9", Value);
    }

    [TestMethod]
    public void WellKnownCoreIsWhatARegistrationSays()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of(
                "62 45 1234 AABB C1 28 FF |</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\","
                + "</1>;ver=1.1,</1/0>,</3>;ver=1.1,</3/0>,</3303>;ver=1.1,</3303/0>|"),
            Get(0x42, "BB |.well-known| 04 |core|"));
    }

    private static void Discovers(EngineBench bench, string links, string path)
    {
        bench.Answers(
            WireBytes.Of("62 45 1234 AABB C1 28 FF |" + links + "|"),
            Get(0x42, path + "61 28"));
    }

    private static byte[] Get(int first, string options)
    {
        return WireBytes.Of(WireBytes.Hex(first) + "01 1234 AABB" + options);
    }
}
