// Object 3303, Temperature, version 1.1 (IPSO; definition 3303-1_1.xml): sensors, an instance each.
//
// Sensor Value is mandatory, so it has to be there before the first measurement. It then reads
// NaN: with 0 a server would draw a temperature that nobody has measured, and were the resource
// missing, a server that observes it right after the registration would get 4.04 and not try
// again. All that is optional is there as soon as it has a value.
//
// A measurement always sets the timestamp, but the timestamp alone notifies nobody: whoever
// observes the instance would otherwise get every measurement, changed or not.

using System;
using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Temperature object: instances 0 to n - 1.</summary>
public sealed class TemperatureObject : Lwm2mObject
{
    /// <summary>The longest Application Type.</summary>
    public const int MaxApplicationTypeBytes = 32;

    private const int Timestamp = 5518;
    private const int MinMeasured = 5601;
    private const int MaxMeasured = 5602;
    private const int MinRange = 5603;
    private const int MaxRange = 5604;
    private const int ResetMinMax = 5605;
    private const int SensorValue = 5700;
    private const int SensorUnits = 5701;
    private const int ApplicationType = 5750;
    private const int QualityIndicator = 6042;
    private const int QualityLevel = 6049;

    // The numbers of an instance: the value, what resources 5601 to 5604 hold, and the timestamp,
    // whose seconds a double holds exactly.
    private const int NumberOfTimestamp = 5;
    private const int Numbers = 6;

    // The bytes of an instance: which numbers are known, indicator and level of quality (one more
    // than their value, 0 for none), application type.
    private const int ByteOfIndicator = 1;
    private const int ByteOfLevel = 2;
    private const int ByteOfApplicationType = 3;
    private const int StateBytes =
        ByteOfApplicationType + TextSlot.OverheadBytes + MaxApplicationTypeBytes;

    private const int KnowsValue = 1;
    private const int KnowsTime = 2;
    private const int KnowsRange = 4;

    private static readonly int[] s_rows =
    {
        Timestamp | Operations.Read | ResourceType.Time,
        MinMeasured | Operations.Read | ResourceType.Float,
        MaxMeasured | Operations.Read | ResourceType.Float,
        MinRange | Operations.Read | ResourceType.Float,
        MaxRange | Operations.Read | ResourceType.Float,
        ResetMinMax | Operations.Execute,
        SensorValue | Operations.Read | ResourceType.Float,
        SensorUnits | Operations.Read | ResourceType.String,
        ApplicationType | Operations.ReadWrite | ResourceType.String,
        QualityIndicator | Operations.Read | ResourceType.Integer,
        QualityLevel | Operations.Read | ResourceType.Integer,
    };

    private readonly double[] _numbers;
    private readonly byte[] _state;
    private readonly byte[] _units;

    /// <summary>Creates the object with its instances, numbered from 0.</summary>
    /// <param name="instances">The number of sensors.</param>
    /// <param name="units">The unit of all of them, "Cel" for degrees Celsius (RFC 8428 §12.1);
    /// null for none.</param>
    public TemperatureObject(int instances = 1, string units = "Cel")
        : base(Objects.ObjectId.Temperature, 11, s_rows, instances)
    {
        _numbers = new double[instances * Numbers];
        _state = new byte[instances * StateBytes];
        _units = units == null ? null : Bytes.FromText(units);
        for (int i = 0; i < instances; i++)
        {
            _numbers[i * Numbers] = double.NaN;
            AddInstance(i);
        }
    }

    /// <summary>
    /// Gives a measurement. What is not finite is not one: it is ignored, the last value stays
    /// with its timestamp; <see cref="SetQuality"/> can tell servers that the sensor fails.
    /// </summary>
    public void SetValue(int instance, double value)
    {
        RequireInstance(instance);

        // The device's interpreter does not compare NaN and infinities as IEEE 754 wants it.
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return;
        }

        lock (Sync)
        {
            bool isFirst = !Knows(instance, KnowsValue);
            SetTimestamp(instance);
            if (isFirst || value < _numbers[IndexOf(instance, MinMeasured)])
            {
                Store(instance, MinMeasured, value);
            }

            if (isFirst || value > _numbers[IndexOf(instance, MaxMeasured)])
            {
                Store(instance, MaxMeasured, value);
            }

            if (isFirst || value != _numbers[IndexOf(instance, SensorValue)])
            {
                Learn(instance, KnowsValue);
                Store(instance, SensorValue, value);
                NotifyChanged(instance, Timestamp);
            }
        }
    }

    /// <summary>Sets what the sensor is able to measure.</summary>
    public void SetRange(int instance, double min, double max)
    {
        RequireInstance(instance);
        lock (Sync)
        {
            Learn(instance, KnowsRange);
            Store(instance, MinRange, min);
            Store(instance, MaxRange, max);
        }
    }

    /// <summary>Sets what the measurements are used for.</summary>
    public void SetApplicationType(int instance, string text)
    {
        RequireInstance(instance);
        byte[] utf8 = Bytes.FromText(text);
        if (utf8.Length > MaxApplicationTypeBytes)
        {
            throw new ArgumentException();
        }

        lock (Sync)
        {
            StoreApplicationType(instance, utf8, 0, utf8.Length);
        }
    }

    /// <summary>Sets how good the measurements are.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="indicator">
    /// 0 unchecked, 1 rejected with certainty, 2 with probability, 3 accepted but suspicious,
    /// 4 accepted, 16 to 23 of the vendor's choice.
    /// </param>
    /// <param name="level">0 (to be rejected) to 100.</param>
    public void SetQuality(int instance, int indicator, int level)
    {
        RequireInstance(instance);
        if (indicator < 0 || indicator > 23 || level < 0 || level > 100)
        {
            throw new ArgumentOutOfRangeException();
        }

        lock (Sync)
        {
            StoreQuality(instance, ByteOfIndicator, QualityIndicator, indicator);
            StoreQuality(instance, ByteOfLevel, QualityLevel, level);
        }
    }

    /// <inheritdoc/>
    protected internal override bool Has(int instanceId, int resourceId)
    {
        switch (resourceId)
        {
            case Timestamp:
                return Knows(instanceId, KnowsTime);
            case MinMeasured:
            case MaxMeasured:
                return Knows(instanceId, KnowsValue);
            case MinRange:
            case MaxRange:
                return Knows(instanceId, KnowsRange);
            case SensorUnits:
                return _units != null;
            case QualityIndicator:
            case QualityLevel:
                return _state[(instanceId * StateBytes) + ByteOfIndicator] != 0;
            default:
                return true;
        }
    }

    /// <inheritdoc/>
    protected internal override Status Read(int instanceId, int resourceId, ContentWriter writer)
    {
        int at = instanceId * StateBytes;
        switch (resourceId)
        {
            case Timestamp:
                writer.WriteTime((long)_numbers[(instanceId * Numbers) + NumberOfTimestamp]);
                break;
            case SensorUnits:
                writer.WriteString(_units);
                break;
            case ApplicationType:
                return TextSlot.Read(_state, at + ByteOfApplicationType, writer);
            case QualityIndicator:
                writer.WriteInteger(_state[at + ByteOfIndicator] - 1);
                break;
            case QualityLevel:
                writer.WriteInteger(_state[at + ByteOfLevel] - 1);
                break;
            default:
                writer.WriteFloat(_numbers[IndexOf(instanceId, resourceId)]);
                break;
        }

        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override Status Check(int instanceId, int resourceId, ContentReader value)
    {
        return value.ValueLength <= MaxApplicationTypeBytes ? Status.Success : Status.BadRequest;
    }

    /// <inheritdoc/>
    protected internal override Status Write(int instanceId, int resourceId, ContentReader value)
    {
        StoreApplicationType(instanceId, value.Buffer, value.ValueOffset, value.ValueLength);
        return Status.Success;
    }

    /// <inheritdoc/>
    protected internal override void BeginReplace(int instanceId, int resourceId)
    {
        StoreApplicationType(instanceId, _state, 0, 0);
    }

    /// <inheritdoc/>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        if (Knows(instanceId, KnowsValue))
        {
            double value = _numbers[IndexOf(instanceId, SensorValue)];
            Store(instanceId, MinMeasured, value);
            Store(instanceId, MaxMeasured, value);
        }

        return Status.Success;
    }

    /// <summary>Where the number of resource 5700 or 5601 to 5604 is.</summary>
    private static int IndexOf(int instance, int resourceId)
    {
        int number = resourceId == SensorValue ? 0 : resourceId - MinMeasured + 1;
        return (instance * Numbers) + number;
    }

    private void RequireInstance(int instance)
    {
        if (instance < 0 || instance >= InstanceCount)
        {
            throw new ArgumentOutOfRangeException();
        }
    }

    private bool Knows(int instance, int what)
    {
        return (_state[instance * StateBytes] & what) != 0;
    }

    private void Learn(int instance, int what)
    {
        _state[instance * StateBytes] |= (byte)what;
    }

    private void SetTimestamp(int instance)
    {
        long now = Clock == null ? -1 : Clock.UtcSeconds;
        if (now >= 0)
        {
            Learn(instance, KnowsTime);
            _numbers[(instance * Numbers) + NumberOfTimestamp] = now;
        }
    }

    private void Store(int instance, int resourceId, double value)
    {
        _numbers[IndexOf(instance, resourceId)] = value;
        NotifyChanged(instance, resourceId);
    }

    private void StoreQuality(int instance, int index, int resourceId, int value)
    {
        int at = (instance * StateBytes) + index;
        if (_state[at] != value + 1)
        {
            _state[at] = (byte)(value + 1);
            NotifyChanged(instance, resourceId);
        }
    }

    private void StoreApplicationType(int instance, byte[] utf8, int offset, int length)
    {
        int at = (instance * StateBytes) + ByteOfApplicationType;
        TextSlot.Store(_state, at, utf8, offset, length);
        NotifyChanged(instance, ApplicationType);
    }
}
