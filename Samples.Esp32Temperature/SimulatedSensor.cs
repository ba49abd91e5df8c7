// For a board without a sensor: a temperature that wanders around 21 °C.

using System;

namespace Samples.Esp32Temperature;

/// <summary>A sensor that is not there.</summary>
internal sealed class SimulatedSensor : ITemperatureSensor
{
    private readonly Random _random = new Random();
    private double _celsius = 21.0;

    /// <inheritdoc/>
    public bool TryRead(out double celsius)
    {
        // Steps of a tenth, back towards 21.
        _celsius += (_random.Next(5) - 2) / 10.0;
        _celsius += _celsius > 21.0 ? -0.05 : 0.05;
        celsius = _celsius;
        return true;
    }
}
