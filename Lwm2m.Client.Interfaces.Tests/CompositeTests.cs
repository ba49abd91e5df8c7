// Read-Composite, Write-Composite and Observe-Composite byte for byte (OMA LwM2M Core 1.1 §6.3.8,
// §6.3.9, §6.4.4; Transport 1.1 §6.4.3, §6.4.4). SenML JSON, 110, is 6E; SenML CBOR, 112, is 70.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class CompositeTests
{
    // Content-Format, and Accept behind it.
    private const string Json = "C1 6E 51 6E FF";
    private const string Paths = "|[{\"n\":\"/3303/0/5700\"},{\"n\":\"/3303/0/5750\"}]|";

    [TestMethod]
    public void WhatIsListedIsRead()
    {
        EngineBench bench = EngineBench.Registered(86400);

        // What there is not, and what cannot be read, is left out.
        bench.Answers(
            Wire.Response(
                "45 1201",
                "C1 6E FF |[{\"bn\":\"/3303/0/\",\"n\":\"5700\",\"v\":21.5},"
                + "{\"bn\":\"/3/0/\",\"n\":\"0\",\"vs\":\"Acme\"}]|"),
            Wire.Request(
                "05 1201",
                Json + "|[{\"n\":\"/3303/0/5700\"},{\"n\":\"/3303/0/5605\"},{\"n\":\"/9\"},"
                + "{\"n\":\"/3/0/0\"}]|"));

        // As SenML CBOR: arrays of maps, base name -2, name 0, value 2.
        bench.Answers(
            Wire.Response(
                "45 1202",
                "C1 70 FF 82 A3 21 68 |/3303/0/| 00 64 |5700| 02 F9 4D60"
                + "A3 21 65 |/3/0/| 00 64 |11/1| 02 07"),
            Wire.Request(
                "05 1202",
                "C1 70 51 70 FF 82 A1 00 6C |/3303/0/5700| A1 00 69 |/3/0/11/1|"));
        bench.Answers(
            Wire.Response("80 1203", ""), Wire.Request("05 1203", Json + "|[{\"n\":\"/a\"}]|"));
    }

    [TestMethod]
    public void AllIsWrittenOrNothing()
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Answers(
            Wire.Response("44 1201", ""),
            Write("1201", "{\"n\":\"/3303/0/5750\",\"vs\":\"hall\"},{\"n\":\"/1/0/2\",\"v\":20}"));
        IsText(bench, "hall", "20");

        // A value that cannot be written, one that is not there, one that does not fit.
        bench.Answers(
            Wire.Response("85 1202", ""),
            Write(
                "1202", "{\"n\":\"/3303/0/5750\",\"vs\":\"x\"},{\"n\":\"/3303/0/5700\",\"v\":1}"));
        bench.Answers(
            Wire.Response("84 1203", ""),
            Write("1203", "{\"n\":\"/1/0/2\",\"v\":30},{\"n\":\"/9/0/0\",\"v\":1}"));
        bench.Answers(
            Wire.Response("80 1204", ""),
            Write(
                "1204",
                "{\"n\":\"/1/0/2\",\"v\":30},"
                + "{\"n\":\"/3303/0/5750\",\"vs\":\"seventeen letters\"}"));
        IsText(bench, "hall", "20");
    }

    [TestMethod]
    public void WhatIsObservedTogetherIsNotifiedTogether()
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Answers(
            Wire.Response("45 1201", "61 01" + Both("61 6E FF", "21.5", "")),
            Wire.Request("05 1201", "60 61 6E 51 6E FF" + Paths));
        bench.Sensor.SetValue(22.5);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 8001 AABB 61 02" + Both("61 6E FF", "22.5", "")));
        bench.IsSilent();

        // The other path.
        bench.Deliver(WireBytes.Of("41 03 00 01 09 B4 |3303| 01 |0| 04 |5750| 10 FF |hall|"));
        bench.Sent(WireBytes.Of("61 44 00 01 09"));
        bench.Sent(WireBytes.Of("52 45 8002 AABB 61 03" + Both("61 6E FF", "22.5", "hall")));
        bench.IsSilent();

        bench.Answers(
            Wire.Response("45 1202", Both("C1 6E FF", "22.5", "hall")),
            Wire.Request("05 1202", "61 01 61 6E 51 6E FF" + Paths));
        bench.Sensor.SetValue(23.5);
        bench.Poll();
        bench.IsSilent();
    }

    private static byte[] Write(string id, string records)
    {
        return Wire.Request("07" + id, "C1 6E FF |[" + records + "]|");
    }

    /// <summary>Sensor Value and Application Type in one SenML pack.</summary>
    private static string Both(string head, string value, string text)
    {
        return head + "|[{\"bn\":\"/3303/0/\",\"n\":\"5700\",\"v\":" + value
            + "},{\"n\":\"5750\",\"vs\":\"" + text + "\"}]|";
    }

    private static void IsText(EngineBench bench, string text, string period)
    {
        WireBytes.AreEqual(WireBytes.OfText(text), bench.Sensor.Text);
        bench.Answers(
            Wire.Response("45 1220", "C0 FF |" + period + "|"),
            Wire.Request("01 1220", "B1 |1| 01 |0| 01 |2| 60"));
    }
}
