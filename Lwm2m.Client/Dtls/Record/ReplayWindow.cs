// The sliding window that keeps a record from being taken twice (RFC 6347 §4.1.2.6).

namespace Lwm2m.Client.Dtls.Record;

/// <summary>Remembers which of the latest 64 sequence numbers have been taken.</summary>
internal sealed class ReplayWindow
{
    private const int Width = 64;

    /// <summary>The highest sequence number taken, or -1.</summary>
    public long Highest = -1;

    /// <summary>Bit n stands for the sequence number <see cref="Highest"/> - n.</summary>
    public long Taken;

    /// <summary>Whether a record may be opened: it is neither too old nor known.</summary>
    public bool IsNew(long sequence)
    {
        long age = Highest - sequence;
        return age < 0 || (age < Width && ((Taken >> (int)age) & 1) == 0);
    }

    /// <summary>Takes a record that has turned out to be authentic.</summary>
    public void Take(long sequence)
    {
        long age = Highest - sequence;
        if (age >= 0)
        {
            Taken |= 1L << (int)age;
            return;
        }

        Taken = age > -Width ? (Taken << (int)-age) | 1 : 1;
        Highest = sequence;
    }

    /// <summary>Starts anew, or where an exported connection has stood.</summary>
    public void Reset(long highest, long taken)
    {
        Highest = highest;
        Taken = taken;
    }
}
