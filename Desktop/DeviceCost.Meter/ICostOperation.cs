// An operation that is measured. It is loaded beside the instrumented library, so its class uses
// the library as any program does.

namespace DeviceCost;

/// <summary>Something whose cost on the device is measured.</summary>
public interface ICostOperation
{
    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>How often it runs before it is measured; 0 for what happens once.</summary>
    int WarmUpRuns => 1;

    /// <summary>Prepares everything that is not to be measured.</summary>
    void Setup();

    /// <summary>Makes the next run possible (feeds a request, moves the clock), unmeasured.
    /// </summary>
    void Prepare()
    {
    }

    /// <summary>What is measured.</summary>
    void Run();

    /// <summary>Throws unless the last run did what its name says: a cheap figure must not come
    /// from an operation that failed early.</summary>
    void Verify();
}
