// Create and Delete byte for byte (OMA LwM2M Core 1.1 §6.3.6, §6.3.7), on object 16, Portfolio.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class InstanceTests
{
    private const string Links =
        "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\",</1/0>,</3/0>,";

    private const string SensorLinks = "</3303>;ver=1.1,</3303/0>";

    [TestMethod]
    public void AnInstanceComesAndGoes()
    {
        EngineBench bench = Registered();

        // TLV: object instance 1 { multiple resource 0 { instance 2: "x" } }.
        Changes(
            bench, Wire.Request("02 1201", "B2 |16| 12 2D16 FF 05 01 83 00 41 02 78"),
            Wire.Response("41 1201", "82 |16| 01 |1|"), "8001", 5, "</16/0>,</16/1>,");
        bench.Answers(
            Wire.Response("45 1202", "C0 FF |x|"),
            Wire.Request("01 1202", "B2 |16| 01 |1| 01 |0| 01 |2| 60"));
        Changes(
            bench, Wire.Request("04 1203", "B2 |16| 01 |1|"),
            Wire.Response("42 1203", ""), "8002", 9, "</16/0>,");
        bench.Answers(
            Wire.Response("84 1204", ""),
            Wire.Request("01 1204", "B2 |16| 01 |1| 01 |0| 01 |2| 60"));
    }

    /// <summary>The client finds an id; a bad value leaves nothing; there is room for two.
    /// </summary>
    [TestMethod]
    public void WhatCannotBeCreatedLeavesNothing()
    {
        EngineBench bench = Registered();
        bench.Answers(
            Wire.Response("80 1201", ""),
            Wire.Request("02 1201", "B2 |16| 12 2D16 FF 83 00 41 04 78"));
        Changes(
            bench, Wire.Request("02 1202", "B2 |16| 12 2D16 FF 83 00 41 02 78"),
            Wire.Response("41 1202", "82 |16| 01 |1|"), "8001", 5, "</16/0>,</16/1>,");
        bench.Answers(
            Wire.Response("80 1203", ""),
            Wire.Request("02 1203", "B2 |16| 12 2D16 FF 83 00 41 02 78"));
        bench.Answers(
            Wire.Response("80 1204", ""),
            Wire.Request("02 1204", "B2 |16| 12 2D16 FF 05 01 83 00 41 02 78"));

        // The sensor allows neither.
        bench.Answers(Wire.Response("85 1205", ""), Wire.Request("04 1205", "B4 |3303| 01 |0|"));
        bench.Answers(
            Wire.Response("85 1206", ""),
            Wire.Request("02 1206", "B4 |3303| 12 2D16 FF E4 1676 |hall|"));
    }

    private static EngineBench Registered()
    {
        return new EngineBench(
            EngineBench.NewAccounts(86400, false), new PortfolioObject(), null).Register();
    }

    /// <summary>What a request changes is answered, and an Update tells it.</summary>
    private static void Changes(
        EngineBench bench, byte[] request, byte[] response, string id, int token,
        string portfolio)
    {
        bench.Deliver(request);
        bench.Sent(response);
        bench.Sent(Update(id, token, portfolio));
        bench.Ignores(Wire.Reply("44" + id, token, ""));
    }

    private static byte[] Update(string id, int token, string portfolio)
    {
        return WireBytes.Of(
            "44 02" + id + EngineBench.Token(token) + "B2 |rd| 04 |5a3f| 11 28 FF |"
            + Links + portfolio + SensorLinks + "|");
    }
}
