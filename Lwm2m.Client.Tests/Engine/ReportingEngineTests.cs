// The information reporting interface byte for byte (OMA LwM2M Core 1.1 §6.4, RFC 7641).

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class ReportingEngineTests
{
    [TestMethod]
    public void AnObservedValueIsNotified()
    {
        EngineBench bench = Observing(0x01);
        bench.Sensor.SetValue(22.5);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 01 C1 C2 61 02 60 FF |22.5|"));
        bench.IsSilent();
        bench.Sensor.SetValue(-3);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 02 C1 C2 61 03 60 FF |-3|"));
        bench.IsSilent();
    }

    [TestMethod]
    public void ManyChangesBetweenTwoPollsAreOneNotification()
    {
        EngineBench bench = Observing(0x01);
        for (int i = 0; i < 20; i++)
        {
            bench.Sensor.SetValue(i);
        }

        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 01 C1 C2 61 02 60 FF |19|"));
        bench.IsSilent();
    }

    [TestMethod]
    public void MinimumPeriodHoldsBackAndMaximumPeriodSends()
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Answers(
            WireBytes.Of("61 44 00 01 09"),
            WireBytes.Of(
                "41 03 00 01 09 B4 |3303| 01 |0| 04 |5700|"
                + " 47 |pmin=10| 07 |pmax=60|"));
        Observe(bench, 1, 1);
        bench.Sensor.SetValue(22.5);
        bench.Advance(9999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 01 C1 C2 61 02 60 FF |22.5|"));
        bench.Advance(59999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 02 C1 C2 61 03 60 FF |22.5|"));
    }

    [TestMethod]
    public void NothingIsNotifiedAfterADeregister()
    {
        EngineBench bench = Observing(0x01);
        bench.Client.Stop();
        bench.Sensor.SetValue(22.5);
        bench.Poll();
        bench.Sent(WireBytes.Of("44 04 80 01 05 06 07 08 B2 |rd| 04 |5a3f|"));
        bench.IsSilent();
        bench.Sensor.SetValue(23.5);
        bench.Poll();
        bench.IsSilent();
    }

    [TestMethod]
    public void ObserveOneCancels()
    {
        EngineBench bench = Observing(0x01);
        bench.Answers(
            WireBytes.Of("62 45 12 35 C1 C2 C0 FF |21.5|"),
            WireBytes.Of(
                "42 01 12 35 C1 C2 61 01"
                + " 54 |3303| 01 |0| 04 |5700| 60"));
        bench.Sensor.SetValue(30);
        bench.Poll();
        bench.IsSilent();
    }

    [TestMethod]
    public void AResetCancels()
    {
        EngineBench bench = Observing(0x01);
        bench.Sensor.SetValue(30);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 01 C1 C2 61 02 60 FF |30|"));

        // Only one that is empty and names this notification.
        bench.Ignores(new byte[] { 0x70, 0x00, 0x80, 0x02 });
        bench.Ignores(new byte[] { 0x70, 0x45, 0x80, 0x01 });
        bench.Ignores(new byte[] { 0x71, 0x00, 0x80, 0x01, 0xC1 });
        bench.Sensor.SetValue(31);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 02 C1 C2 61 03 60 FF |31|"));
        bench.Ignores(new byte[] { 0x70, 0x00, 0x80, 0x02 });
        bench.Sensor.SetValue(32);
        bench.Poll();
        bench.IsSilent();
        bench.IsAlive();
    }

    [TestMethod]
    public void EveryNowAndThenTheServerMustAcknowledge()
    {
        EngineBench bench = Observing(0x01);
        for (int i = 0; i < Limits.NonConfirmableNotifications; i++)
        {
            bench.Sensor.SetValue(100 + i);
            bench.Poll();
            Assert.AreEqual(0x52, (int)bench.Link.Take()[0]);
        }

        bench.Sensor.SetValue(1);
        bench.Poll();
        byte[] confirmable = WireBytes.Of(
            "42 45 80" + WireBytes.Hex(1 + Limits.NonConfirmableNotifications) + "C1C2 61"
            + WireBytes.Hex(2 + Limits.NonConfirmableNotifications) + "60 FF |1|");
        bench.Sent(confirmable);
        bench.Advance(2000);
        bench.Poll();
        bench.Sent(confirmable);
        bench.Ignores(
            new byte[] { 0x60, 0x00, 0x80, 1 + Limits.NonConfirmableNotifications });
        bench.Sensor.SetValue(2);
        bench.Poll();
        Assert.AreEqual(0x52, (int)bench.Link.Take()[0]);
    }

    [TestMethod]
    public void TheSameObserveTwiceIsOneObservation()
    {
        EngineBench bench = Observing(0x01);
        Observe(bench, 2, 2);
        bench.Sensor.SetValue(30);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 80 01 C1 C2 61 03 60 FF |30|"));
        bench.IsSilent();
    }

    [TestMethod]
    public void AnObserveThatFailsIsNone()
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Answers(
            WireBytes.Of("61 84 12 34 C1"),
            WireBytes.Of("41 01 12 34 C1 60 54 |3303| 01 |0| 04 |5601|"));
        bench.Answers(
            WireBytes.Of("61 86 12 35 C1"),
            WireBytes.Of(
                "41 01 12 35 C1 60 54 |3303| 01 |0| 04 |5700|"
                + " 61 32"));
        bench.Sensor.SetValue(30);
        bench.Poll();
        bench.IsSilent();
    }

    private static EngineBench Observing(int sequence)
    {
        EngineBench bench = EngineBench.Registered(86400);
        Observe(bench, 1, sequence);
        return bench;
    }

    /// <summary>Observes /3303/0/5700 as text with token c1c2.</summary>
    private static void Observe(EngineBench bench, int messageId, int sequence)
    {
        bench.Answers(
            WireBytes.Of(
                "62 45 12" + WireBytes.Hex(messageId) + "C1C2 61" + WireBytes.Hex(sequence)
                + "60 FF |21.5|"),
            WireBytes.Of(
                "42 01 12" + WireBytes.Hex(messageId)
                + "C1C2 60 54 |3303| 01 |0| 04 |5700| 60"));
    }
}
