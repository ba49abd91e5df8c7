// For a board without a sensor: a temperature that wanders around 21 °C.

using System;

namespace Samples.Esp32Temperature;

/// <summary>A sensor that is not there.</summary>
internal sealed class SimulatedSensor : ITemperatureSensor
{
    private const int MiddleHundredths = 2100;

    private readonly Random _random = new Random();
    private int _hundredths = MiddleHundredths;

    /// <inheritdoc/>
    public bool TryRead(out double celsius)
    {
        // Up to two tenths up or down, and a tenth of the way back to the middle.
        _hundredths += (_random.Next(5) - 2) * 10;
        _hundredths -= (_hundredths - MiddleHundredths) / 10;
        celsius = _hundredths / 100.0;
        return true;
    }
}
