// The lowest and the highest temperature, where a deep sleep does not lose them.

using System;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Samples.Esp32Temperature;

/// <summary>Keeps Min and Max Measured Value in the storage.</summary>
internal sealed class Extremes
{
    // Outside of the client's own keys (StorageKey) and the one of DeepSleep.
    private const int Key = 0x30000;
    private const int NumberBytes = 8;
    private const int RecordBytes = 2 * NumberBytes;

    private readonly IStorage _storage;
    private readonly byte[] _record = new byte[RecordBytes];
    private double _min = double.NaN;
    private double _max = double.NaN;

    public Extremes(IStorage storage)
    {
        _storage = storage;
    }

    /// <summary>
    /// Gives the object those of before the sleep, after the first measurement and before the
    /// start of the client: as measurements that came before it.
    /// </summary>
    public void Restore(TemperatureObject temperature)
    {
        double measured = temperature.GetMax(0);
        if (!double.IsNaN(measured)
            && _storage.Read(Key, _record, 0, RecordBytes) == RecordBytes)
        {
            _min = BitConverter.ToDouble(_record, 0);
            _max = BitConverter.ToDouble(_record, NumberBytes);
            temperature.SetValue(0, _min);
            temperature.SetValue(0, _max);
            temperature.SetValue(0, measured);
        }
    }

    /// <summary>Stores those of the object if they have changed; a server may have reset them.
    /// </summary>
    public void Keep(TemperatureObject temperature)
    {
        double min = temperature.GetMin(0);
        double max = temperature.GetMax(0);
        if (!double.IsNaN(min) && (double.IsNaN(_min) || min != _min || max != _max))
        {
            Put(min, 0);
            Put(max, NumberBytes);
            _storage.Write(Key, _record, 0, RecordBytes);
        }
    }

    private void Put(double value, int offset)
    {
        Array.Copy(BitConverter.GetBytes(value), 0, _record, offset, NumberBytes);
    }
}
