// Object 3, Device, version 1.1 (OMA LwM2M Core 1.1 appendix E.4; definition 3-1_1.xml): what the
// device is, how it is, and its Reboot.
//
// An optional resource is there as soon as it has a value. UTC Offset and Timezone are always
// there, empty until somebody sets them: a server writes what a Discover shows it.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Objects;

/// <summary>The Device object: one instance, 0.</summary>
public sealed partial class DeviceObject : ValueObject
{
    /// <summary>
    /// The longest Timezone that a server may write; no name of the IANA database is longer.
    /// </summary>
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
        : base(Objects.ObjectId.Device, 11, s_rows, 1, MaxError)
    {
        SetText(0, Manufacturer, manufacturer);
        SetText(0, ModelNumber, modelNumber);
        SetText(0, SerialNumber, serialNumber);
        SetText(0, FirmwareVersion, firmwareVersion);
        SetText(0, SupportedBinding, "U");
        Set(0, Reboot, 0);
        Set(0, ResetErrorCode, 0);
        AddItems(ErrorCode, MaxError);
        Set(0, ErrorCode, 0);
        Reserve(0, UtcOffsetId, MaxUtcOffsetBytes);
        Reserve(0, TimezoneId, MaxTimezoneBytes);
    }

    internal override bool HasRow(int instanceId, int index)
    {
        return index == CurrentTime ? Now() > -1 : base.HasRow(instanceId, index);
    }

    internal override long PresentRows(int instanceId)
    {
        long present = base.PresentRows(instanceId);
        return Now() < 0 ? present : present | (1L << CurrentTime);
    }

    /// <inheritdoc/>
    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        if (resourceId != CurrentTime)
        {
            return base.Read(instanceId, resourceId, writer);
        }

        writer.WriteTime(Now());
        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        bool isValid = resourceId == TimezoneId
            || (resourceId == CurrentTime
                ? value.ReadInteger() >= 0
                : IsUtcOffset(value.Buffer, value.ValueOffset, value.ValueLength));
        return isValid ? base.Check(instanceId, resourceId, value) : Status.BadRequest;
    }

    /// <inheritdoc/>
    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        if (resourceId != CurrentTime)
        {
            return base.Write(instanceId, resourceId, value);
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
        IClock clock = Clock;
        return clock == null ? -1
            : _writtenTimeOffset == Deadline.Never ? clock.UtcSeconds
            : (clock.NowMs / 1000) + _writtenTimeOffset;
    }
}
