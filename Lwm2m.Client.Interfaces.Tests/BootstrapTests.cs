// The bootstrap interface byte for byte (OMA LwM2M Core 1.1 §6.1; Transport 1.1 §6.4.1). Link 0 is
// that of the server to register with, link 1 that of the bootstrap server.

using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class BootstrapTests
{
    // PUT of a TLV to an instance: path, Content-Format 11542.
    internal const string Security = "B1 |0| 01 |1| 12 2D16 FF";
    internal const string Server = "B1 |1| 01 |0| 12 2D16 FF";

    // URI, not a bootstrap server, NoSec, Short Server ID 123.
    internal const string SecurityValues =
        "C8 00 15 |coap://server.example| C1 01 00 C1 02 03 C1 0A 7B";

    // Short Server ID 123, lifetime 600, notifications are stored, U.
    internal const string ServerValues = "C1 00 7B C2 01 0258 C1 06 01 C1 07 |U|";

    internal const string Finish = "B2 |bs|";

    [TestMethod]
    public void WhatABootstrapProvidesIsRegisteredWith()
    {
        EngineBench bench = Asking(null, 0x00, 1);

        // Delete of everything, Discover, the two instances.
        bench.Answers(Wire.Response("42 1201", ""), Wire.Request("04 1201", ""));
        bench.Answers(
            Wire.Response("45 1202", "C1 28 FF |</>;lwm2m=1.1,</0/0>,</1>,</3/0>,"
                + "</3303>;ver=1.1,</3303/0>|"),
            Wire.Request("01 1202", "D1 04 28"));
        Provide(bench);
        bench.Answers(
            Wire.Response(
                "45 1205", "C1 28 FF |</>;lwm2m=1.1,</0/0>,</0/1>;ssid=123;"
                + "uri=\"coap://server.example\"|"),
            Wire.Request("01 1205", "B1 |0| 61 28"));
        bench.Answers(Wire.Response("44 1206", ""), Wire.Request("02 1206", Finish));
        Assert.AreEqual((int)BootstrapState.Finished, (int)bench.Client.BootstrapState);
        Registers(bench, 0x00, 5);

        // Finish once more: as before, for the acknowledgement may be lost; then it is over.
        bench.Server = 1;
        bench.Answers(Wire.Response("44 1206", ""), Wire.Request("02 1206", Finish));
        bench.Answers(
            Wire.Response("85 1207", ""), Wire.Request("03 1207", Server + ServerValues));
        bench.Advance(93000);
        bench.Poll();
        Assert.AreEqual((int)BootstrapState.Idle, (int)bench.Client.BootstrapState);
        Assert.AreEqual(1, bench.Link.Connects);
    }

    /// <summary>Without a Server instance there is nothing to finish with: 4.06. The server can
    /// mend it.</summary>
    [TestMethod]
    public void AFinishThatIsTooEarlyIsRefused()
    {
        EngineBench bench = Asking(null, 0x00, 1);
        bench.Answers(
            Wire.Response("44 1201", ""), Wire.Request("03 1201", Security + SecurityValues));
        bench.Answers(Wire.Response("86 1202", ""), Wire.Request("02 1202", Finish));
        Assert.AreEqual((int)BootstrapState.AwaitingFinish, (int)bench.Client.BootstrapState);
        bench.Answers(
            Wire.Response("44 1203", ""), Wire.Request("03 1203", Server + ServerValues));
        bench.Answers(Wire.Response("44 1204", ""), Wire.Request("02 1204", Finish));
        Registers(bench, 0x00, 5);
    }

    [TestMethod]
    public void SecretsAreNotReadAndOtherObjectsNotWritten()
    {
        EngineBench bench = Asking(null, 0x00, 1);
        Provide(bench);
        bench.Answers(Wire.Response("81 1205", ""), Wire.Request("01 1205", "B1 |0| 01 |1|"));
        bench.Answers(
            Wire.Response("45 1206", "C2 2D16 FF" + ServerValues),
            Wire.Request("01 1206", "B1 |1| 01 |0| 62 2D16"));
        bench.Answers(
            Wire.Response("85 1207", ""),
            Wire.Request("03 1207", "B4 |3303| 01 |0| 12 2D16 FF E4 1676 |hall|"));
        bench.Answers(Wire.Response("80 1208", ""), Wire.Request("04 1208", "B1 |0| 01 |0|"));
        Assert.AreEqual(0, bench.Sensor.Text.Length);
    }

    /// <summary>EXCHANGE_LIFETIME, 247 s, without Finish: what was provided is nothing, and the
    /// client asks again.</summary>
    [TestMethod]
    public void WithoutFinishItBeginsAnew()
    {
        EngineBench bench = Asking(null, 0x00, 1);
        Provide(bench);
        bench.Advance(246999);
        Assert.AreEqual((int)BootstrapState.AwaitingFinish, (int)bench.Client.BootstrapState);
        bench.Advance(1);
        bench.Poll();
        bench.IsSilent();
        Assert.AreEqual((int)BootstrapState.AwaitingRetry, (int)bench.Client.BootstrapState);
        bench.Server = 0;
        Assert.AreEqual(0, bench.Link.Connects);
        bench.Server = 1;
        bench.Advance(60000);
        bench.Poll();
        Assert.AreEqual(2, bench.Link.Connects);
        Request(bench, 0x01, 5);
        bench.Answers(
            Wire.Response("45 1202", "C1 28 FF |</>;lwm2m=1.1,</1>|"),
            Wire.Request("01 1202", "B1 |1| 61 28"));
    }

    /// <summary>What it has provided outlives a restart; the application's accounts do not count
    /// any more.</summary>
    [TestMethod]
    public void WhatABootstrapProvidesStays()
    {
        var storage = new MemoryStorage();
        EngineBench bench = Asking(storage, 0x00, 1);
        Provide(bench);
        bench.Answers(Wire.Response("44 1205", ""), Wire.Request("02 1205", Finish));
        bench = NewBench(storage);
        bench.Start();
        bench.Server = 1;
        bench.IsSilent();
        Registers(bench, 0x00, 1);
    }

    /// <summary>Bootstrap-Request Trigger (/1/0/9), and a server that does not want the client.
    /// </summary>
    [TestMethod]
    public void AServerLeadsToTheBootstrapServer()
    {
        EngineBench bench = NewBoth().Register();
        bench.Answers(
            Wire.Response("44 1201", ""), Wire.Request("02 1201", "B1 |1| 01 |0| 01 |9|"));
        bench.Server = 1;
        Request(bench, 0x00, 5);
        bench.Answers(
            Wire.Response("44 1202", ""),
            Wire.Request("03 1202", "B1 |1| 01 |0| 01 |1| 10 FF |600|"));
        bench.Answers(Wire.Response("44 1203", ""), Wire.Request("02 1203", Finish));
        bench.Server = 0;
        Registers(bench, 0x01, 9);

        bench = NewBoth();
        bench.Start();
        Assert.IsNotNull(bench.Link.Take(), "no Register");
        bench.Ignores(Wire.Reply("83 8000", 1, "")); // 4.03
        bench.Server = 1;
        Request(bench, 0x00, 5);
    }

    [TestMethod]
    public void ABootstrapOverASecureConnection()
    {
        var accounts = new Accounts(1);
        accounts.AddBootstrapPsk(
            "coaps://bs.example", HandshakeVectors.Identity, WireBytes.Of(HandshakeVectors.Key));
        var bench = new SecureBench(new EngineBench(accounts, null, null));
        EngineBench engine = bench.Engine;
        engine.Start();
        engine.Server = 1;
        Assert.AreEqual("bs.example:5684", engine.Link.Target);
        bench.Play(0);
        WireBytes.AreEqual(
            WireBytes.Of(
                "44 02 8000" + EngineBench.Token(0x21) + "B2 |bs| 47 |ep=dev1| 07 |pct=112|"),
            bench.Open());
        bench.Deliver(Wire.Reply("44 8000", 0x21, ""));
        bench.Answers(
            Wire.Response("44 1203", ""), Wire.Request("03 1203", Security + SecurityValues));

        // In clear it does not count.
        engine.Ignores(Wire.Request("03 1204", Server + ServerValues));
        bench.Answers(Wire.Response("86 1205", ""), Wire.Request("02 1205", Finish));
        bench.Answers(
            Wire.Response("44 1206", ""), Wire.Request("03 1206", Server + ServerValues));
        bench.Answers(Wire.Response("44 1207", ""), Wire.Request("02 1207", Finish));
        Registers(engine, 0x00, 0x25);
    }

    /// <summary>A client that has a server and a bootstrap server.</summary>
    private static EngineBench NewBoth()
    {
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://server.example", EngineBench.ServerId, 300);
        accounts.AddBootstrapNoSec("coap://bs.example");
        return new EngineBench(accounts, null, null);
    }

    private static EngineBench NewBench(MemoryStorage storage)
    {
        var accounts = new Accounts(1);
        accounts.AddBootstrapNoSec("coap://bs.example");
        return new EngineBench(accounts, null, storage);
    }

    /// <summary>A client whose Bootstrap-Request has been accepted.</summary>
    internal static EngineBench Asking(MemoryStorage storage, int messageId, int token)
    {
        EngineBench bench = NewBench(storage);
        bench.Start();
        bench.IsSilent();
        bench.Server = 1;
        Assert.AreEqual("bs.example:5683", bench.Link.Target);
        Request(bench, messageId, token);
        return bench;
    }

    private static void Request(EngineBench bench, int messageId, int token)
    {
        string id = "80" + WireBytes.Hex(messageId);
        bench.Sent(WireBytes.Of(
            "44 02" + id + EngineBench.Token(token) + "B2 |bs| 47 |ep=dev1| 07 |pct=112|"));
        bench.Ignores(Wire.Reply("44" + id, token, ""));
        Assert.AreEqual((int)BootstrapState.AwaitingFinish, (int)bench.Client.BootstrapState);
    }

    internal static void Provide(EngineBench bench)
    {
        bench.Answers(
            Wire.Response("44 1203", ""), Wire.Request("03 1203", Security + SecurityValues));
        bench.Answers(
            Wire.Response("44 1204", ""), Wire.Request("03 1204", Server + ServerValues));
    }

    internal static void Registers(EngineBench bench, int messageId, int token)
    {
        bench.Server = 0;
        Assert.AreEqual("server.example:5683", bench.Link.Target);
        bench.Sent(WireBytes.Of(
            "44 02 80" + WireBytes.Hex(messageId) + EngineBench.Token(token)
            + "B2 |rd| 11 28 39 |lwm2m=1.1| 07 |ep=dev1| 03 |b=U| 06 |lt=600| FF"
            + "|</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\",</1/0>,</3/0>,</3303>;ver=1.1,"
            + "</3303/0>|"));
        bench.Ignores(EngineBench.Accepted(0x80, messageId, token));
        bench.IsAlive();
    }
}
