// The chip. What tests want to set or to see is internal and a thread's own.

namespace nanoFramework.Hardware.Esp32;

public enum DeviceFunction
{
    I2C1_DATA = 131328,
    I2C1_CLOCK = 131329,
}

public enum EspNativeError
{
    OK = 0,
    FAIL = -1,
}

public static class Configuration
{
    public static void SetPinFunction(int pin, DeviceFunction function)
    {
    }
}

public class NativeMemory
{
    public enum MemoryType
    {
        All = 0,
    }

    public static void GetMemoryInfo(
        MemoryType memoryType, out uint totalSize, out uint totalFreeSize,
        out uint largestFreeBlock)
    {
        totalSize = 300 * 1024;
        totalFreeSize = 100 * 1024;
        largestFreeBlock = 60 * 1024;
    }
}

public class Sleep
{
    public enum WakeupCause
    {
        Undefined = 0,
        Ext0 = 2,
        Timer = 4,
    }

    [field: ThreadStatic]
    internal static WakeupCause Cause { get; set; }

    [field: ThreadStatic]
    internal static EspNativeError TimerError { get; set; }

    /// <summary>The sleeps that were begun, in milliseconds.</summary>
    [field: ThreadStatic]
    internal static List<double>? Sleeps { get; set; }

    [field: ThreadStatic]
    private static TimeSpan Timer { get; set; }

    public static WakeupCause GetWakeupCause() => Cause;

    public static EspNativeError EnableWakeupByTimer(TimeSpan time)
    {
        Timer = time;
        return TimerError;
    }

    public static void StartDeepSleep() => Sleeps?.Add(Timer.TotalMilliseconds);
}
