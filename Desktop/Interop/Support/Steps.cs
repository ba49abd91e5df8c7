// Runs steps, says how each went, counts.

using System.Diagnostics;
using System.Globalization;

namespace Interop.Support;

/// <summary>The steps of a run; several may run at a time.</summary>
internal sealed class Steps
{
    /// <summary>How long a step waits for one thing: far more than it takes on a busy machine.
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_limit = 3 * Patience;

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private int _passed;
    private int _failed;

    /// <summary>Runs one step; a failure is told and the run goes on.</summary>
    public async Task RunAsync(string name, Func<Task> body)
    {
        TimeSpan start = _elapsed.Elapsed;
        try
        {
            await Task.Run(body).WaitAsync(s_limit);
            Interlocked.Increment(ref _passed);
            double ms = (_elapsed.Elapsed - start).TotalMilliseconds;
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"pass {name} ({ms:F0} ms)"));
        }
        catch (Exception e)
        {
            Fail(name, e);
        }
    }

    /// <summary>Runs one step that does not wait for tasks.</summary>
    public Task RunAsync(string name, Action body) =>
        RunAsync(name, () =>
        {
            body();
            return Task.CompletedTask;
        });

    /// <summary>Counts a failure.</summary>
    public void Fail(string name, Exception reason)
    {
        Interlocked.Increment(ref _failed);
        string detail = reason is ExpectationException or TimeoutException
            ? reason.Message
            : reason.ToString();
        Console.WriteLine($"FAIL {name}: {detail}");
    }

    /// <summary>Prints the totals and returns the exit code.</summary>
    public int Finish()
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"elapsed: {_elapsed.Elapsed.TotalSeconds:F1} s"));
        Console.WriteLine($"{_passed} passed, {_failed} failed, 0 skipped");
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }
}
