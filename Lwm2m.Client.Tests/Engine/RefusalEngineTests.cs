// What the client does with messages that it does not take: the stated answer or silence
// (RFC 7252 §4.2, §4.3, §5.4.1, §5.7.2; RFC 7959 §2.2, §2.9), and the registration stays.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class RefusalEngineTests
{
    [TestMethod]
    public void APingGetsAReset()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(new byte[] { 0x70, 0, 0xAB, 0xCD }, new byte[] { 0x40, 0, 0xAB, 0xCD });
        bench.IsAlive();
    }

    [TestMethod]
    public void AMalformedConfirmableGetsAReset()
    {
        EngineBench bench = EngineBench.Registered(300);
        Resets(bench, 0x49, 0x01, 0xAB, 0xCD, 1, 2, 3, 4, 5, 6, 7, 8, 9); // token of 9
        Resets(bench, 0x42, 0x01, 0xAB, 0xCD, 1);                         // token cut
        Resets(bench, 0x40, 0x01, 0xAB, 0xCD, 0xFF);                      // marker alone
        Resets(bench, 0x40, 0x01, 0xAB, 0xCD, 0xF0);                      // delta 15
        Resets(bench, 0x40, 0x01, 0xAB, 0xCD, 0xBF);                      // length 15
        Resets(bench, 0x40, 0x01, 0xAB, 0xCD, 0xB4, 0x33);                // option cut
        Resets(bench, 0x40, 0x00, 0xAB, 0xCD, 0x00);                      // empty, not quite
        Resets(bench, 0x40, 0x21, 0xAB, 0xCD);                            // class 1
        Resets(bench, 0x40, 0x61, 0xAB, 0xCD);                            // class 3
        Resets(bench, 0x40, 0xC1, 0xAB, 0xCD);                            // class 6
        Resets(bench, 0x40, 0xE1, 0xAB, 0xCD);                            // class 7
        bench.IsAlive();
    }

    [TestMethod]
    public void AnythingElseMalformedIsIgnored()
    {
        EngineBench bench = EngineBench.Registered(300);
        for (int type = 1; type < 4; type++)
        {
            bench.Ignores(OfType(type, "49 01 ABCD 010203040506070809"));
            bench.Ignores(OfType(type, "42 01 ABCD 01"));
            bench.Ignores(OfType(type, "40 01 ABCD FF"));
            bench.Ignores(OfType(type, "40 01 ABCD F0"));
            bench.Ignores(OfType(type, "40 00 ABCD 00"));
            bench.Ignores(OfType(type, "40 21 ABCD"));
            bench.Ignores(OfType(type, "40 00 ABCD"));
        }

        bench.IsAlive();
    }

    [TestMethod]
    public void GarbageIsIgnored()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Ignores(new byte[0]);
        bench.Ignores(new byte[] { 0x40 });
        bench.Ignores(new byte[] { 0x40, 0x01, 0x00 });
        bench.Ignores(new byte[] { 0x00, 0x01, 0xAB, 0xCD });
        bench.Ignores(new byte[] { 0x80, 0x01, 0xAB, 0xCD });
        bench.Ignores(new byte[] { 0xC0, 0x01, 0xAB, 0xCD });
        bench.Ignores(WireBytes.OfText("hello world"));
        bench.Ignores(WireBytes.NewBuffer(Limits.DatagramBytes));
        bench.IsAlive();
    }

    [TestMethod]
    public void AnUnexpectedResponseIsRejected()
    {
        EngineBench bench = EngineBench.Registered(300);
        Resets(bench, 0x41, 0x45, 0xAB, 0xCD, 0x77);
        bench.Ignores(new byte[] { 0x51, 0x45, 0xAB, 0xCD, 0x77 });
        bench.Ignores(new byte[] { 0x61, 0x45, 0xAB, 0xCD, 0x77 });
        bench.Ignores(new byte[] { 0x71, 0x45, 0xAB, 0xCD, 0x77 });
        bench.IsAlive();
    }

    [TestMethod]
    public void RequestsInAcknowledgementsAndResetsAreIgnored()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Ignores(Request(0x62, 0x01, "B4 |3303|"));
        bench.Ignores(Request(0x72, 0x01, "B4 |3303|"));
        bench.IsAlive();
    }

    [TestMethod]
    public void NobodyIsAnsweredWithoutARegistration()
    {
        var bench = new EngineBench(300);
        bench.Start();
        bench.Link.Take();
        bench.Ignores(CoapVectors.Read());
        bench.Ignores(Request(0x52, 0x01, "B4 |3303|"));
        bench.Deliver(EngineBench.Accepted(0x80, 0x00, 1));
        bench.IsAlive();
    }

    [TestMethod]
    public void AnUnknownCriticalOptionIsBad()
    {
        EngineBench bench = EngineBench.Registered(300);
        string options = "90 24 |3303|"; // 9, then 11
        Answers(bench, 4, 2, 0x01, options);
        bench.Answers(new byte[] { 0x70, 0, 0x12, 0x34 }, Request(0x52, 0x01, options));

        // Accept with three bytes counts as one.
        options = "B4 |3303| 63 00 00 28";
        Answers(bench, 4, 2, 0x01, options);
        bench.IsAlive();
    }

    [TestMethod]
    public void UnknownElectiveOptionsAreNot()
    {
        EngineBench bench = EngineBench.Registered(300);
        bench.Answers(
            WireBytes.Of("62 45 12 34 AA BB C0 FF |Cel|"),
            Request(
                0x42,
                0x01,
                "22 09 09" // 2
                    + " 94 |3303| 01 |0| 04 |5701| 60" // Uri-Path, Accept 0
                    + " E3 FD E0 01 02 03"));                 // 17 + 65261: 65278
    }

    [TestMethod]
    public void ThisIsNoProxy()
    {
        EngineBench bench = EngineBench.Registered(300);
        Answers(bench, 5, 5, 0x01, "DD 16 00 |coap://[::1]/|");
        Answers(bench, 5, 5, 0x01, "B4 |3303| D4 0F |coap|");
        bench.IsAlive();
    }

    [TestMethod]
    public void MethodsThatAreNotLwm2mAreRefused()
    {
        EngineBench bench = EngineBench.Registered(300);
        string path = "B4 |3303| 01 |0| 04 |5700|";
        for (int code = 5; code < 32; code++)
        {
            Answers(bench, 4, 5, code, path);
        }

        Answers(bench, 4, 15, 0x05, "");
        Answers(bench, 4, 15, 0x07, "");
        Answers(bench, 4, 5, 0x04, "B1 |3| 01 |0|");
        Answers(bench, 4, 5, 0x01, "");
        Answers(bench, 4, 5, 0x02, "BB |.well-known| 04 |core|");
        bench.IsAlive();
    }

    [TestMethod]
    public void PathsThatNameNothingAreNotFound()
    {
        EngineBench bench = EngineBench.Registered(300);
        Answers(bench, 4, 4, 0x01, "B1 |4|");
        Answers(bench, 4, 4, 0x01, "B4 |3303| 01 |1|");
        Answers(bench, 4, 4, 0x01, "B4 |3303| 01 |0| 04 |5601|");
        Answers(
            bench, 4, 4, 0x01, "B1 |3| 01 |0| 01 |0| 01 |0| 01 |0|");
        Answers(bench, 4, 4, 0x01, "B3 |abc|");
        Answers(bench, 4, 4, 0x01, "B2 |-1|");
        Answers(bench, 4, 4, 0x01, "B2 |+3|");
        Answers(bench, 4, 4, 0x01, "B2 |03|");
        Answers(bench, 4, 4, 0x01, "B2 |3 |");
        Answers(bench, 4, 4, 0x01, "B5 |65535|");
        Answers(bench, 4, 4, 0x01, "B5 |65536|");
        Answers(bench, 4, 4, 0x01, "B5 |99999|");
        Answers(bench, 4, 4, 0x01, "B6 |000003|");
        Answers(bench, 4, 4, 0x01, "BA |4294967299|"); // 2^32 + 3
        Answers(bench, 4, 4, 0x01, "B4 |3303| 01 |0| 05 |65535|");
        Answers(bench, 4, 4, 0x01, "B4 |3303| 00");
        Answers(bench, 4, 4, 0x01, "BB |.well-known| 03 |cor|");
        Answers(bench, 4, 4, 0x01, "BB |.well-known|");
        bench.IsAlive();
    }

    [TestMethod]
    public void SecurityIsNobodysBusiness()
    {
        EngineBench bench = EngineBench.Registered(300);
        Answers(bench, 4, 1, 0x01, "B1 |0|");
        Answers(bench, 4, 1, 0x01, "B1 |0| 01 |0| 01 |5|");
        Answers(bench, 4, 1, 0x01, "B1 |0| 01 |0| 61 28");
        Answers(bench, 4, 1, 0x03, "B1 |0| 01 |0| 01 |5| 10 FF |x|");
    }

    [TestMethod]
    public void FormatsThatAreNotSpokenAreRefused()
    {
        EngineBench bench = EngineBench.Registered(300);
        string path = "B4 |3303| 01 |0| 04 |5750|";

        // Accept 41 (XML), 50 (JSON), 65535: 4.06.
        Answers(bench, 4, 6, 0x01, path + "61 29");
        Answers(bench, 4, 6, 0x01, path + "61 32");
        Answers(bench, 4, 6, 0x01, path + "62 FF FF");

        // Text for more than one value: 4.06.
        Answers(bench, 4, 6, 0x01, "B4 |3303| 01 |0| 60");

        // Content-Format 50, 40, 65535: 4.15.
        Answers(bench, 4, 15, 0x03, path + "11 32 FF |x|");
        Answers(bench, 4, 15, 0x03, path + "11 28 FF |x|");
        Answers(bench, 4, 15, 0x03, path + "12 FF FF FF |x|");
        Assert.AreEqual(0, bench.Sensor.Text.Length);
        bench.IsAlive();
    }

    [TestMethod]
    public void BlocksThatBelongNowhereAreRefused()
    {
        EngineBench bench = EngineBench.Registered(300);
        string put = "B4 |3303| 01 |0| 04 |5750| 10";

        // Block1 is 27: delta 15 after Content-Format, 27 in the answer.
        bench.Answers(
            WireBytes.Of("62 80 1234 AABB D1 0E 0B"),
            Request(0x42, 0x03, put + "D1 02 0B FF |x|"));
        bench.Answers(
            WireBytes.Of("62 88 1234 AABB D1 0E 13"),
            Request(0x42, 0x03, put + "D1 02 13 FF |x|"));
        bench.Answers(
            WireBytes.Of("62 88 1234 AABB D1 0E 1B"),
            Request(0x42, 0x03, put + "D1 02 1B FF |x|"));
        Answers(bench, 4, 0, 0x03, put + "D1 02 07 FF |x|");
        Assert.AreEqual(0, bench.Sensor.Text.Length);
        bench.IsAlive();
    }

    /// <summary>A message, with the type replaced.</summary>
    private static byte[] OfType(int type, string notation)
    {
        byte[] message = WireBytes.Of(notation);
        message[0] |= (byte)(type << 4);
        return message;
    }

    private static byte[] Request(int first, int code, string rest)
    {
        return WireBytes.Of(
            WireBytes.Hex(first) + WireBytes.Hex(code) + "1234 AABB" + rest);
    }

    private static void Answers(
        EngineBench bench, int codeClass, int detail, int method, string rest)
    {
        bench.Answers(
            WireBytes.Of("62" + WireBytes.Hex((codeClass << 5) | detail) + "1234 AABB"),
            Request(0x42, method, rest));
    }

    private static void Resets(EngineBench bench, params byte[] message)
    {
        bench.Answers(new byte[] { 0x70, 0x00, 0xAB, 0xCD }, message);
    }
}
