// A Sensirion SHT30, SHT31 or SHT35 on I2C: single shot, high repeatability, no clock stretching
// (SHT3x datasheet §4.3, §4.12, §4.13).

using System.Device.I2c;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Samples.Esp32Temperature;

/// <summary>An SHT3x sensor.</summary>
internal sealed class Sht3xSensor : ITemperatureSensor
{
    private const int BusId = 1;
    private const int MeasurementMs = 20;
    private const int CrcPolynomial = 0x31;

    private readonly I2cDevice _device;
    private readonly byte[] _measure = { 0x24, 0x00 };

    // Temperature, CRC, humidity, CRC.
    private readonly byte[] _answer = new byte[6];

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
        if (_device.Read(_answer).Status != I2cTransferStatus.FullTransfer
            || Crc(_answer, 0, 2) != _answer[2])
        {
            return false;
        }

        int raw = (_answer[0] << 8) | _answer[1];
        celsius = (raw * 175.0 / 65535.0) - 45.0;
        return true;
    }

    private static int Crc(byte[] bytes, int offset, int length)
    {
        int crc = 0xFF;
        for (int i = offset; i < offset + length; i++)
        {
            crc ^= bytes[i];
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80) != 0 ? (crc << 1) ^ CrcPolynomial : crc << 1;
            }
        }

        return crc & 0xFF;
    }
}
