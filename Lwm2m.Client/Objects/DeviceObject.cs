// Object 3, Device, version 1.1 (OMA LwM2M Core 1.1 appendix E.4; definition 3-1_1.xml): what the
// device is, how it is, and its Reboot.
//
// An optional resource is there as soon as it has a value. UTC Offset and Timezone are always
// there, empty until somebody sets them: a server writes what a Discover shows it.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Device object: one instance, 0.</summary>
public sealed partial class DeviceObject : Lwm2mObject
{
    /// <summary>Given for a number that is not known: the resource is then absent.</summary>
    public const int Unknown = int.MinValue;

    /// <summary>The longest Timezone; no name of the IANA database is longer.</summary>
    public const int MaxTimezoneBytes = 32;

    private const int Manufacturer = 0;
    private const int ModelNumber = 1;
    private const int SerialNumber = 2;
    private const int FirmwareVersion = 3;
    private const int Reboot = 4;
    private const int FactoryReset = 5;
    private const int AvailablePowerSources = 6;
    private const int PowerSourceVoltage = 7;
    private const int PowerSourceCurrent = 8;
    private const int BatteryLevel = 9;
    private const int MemoryFree = 10;
    private const int ErrorCode = 11;
    private const int ResetErrorCode = 12;
    private const int CurrentTime = 13;
    private const int UtcOffsetId = 14;
    private const int TimezoneId = 15;
    private const int SupportedBinding = 16;
    private const int DeviceTypeId = 17;
    private const int HardwareVersionId = 18;
    private const int SoftwareVersionId = 19;
    private const int BatteryStatus = 20;
    private const int MemoryTotalId = 21;
    private const int ExtDevInfo = 22;

    private const int MaxUtcOffsetBytes = 6;
    private const int TimezoneSlot = TextSlot.OverheadBytes + MaxUtcOffsetBytes;
    private const int LocaleBytes = TimezoneSlot + TextSlot.OverheadBytes + MaxTimezoneBytes;

    private static readonly int[] s_rows =
    {
        Manufacturer | Operations.Read | ResourceType.String,
        ModelNumber | Operations.Read | ResourceType.String,
        SerialNumber | Operations.Read | ResourceType.String,
        FirmwareVersion | Operations.Read | ResourceType.String,
        Reboot | Operations.Execute,
        FactoryReset | Operations.Execute,
        AvailablePowerSources | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        PowerSourceVoltage | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        PowerSourceCurrent | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        BatteryLevel | Operations.Read | ResourceType.Integer,
        MemoryFree | Operations.Read | ResourceType.Integer,
        ErrorCode | Operations.Read | ResourceType.Integer | ResourceType.Multiple,
        ResetErrorCode | Operations.Execute,
        CurrentTime | Operations.ReadWrite | ResourceType.Time,
        UtcOffsetId | Operations.ReadWrite | ResourceType.String,
        TimezoneId | Operations.ReadWrite | ResourceType.String,
        SupportedBinding | Operations.Read | ResourceType.String,
        DeviceTypeId | Operations.Read | ResourceType.String,
        HardwareVersionId | Operations.Read | ResourceType.String,
        SoftwareVersionId | Operations.Read | ResourceType.String,
        BatteryStatus | Operations.Read | ResourceType.Integer,
        MemoryTotalId | Operations.Read | ResourceType.Integer,
        ExtDevInfo | Operations.Read | ResourceType.ObjectLink | ResourceType.Multiple,
    };

    /// <summary>Creates the object.</summary>
    /// <param name="manufacturer">Who has made the device; null for none.</param>
    /// <param name="modelNumber">The model; null for none.</param>
    /// <param name="serialNumber">The serial number; null for none.</param>
    /// <param name="firmwareVersion">The version of the firmware; null for none.</param>
    public DeviceObject(
        string manufacturer, string modelNumber, string serialNumber, string firmwareVersion)
        : base(Objects.ObjectId.Device, 11, s_rows, 1)
    {
        SetText(Manufacturer, manufacturer);
        SetText(ModelNumber, modelNumber);
        SetText(SerialNumber, serialNumber);
        SetText(FirmwareVersion, firmwareVersion);
        SetText(SupportedBinding, "U");
        AddInstance(0);
    }

    /// <inheritdoc/>
    protected internal override bool Has(int instanceId, int resourceId)
    {
        switch (resourceId)
        {
            case Reboot:
            case ErrorCode:
            case ResetErrorCode:
            case UtcOffsetId:
            case TimezoneId:
                return true;
            case FactoryReset:
                return FactoryResetting != null;
            case AvailablePowerSources:
            case PowerSourceVoltage:
            case PowerSourceCurrent:
                return ReadPowerSources(resourceId, null);
            case BatteryLevel:
            case MemoryFree:
            case BatteryStatus:
            case MemoryTotalId:
                return _numbers[IndexOfNumber(resourceId)] != Unknown;
            case CurrentTime:
                return Now() >= 0;
            case ExtDevInfo:
                return _externalDevices != null;
            default:
                return ((_textIds >> resourceId) & 1) != 0;
        }
    }

    /// <inheritdoc/>
    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        switch (resourceId)
        {
            case AvailablePowerSources:
            case PowerSourceVoltage:
            case PowerSourceCurrent:
                ReadPowerSources(resourceId, writer);
                break;
            case BatteryLevel:
            case MemoryFree:
            case BatteryStatus:
            case MemoryTotalId:
                writer.WriteInteger(_numbers[IndexOfNumber(resourceId)]);
                break;
            case ErrorCode:
                ReadErrors(writer);
                break;
            case CurrentTime:
                writer.WriteTime(Now());
                break;
            case UtcOffsetId:
                return TextSlot.Read(_locale, 0, writer);
            case TimezoneId:
                return TextSlot.Read(_locale, TimezoneSlot, writer);
            case ExtDevInfo:
                ReadExternalDevices(writer);
                break;
            default:
                return TextSlot.Read(_texts, FindText(resourceId) + 1, writer);
        }

        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        bool isValid = resourceId == CurrentTime
            ? value.ReadInteger() >= 0
            : AcceptsLocale(resourceId, value.Buffer, value.ValueOffset, value.ValueLength);
        return isValid ? Status.Success : Status.BadRequest;
    }

    /// <inheritdoc/>
    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        if (resourceId != CurrentTime)
        {
            StoreLocale(resourceId, value.Buffer, value.ValueOffset, value.ValueLength);
            return Status.Success;
        }

        if (TimeWritten != null)
        {
            TimeWritten(value.ReadInteger());
        }
        else
        {
            // Counted from the monotonic clock, so that it does not jump with the other one.
            _writtenTimeOffset = value.ReadInteger() - (Clock.NowMs / 1000);
        }

        NotifyChanged(0, CurrentTime);
        return Status.Success;
    }

    /// <summary>
    /// Empties the texts. The time stays: it is the device's own, and cannot be without a value.
    /// </summary>
    /// <param name="instanceId">0.</param>
    /// <param name="resourceId">The resource that is replaced, or -1 for the instance.</param>
    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        if (resourceId != TimezoneId)
        {
            StoreLocale(UtcOffsetId, _locale, 0, 0);
        }

        if (resourceId != UtcOffsetId)
        {
            StoreLocale(TimezoneId, _locale, 0, 0);
        }
    }

    /// <inheritdoc/>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        if (resourceId != ResetErrorCode)
        {
            // The effect comes in AfterResponse.
            return EffectOf(resourceId) != null ? Status.Success : Status.NotImplemented;
        }

        ClearErrors();
        if (ErrorsReset != null)
        {
            ErrorsReset();
        }

        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override void AfterResponse(int instanceId, int resourceId)
    {
        DeviceEventHandler effect = EffectOf(resourceId);
        if (effect != null)
        {
            effect();
        }
    }

    private DeviceEventHandler EffectOf(int resourceId)
    {
        return resourceId == Reboot ? Rebooting
            : resourceId == FactoryReset ? FactoryResetting
            : null;
    }

    /// <summary>Seconds since 1970 UTC, or -1.</summary>
    private long Now()
    {
        if (Clock == null)
        {
            return -1;
        }

        return _writtenTimeOffset == NotWritten
            ? Clock.UtcSeconds
            : (Clock.NowMs / 1000) + _writtenTimeOffset;
    }

    /// <summary>
    /// Writes what is known of resource 6, 7 or 8; without a writer only tells whether there is
    /// something.
    /// </summary>
    private bool ReadPowerSources(int resourceId, ContentWriter writer)
    {
        bool isKnown = false;
        int at = FirstPowerSource + resourceId - AvailablePowerSources;
        for (int i = 0; at < _numbers.Length; i++, at += PowerSourceNumbers)
        {
            if (_numbers[at] != Unknown)
            {
                isKnown = true;
                if (writer != null && writer.EnterResourceInstance(i))
                {
                    writer.WriteInteger(_numbers[at]);
                }
            }
        }

        return isKnown;
    }

    /// <summary>Writes the error codes; without one, instance 0 says so.</summary>
    private void ReadErrors(ContentWriter writer)
    {
        uint errors = _errors;
        int id = 0;
        do
        {
            // Without errors there is one code, 0.
            int code = (int)errors & 15;
            if ((code != 0 || errors == 0) && writer.EnterResourceInstance(id))
            {
                writer.WriteInteger(code);
            }

            errors >>= BitsOfError;
            id++;
        }
        while (errors != 0);
    }

    private void ReadExternalDevices(ContentWriter writer)
    {
        for (int i = 0; i < _externalDevices.Length; i++)
        {
            if (writer.EnterResourceInstance(i))
            {
                int link = _externalDevices[i];
                writer.WriteObjectLink((link >> 16) & 0xFFFF, link & 0xFFFF);
            }
        }
    }
}
