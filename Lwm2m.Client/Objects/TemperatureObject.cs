// Object 3303, Temperature, version 1.1 (IPSO; definition 3303-1_1.xml): sensors, an instance each.
//
// Sensor Value is mandatory, so it has to be there before the first measurement. It then reads
// NaN: with 0 a server would draw a temperature that nobody has measured, and were the resource
// missing, a server that observes it right after the registration would get 4.04 and not try
// again. All that is optional is there as soon as it has a value.
//
// A measurement always sets the timestamp, but the timestamp alone notifies nobody: whoever
// observes the instance would otherwise get every measurement, changed or not.

using Lwm2m.Client.Content;
using Lwm2m.Client.Model;

namespace Lwm2m.Client.Objects;

/// <summary>The Temperature object: instances 0 to n - 1.</summary>
public sealed class TemperatureObject : ValueObject
{
    /// <summary>The longest Application Type that a server may write.</summary>
    public const int MaxApplicationTypeBytes = 32;

    private const int TimestampId = 5518;

    // The rows of the table by their index.
    private const int Timestamp = 0;
    private const int MinMeasured = 1;
    private const int MaxMeasured = 2;
    private const int MinRange = 3;
    private const int MaxRange = 4;
    private const int ResetMinMax = 5;
    private const int SensorValue = 6;
    private const int SensorUnits = 7;
    private const int ApplicationType = 8;
    private const int QualityIndicator = 9;
    private const int QualityLevel = 10;

    private static readonly int[] s_rows =
    {
        TimestampId | Operations.Read | ResourceType.Time,
        5601 | Operations.Read | ResourceType.Float,
        5602 | Operations.Read | ResourceType.Float,
        5603 | Operations.Read | ResourceType.Float,
        5604 | Operations.Read | ResourceType.Float,
        5605 | Operations.Execute,
        5700 | Operations.Read | ResourceType.Float,
        5701 | Operations.Read | ResourceType.String,
        5750 | Operations.ReadWrite | ResourceType.String,
        6042 | Operations.Read | ResourceType.Integer,
        6049 | Operations.Read | ResourceType.Integer,
    };

    /// <summary>Creates the object with its instances, numbered from 0.</summary>
    /// <param name="instances">The number of sensors.</param>
    /// <param name="units">The unit of all of them, "Cel" for degrees Celsius (RFC 8428 §12.1);
    /// null for none.</param>
    public TemperatureObject(int instances = 1, string units = "Cel")
        : base(Objects.ObjectId.Temperature, 11, s_rows, instances)
    {
        for (int i = 0; i < instances; i++)
        {
            SetFloat(i, SensorValue, double.NaN);
            SetText(i, SensorUnits, units);
            Set(i, ResetMinMax, 0);
            Reserve(i, ApplicationType, MaxApplicationTypeBytes);
        }
    }

    /// <summary>
    /// Gives a measurement. What is not finite is not one: it is ignored, the last value stays
    /// with its timestamp; <see cref="SetQuality"/> can tell servers that the sensor fails.
    /// </summary>
    public void SetValue(int instance, double value)
    {
        // The device's interpreter does not compare NaN and infinities as IEEE 754 wants it.
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return;
        }

        lock (Sync)
        {
            long now = Clock == null ? -1 : Clock.UtcSeconds;
            if (now >= 0)
            {
                Keep(instance, Timestamp, now, 0);
            }

            double last = GetFloat(instance, SensorValue);
            bool isFirst = double.IsNaN(last);
            if (isFirst || value < GetFloat(instance, MinMeasured))
            {
                SetFloat(instance, MinMeasured, value);
            }

            if (isFirst || value > GetFloat(instance, MaxMeasured))
            {
                SetFloat(instance, MaxMeasured, value);
            }

            if (isFirst || value != last)
            {
                SetFloat(instance, SensorValue, value);
                NotifyChanged(instance, TimestampId);
            }
        }
    }

    /// <summary>Min Measured Value (5601): to be kept where a restart would lose it.</summary>
    public double GetMin(int instance)
    {
        return GetFloat(instance, MinMeasured);
    }

    /// <summary>Max Measured Value (5602).</summary>
    public double GetMax(int instance)
    {
        return GetFloat(instance, MaxMeasured);
    }

    /// <summary>Sets what the sensor is able to measure.</summary>
    public void SetRange(int instance, double min, double max)
    {
        SetFloat(instance, MinRange, min);
        SetFloat(instance, MaxRange, max);
    }

    /// <summary>Sets what the measurements are used for.</summary>
    public void SetApplicationType(int instance, string text)
    {
        SetText(instance, ApplicationType, text);
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
        SetUpTo(23, instance, QualityIndicator, indicator);
        SetUpTo(100, instance, QualityLevel, level);
    }

    /// <inheritdoc/>
    protected internal override Status Execute(
        int instanceId, int resourceId, ExecuteArguments arguments)
    {
        double value = GetFloat(instanceId, SensorValue);
        if (!double.IsNaN(value))
        {
            SetFloat(instanceId, MinMeasured, value);
            SetFloat(instanceId, MaxMeasured, value);
        }

        return Status.Success;
    }
}
