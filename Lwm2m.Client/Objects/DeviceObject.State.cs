// The state of the Device object and what the application does with it. Everything that the
// application sets before the start may allocate; what it sets while the client runs does not.

using System;

namespace Lwm2m.Client.Objects;

public sealed partial class DeviceObject
{
    private const int FirstPowerSource = 4;
    private const int PowerSourceNumbers = 3;
    private const int MaxError = 8;
    private const int BitsOfError = 4;
    private const long NotWritten = long.MinValue;

    // The texts that are set by the application: id, length, bytes; then the next.
    private byte[] _texts = new byte[0];

    // The ids of the texts that there are, a bit each.
    private int _textIds;

    // The texts that a server may write: UTC Offset, then Timezone.
    private readonly byte[] _locale = new byte[LocaleBytes];

    // Battery level, memory free, battery status, memory total; then kind, voltage and current of
    // each power source.
    private int[] _numbers = { Unknown, Unknown, Unknown, Unknown };

    // The error codes, each in four bits: instance 0 in the lowest. 0 is a free place; the eight
    // codes there are have a place each.
    private uint _errors;

    // What must be added to the monotonic seconds to get the time that a server has written.
    private long _writtenTimeOffset = NotWritten;

    // The object id of each link in bits 16 to 31, the instance id in bits 0 to 15.
    private int[] _externalDevices;

    /// <summary>
    /// Restarts the device; called when the server has its answer. Without it a server's Reboot
    /// is answered 5.01 Not Implemented.
    /// </summary>
    public DeviceEventHandler Rebooting { get; set; }

    /// <summary>
    /// Puts the device into the state in which it was delivered; called when the server has its
    /// answer. Without it there is no resource Factory Reset.
    /// </summary>
    public DeviceEventHandler FactoryResetting { get; set; }

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
        set { SetText(DeviceTypeId, value); }
    }

    /// <summary>The version of the hardware; set it before the client starts.</summary>
    public string HardwareVersion
    {
        set { SetText(HardwareVersionId, value); }
    }

    /// <summary>
    /// The version of the software, where it is apart from the firmware; set it before the client
    /// starts.
    /// </summary>
    public string SoftwareVersion
    {
        set { SetText(SoftwareVersionId, value); }
    }

    /// <summary>All memory for data and software, in kilobytes.</summary>
    public int MemoryTotal
    {
        set { SetNumber(MemoryTotalId, value, int.MaxValue); }
    }

    /// <summary>The UTC offset as in ISO 8601: Z, +02, +0200 or +02:00.</summary>
    public string UtcOffset
    {
        set { SetLocale(UtcOffsetId, value); }
    }

    /// <summary>The name of the time zone in the IANA database.</summary>
    public string Timezone
    {
        set { SetLocale(TimezoneId, value); }
    }

    /// <summary>Sets the level of the internal battery: 0 to 100, or Unknown.</summary>
    public void SetBatteryLevel(int percent)
    {
        SetNumber(BatteryLevel, percent, 100);
    }

    /// <summary>
    /// Sets the status of the internal battery: 0 normal, 1 charging, 2 charge complete,
    /// 3 damaged, 4 low, 5 not installed, 6 not available; or Unknown.
    /// </summary>
    public void SetBatteryStatus(int status)
    {
        SetNumber(BatteryStatus, status, 6);
    }

    /// <summary>Sets the free memory for data and software, or Unknown.</summary>
    public void SetMemoryFree(int kilobytes)
    {
        SetNumber(MemoryFree, kilobytes, int.MaxValue);
    }

    /// <summary>Adds a power source; call it before the client starts.</summary>
    /// <param name="source">
    /// 0 DC, 1 internal battery, 2 external battery, 3 fuel cell, 4 Power over Ethernet, 5 USB,
    /// 6 mains, 7 solar.
    /// </param>
    /// <returns>Its index, for <see cref="SetPowerSource"/>.</returns>
    public int AddPowerSource(int source)
    {
        if (source < 0 || source > 7)
        {
            throw new ArgumentOutOfRangeException();
        }

        int at = _numbers.Length;
        _numbers = Grow(_numbers, PowerSourceNumbers);
        _numbers[at] = source;
        _numbers[at + 1] = Unknown;
        _numbers[at + 2] = Unknown;
        return (at - FirstPowerSource) / PowerSourceNumbers;
    }

    /// <summary>Sets what a power source gives; Unknown for what is not measured.</summary>
    public void SetPowerSource(int index, int millivolts, int milliamperes)
    {
        lock (Sync)
        {
            int at = FirstPowerSource + (index * PowerSourceNumbers);
            if (index < 0 || at >= _numbers.Length)
            {
                throw new ArgumentOutOfRangeException();
            }

            StoreNumber(at + 1, PowerSourceVoltage, millivolts);
            StoreNumber(at + 2, PowerSourceCurrent, milliamperes);
        }
    }

    /// <summary>
    /// Adds a link to an object that describes a device around this one; call it before the
    /// client starts.
    /// </summary>
    public void AddExternalDevice(int objectId, int instanceId)
    {
        _externalDevices = Grow(_externalDevices == null ? new int[0] : _externalDevices, 1);
        _externalDevices[_externalDevices.Length - 1] = (objectId << 16) | instanceId;
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

        SetError(code, true);
    }

    /// <summary>Removes an error code, if it is there.</summary>
    public void RemoveError(int code)
    {
        SetError(code, false);
    }

    /// <summary>Removes all error codes.</summary>
    public void ClearErrors()
    {
        lock (Sync)
        {
            StoreErrors(0);
        }
    }

    private static int[] Grow(int[] numbers, int count)
    {
        int[] grown = new int[numbers.Length + count];
        Array.Copy(numbers, grown, numbers.Length);
        return grown;
    }

    /// <summary>0 to 3 for resources 9, 10, 20 and 21.</summary>
    private static int IndexOfNumber(int resourceId)
    {
        return resourceId < BatteryStatus
            ? resourceId - BatteryLevel
            : resourceId - BatteryStatus + 2;
    }

    /// <summary>Whether a text of the server or the application fits its resource.</summary>
    private static bool AcceptsLocale(int resourceId, byte[] utf8, int offset, int length)
    {
        return resourceId == UtcOffsetId
            ? IsUtcOffset(utf8, offset, length)
            : length <= MaxTimezoneBytes;
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

    /// <summary>Where the text of a resource starts, or the end of all texts.</summary>
    private int FindText(int resourceId)
    {
        byte[] texts = _texts;
        int end = texts.Length;
        int at = 0;
        while (at < end && texts[at] != resourceId)
        {
            at += 2 + texts[at + 1];
        }

        return at;
    }

    /// <summary>Sets, replaces or (null) removes a text.</summary>
    private void SetText(int resourceId, string text)
    {
        byte[] utf8 = text == null ? null : Bytes.FromText(text);
        if (utf8 != null && utf8.Length > 255)
        {
            throw new ArgumentException();
        }

        // What follows the old text moves to its place; the new one goes to the end.
        int at = FindText(resourceId);
        int next = at < _texts.Length ? at + 2 + _texts[at + 1] : at;
        int end = _texts.Length - (next - at);
        byte[] texts = new byte[utf8 == null ? end : end + 2 + utf8.Length];
        Array.Copy(_texts, 0, texts, 0, at);
        Array.Copy(_texts, next, texts, at, end - at);
        if (utf8 != null)
        {
            texts[end] = (byte)resourceId;
            TextSlot.Store(texts, end + 1, utf8, 0, utf8.Length);
        }

        _texts = texts;
        _textIds &= ~(1 << resourceId);
        _textIds |= utf8 == null ? 0 : 1 << resourceId;
    }

    private void SetLocale(int resourceId, string text)
    {
        byte[] utf8 = Bytes.FromText(text);
        if (!AcceptsLocale(resourceId, utf8, 0, utf8.Length))
        {
            throw new ArgumentException();
        }

        lock (Sync)
        {
            StoreLocale(resourceId, utf8, 0, utf8.Length);
        }
    }

    private void StoreLocale(int resourceId, byte[] utf8, int offset, int length)
    {
        int at = resourceId == UtcOffsetId ? 0 : TimezoneSlot;
        TextSlot.Store(_locale, at, utf8, offset, length);
        NotifyChanged(0, resourceId);
    }

    private void SetNumber(int resourceId, int value, int max)
    {
        if (value != Unknown && (value < 0 || value > max))
        {
            throw new ArgumentOutOfRangeException();
        }

        lock (Sync)
        {
            StoreNumber(IndexOfNumber(resourceId), resourceId, value);
        }
    }

    private void StoreNumber(int index, int resourceId, int value)
    {
        if (_numbers[index] != value)
        {
            _numbers[index] = value;
            NotifyChanged(0, resourceId);
        }
    }

    private void SetError(int code, bool isThere)
    {
        lock (Sync)
        {
            int shift = FindError(code);
            if ((shift >= 0) != isThere)
            {
                // It takes a free place, which is 0, or leaves that behind.
                shift = isThere ? FindError(0) : shift;
                StoreErrors(_errors ^ ((uint)code << shift));
            }
        }
    }

    private void StoreErrors(uint errors)
    {
        if (_errors != errors)
        {
            _errors = errors;
            NotifyChanged(0, ErrorCode);
        }
    }

    /// <summary>Where an error code is in <see cref="_errors"/>, in bits, or -1.</summary>
    private int FindError(int code)
    {
        for (int shift = 0; shift < MaxError * BitsOfError; shift += BitsOfError)
        {
            if (((_errors >> shift) & 15) == code)
            {
                return shift;
            }
        }

        return -1;
    }
}
