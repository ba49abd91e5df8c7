// Object 3: what a server writes, Current Time, UTC Offset and Timezone.

using System;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class DeviceLocaleTests
{
    private static long s_writtenTime;

    [TestMethod]
    public void Device_time_follows_the_clock()
    {
        var clock = new SettableClock();
        var device = new DeviceObject(null, null, null, null) { Clock = clock };
        Assert.IsFalse(device.Has(0, 13));
        clock.UtcSeconds = 1785000000;
        DeviceObjectTests.AssertInteger(device, 13, 1785000000);
        clock.UtcSeconds = 1785000001;
        DeviceObjectTests.AssertInteger(device, 13, 1785000001);
    }

    [TestMethod]
    public void Device_time_that_a_server_writes_goes_on()
    {
        var clock = new SettableClock();
        var device = new DeviceObject(null, null, null, null) { Clock = clock };
        var changes = new ChangeRecorder(device);
        Assert.IsTrue(WrittenValue.Integer(1785000000).Write(device, 0, 13) == Status.Success);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3, 0, 13)));
        clock.NowMs += 61000;
        DeviceObjectTests.AssertInteger(device, 13, 1785000061);

        // What a server has written is not undone by the clock, nor by a Write of the instance.
        clock.UtcSeconds = 1785999999;
        device.BeginReplace(0, -1);
        DeviceObjectTests.AssertInteger(device, 13, 1785000061);
        Assert.IsTrue(WrittenValue.Integer(-1).Write(device, 0, 13) == Status.BadRequest);
        DeviceObjectTests.AssertInteger(device, 13, 1785000061);
    }

    [TestMethod]
    public void Device_time_can_be_the_application_s_business()
    {
        var clock = new SettableClock();
        var device = new DeviceObject(null, null, null, null)
        {
            Clock = clock,
            TimeWritten = KeepTime,
        };
        s_writtenTime = 0;
        Assert.IsTrue(WrittenValue.Integer(1785000000).Write(device, 0, 13) == Status.Success);
        Assert.AreEqual(1785000000L, s_writtenTime);
        Assert.IsFalse(device.Has(0, 13));
        clock.UtcSeconds = 1785000000;
        DeviceObjectTests.AssertInteger(device, 13, 1785000000);
    }

    [TestMethod]
    public void Device_utc_offset_is_one_of_ISO_8601()
    {
        AssertOffset("", true);
        AssertOffset("Z", true);
        AssertOffset("+02", true);
        AssertOffset("-1130", true);
        AssertOffset("+02:00", true);
        AssertOffset("+23:59", true);
        AssertOffset("z", false);
        AssertOffset("+", false);
        AssertOffset("+2", false);
        AssertOffset("02:00", false);
        AssertOffset("+24:00", false);
        AssertOffset("+02:60", false);
        AssertOffset("+2:00", false);
        AssertOffset("+02-00", false);
        AssertOffset("+02:0", false);
        AssertOffset("+0a:00", false);
        AssertOffset("+02:00:00", false);
        AssertOffset("+/9", false);
    }

    [TestMethod]
    public void Device_time_zone_is_bounded()
    {
        var device = new DeviceObject(null, null, null, null) { UtcOffset = "+02:00" };
        var changes = new ChangeRecorder(device);
        string longest = "America/Argentina/ComodRivadavia";
        Assert.AreEqual(DeviceObject.MaxTimezoneBytes, longest.Length);
        Assert.IsTrue(WrittenValue.Text(longest).Write(device, 0, 15) == Status.Success);
        DeviceObjectTests.AssertText(device, 15, longest);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3, 0, 15)));
        Assert.IsTrue(
            WrittenValue.Text(longest + "x").Write(device, 0, 15) == Status.BadRequest);
        Assert.IsTrue(WrittenValue.Text("UTC").Write(device, 0, 15) == Status.Success);
        DeviceObjectTests.AssertText(device, 15, "UTC");
        DeviceObjectTests.AssertText(device, 14, "+02:00");
        Assert.ThrowsException(typeof(ArgumentException), () => device.UtcOffset = "two");
    }

    [TestMethod]
    public void Device_text_that_is_removed_is_not_written()
    {
        var device = new DeviceObject(null, null, null, null) { Timezone = null };
        Assert.IsFalse(device.Has(0, 15));
        Assert.IsTrue(WrittenValue.Text("UTC").Write(device, 0, 15) == Status.BadRequest);
        device.BeginReplace(0, -1);
        Assert.IsFalse(device.Has(0, 15));
        device.Timezone = "Europe/Berlin";
        Assert.IsTrue(WrittenValue.Text("UTC").Write(device, 0, 15) == Status.Success);
        DeviceObjectTests.AssertText(device, 15, "UTC");
    }

    [TestMethod]
    public void Device_replace_empties_the_writable_texts()
    {
        var device = new DeviceObject("Contoso", null, null, null)
        {
            UtcOffset = "+02:00",
            Timezone = "Europe/Berlin",
        };
        device.BeginReplace(0, 14);
        DeviceObjectTests.AssertText(device, 14, "");
        DeviceObjectTests.AssertText(device, 15, "Europe/Berlin");
        device.UtcOffset = "Z";
        device.BeginReplace(0, 15);
        DeviceObjectTests.AssertText(device, 14, "Z");
        DeviceObjectTests.AssertText(device, 15, "");
        device.Timezone = "UTC";
        device.BeginReplace(0, -1);
        DeviceObjectTests.AssertText(device, 14, "");
        DeviceObjectTests.AssertText(device, 15, "");
        DeviceObjectTests.AssertText(device, 0, "Contoso");
    }

    private static void AssertOffset(string offset, bool isValid)
    {
        var device = new DeviceObject(null, null, null, null) { UtcOffset = "-01" };
        Status expected = isValid ? Status.Success : Status.BadRequest;
        Status status = WrittenValue.Text(offset).Write(device, 0, 14);
        Assert.IsTrue(status == expected, offset);
        DeviceObjectTests.AssertText(device, 14, isValid ? offset : "-01");
    }

    private static void KeepTime(long unixSeconds)
    {
        s_writtenTime = unixSeconds;
    }
}
