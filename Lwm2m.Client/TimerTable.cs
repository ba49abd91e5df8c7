// Deadlines on the monotonic clock, one a slot. The earliest is kept as a lower bound, so that a
// Poll with nothing due costs one comparison; the exact minimum is sought only when it is reached.

namespace Lwm2m.Client;

/// <summary>A fixed set of deadlines in milliseconds of <c>IClock.NowMs</c>.</summary>
internal sealed class TimerTable
{
    /// <summary>The deadline of a timer that is not set.</summary>
    public const long Never = long.MaxValue;

    private readonly long[] _due;
    private long _earliest = Never;

    public TimerTable(int capacity)
    {
        _due = new long[capacity];
        for (int i = 0; i < capacity; i++)
        {
            _due[i] = Never;
        }
    }

    /// <summary>No timer is due before this time; an early bound is corrected by Refresh.</summary>
    public long Earliest
    {
        get { return _earliest; }
    }

    public long this[int timer]
    {
        get { return _due[timer]; }
    }

    public void Set(int timer, long dueMs)
    {
        _due[timer] = dueMs;
        if (dueMs < _earliest)
        {
            _earliest = dueMs;
        }
    }

    public void Cancel(int timer)
    {
        _due[timer] = Never;
    }

    /// <summary>Whether the timer is due; if so it is cancelled.</summary>
    public bool Take(int timer, long nowMs)
    {
        if (_due[timer] > nowMs)
        {
            return false;
        }

        _due[timer] = Never;
        return true;
    }

    /// <summary>Makes <see cref="Earliest"/> exact, after due timers were taken.</summary>
    public void Refresh()
    {
        long earliest = Never;
        for (int i = 0; i < _due.Length; i++)
        {
            if (_due[i] < earliest)
            {
                earliest = _due[i];
            }
        }

        _earliest = earliest;
    }
}
