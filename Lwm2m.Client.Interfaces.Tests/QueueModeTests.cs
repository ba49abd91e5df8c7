// Queue mode byte for byte (OMA LwM2M Core 1.1 §6.5; Transport 1.1 §6.5).

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class QueueModeTests
{
    private static int s_calls;
    private static int s_durationMs;

    [TestMethod]
    public void TheClientListensThenSleepsUntilItsUpdate()
    {
        EngineBench bench = Registered();

        // It listens for MAX_TRANSMIT_WAIT after the latest message, 93 s.
        bench.Advance(92999);
        Assert.IsFalse(bench.Client.MaySleep);
        bench.Advance(1);
        Assert.AreEqual(114000, bench.Poll());
        Assert.IsTrue(bench.Client.MaySleep);
        Assert.AreEqual(1, s_calls);
        Assert.AreEqual(114000, s_durationMs);

        // The lifetime of 300 s less 93 s, less what it has listened for.
        bench.Advance(113999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(WireBytes.Of("44 02 8001 05060708 B2 |rd| 04 |5a3f|"));
        Assert.IsFalse(bench.Client.MaySleep);
        bench.Ignores(Wire.Reply("44 8001", 5, ""));

        // What the server has held back comes now; a message makes it listen anew.
        bench.Advance(50000);
        bench.IsAlive();
        bench.Advance(92999);
        Assert.IsFalse(bench.Client.MaySleep);
        bench.Advance(1);
        bench.Poll();
        Assert.IsTrue(bench.Client.MaySleep);
        Assert.AreEqual(2, s_calls);
        Assert.AreEqual(64000, s_durationMs);
    }

    [TestMethod]
    public void ANotificationWakesIt()
    {
        EngineBench bench = Registered();
        bench.Answers(
            Wire.Response("45 1201", "61 01 60 FF |21.5|"),
            Wire.Request("01 1201", "60 54 |3303| 01 |0| 04 |5700| 60"));
        bench.Advance(93000);
        bench.Poll();
        Assert.IsTrue(bench.Client.MaySleep);
        bench.Sensor.SetValue(22.5);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 8001 AABB 61 02 60 FF |22.5|"));
        Assert.IsFalse(bench.Client.MaySleep);
        bench.Advance(93000);
        bench.Poll();
        Assert.IsTrue(bench.Client.MaySleep);
    }

    private static EngineBench Registered()
    {
        var bench = new EngineBench(300);
        bench.Client.QueueMode = true;
        bench.Client.SleepAllowed = OnSleepAllowed;
        s_calls = 0;
        bench.Start();
        byte[] head = WireBytes.Of(
            "44 02 8000 01020304 B2 |rd| 11 28 39 |lwm2m=1.1| 07 |ep=dev1| 03 |b=U| 01 |Q|"
            + "06 |lt=300| FF");
        WireBytes.AreEqual(head, bench.Link.Take(), 0, head.Length);
        bench.Ignores(EngineBench.Accepted(0x80, 0x00, 1));
        Assert.AreEqual((int)RegistrationState.Registered, (int)bench.State);
        return bench;
    }

    private static void OnSleepAllowed(int durationMs)
    {
        s_calls++;
        s_durationMs = durationMs;
    }
}
