// What an SHT3x sends after a measurement: temperature, CRC, humidity, CRC; most significant byte
// first (SHT3x-DIS datasheet §4.4, §4.12, §4.13).

namespace Samples.Esp32Temperature;

/// <summary>Decodes the six bytes of an SHT3x measurement.</summary>
internal static class Sht3xMeasurement
{
    /// <summary>The bytes of a measurement.</summary>
    public const int Length = 6;

    private const int CrcPolynomial = 0x31;
    private const int CrcInitial = 0xFF;

    /// <summary>Takes the temperature; false if its CRC is wrong.</summary>
    public static bool TryDecode(byte[] measurement, out double celsius)
    {
        celsius = 0;
        if (Crc(measurement, 0, 2) != measurement[2])
        {
            return false;
        }

        int raw = (measurement[0] << 8) | measurement[1];
        celsius = (raw * 175.0 / 65535.0) - 45.0;
        return true;
    }

    /// <summary>CRC-8 with polynomial x⁸ + x⁵ + x⁴ + 1.</summary>
    public static int Crc(byte[] bytes, int offset, int length)
    {
        int crc = CrcInitial;
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
