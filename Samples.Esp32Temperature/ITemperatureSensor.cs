// What the application wants of a sensor, whichever it is.

namespace Samples.Esp32Temperature;

/// <summary>A temperature sensor.</summary>
internal interface ITemperatureSensor
{
    /// <summary>Measures; false if the sensor does not answer or its answer is damaged.</summary>
    bool TryRead(out double celsius);
}
