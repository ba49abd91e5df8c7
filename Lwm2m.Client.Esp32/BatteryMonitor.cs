// A battery behind a voltage divider on a channel of the ADC.

using System.Device.Adc;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Esp32;

/// <summary>Measures a battery, and tells a Device object.</summary>
public sealed class BatteryMonitor
{
    // The ESP32's ADC is noisy: the mean of some readings.
    private const int Readings = 16;

    private const int InternalBattery = 1;
    private const int LowBattery = 1;
    private const int StatusNormal = 0;
    private const int StatusLow = 4;
    private const int LowPercent = 10;

    private readonly AdcChannel _channel;
    private readonly int _maxValue;
    private readonly int _fullScaleMv;
    private readonly int _emptyMv;
    private readonly int _fullMv;
    private readonly DeviceObject _device;

    /// <summary>Creates a monitor; before the client starts.</summary>
    /// <param name="device">The object that is told: the battery is its only power source.</param>
    /// <param name="channel">The channel of the ADC: 0 is GPIO 36, 3 is 39, 4 to 7 are 32 to 35.
    /// </param>
    /// <param name="fullScaleMv">
    /// The voltage of the battery, in millivolts, at which the ADC shows its highest value: about
    /// 3300, times what the divider divides by.
    /// </param>
    /// <param name="emptyMv">The voltage at which the battery is empty; 3300 for Li-ion.</param>
    /// <param name="fullMv">The voltage at which it is full; 4200 for Li-ion.</param>
    public BatteryMonitor(
        DeviceObject device, int channel, int fullScaleMv, int emptyMv, int fullMv)
    {
        AdcController controller = new AdcController();
        _channel = controller.OpenChannel(channel);
        _maxValue = controller.MaxValue;
        _fullScaleMv = fullScaleMv;
        _emptyMv = emptyMv;
        _fullMv = fullMv;
        _device = device;
        device.SetPowerSources(InternalBattery);
    }

    /// <summary>The voltage of the latest measurement, in millivolts.</summary>
    public int Millivolts { get; private set; }

    /// <summary>What is left of the charge, in percent: in proportion to the voltage.</summary>
    public int Percent { get; private set; }

    /// <summary>Measures.</summary>
    public void Measure()
    {
        int sum = 0;
        for (int i = 0; i < Readings; i++)
        {
            sum += _channel.ReadValue();
        }

        Millivolts = (int)((long)sum * _fullScaleMv / (Readings * _maxValue));
        int percent = (Millivolts - _emptyMv) * 100 / (_fullMv - _emptyMv);
        Percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
        bool isLow = Percent < LowPercent;
        _device.SetPowerSource(0, Millivolts, DeviceObject.Unknown);
        _device.SetBatteryLevel(Percent);
        _device.SetBatteryStatus(isLow ? StatusLow : StatusNormal);
        if (isLow)
        {
            _device.AddError(LowBattery);
        }
        else
        {
            _device.RemoveError(LowBattery);
        }
    }
}
