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
    public void Write(PinValue value)
    {
    }

    public void Toggle()
    {
    }
}

public sealed class GpioController
{
    public GpioPin OpenPin(int pinNumber, PinMode mode) => new();
}
