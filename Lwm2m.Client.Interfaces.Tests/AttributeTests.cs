// Write-Attributes and the notifications that they let through (OMA LwM2M Core 1.1 §5.1.2, §6.3.4).

using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class AttributeTests
{
    private const string Value = "B4 |3303| 01 |0| 04 |5700|";

    [TestMethod]
    public void AThresholdIsToldWhenItIsCrossed()
    {
        EngineBench bench = Observing("45 |gt=30| 05 |lt=10|");
        Sets(bench, 25, null);
        Sets(bench, 30.5, "8001 AABB 61 02 60 FF |30.5|");
        Sets(bench, 99, null);
        Sets(bench, 29, "8002 AABB 61 03 60 FF |29|");
        Sets(bench, 10, null);
        Sets(bench, 9.75, "8003 AABB 61 04 60 FF |9.75|");
        Sets(bench, -40, null);
        Sets(bench, 35, "8004 AABB 61 05 60 FF |35|");
    }

    [TestMethod]
    public void AStepIsMeasuredFromTheLastValueTold()
    {
        EngineBench bench = Observing("44 |st=2|");
        Sets(bench, 22.5, null);
        Sets(bench, 23.25, null);
        Sets(bench, 23.5, "8001 AABB 61 02 60 FF |23.5|");
        Sets(bench, 21.75, null);
        Sets(bench, 21.5, "8002 AABB 61 03 60 FF |21.5|");
    }

    /// <summary>The Maximum Period tells the value whatever the threshold says.</summary>
    [TestMethod]
    public void TheMaximumPeriodGoesBeforeAThreshold()
    {
        EngineBench bench = Observing("45 |gt=30| 07 |pmax=60|");
        Sets(bench, 25, null);
        bench.Advance(59999);
        bench.IsSilent();
        bench.Advance(1);
        bench.Poll();
        bench.Sent(WireBytes.Of("52 45 8001 AABB 61 02 60 FF |25|"));
        Sets(bench, 31, "8002 AABB 61 03 60 FF |31|");
    }

    [TestMethod]
    public void AttributesThatAreTakenBackHoldNothingBack()
    {
        EngineBench bench = Observing("45 |gt=30|");
        Sets(bench, 25, null);
        bench.Answers(Wire.Response("44 1203", ""), Wire.Request("03 1203", Value + "42 |gt|"));
        Sets(bench, 26, "8001 AABB 61 02 60 FF |26|");
        bench.Answers(
            Wire.Response("80 1204", ""), Wire.Request("03 1204", Value + "44 |st=x|"));
    }

    /// <summary>A client whose value, 21.5, is observed as text with these attributes.</summary>
    private static EngineBench Observing(string attributes)
    {
        EngineBench bench = EngineBench.Registered(86400);
        bench.Answers(Wire.Response("44 1201", ""), Wire.Request("03 1201", Value + attributes));
        bench.Answers(
            Wire.Response("45 1202", "61 01 60 FF |21.5|"),
            Wire.Request("01 1202", "60 54 |3303| 01 |0| 04 |5700| 60"));
        return bench;
    }

    /// <summary>Sets the value; expects a notification, from its message id on, or none.
    /// </summary>
    private static void Sets(EngineBench bench, double value, string notification)
    {
        bench.Sensor.SetValue(value);
        bench.Poll();
        if (notification != null)
        {
            bench.Sent(WireBytes.Of("52 45" + notification));
        }

        bench.IsSilent();
    }
}
