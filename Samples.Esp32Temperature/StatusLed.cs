// An LED that shows where the registration stands:
//   off           not started or stopped
//   blinking      on the way: no network, no answer, waiting to try again
//   on            registered

using System.Device.Gpio;
using Lwm2m.Client;

namespace Samples.Esp32Temperature;

/// <summary>The LED of the board.</summary>
internal sealed class StatusLed
{
    private readonly GpioPin _pin;
    private RegistrationState _state;

    public StatusLed(int pin)
    {
        _pin = new GpioController().OpenPin(pin, PinMode.Output);
    }

    /// <summary>Takes the state that is to be shown.</summary>
    public void Show(RegistrationState state)
    {
        _state = state;
        Tick();
    }

    /// <summary>To be called every half second or so: it blinks.</summary>
    public void Tick()
    {
        switch (_state)
        {
            case RegistrationState.Registered:
            case RegistrationState.AwaitingUpdateResponse:
                _pin.Write(PinValue.High);
                break;
            case RegistrationState.Stopped:
            case RegistrationState.Disabled:
                _pin.Write(PinValue.Low);
                break;
            default:
                _pin.Toggle();
                break;
        }
    }
}
