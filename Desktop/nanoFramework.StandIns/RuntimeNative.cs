// The runtime. What tests want to set or to see is internal and a thread's own.

namespace nanoFramework.Runtime.Native;

public enum RebootOption
{
    NormalReboot = 0,
}

public static class GC
{
    /// <summary>What a collection finds free; more than enough until a test says otherwise.
    /// </summary>
    [field: ThreadStatic]
    internal static uint? FreeBytes { get; set; }

    public static uint Run(bool compactHeap) => FreeBytes ?? 80 * 1024;
}

public static class Power
{
    [field: ThreadStatic]
    internal static int Reboots { get; set; }

    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
    {
        Reboots++;
    }
}

public static class Rtc
{
    [field: ThreadStatic]
    internal static DateTime Time { get; set; }

    public static bool SetSystemTime(DateTime dateTime)
    {
        Time = dateTime;
        return true;
    }
}

public static class SystemInfo
{
    public static string TargetName => "ESP32_REV3";

    public static Version Version => new(1, 12, 3, 4);
}
