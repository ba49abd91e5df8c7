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
        WriteUri(bench, "coap://files.example/fw");
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
        WriteUri(bench, "coap://files.example/fw");
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

    [TestMethod]
    public void WhatCannotBeFetchedIsSaid()
    {
        FirmwareBench bench = FirmwareBench.Registered(true);
        WriteUri(bench, "http://files.example/fw");
        bench.Is(FirmwareState.Idle, FirmwareResult.UnsupportedProtocol);
        WriteUri(bench, "coap:files.example");
        bench.Is(FirmwareState.Idle, FirmwareResult.InvalidUri);
        WriteUri(bench, "coap://files.example/fw");
        bench.Engine.Server = 1;
        bench.Engine.Sent(Get("8000", 5, "06 50"));
        bench.Engine.Ignores(Wire.Reply("84 8000", 5, ""));
        bench.Is(FirmwareState.Idle, FirmwareResult.InvalidUri);
    }

    private static void WriteUri(FirmwareBench bench, string uri)
    {
        bench.Engine.Answers(
            Wire.Response("44 1201", ""),
            Wire.Request("03 1201", FirmwareBench.Path + "01 |1| 10 FF |" + uri + "|"));
    }

    private static byte[] Get(string id, int token, string rest)
    {
        return WireBytes.Of("44 01" + id + EngineBench.Token(token) + Options + rest);
    }

    /// <summary>Sends a block with ETag 01.</summary>
    private static void Serve(
        EngineBench engine, string id, int token, string block, byte[] image, int offset,
        int length)
    {
        engine.Link.Deliver(WireBytes.Join(
            Wire.Reply("45" + id, token, "41 01 D1 06" + block + "FF"),
            WireBytes.Part(image, offset, length)));
        engine.Poll();
    }
}
