// What happens, in order: written by one thread, awaited by another.

namespace Interop.Support;

/// <summary>A list that only grows, and that can be waited for.</summary>
internal sealed class Journal<T>
{
    private readonly List<T> _entries = [];
    private TaskCompletionSource _grown = NewSource();

    /// <summary>The position of the next entry.</summary>
    public int Mark
    {
        get
        {
            lock (_entries)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Writes an entry.</summary>
    public void Add(T entry)
    {
        TaskCompletionSource grown;
        lock (_entries)
        {
            _entries.Add(entry);
            grown = _grown;
            _grown = NewSource();
        }

        grown.SetResult();
    }

    /// <summary>The entries from a position on.</summary>
    public List<T> Since(int mark)
    {
        lock (_entries)
        {
            return _entries[mark..];
        }
    }

    /// <summary>The first entry from a position on that matches, now or soon.</summary>
    /// <exception cref="TimeoutException">There is none in time.</exception>
    public async Task<T> FirstAsync(
        int mark, Func<T, bool> match, string what)
    {
        DateTime end = DateTime.UtcNow + Steps.Patience;
        while (true)
        {
            Task grown;
            lock (_entries)
            {
                for (; mark < _entries.Count; mark++)
                {
                    if (match(_entries[mark]))
                    {
                        return _entries[mark];
                    }
                }

                grown = _grown.Task;
            }

            TimeSpan left = end - DateTime.UtcNow;
            if (left <= TimeSpan.Zero || await Task.WhenAny(grown, Task.Delay(left)) != grown)
            {
                throw new TimeoutException($"{what}: not within {Steps.Patience.TotalSeconds} s");
            }
        }
    }

    private static TaskCompletionSource NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
