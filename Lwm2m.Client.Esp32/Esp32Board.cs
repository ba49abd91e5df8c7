// What the chip and its firmware tell of themselves, and what can be done with them as a whole.

using System;
using System.Net.NetworkInformation;
using System.Threading;
using Lwm2m.Client.Objects;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;
using GC = nanoFramework.Runtime.Native.GC;

namespace Lwm2m.Client.Esp32;

/// <summary>The board.</summary>
public static class Esp32Board
{
    private const string HexDigits = "0123456789abcdef";

    // What was handed to the network, such as the answer to the request, still has to leave.
    private const int RestartDelayMs = 500;

    /// <summary>The name of the firmware's target, such as ESP32_REV3.</summary>
    public static string Model
    {
        get { return SystemInfo.TargetName; }
    }

    /// <summary>The version of the firmware: interpreter and class libraries in C++.</summary>
    public static string SystemVersion
    {
        get { return SystemInfo.Version.ToString(); }
    }

    /// <summary>The RAM of the board that programs can use, in kilobytes.</summary>
    public static int MemoryTotal
    {
        get
        {
            NativeMemory.GetMemoryInfo(
                NativeMemory.MemoryType.All, out uint total, out uint free, out uint largest);
            return (int)(total / 1024);
        }
    }

    /// <summary>
    /// What of it is free for this program, in kilobytes. That is known after a collection only,
    /// which takes some milliseconds.
    /// </summary>
    public static int MemoryFree
    {
        get { return (int)(GC.Run(false) / 1024); }
    }

    /// <summary>A name that no other board has: a prefix, and the MAC address of the Wi-Fi in
    /// hexadecimal.</summary>
    /// <param name="prefix">What it starts with.</param>
    public static string GetName(string prefix)
    {
        byte[] address = FindWifi().PhysicalAddress;
        char[] digits = new char[2 * address.Length];
        for (int i = 0; i < address.Length; i++)
        {
            digits[2 * i] = HexDigits[address[i] >> 4];
            digits[(2 * i) + 1] = HexDigits[address[i] & 15];
        }

        return prefix + new string(digits);
    }

    /// <summary>
    /// Gives a Device object the facts of the board, its reboot and its clock. Call it before the
    /// client starts; <see cref="MemoryFree"/> changes and is yours to set.
    /// </summary>
    /// <param name="device">The object.</param>
    public static void Describe(DeviceObject device)
    {
        device.HardwareVersion = Model;
        device.SoftwareVersion = SystemVersion;
        device.MemoryTotal = MemoryTotal;
        device.Rebooting = Restart;
        device.TimeWritten = SetTime;
    }

    /// <summary>Restarts the board a moment later; it does not return.</summary>
    public static void Restart()
    {
        Thread.Sleep(RestartDelayMs);
        Power.RebootDevice();
    }

    /// <summary>
    /// Forgets what servers have provided and written, sessions and registrations, and restarts: a
    /// factory reset. The application image stays.
    /// </summary>
    /// <param name="client">The client.</param>
    public static void ResetToFactory(Lwm2mClient client)
    {
        client.ForgetStored();
        Restart();
    }

    /// <summary>Sets the clock.</summary>
    /// <param name="unixSeconds">Seconds since 1970-01-01 00:00:00 UTC.</param>
    public static void SetTime(long unixSeconds)
    {
        Rtc.SetSystemTime(DateTime.UnixEpoch.AddSeconds(unixSeconds));
    }

    /// <summary>The interface of the Wi-Fi station, as it is now.</summary>
    internal static NetworkInterface FindWifi()
    {
        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        int i = 0;
        while (i < all.Length - 1
            && all[i].NetworkInterfaceType != NetworkInterfaceType.Wireless80211)
        {
            i++;
        }

        return all[i];
    }
}
