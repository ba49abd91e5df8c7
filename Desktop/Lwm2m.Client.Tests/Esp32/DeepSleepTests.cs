// Into deep sleep with the client suspended, and out of it with the time that it took.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Esp32;
using nanoFramework.Hardware.Esp32;
using Xunit;
using Power = nanoFramework.Runtime.Native.Power;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class DeepSleepTests : IDisposable
{
    private const int DurationMs = 290_000;

    private readonly PowerCutStore _store = new();
    private readonly Bench _bench = new Bench().Register();

    public DeepSleepTests()
    {
        Sleep.Sleeps = [];
        Sleep.Cause = Sleep.WakeupCause.Undefined;
        Sleep.TimerError = EspNativeError.OK;
    }

    public void Dispose() => Sleep.Sleeps = null;

    [Fact]
    public void Client_is_suspended_not_deregistered_and_the_timer_set()
    {
        new DeepSleep(_store).Enter(_bench.Client, DurationMs);
        Assert.Equal([DurationMs], Sleep.Sleeps);
        Assert.True(_bench.Client.IsStopped);
        _bench.World.Run(1_000);
        Assert.NotNull(_bench.Registration);
        Assert.Empty(_bench.Requests);
    }

    [Fact]
    public void Timer_tells_how_long_the_sleep_was_and_nothing_else_does()
    {
        var sleep = new DeepSleep(_store);
        Sleep.Cause = Sleep.WakeupCause.Timer;
        Assert.Equal(-1, sleep.SleptMs);
        sleep.Enter(_bench.Client, DurationMs);
        Assert.Equal(DurationMs, new DeepSleep(_store).SleptMs);
        Sleep.Cause = Sleep.WakeupCause.Ext0;
        Assert.Equal(-1, sleep.SleptMs);
        Sleep.Cause = Sleep.WakeupCause.Undefined;
        Assert.Equal(-1, sleep.SleptMs);
    }

    [Fact]
    public void Flash_is_written_for_another_duration_only()
    {
        var sleep = new DeepSleep(_store);
        sleep.Enter(_bench.Client, DurationMs);
        Assert.Equal(1, _store.Writes);
        sleep.Enter(_bench.Client, DurationMs);
        Assert.Equal(1, _store.Writes);
        sleep.Enter(_bench.Client, int.MaxValue);
        Assert.Equal(2, _store.Writes);
        Sleep.Cause = Sleep.WakeupCause.Timer;
        Assert.Equal(int.MaxValue, sleep.SleptMs);
        Assert.Equal([DurationMs, DurationMs, int.MaxValue], Sleep.Sleeps);
    }

    [Fact]
    public void Without_a_timer_the_board_restarts_instead()
    {
        Sleep.TimerError = EspNativeError.FAIL;
        int reboots = Power.Reboots;
        new DeepSleep(_store).Enter(_bench.Client, DurationMs);
        Assert.Equal(reboots + 1, Power.Reboots);
    }
}
