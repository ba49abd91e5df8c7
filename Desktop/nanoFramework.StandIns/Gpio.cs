// Pins.

namespace System.Device.Gpio;

public enum PinMode
{
    Output = 3,
}

public readonly struct PinValue
{
    public static PinValue High => default;

    public static PinValue Low => default;
}

public sealed class GpioPin
{
    /// <summary>How often it has changed since it was opened.</summary>
    internal int Toggles { get; private set; }

    public void Write(PinValue value)
    {
    }

    public void Toggle() => Toggles++;
}

public sealed class GpioController
{
    public GpioPin OpenPin(int pinNumber, PinMode mode) => new();
}
