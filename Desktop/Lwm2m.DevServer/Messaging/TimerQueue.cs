// Time for the core: timers in a binary heap, fired in the order of their due times. A timer
// knows its place, so disarming takes it out and nothing is left behind.

namespace Lwm2m.DevServer.Messaging;

/// <summary>A timer that calls back once when it is due.</summary>
internal sealed class ServerTimer(Action elapsed)
{
    internal int Place { get; set; } = -1;

    internal long DueMs { get; set; }

    // Timers that are due at the same time fire in the order in which they were armed.
    internal long Order { get; set; }

    internal Action Elapsed { get; } = elapsed;

    internal bool IsBefore(ServerTimer other) =>
        DueMs < other.DueMs || (DueMs == other.DueMs && Order < other.Order);
}

/// <summary>The armed timers and the current time.</summary>
internal sealed class TimerQueue
{
    private readonly List<ServerTimer> _heap = [];
    private long _order;

    internal long NowMs { get; private set; }

    internal int Count => _heap.Count;

    internal void Arm(ServerTimer timer, long delayMs)
    {
        Disarm(timer);
        timer.DueMs = NowMs + delayMs;
        timer.Order = _order++;
        timer.Place = _heap.Count;
        _heap.Add(timer);
        Rise(timer);
    }

    internal void Disarm(ServerTimer timer)
    {
        if (timer.Place < 0)
        {
            return;
        }

        int place = timer.Place;
        timer.Place = -1;
        ServerTimer last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (place < _heap.Count)
        {
            Put(last, place);
            Rise(last);
            Sink(last);
        }
    }

    /// <summary>Fires what is due and returns when the next timer is, or
    /// <see cref="long.MaxValue"/>. Time never runs backwards.</summary>
    internal long Advance(long nowMs)
    {
        NowMs = Math.Max(NowMs, nowMs);
        while (_heap.Count > 0 && _heap[0].DueMs <= NowMs)
        {
            ServerTimer timer = _heap[0];
            Disarm(timer);
            timer.Elapsed();
        }

        return _heap.Count > 0 ? _heap[0].DueMs : long.MaxValue;
    }

    internal void Clear()
    {
        foreach (ServerTimer timer in _heap)
        {
            timer.Place = -1;
        }

        _heap.Clear();
    }

    private void Put(ServerTimer timer, int place)
    {
        _heap[place] = timer;
        timer.Place = place;
    }

    private void Rise(ServerTimer timer)
    {
        int place = timer.Place;
        while (place > 0 && timer.IsBefore(_heap[(place - 1) / 2]))
        {
            Put(_heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        Put(timer, place);
    }

    private void Sink(ServerTimer timer)
    {
        int place = timer.Place;
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _heap.Count)
            {
                break;
            }

            if (child + 1 < _heap.Count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(timer))
            {
                break;
            }

            Put(_heap[child], place);
            place = child;
        }

        Put(timer, place);
    }
}
