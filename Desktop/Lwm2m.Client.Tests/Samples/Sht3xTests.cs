// The SHT3x of the ESP32 sample: what its bytes mean (SHT3x-DIS datasheet §4.12, §4.13) and what
// is sent to it, with an I2C bus that the test plays.

using System.Device.I2c;
using Samples.Esp32Temperature;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Samples;

public sealed class Sht3xTests
{
    private const int Address = 0x45;

    /// <summary>The datasheet's example: CRC(0xBEEF) = 0x92.</summary>
    [Fact]
    public void CrcIsThatOfTheDatasheet()
    {
        Assert.Equal(0x92, Sht3xMeasurement.Crc([0xBE, 0xEF], 0, 2));
        Assert.Equal(0x92, Sht3xMeasurement.Crc([0x01, 0xBE, 0xEF, 0x02], 1, 2));
    }

    /// <summary>T = -45 + 175 · raw / 65535.</summary>
    [Theory]
    [InlineData(0x0000, 0x81, -45.0)]
    [InlineData(0xFFFF, 0xAC, 130.0)]
    [InlineData(0x3333, 0x88, -10.0)]
    [InlineData(0x6666, 0x93, 25.0)]
    [InlineData(0xCCCC, 0xA5, 95.0)]
    [InlineData(0xBEEF, 0x92, 85.5230)]
    public void TemperatureIsDecoded(int raw, int crc, double expected)
    {
        byte[] measurement = [(byte)(raw >> 8), (byte)raw, (byte)crc, 0, 0, 0];

        Assert.True(Sht3xMeasurement.TryDecode(measurement, out double celsius));
        Assert.Equal(expected, celsius, tolerance: 0.0001);
    }

    /// <summary>A CRC-8 finds every error of one bit, and of up to eight bits in a row.</summary>
    [Fact]
    public void EveryDamagedBitIsFound()
    {
        for (int bit = 0; bit < 24; bit++)
        {
            for (int length = 1; length <= 8 && bit + length <= 24; length++)
            {
                byte[] damaged = [0xBE, 0xEF, 0x92, 0, 0, 0];
                for (int i = bit; i < bit + length; i++)
                {
                    damaged[i / 8] ^= (byte)(0x80 >> (i % 8));
                }

                Assert.False(Sht3xMeasurement.TryDecode(damaged, out _), $"{bit}, {length}");
            }
        }
    }

    /// <summary>Command 0x2400: single shot, high repeatability, no clock stretching.</summary>
    [Fact]
    public void SensorMeasures()
    {
        var sensor = new Sht3xSensor(21, 22, Address);
        I2cDevice device = I2cDevice.Last;
        device.Answer = [0x66, 0x66, 0x93, 0, 0, 0];

        Assert.True(sensor.TryRead(out double celsius));
        Assert.Equal(25.0, celsius, tolerance: 0.0001);
        Assert.Equal(Address, device.Address);
        Assert.Equal([0x24, 0x00], device.Written);
    }

    [Theory]
    [InlineData(I2cTransferStatus.SlaveAddressNotAcknowledged, I2cTransferStatus.FullTransfer)]
    [InlineData(I2cTransferStatus.PartialTransfer, I2cTransferStatus.FullTransfer)]
    [InlineData(I2cTransferStatus.FullTransfer, I2cTransferStatus.SlaveAddressNotAcknowledged)]
    [InlineData(I2cTransferStatus.FullTransfer, I2cTransferStatus.PartialTransfer)]
    public void FailedTransferIsNoMeasurement(I2cTransferStatus write, I2cTransferStatus read)
    {
        var sensor = new Sht3xSensor(21, 22, Address);
        I2cDevice device = I2cDevice.Last;
        device.Answer = [0x66, 0x66, 0x93, 0, 0, 0];
        device.WriteStatus = write;
        device.ReadStatus = read;

        Assert.False(sensor.TryRead(out _));
    }

    [Fact]
    public void DamagedAnswerIsNoMeasurement()
    {
        var sensor = new Sht3xSensor(21, 22, Address);
        I2cDevice.Last.Answer = [0x66, 0x66, 0x92, 0, 0, 0];

        Assert.False(sensor.TryRead(out _));
    }
}
