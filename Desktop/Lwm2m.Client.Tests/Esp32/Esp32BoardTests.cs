// The facts of the board, its restart and its clock.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using nanoFramework.Runtime.Native;
using Xunit;
using GC = nanoFramework.Runtime.Native.GC;
using Power = nanoFramework.Runtime.Native.Power;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class Esp32BoardTests
{
    [Fact]
    public void Name_ends_with_the_address_of_the_station_not_of_the_access_point() =>
        Assert.Equal("thermo-240ac401ef90", Esp32Board.GetName("thermo-"));

    [Fact]
    public void Device_object_gets_the_facts_the_reboot_and_the_clock()
    {
        var device = new DeviceObject("m", "n", "s", "1.0");
        Esp32Board.Describe(device);
        Assert.Equal("ESP32_REV3", BoardFacts.Text(device, 18));
        Assert.Equal("1.12.3.4", BoardFacts.Text(device, 19));
        Assert.Equal([300], BoardFacts.Integers(device, 21));
        int reboots = Power.Reboots;
        device.Rebooting();
        Assert.Equal(reboots + 1, Power.Reboots);
        device.TimeWritten(1_700_000_000);
        Assert.Equal(new DateTime(2023, 11, 14, 22, 13, 20), Rtc.Time);
    }

    [Fact]
    public void Free_memory_is_in_kilobytes()
    {
        GC.FreeBytes = 70_000;
        Assert.Equal(68, Esp32Board.MemoryFree);
        GC.FreeBytes = null;
    }

    /// <summary>The next start has the accounts that it was given, and nothing else.</summary>
    [Fact]
    public void Factory_reset_forgets_what_is_stored_and_restarts()
    {
        var store = new PowerCutStore();
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://192.0.2.1", 1, 300);
        var client = new Lwm2mClient(
            "e", accounts, [new DeviceObject("m", "n", "s", "1")], store);
        store[StorageKey.Configuration] = [1, 2, 3];
        int reboots = Power.Reboots;
        Esp32Board.ResetToFactory(client);
        Assert.Equal(reboots + 1, Power.Reboots);
        Assert.True(store[StorageKey.Configuration] is null or []);
    }
}
