// What instrumented code calls. The totals belong to the thread that runs an operation, so that
// measurements on several threads do not mix.

using System.Text;

namespace DeviceCost;

/// <summary>The counters that an instrumented library adds to.</summary>
public static class Counter
{
    [ThreadStatic]
    private static long t_instructions;

    [ThreadStatic]
    private static long t_heapBytes;

    [ThreadStatic]
    private static bool t_isStopped;

    [ThreadStatic]
    private static Dictionary<int, long>? t_perMethod;

    /// <summary>What this thread has spent since <see cref="Reset"/>.</summary>
    public static Cost Total => new(t_instructions, t_heapBytes);

    /// <summary>Begins anew.</summary>
    public static void Reset()
    {
        t_instructions = 0;
        t_heapBytes = 0;
        t_perMethod?.Clear();
        t_isStopped = false;
    }

    /// <summary>Counts no more until <see cref="Reset"/>.</summary>
    public static void Stop() => t_isStopped = true;

    /// <summary>The instructions that each method has spent itself, by its metadata token;
    /// null unless <see cref="CountMethods"/> was called on this thread.</summary>
    public static IReadOnlyDictionary<int, long>? PerMethod => t_perMethod;

    /// <summary>From now on, this thread counts for each method too.</summary>
    public static void CountMethods(bool enabled) => t_perMethod = enabled ? [] : null;

    /// <summary>Called at the start of a basic block.</summary>
    /// <param name="instructions">The instructions of the block.</param>
    /// <param name="heapBytes">What its allocation sites of a fixed size allocate.</param>
    /// <param name="method">The metadata token of the method, in the original library.</param>
    public static void Block(int instructions, int heapBytes, int method)
    {
        if (t_isStopped)
        {
            return;
        }

        t_instructions += instructions;
        t_heapBytes += heapBytes;
        if (t_perMethod is { } methods)
        {
            methods[method] = methods.GetValueOrDefault(method) + instructions;
        }
    }

    /// <summary>Called once at the entry of a method with struct locals.</summary>
    public static void Heap(int heapBytes) => t_heapBytes += heapBytes;

    /// <summary>Called before an array is created.</summary>
    /// <param name="length">The number of elements; handed back for the creation.</param>
    /// <param name="elementBytes">Bytes of an element inside the array.</param>
    /// <param name="elementHeapBytes">Heap of its own that each element takes.</param>
    public static int Array(int length, int elementBytes, int elementHeapBytes)
    {
        if (length >= 0)
        {
            t_heapBytes += DeviceHeap.Array(length, elementBytes);
            t_heapBytes += (long)length * elementHeapBytes;
        }

        return length;
    }

    /// <summary>Called with the string that a platform method has made.</summary>
    public static void NewString(string? text)
    {
        if (text is not null)
        {
            t_heapBytes += DeviceHeap.String(Encoding.UTF8.GetByteCount(text));
        }
    }

    /// <summary>Called with the array that a platform method has made.</summary>
    public static void NewArray(Array? array, int elementBytes)
    {
        if (array is not null)
        {
            t_heapBytes += DeviceHeap.Array(array.Length, elementBytes);
        }
    }

    /// <summary>Called with the string that Encoding.GetString has made: the device copies the
    /// bytes, terminated, and decodes them to an array of characters first.</summary>
    public static void DecodedString(string? text)
    {
        if (text is not null)
        {
            int bytes = Encoding.UTF8.GetByteCount(text);
            t_heapBytes += DeviceHeap.Array(bytes + 1, sizeof(byte));
            t_heapBytes += DeviceHeap.Array(text.Length, sizeof(char));
        }
    }
}
