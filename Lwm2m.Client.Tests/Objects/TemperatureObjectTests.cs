// Object 3303: values, minimum and maximum, what notifies, every optional resource.

using System;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class TemperatureObjectTests
{
    private static readonly RecordingWriter s_writer = new RecordingWriter();

    [TestMethod]
    public void Temperature_has_one_instance_in_Celsius()
    {
        var temperature = new TemperatureObject();
        Assert.AreEqual(3303, temperature.ObjectId);
        Assert.AreEqual(11, temperature.Version);
        Assert.AreEqual(1, temperature.InstanceCount);
        AssertText(temperature, 0, 5701, "Cel");
        AssertText(temperature, 0, 5750, "");
    }

    [TestMethod]
    public void Temperature_is_not_a_number_before_the_first_measurement()
    {
        var temperature = new TemperatureObject(2);
        AssertNothingMeasured(temperature, 1);
        temperature.SetValue(0, 1);
        AssertNothingMeasured(temperature, 1);
    }

    [TestMethod]
    public void Temperature_has_optional_resources_when_they_are_set()
    {
        var temperature = new TemperatureObject(1, null);
        int[] optional = { 5518, 5601, 5602, 5603, 5604, 5701, 6042, 6049 };
        foreach (int id in optional)
        {
            Assert.IsFalse(temperature.Has(0, id), "resource " + id.ToString());
        }

        Assert.IsTrue(temperature.Has(0, 5605));
        Assert.IsTrue(temperature.Has(0, 5700));
        Assert.IsTrue(temperature.Has(0, 5750));
    }

    [TestMethod]
    public void Temperature_keeps_minimum_and_maximum()
    {
        var temperature = new TemperatureObject(2);
        temperature.SetValue(1, 21.5);
        AssertMeasured(temperature, 1, 21.5, 21.5, 21.5);
        temperature.SetValue(1, -3.25);
        AssertMeasured(temperature, 1, -3.25, -3.25, 21.5);
        temperature.SetValue(1, 40);
        AssertMeasured(temperature, 1, 40, -3.25, 40);
        temperature.SetValue(1, 20);
        AssertMeasured(temperature, 1, 20, -3.25, 40);

        // The first measurement is the maximum even when it is below zero.
        temperature.SetValue(0, -7);
        AssertMeasured(temperature, 0, -7, -7, -7);
        AssertMeasured(temperature, 1, 20, -3.25, 40);
    }

    [TestMethod]
    public void Temperature_notifies_what_has_changed()
    {
        var temperature = new TemperatureObject(2);
        var changes = new ChangeRecorder(temperature);
        temperature.SetValue(1, 0);
        AssertChanges(changes, 1, 1, 1, 1);
        temperature.SetValue(1, 0);
        Assert.AreEqual(0, changes.Count);
        temperature.SetValue(1, 2);
        AssertChanges(changes, 1, 1, 0, 1);
        temperature.SetValue(1, 1);
        AssertChanges(changes, 1, 1, 0, 0);
        temperature.SetValue(1, -1);
        AssertChanges(changes, 1, 1, 1, 0);
    }

    [TestMethod]
    public void Temperature_ignores_what_is_not_finite()
    {
        var temperature = new TemperatureObject();
        temperature.SetValue(0, double.NaN);
        AssertNothingMeasured(temperature, 0);
        temperature.SetValue(0, double.PositiveInfinity);
        AssertNothingMeasured(temperature, 0);
        temperature.SetValue(0, 4);
        var changes = new ChangeRecorder(temperature);
        temperature.SetValue(0, double.NaN);
        temperature.SetValue(0, double.NegativeInfinity);
        AssertMeasured(temperature, 0, 4, 4, 4);
        Assert.AreEqual(0, changes.Count);
    }

    [TestMethod]
    public void Temperature_reset_sets_both_to_the_current_value()
    {
        var temperature = new TemperatureObject(2);
        Assert.IsTrue(temperature.Execute(0, 5605, null) == Status.Success);
        AssertNothingMeasured(temperature, 0);
        temperature.SetValue(0, 1);
        temperature.SetValue(0, 9);
        temperature.SetValue(0, 5);
        temperature.SetValue(1, 7);
        var changes = new ChangeRecorder(temperature);
        Assert.IsTrue(temperature.Execute(0, 5605, null) == Status.Success);
        AssertMeasured(temperature, 0, 5, 5, 5);
        AssertMeasured(temperature, 1, 7, 7, 7);
        AssertChanges(changes, 0, 0, 1, 1);
        temperature.SetValue(0, 6);
        AssertMeasured(temperature, 0, 6, 5, 6);
    }

    [TestMethod]
    public void Temperature_has_a_range_if_it_is_set()
    {
        var temperature = new TemperatureObject(2);
        temperature.SetRange(0, -55, 125);
        AssertFloat(temperature, 0, 5603, -55);
        AssertFloat(temperature, 0, 5604, 125);
        Assert.IsFalse(temperature.Has(1, 5603));
        Assert.IsFalse(temperature.Has(1, 5604));
        Assert.IsFalse(temperature.Has(0, 5601));
    }

    [TestMethod]
    public void Temperature_timestamp_is_that_of_the_last_measurement()
    {
        var clock = new SettableClock();
        var temperature = new TemperatureObject(2) { Clock = clock };
        temperature.SetValue(0, 20);
        Assert.IsFalse(temperature.Has(0, 5518));
        clock.UtcSeconds = 4102444800;
        Assert.IsFalse(temperature.Has(0, 5518));
        var changes = new ChangeRecorder(temperature);
        temperature.SetValue(0, 20);
        AssertTime(temperature, 4102444800);
        Assert.AreEqual(0, changes.Count);
        clock.UtcSeconds++;
        temperature.SetRange(0, -55, 125);
        temperature.SetValue(0, 21);
        AssertTime(temperature, 4102444801);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3303, 0, 5518)));
        AssertFloat(temperature, 0, 5603, -55);
        AssertFloat(temperature, 0, 5604, 125);
        Assert.IsFalse(temperature.Has(1, 5518));
    }

    [TestMethod]
    public void Temperature_quality_is_there_when_set()
    {
        var temperature = new TemperatureObject(2);
        var changes = new ChangeRecorder(temperature);
        temperature.SetQuality(1, 0, 0);
        AssertInteger(temperature, 1, 6042, 0);
        AssertInteger(temperature, 1, 6049, 0);
        Assert.AreEqual(2, changes.Count);
        temperature.SetQuality(1, 4, 0);
        Assert.AreEqual(3, changes.Count);
        Assert.AreEqual(2, changes.CountOf(Lwm2mPath.Of(3303, 1, 6042)));
        temperature.SetQuality(1, 23, 100);
        AssertInteger(temperature, 1, 6042, 23);
        AssertInteger(temperature, 1, 6049, 100);
        Assert.IsFalse(temperature.Has(0, 6042));

        Type outOfRange = typeof(ArgumentOutOfRangeException);
        Assert.ThrowsException(outOfRange, () => temperature.SetQuality(1, 24, 0));
        Assert.ThrowsException(outOfRange, () => temperature.SetQuality(1, -1, 0));
        Assert.ThrowsException(outOfRange, () => temperature.SetQuality(1, 0, 101));
        Assert.ThrowsException(outOfRange, () => temperature.SetQuality(1, 0, -1));
    }

    [TestMethod]
    public void Temperature_application_type_is_written_and_bounded()
    {
        var temperature = new TemperatureObject(2);
        temperature.SetApplicationType(0, "Cellar");
        temperature.SetValue(1, 3);
        var changes = new ChangeRecorder(temperature);
        string longest = new string('t', TemperatureObject.MaxApplicationTypeBytes);
        Assert.IsTrue(WrittenValue.Text(longest).Write(temperature, 0, 5750) == Status.Success);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3303, 0, 5750)));
        AssertText(temperature, 0, 5750, longest);
        AssertText(temperature, 1, 5750, "");
        AssertMeasured(temperature, 1, 3, 3, 3);
        Assert.IsTrue(
            WrittenValue.Text(longest + "t").Write(temperature, 0, 5750) == Status.BadRequest);
        AssertText(temperature, 0, 5750, longest);
        temperature.BeginReplace(0, -1);
        AssertText(temperature, 0, 5750, "");
        Assert.ThrowsException(
            typeof(ArgumentException),
            () => temperature.SetApplicationType(0, new string('t', 256)));
    }

    [TestMethod]
    public void Temperature_instances_are_checked()
    {
        Type outOfRange = typeof(IndexOutOfRangeException);
        Assert.ThrowsException(
            typeof(ArgumentOutOfRangeException), () => new TemperatureObject(0));
        var temperature = new TemperatureObject(3);
        Assert.AreEqual(3, temperature.InstanceCount);
        Assert.AreEqual(2, temperature.InstanceIdAt(2));
        Assert.ThrowsException(outOfRange, () => temperature.SetValue(3, 1));
        Assert.ThrowsException(outOfRange, () => temperature.SetValue(-1, 1));
        Assert.ThrowsException(outOfRange, () => temperature.SetRange(3, 1, 2));
        Assert.ThrowsException(outOfRange, () => temperature.SetQuality(3, 1, 2));
        Assert.ThrowsException(outOfRange, () => temperature.SetApplicationType(3, "x"));
    }

    private static void AssertNothingMeasured(TemperatureObject temperature, int instance)
    {
        Assert.IsTrue(s_writer.Read(temperature, instance, 5700) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.IsTrue(double.IsNaN(s_writer.Float));
        Assert.IsFalse(temperature.Has(instance, 5601));
        Assert.IsFalse(temperature.Has(instance, 5602));
    }

    private static void AssertMeasured(
        TemperatureObject temperature, int instance, double value, double min, double max)
    {
        AssertFloat(temperature, instance, 5700, value);
        AssertFloat(temperature, instance, 5601, min);
        AssertFloat(temperature, instance, 5602, max);
    }

    /// <summary>The changes of one instance, of which there are no others.</summary>
    private static void AssertChanges(
        ChangeRecorder changes, int instance, int value, int min, int max)
    {
        int times = changes.CountOf(Lwm2mPath.Of(3303, instance, 5518));
        Assert.AreEqual(value, changes.CountOf(Lwm2mPath.Of(3303, instance, 5700)));
        Assert.AreEqual(min, changes.CountOf(Lwm2mPath.Of(3303, instance, 5601)));
        Assert.AreEqual(max, changes.CountOf(Lwm2mPath.Of(3303, instance, 5602)));
        Assert.AreEqual(value + min + max + times, changes.Count);
        changes.Forget();
    }

    private static void AssertFloat(
        TemperatureObject temperature, int instance, int resourceId, double expected)
    {
        Assert.IsTrue(s_writer.Read(temperature, instance, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.Float);
    }

    private static void AssertInteger(
        TemperatureObject temperature, int instance, int resourceId, long expected)
    {
        Assert.IsTrue(s_writer.Read(temperature, instance, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.IntegerAt(0));
    }

    private static void AssertText(
        TemperatureObject temperature, int instance, int resourceId, string expected)
    {
        Assert.IsTrue(s_writer.Read(temperature, instance, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.TextAt(0));
    }

    private static void AssertTime(TemperatureObject temperature, long expected)
    {
        AssertInteger(temperature, 0, 5518, expected);
    }
}
