// Firmware that a server pushes, byte for byte (OMA LwM2M Core 1.1 appendix E.6; RFC 7959 §2.3).

using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class FirmwarePushTests
{
    // Package as opaque, before Block1; Update.
    private const string Package = FirmwareBench.Path + "01 |0| 11 2A D1 02";
    private const string Update = FirmwareBench.Path + "01 |2|";

    private static bool s_mayUpdate;

    [TestMethod]
    public void AnImageIsPushedCheckedAndApplied()
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        byte[] image = ShelfStore.NewImage(1200);
        bench.Is(FirmwareState.Idle, FirmwareResult.None);

        // Not yet: there is no image.
        bench.Engine.Answers(Wire.Response("85 1201", ""), Wire.Request("02 1201", Update));
        Push(bench, "5F 1202", "0D", image, 0, 512);
        bench.Is(FirmwareState.Downloading, FirmwareResult.None);
        Push(bench, "5F 1203", "1D", image, 512, 512);

        // The same block once more.
        Push(bench, "5F 1203", "1D", image, 512, 512);
        Push(bench, "44 1204", "25", image, 1024, 176);
        Push(bench, "44 1204", "25", image, 1024, 176);
        Assert.IsTrue(bench.Store.Holds(image), "another image");
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
        bench.Engine.Answers(Wire.Response("44 1205", ""), Wire.Request("02 1205", Update));
        bench.Is(FirmwareState.Updating, FirmwareResult.None);
        Assert.AreEqual(1, bench.Store.Applied);

        // The device restarts; the new firmware is confirmed once a server has registered it.
        bench = new FirmwareBench(
            new ShelfStore { Outcome = FirmwareResult.Success }, false, null);
        Assert.IsFalse(bench.Store.IsConfirmed);
        bench.Engine.Register();
        Assert.IsTrue(bench.Store.IsConfirmed);
        bench.Is(FirmwareState.Idle, FirmwareResult.Success);
    }

    /// <summary>
    /// In front of the image stands what the format puts there: of TLV an Opaque of resource 0
    /// with a length of two bytes, 512; of SenML CBOR a pack with a name and a byte string.
    /// </summary>
    [TestMethod]
    [DataRow("12 2D16", "D0 00 0200")]
    [DataRow("11 70", "81 A2 00 66 |/5/0/0| 08 59 0200")]
    public void AnImageComesInAFormatWithAHead(string format, string head)
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        byte[] image = ShelfStore.NewImage(512);
        byte[] body = WireBytes.Join(WireBytes.Of(head), image);
        string options = FirmwareBench.Path + "01 |0|" + format + "D1 02";
        bench.Engine.Answers(
            Wire.Response("5F 1201", "D1 0E 0C"),
            Wire.Request("03 1201", options + "0C", body, 0, 256));
        bench.Engine.Answers(
            Wire.Response("5F 1202", "D1 0E 1C"),
            Wire.Request("03 1202", options + "1C", body, 256, 256));
        Assert.AreEqual(512, bench.Store.Announced);
        bench.Engine.Answers(
            Wire.Response("44 1203", "D1 0E 24"),
            Wire.Request("03 1203", options + "24", body, 512, body.Length - 512));
        Assert.IsTrue(bench.Store.Holds(image), "another image");
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
    }

    [TestMethod]
    public void AnUpdateIsPutOff()
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        bench.Firmware.UpdateRequested = MayUpdate;
        s_mayUpdate = false;
        bench.Engine.Answers(
            Wire.Response("44 1201", ""),
            Wire.Request("03 1201", FirmwareBench.Path + "02 |13| 10 FF |60|"));
        byte[] image = ShelfStore.NewImage(100);
        Push(bench, "44 1202", "03", image, 0, 100);
        bench.Engine.Answers(Wire.Response("44 1203", ""), Wire.Request("02 1203", Update));
        bench.Is(FirmwareState.Downloaded, FirmwareResult.Deferred);
        Assert.AreEqual(0, bench.Store.Applied);
        s_mayUpdate = true;
        bench.Engine.Answers(Wire.Response("44 1204", ""), Wire.Request("02 1204", Update));
        bench.Is(FirmwareState.Updating, FirmwareResult.None);
        Assert.AreEqual(1, bench.Store.Applied);
    }

    [TestMethod]
    public void ADamagedImageIsRefused()
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        byte[] image = ShelfStore.NewImage(600);
        image[100] ^= 1;
        Push(bench, "5F 1201", "0D", image, 0, 512);
        Push(bench, "80 1202", "15", image, 512, 88);
        bench.Is(FirmwareState.Idle, FirmwareResult.IntegrityFailed);
        bench.Engine.Answers(Wire.Response("85 1203", ""), Wire.Request("02 1203", Update));
    }

    /// <summary>Size1 tells it with the first block.</summary>
    [TestMethod]
    public void AnImageThatIsTooLongIsRefusedAtOnce()
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        bench.Engine.Answers(
            Wire.Response("8D 1201", "D1 0E 0D"),
            Wire.Request(
                "03 1201", Package + "0D D2 14 1001", ShelfStore.NewImage(600), 0, 512));
        Assert.AreEqual(4097, bench.Store.Announced);
        bench.Is(FirmwareState.Idle, FirmwareResult.StorageShortage);
    }

    /// <summary>An empty acknowledgement first, the response when the piece is stored.</summary>
    [TestMethod]
    public void AStoreMayTakeItsTime()
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        EngineBench engine = bench.Engine;
        byte[] image = ShelfStore.NewImage(600);
        bench.Store.NextWrite = FirmwareResult.Pending;
        engine.Answers(
            WireBytes.Of("60 00 1201"), Wire.Request("03 1201", Package + "0D", image, 0, 512));
        engine.Advance(1500);
        engine.IsSilent();
        bench.Firmware.Complete(FirmwareResult.None);
        engine.Poll();
        engine.Sent(WireBytes.Of("42 5F 8001 AABB D1 0E 0D"));
        engine.Ignores(WireBytes.Of("60 00 8001"));
        bench.Store.NextWrite = FirmwareResult.Pending;
        engine.Answers(
            WireBytes.Of("60 00 1202"), Wire.Request("03 1202", Package + "15", image, 512, 88));
        bench.Firmware.Complete(FirmwareResult.None);
        engine.Poll();
        engine.Sent(WireBytes.Of("42 44 8002 AABB D1 0E 15"));
        engine.Ignores(WireBytes.Of("60 00 8002"));
        Assert.IsTrue(bench.Store.Holds(image), "another image");
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
    }

    [TestMethod]
    public void AnUpdateIsCancelledOrForgotten()
    {
        FirmwareBench bench = FirmwareBench.Registered(false);
        byte[] image = ShelfStore.NewImage(600);
        Push(bench, "5F 1201", "0D", image, 0, 512);
        bench.Engine.Answers(
            Wire.Response("44 1202", ""),
            Wire.Request("02 1202", FirmwareBench.Path + "02 |10|"));
        bench.Is(FirmwareState.Idle, FirmwareResult.Cancelled);
        Assert.AreEqual(1, bench.Store.Discarded);
        Push(bench, "88 1203", "15", image, 512, 88);

        // The rest does not come: EXCHANGE_LIFETIME, 247 s.
        Push(bench, "5F 1204", "0D", image, 0, 512);
        bench.Engine.Advance(247000);
        bench.Engine.Poll();
        bench.Is(FirmwareState.Idle, FirmwareResult.ConnectionLost);
        Push(bench, "5F 1205", "0D", image, 0, 512);
        Push(bench, "44 1206", "15", image, 512, 88);
        bench.Is(FirmwareState.Downloaded, FirmwareResult.None);
    }

    private static bool MayUpdate()
    {
        return s_mayUpdate;
    }

    /// <summary>Pushes a block; its number and size go into the answer.</summary>
    private static void Push(
        FirmwareBench bench, string answer, string block, byte[] image, int offset, int length)
    {
        bench.Engine.Answers(
            Wire.Response(answer, "D1 0E" + block),
            Wire.Request("03" + answer.Substring(3), Package + block, image, offset, length));
    }
}
