// Firmware that the client fetches, byte for byte (OMA LwM2M Core 1.1 appendix E.6; RFC 7959 §2.4).
// Link 1 is that of the server of images.

using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class FirmwarePullTests
{
    // Uri-Host, Uri-Path, Block2, of which the value follows.
    private const string Options = "3D 00 |files.example| 82 |fw| C1";

    [TestMethod]
    public void AnImageIsFetchedBlockByBlock()
    {
        FirmwareBench bench = FirmwareBench.Registered(true);
        EngineBench engine = bench.Engine;
        byte[] image = ShelfStore.NewImage(2500);
        WriteUri(bench, "1201", "coap://files.example/fw");
        bench.Is(FirmwareState.Downloading, FirmwareResult.None);
        engine.Server = 1;
        Assert.AreEqual("files.example:5683", engine.Link.Target);
        engine.Sent(Get("8000", 5, "06 50")); // Size2 0: how long is it?
        engine.IsSilent();
        Serve(engine, "8000", 5, "0E 52 09C4", image, 0, 1024);
        Assert.AreEqual(2500, bench.Store.Announced);

        // The answer is lost.
        engine.Sent(Get("8001", 9, "16"));
        engine.Advance(2000);
        engine.Poll();
        engine.Sent(Get("8001", 9, "16"));
        engine.IsSilent();

        // The server wants smaller blocks from here on; a block comes twice.
        Serve(engine, "8001", 9, "2D", image, 1024, 512);
        engine.Sent(Get("8002", 13, "35"));
        Serve(engine, "8001", 9, "2D", image, 1024, 512);
        engine.IsSilent();
        Serve(engine, "8002", 13, "3D", image, 1536, 512);
        engine.Sent(Get("8003", 17, "45"));
        int closes = engine.Link.Closes;
        Serve(engine, "8003", 17, "45", image, 2048, 452);
        engine.IsSilent();
        Assert.AreEqual(closes + 1, engine.Link.Closes);
        Assert.IsTrue(bench.Store.Holds(image), "another image");
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
        Assert.AreEqual(0, bench.Store.Discarded);
    }

    /// <summary>Another ETag: what there is, is of another image.</summary>
    [TestMethod]
    public void AnImageThatChangesIsFetchedAnew()
    {
        FirmwareBench bench = FirmwareBench.Registered(true);
        EngineBench engine = bench.Engine;
        WriteUri(bench, "1201", "coap://files.example/fw");
        engine.Server = 1;
        engine.Sent(Get("8000", 5, "06 50"));
        Serve(engine, "8000", 5, "0E", ShelfStore.NewImage(1500), 0, 1024);
        engine.Sent(Get("8001", 9, "16"));
        byte[] image = ShelfStore.NewImage(1100);
        engine.Link.Deliver(WireBytes.Join(
            Wire.Reply("45 8001", 9, "41 02 D1 06 16 FF"), WireBytes.Part(image, 1024, 76)));
        engine.Advance(Limits.DownloadRetryMs);
        engine.Poll();
        Assert.AreEqual(2, engine.Link.Connects);
        engine.Sent(Get("8002", 13, "06 50"));
        Serve(engine, "8002", 13, "0E", image, 0, 1024);
        engine.Sent(Get("8003", 17, "16"));
        Serve(engine, "8003", 17, "16", image, 1024, 76);
        Assert.IsTrue(bench.Store.Holds(image), "another image");
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
    }

    /// <summary>With the key that the application has given; each block in a record.</summary>
    [TestMethod]
    public void AnImageIsFetchedOverASecureConnection()
    {
        FirmwareBench bench = FirmwareBench.Registered(true, new Accounts(1).AddBootstrapPsk(
            "coaps://images.example", HandshakeVectors.Identity,
            WireBytes.Of(HandshakeVectors.Key)).Dtls);
        EngineBench engine = bench.Engine;
        var secure = new SecureBench(engine);
        byte[] image = ShelfStore.NewImage(1100);
        engine.Numbers.TokenByte = 0; // As when the handshake was recorded.
        WriteUri(bench, "1201", "coaps://files.example/fw");
        engine.Server = 1;
        Assert.AreEqual("files.example:5684", engine.Link.Target);
        secure.Play(0);
        WireBytes.AreEqual(Get("8000", 0x21, "06 50"), secure.Open());
        engine.IsSilent();
        secure.Deliver(Block("8000", 0x21, "0E", image, 0, 1024));
        WireBytes.AreEqual(Get("8001", 0x25, "16"), secure.Open());

        // In clear it does not count.
        engine.Ignores(Block("8001", 0x25, "16", image, 1024, 76));
        secure.Deliver(Block("8001", 0x25, "16", image, 1024, 76));
        WireBytes.AreEqual(new byte[] { 1, 0 }, secure.Open()); // close_notify
        engine.IsSilent();
        Assert.IsTrue(bench.Store.Holds(image), "another image");
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
    }

    [TestMethod]
    public void WhatCannotBeFetchedIsSaid()
    {
        FirmwareBench bench = FirmwareBench.Registered(true);
        WriteUri(bench, "1201", "http://files.example/fw");
        bench.Is(FirmwareState.Idle, FirmwareResult.UnsupportedProtocol);
        WriteUri(bench, "1202", "coaps://files.example/fw"); // There is no key.
        bench.Is(FirmwareState.Idle, FirmwareResult.UnsupportedProtocol);
        WriteUri(bench, "1203", "coap:files.example");
        bench.Is(FirmwareState.Idle, FirmwareResult.InvalidUri);
        WriteUri(bench, "1204", "coap://files.example/fw");
        bench.Engine.Server = 1;
        bench.Engine.Sent(Get("8000", 5, "06 50"));
        bench.Engine.Ignores(Wire.Reply("84 8000", 5, ""));
        bench.Is(FirmwareState.Idle, FirmwareResult.InvalidUri);
    }

    private static void WriteUri(FirmwareBench bench, string id, string uri)
    {
        bench.Engine.Answers(
            Wire.Response("44" + id, ""),
            Wire.Request("03" + id, FirmwareBench.Path + "01 |1| 10 FF |" + uri + "|"));
    }

    private static byte[] Get(string id, int token, string rest)
    {
        return WireBytes.Of("44 01" + id + EngineBench.Token(token) + Options + rest);
    }

    /// <summary>Sends a block.</summary>
    private static void Serve(
        EngineBench engine, string id, int token, string block, byte[] image, int offset,
        int length)
    {
        engine.Deliver(Block(id, token, block, image, offset, length));
    }

    /// <summary>A block with ETag 01.</summary>
    private static byte[] Block(
        string id, int token, string block, byte[] image, int offset, int length)
    {
        return WireBytes.Join(
            Wire.Reply("45" + id, token, "41 01 D1 06" + block + "FF"),
            WireBytes.Part(image, offset, length));
    }
}
