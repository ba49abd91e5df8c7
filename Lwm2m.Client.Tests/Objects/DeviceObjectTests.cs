// Object 3: every resource, present and absent, within its bounds and beyond them.

using System;
using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.Objects;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.Tests;

[TestClass]
public class DeviceObjectTests
{
    private static readonly RecordingWriter s_writer = new RecordingWriter();
    private static int s_called;
    private static DeviceObject s_device;

    [TestMethod]
    public void Device_has_what_the_constructor_gives()
    {
        var device = new DeviceObject("Contoso", "Thermo-1", "s/n 4711", "1.2.3");
        Assert.AreEqual(3, device.ObjectId);
        Assert.AreEqual(11, device.Version);
        Assert.AreEqual(1, device.InstanceCount);
        Assert.AreEqual(0, device.InstanceIdAt(0));
        AssertText(device, 0, "Contoso");
        AssertText(device, 1, "Thermo-1");
        AssertText(device, 2, "s/n 4711");
        AssertText(device, 3, "1.2.3");
        AssertText(device, 16, "U");
    }

    [TestMethod]
    public void Device_lacks_what_nobody_has_set()
    {
        var device = new DeviceObject(null, null, null, null);
        for (int id = 0; id <= 22; id++)
        {
            bool isExpected = id == 4 || id == 11 || id == 12 || (id >= 14 && id <= 16);
            Assert.AreEqual(isExpected, device.Has(0, id), "resource " + id.ToString());
        }

        AssertText(device, 14, "");
        AssertText(device, 15, "");
    }

    [TestMethod]
    public void Device_has_the_texts_that_the_initialiser_sets()
    {
        var device = new DeviceObject("Contoso", null, "7", null)
        {
            DeviceType = "thermometer",
            HardwareVersion = "B",
            SoftwareVersion = "0.9",
            UtcOffset = "+02:00",
            Timezone = "Europe/Berlin",
            MemoryTotal = 4096,
        };
        AssertText(device, 0, "Contoso");
        AssertText(device, 2, "7");
        AssertText(device, 14, "+02:00");
        AssertText(device, 15, "Europe/Berlin");
        AssertText(device, 16, "U");
        AssertText(device, 17, "thermometer");
        AssertText(device, 18, "B");
        AssertText(device, 19, "0.9");
        AssertInteger(device, 21, 4096);
        Assert.IsFalse(device.Has(0, 1));
        Assert.IsFalse(device.Has(0, 3));
    }

    [TestMethod]
    public void Device_text_is_replaced_and_removed()
    {
        var device = new DeviceObject("Contoso", "1", "2", "3") { DeviceType = "long name" };
        device.DeviceType = "x";
        device.HardwareVersion = "\u00fc";
        device.SoftwareVersion = "s";
        device.HardwareVersion = null;
        AssertText(device, 17, "x");
        AssertText(device, 19, "s");
        AssertText(device, 3, "3");
        Assert.IsFalse(device.Has(0, 18));
    }

    [TestMethod]
    public void Device_text_has_at_most_255_bytes()
    {
        var device = new DeviceObject(new string('m', 255), "1", null, null);
        AssertText(device, 0, new string('m', 255));
        AssertText(device, 1, "1");
        Assert.ThrowsException(
            typeof(ArgumentException), () => device.DeviceType = new string('m', 256));
        Assert.IsFalse(device.Has(0, 17));
    }

    [TestMethod]
    public void Device_battery_and_memory_report_changes()
    {
        var device = new DeviceObject("Contoso", null, null, null);
        var changes = new ChangeRecorder(device);
        device.SetBatteryLevel(80);
        device.SetBatteryLevel(80);
        device.SetBatteryStatus(1);
        device.SetMemoryFree(123456);
        device.MemoryTotal = 0;
        AssertInteger(device, 9, 80);
        AssertInteger(device, 20, 1);
        AssertInteger(device, 10, 123456);
        AssertInteger(device, 21, 0);
        Assert.AreEqual(4, changes.Count);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3, 0, 9)));
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3, 0, 20)));

        device.SetBatteryLevel(DeviceObject.Unknown);
        Assert.IsFalse(device.Has(0, 9));
        Assert.IsTrue(device.Has(0, 20));
    }

    [TestMethod]
    public void Device_numbers_have_bounds()
    {
        var device = new DeviceObject(null, null, null, null);
        Type outOfRange = typeof(ArgumentOutOfRangeException);
        device.SetBatteryLevel(100);
        device.SetBatteryLevel(0);
        Assert.ThrowsException(outOfRange, () => device.SetBatteryLevel(101));
        Assert.ThrowsException(outOfRange, () => device.SetBatteryLevel(-1));
        device.SetBatteryStatus(6);
        Assert.ThrowsException(outOfRange, () => device.SetBatteryStatus(7));
        Assert.ThrowsException(outOfRange, () => device.SetMemoryFree(-5));
        AssertInteger(device, 9, 0);
        AssertInteger(device, 20, 6);
        Assert.IsFalse(device.Has(0, 10));
    }

    [TestMethod]
    public void Device_power_sources_share_instance_ids()
    {
        var device = new DeviceObject(null, null, null, null);
        device.SetPowerSources(1, 5);
        Assert.IsTrue(device.Has(0, 6));
        Assert.IsFalse(device.Has(0, 7));
        var changes = new ChangeRecorder(device);
        device.SetPowerSource(1, 5010, -120);
        device.SetPowerSource(1, 5010, -121);
        Assert.AreEqual(1, changes.CountOf(Lwm2mPath.Of(3, 0, 7)));
        Assert.AreEqual(2, changes.CountOf(Lwm2mPath.Of(3, 0, 8)));

        s_writer.Read(device, 0, 6);
        Assert.AreEqual(2, s_writer.Count);
        Assert.AreEqual(1L, s_writer.IntegerAt(0));
        Assert.AreEqual(1, s_writer.InstanceAt(1));
        Assert.AreEqual(5L, s_writer.IntegerAt(1));

        // Source 0 is not measured.
        s_writer.Read(device, 0, 7);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(1, s_writer.InstanceAt(0));
        Assert.AreEqual(5010L, s_writer.IntegerAt(0));

        device.SetPowerSource(0, 3700, DeviceObject.Unknown);
        s_writer.Read(device, 0, 7, 0);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(3700L, s_writer.IntegerAt(0));
        s_writer.Read(device, 0, 8);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(-121L, s_writer.IntegerAt(0));
    }

    [TestMethod]
    public void Device_power_sources_are_checked()
    {
        var device = new DeviceObject(null, null, null, null);
        Type outOfRange = typeof(ArgumentOutOfRangeException);
        Assert.ThrowsException(outOfRange, () => device.SetPowerSources(1, 8));
        Assert.ThrowsException(outOfRange, () => device.SetPowerSources(-1));
        device = new DeviceObject(null, null, null, null);
        Assert.ThrowsException(outOfRange, () => device.SetPowerSource(0, 1, 1));
        device.SetPowerSources(0);
        Assert.ThrowsException(outOfRange, () => device.SetPowerSource(1, 1, 1));
        Assert.ThrowsException(outOfRange, () => device.SetPowerSource(-1, 1, 1));
        Assert.IsFalse(device.Has(0, 9));
    }

    [TestMethod]
    public void Device_errors_come_and_go()
    {
        var device = new DeviceObject(null, null, null, null);
        var changes = new ChangeRecorder(device);
        AssertErrors(device, "0:0");
        device.AddError(7);
        AssertErrors(device, "0:7");
        device.AddError(2);
        device.AddError(7);
        AssertErrors(device, "0:7 1:2");
        Assert.AreEqual(2, changes.Count);
        device.RemoveError(7);
        device.RemoveError(5);
        AssertErrors(device, "1:2");
        device.AddError(8);
        AssertErrors(device, "0:8 1:2");
        device.RemoveError(2);
        device.RemoveError(8);
        AssertErrors(device, "0:0");

        // The last one goes, and instance 0 comes back.
        Assert.AreEqual(7, changes.Count);
        device.ClearErrors();
        device.RemoveError(3);
        Assert.AreEqual(7, changes.Count);
        Assert.AreEqual(7, changes.CountOf(Lwm2mPath.Of(3, 0, 11)));
    }

    [TestMethod]
    public void Device_has_room_for_all_errors()
    {
        var device = new DeviceObject(null, null, null, null);
        for (int code = 8; code >= 1; code--)
        {
            device.AddError(code);
        }

        AssertErrors(device, "0:8 1:7 2:6 3:5 4:4 5:3 6:2 7:1");
        s_writer.Read(device, 0, 11, 7);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(1L, s_writer.IntegerAt(0));
        device.RemoveError(1);
        AssertErrors(device, "0:8 1:7 2:6 3:5 4:4 5:3 6:2");
        device.ClearErrors();
        AssertErrors(device, "0:0");
        Type outOfRange = typeof(ArgumentOutOfRangeException);
        Assert.ThrowsException(outOfRange, () => device.AddError(0));
        Assert.ThrowsException(outOfRange, () => device.AddError(9));
    }

    [TestMethod]
    public void Device_reset_of_errors_asks_for_those_that_remain()
    {
        var device = new DeviceObject(null, null, null, null);
        device.AddError(3);
        Assert.IsTrue(device.Execute(0, 12, NoArguments()) == Status.Success);
        AssertErrors(device, "0:0");

        device.AddError(3);
        device.AddError(4);
        s_device = device;
        device.ErrorsReset = AddError4;
        Assert.IsTrue(device.Execute(0, 12, NoArguments()) == Status.Success);
        AssertErrors(device, "0:4");
    }

    [TestMethod]
    public void Device_reboots_after_the_response()
    {
        s_called = 0;
        var device = new DeviceObject(null, null, null, null);
        Assert.IsTrue(device.Execute(0, 4, NoArguments()) == Status.NotImplemented);
        device.Rebooting = Count;
        Assert.IsTrue(device.Execute(0, 4, NoArguments()) == Status.Success);
        Assert.AreEqual(0, s_called);
        device.AfterResponse(0, 4);
        Assert.AreEqual(1, s_called);

        // Other effects have nothing to do with it.
        device.AfterResponse(0, 5);
        device.AfterResponse(0, 12);
        device.AfterResponse(0, 13);
        Assert.AreEqual(1, s_called);
    }

    [TestMethod]
    public void Device_has_a_factory_reset_if_it_is_handled()
    {
        s_called = 0;
        var device = new DeviceObject(null, null, null, null) { FactoryResetting = Count };
        Assert.IsTrue(device.Has(0, 5));
        Assert.IsTrue(device.Execute(0, 5, NoArguments()) == Status.Success);
        Assert.AreEqual(0, s_called);
        device.AfterResponse(0, 5);
        Assert.AreEqual(1, s_called);
    }

    [TestMethod]
    public void Device_links_to_external_devices()
    {
        var device = new DeviceObject(null, null, null, null);
        device.SetExternalDevices(Lwm2mPath.Of(16, 0), Lwm2mPath.Of(65534, 3));
        Assert.IsTrue(s_writer.Read(device, 0, 22) == Status.Success);
        Assert.AreEqual(2, s_writer.Count);
        Assert.AreEqual(16 * 65536L, s_writer.IntegerAt(0));
        Assert.AreEqual(1, s_writer.InstanceAt(1));
        Assert.AreEqual((65534 * 65536L) + 3, s_writer.IntegerAt(1));
    }

    internal static void AssertText(DeviceObject device, int resourceId, string expected)
    {
        Assert.IsTrue(s_writer.Read(device, 0, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.TextAt(0));
    }

    internal static void AssertInteger(DeviceObject device, int resourceId, long expected)
    {
        Assert.IsTrue(s_writer.Read(device, 0, resourceId) == Status.Success);
        Assert.AreEqual(1, s_writer.Count);
        Assert.AreEqual(expected, s_writer.IntegerAt(0));
    }

    private static void AssertErrors(DeviceObject device, string expected)
    {
        Assert.IsTrue(s_writer.Read(device, 0, 11) == Status.Success);
        string found = "";
        for (int i = 0; i < s_writer.Count; i++)
        {
            found += (i == 0 ? "" : " ") + s_writer.InstanceAt(i).ToString() + ":"
                + s_writer.IntegerAt(i).ToString();
        }

        Assert.AreEqual(expected, found);
    }

    private static ExecuteArguments NoArguments()
    {
        var arguments = new ExecuteArguments();
        Assert.IsTrue(arguments.Parse(Encoding.UTF8.GetBytes("x"), 0, 0));
        return arguments;
    }

    private static void Count()
    {
        s_called++;
    }

    private static void AddError4()
    {
        s_device.AddError(4);
    }
}
