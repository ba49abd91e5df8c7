// The state of the Device object and what the application does with it. Everything that the
// application sets before the start may allocate; what it sets while the client runs does not.

using System;

namespace Lwm2m.Client.Objects;

public sealed partial class DeviceObject
{
    private const int MaxPowerSource = 7;
    private const int MaxError = 8;

    // What must be added to the monotonic seconds to get the time that a server has written, or
    // that none ever has.
    private long _writtenTimeOffset = Deadline.Never;

    private DeviceEventHandler _factoryResetting;

    /// <summary>
    /// Restarts the device; called when the server has its answer. Without it a server's Reboot
    /// is answered 5.01 Not Implemented.
    /// </summary>
    public DeviceEventHandler Rebooting { get; set; }

    /// <summary>
    /// Puts the device into the state in which it was delivered; called when the server has its
    /// answer. Without it there is no resource Factory Reset.
    /// </summary>
    public DeviceEventHandler FactoryResetting
    {
        get { return _factoryResetting; }

        set
        {
            _factoryResetting = value;
            Set(0, FactoryReset, value == null ? Unknown : 0);
        }
    }

    /// <summary>
    /// A server has reset the error codes: call <see cref="AddError"/> for what still is wrong.
    /// </summary>
    public DeviceEventHandler ErrorsReset { get; set; }

    /// <summary>
    /// Sets the device's clock to what a server has written. Without it the object remembers how
    /// far its time is from the client's clock.
    /// </summary>
    public TimeWrittenHandler TimeWritten { get; set; }

    /// <summary>
    /// What kind of device it is, such as "smart meter"; set it before the client starts.
    /// </summary>
    public string DeviceType
    {
        set { SetText(0, DeviceTypeId, value); }
    }

    /// <summary>The version of the hardware; set it before the client starts.</summary>
    public string HardwareVersion
    {
        set { SetText(0, HardwareVersionId, value); }
    }

    /// <summary>
    /// The version of the software, where it is apart from the firmware; set it before the client
    /// starts.
    /// </summary>
    public string SoftwareVersion
    {
        set { SetText(0, SoftwareVersionId, value); }
    }

    /// <summary>All memory for data and software, in kilobytes.</summary>
    public int MemoryTotal
    {
        set { SetUpTo(int.MaxValue, 0, MemoryTotalId, value); }
    }

    /// <summary>The UTC offset as in ISO 8601: Z, +02, +0200 or +02:00.</summary>
    public string UtcOffset
    {
        set
        {
            byte[] text = Bytes.FromText(value);
            if (!IsUtcOffset(text, 0, text.Length))
            {
                throw new ArgumentException();
            }

            SetBytes(0, UtcOffsetId, text, 0, text.Length);
        }
    }

    /// <summary>The name of the time zone in the IANA database.</summary>
    public string Timezone
    {
        set { SetText(0, TimezoneId, value); }
    }

    /// <summary>Sets the level of the internal battery: 0 to 100, or Unknown.</summary>
    public void SetBatteryLevel(int percent)
    {
        SetUpTo(100, 0, BatteryLevel, percent);
    }

    /// <summary>
    /// Sets the status of the internal battery: 0 normal, 1 charging, 2 charge complete,
    /// 3 damaged, 4 low, 5 not installed, 6 not available; or Unknown.
    /// </summary>
    public void SetBatteryStatus(int status)
    {
        SetUpTo(6, 0, BatteryStatus, status);
    }

    /// <summary>Sets the free memory for data and software, or Unknown.</summary>
    public void SetMemoryFree(int kilobytes)
    {
        SetUpTo(int.MaxValue, 0, MemoryFree, kilobytes);
    }

    /// <summary>
    /// Says which power sources there are; call it before the client starts. An index into them
    /// is what <see cref="SetPowerSource"/> takes.
    /// </summary>
    /// <param name="sources">
    /// 0 DC, 1 internal battery, 2 external battery, 3 fuel cell, 4 Power over Ethernet, 5 USB,
    /// 6 mains, 7 solar.
    /// </param>
    public void SetPowerSources(params int[] sources)
    {
        for (int i = AvailablePowerSources; i <= PowerSourceCurrent; i++)
        {
            AddItems(i, sources.Length);
        }

        for (int i = 0; i < sources.Length; i++)
        {
            SetUpTo(MaxPowerSource, 0, AvailablePowerSources, sources[i], i);
        }
    }

    /// <summary>Sets what a power source gives; Unknown for what is not measured.</summary>
    public void SetPowerSource(int index, int millivolts, int milliamperes)
    {
        Set(0, PowerSourceVoltage, millivolts, index);
        Set(0, PowerSourceCurrent, milliamperes, index);
    }

    /// <summary>
    /// Says which object instances describe devices around this one; call it before the client
    /// starts.
    /// </summary>
    /// <param name="paths">Their paths, <see cref="Lwm2mPath.Of(int, int)"/>.</param>
    public void SetExternalDevices(params long[] paths)
    {
        AddItems(ExtDevInfo, paths.Length);
        for (int i = 0; i < paths.Length; i++)
        {
            Set(0, ExtDevInfo, (paths[i] >> 32) & 0xFFFFFFFFL, i);
        }
    }

    /// <summary>Adds an error code, unless it is there.</summary>
    /// <param name="code">
    /// 1 low battery, 2 external power off, 3 GPS, 4 low signal, 5 out of memory, 6 SMS,
    /// 7 IP connectivity, 8 peripheral malfunction.
    /// </param>
    public void AddError(int code)
    {
        if (code < 1 || code > MaxError)
        {
            throw new ArgumentOutOfRangeException();
        }

        SetError(code, code);
    }

    /// <summary>Removes an error code, if it is there.</summary>
    public void RemoveError(int code)
    {
        SetError(code, Unknown);
    }

    /// <summary>Removes all error codes.</summary>
    public void ClearErrors()
    {
        for (int code = 1; code <= MaxError; code++)
        {
            SetError(code, Unknown);
        }
    }

    /// <summary>ISO 8601 §4.2.5: Z, ±hh, ±hhmm, ±hh:mm; or nothing.</summary>
    private static bool IsUtcOffset(byte[] text, int offset, int length)
    {
        if (length <= 1)
        {
            return length == 0 || text[offset] == 'Z';
        }

        return (text[offset] == '+' || text[offset] == '-')
            && (length == 3 || length == 5 || (length == 6 && text[offset + 3] == ':'))
            && IsBelow(24, text, offset + 1)
            && (length == 3 || IsBelow(60, text, offset + length - 2));
    }

    /// <summary>Whether there are two digits that make a number below a bound.</summary>
    private static bool IsBelow(int bound, byte[] text, int at)
    {
        // A character that is no digit is negative or above 9.
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens >= 0 && ones >= 0 && ones <= 9 && (tens * 10) + ones < bound;
    }

    /// <summary>
    /// Gives the place of an error code, or else a free one, another value. Without an error the
    /// first place says so with a 0.
    /// </summary>
    private void SetError(int code, int value)
    {
        lock (Sync)
        {
            if (value != Unknown || Get(0, ErrorCode) != 0)
            {
                Set(0, ErrorCode, value, PlaceOfError(code));
            }

            if (!Has(0, ErrorCode))
            {
                Set(0, ErrorCode, 0);
            }
        }
    }

    /// <summary>Where an error code is, or else could be.</summary>
    private int PlaceOfError(int code)
    {
        int free = -1;
        for (int i = MaxError - 1; i >= 0; i--)
        {
            long there = Get(0, ErrorCode, i);
            if (there == code)
            {
                return i;
            }

            free = there <= 0 ? i : free;
        }

        return free;
    }
}
