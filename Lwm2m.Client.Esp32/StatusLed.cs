// An LED that shows where the registration stands:
//   on            registered
//   blinking      on the way: no network, no answer, waiting to try again
//   off           stopped, or disabled by the server
// It has a thread of its own, so that it blinks whatever the sensor and the network do.

using System.Device.Gpio;
using System.Threading;

namespace Lwm2m.Client.Esp32;

/// <summary>An LED of the board.</summary>
public sealed class StatusLed
{
    private const int BlinkMs = 500;

    private readonly GpioPin _pin;

    /// <summary>Takes an LED that is on when its pin is high.</summary>
    /// <param name="pin">The pin.</param>
    public StatusLed(int pin)
    {
        _pin = new GpioController().OpenPin(pin, PinMode.Output);
        _pin.Write(PinValue.Low);
        new Thread(Run).Start();
    }

    /// <summary>The state that is shown.</summary>
    public RegistrationState State { get; set; }

    /// <summary>Whether the client is neither registered nor meant to be at rest.</summary>
    public static bool IsTrying(RegistrationState state)
    {
        return state != RegistrationState.Stopped && state != RegistrationState.Disabled
            && !IsRegistered(state);
    }

    private static bool IsRegistered(RegistrationState state)
    {
        return state == RegistrationState.Registered
            || state == RegistrationState.AwaitingUpdateResponse;
    }

    private void Run()
    {
        bool isOn = false;
        while (true)
        {
            bool wasOn = isOn;
            isOn = IsTrying(State) ? !wasOn : IsRegistered(State);
            if (isOn != wasOn)
            {
                // Unlike Write, it needs no PinValue, a struct on the heap.
                _pin.Toggle();
            }

            Thread.Sleep(BlinkMs);
        }
    }
}
