// A Sensirion SHT30, SHT31 or SHT35 on I2C: single shot, high repeatability, no clock stretching
// (SHT3x-DIS datasheet §4.3).

using System.Device.I2c;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Samples.Esp32Temperature;

/// <summary>An SHT3x sensor.</summary>
internal sealed class Sht3xSensor : ITemperatureSensor
{
    private const int BusId = 1;

    // The datasheet allows the sensor 15.5 ms; the device sleeps in steps of 10 ms.
    private const int MeasurementMs = 20;

    private readonly I2cDevice _device;
    private readonly byte[] _measure = { 0x24, 0x00 };
    private readonly byte[] _measurement = new byte[Sht3xMeasurement.Length];

    public Sht3xSensor(int dataPin, int clockPin, int address)
    {
        Configuration.SetPinFunction(dataPin, DeviceFunction.I2C1_DATA);
        Configuration.SetPinFunction(clockPin, DeviceFunction.I2C1_CLOCK);
        _device = I2cDevice.Create(new I2cConnectionSettings(BusId, address));
    }

    /// <inheritdoc/>
    public bool TryRead(out double celsius)
    {
        celsius = 0;
        if (_device.Write(_measure).Status != I2cTransferStatus.FullTransfer)
        {
            return false;
        }

        Thread.Sleep(MeasurementMs);
        return _device.Read(_measurement).Status == I2cTransferStatus.FullTransfer
            && Sht3xMeasurement.TryDecode(_measurement, out celsius);
    }
}
