// Samples collected over time, to be sent together (OMA LwM2M Core 1.1 §6.4.6). Each has the time
// at which it was added, on the clock that never jumps; what that is on the wall clock is worked
// out when it is sent, so it does not matter when the wall clock is set.

using System;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Model;

/// <summary>
/// Keeps samples until they are sent. <c>Lwm2mClient.CreateBatch</c> creates it with room for a
/// number of samples, 24 bytes each; when it is full, the oldest makes room for the newest.
/// </summary>
public sealed class SampleBatch
{
    /// <summary>What a sample takes in <see cref="Samples"/>: its path, the bits of its value, and
    /// its time.</summary>
    internal const int Stride = 3;

    /// <summary>All samples, the oldest first.</summary>
    internal readonly long[] Samples;

    /// <summary>The first samples, as many, are on their way.</summary>
    internal int UnderWay;

    private readonly object _sync;
    private readonly IClock _clock;
    private int _count;
    private int _dropped;
    private long _utcOffsetMs;

    internal SampleBatch(int capacity, object sync, IClock clock)
    {
        _sync = sync;
        _clock = clock;
        Samples = new long[Stride * capacity];
    }

    /// <summary>The samples that have not been delivered yet.</summary>
    public int Count
    {
        get { return _count; }
    }

    /// <summary>How many samples have made room for others.</summary>
    public int Dropped
    {
        get { return _dropped; }
    }

    /// <summary>Adds a sample of now.</summary>
    /// <param name="path">
    /// The resource or resource instance; see <see cref="Lwm2mPath"/>. It has to be numeric.
    /// </param>
    /// <param name="value">Its value.</param>
    public void Add(long path, double value)
    {
        Add(path, value, 0);
    }

    /// <summary>Adds a sample of some time ago.</summary>
    /// <param name="path">The resource or resource instance.</param>
    /// <param name="value">Its value.</param>
    /// <param name="ageMs">How long ago it was taken.</param>
    public void Add(long path, double value, int ageMs)
    {
        lock (_sync)
        {
            long[] samples = Samples;
            if (Stride * _count == samples.Length)
            {
                _dropped++;
                RemoveFirst(1);
            }

            int at = Stride * _count++;
            samples[at] = path;
            samples[at + 1] = BitConverter.DoubleToInt64Bits(value);
            samples[at + 2] = _clock.NowMs - ageMs;
        }
    }

    /// <summary>
    /// The time of a sample as SenML has it (RFC 8428 §4.5.3): absolute, if the wall clock is
    /// known, else relative to now; NaN for now.
    /// </summary>
    internal double TimeAt(int index)
    {
        long nowMs = _clock.NowMs;
        long timeMs = Samples[(Stride * index) + 2];
        long utcSeconds = _clock.UtcSeconds;
        if (utcSeconds < 0)
        {
            return timeMs < nowMs ? (timeMs - nowMs) / 1000.0 : double.NaN;
        }

        // A clock of whole seconds must not move the samples of one message against the next.
        long change = (utcSeconds * 1000) - nowMs - _utcOffsetMs;
        if (change / 1000 != 0)
        {
            _utcOffsetMs += change;
        }

        return (timeMs + _utcOffsetMs) / 1000.0;
    }

    internal void RemoveFirst(int count)
    {
        UnderWay -= UnderWay < count ? UnderWay : count;
        _count -= count;
        Array.Copy(Samples, Stride * count, Samples, 0, Stride * _count);
    }
}
