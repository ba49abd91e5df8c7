// What stands for a time that never comes.

namespace Lwm2m.Client;

/// <summary>Times at which something is due, in the milliseconds of the clock.</summary>
internal static class Deadline
{
    /// <summary>Never. A field, because the constant takes 9 bytes wherever it is named.</summary>
    public static readonly long Never = long.MaxValue;

    /// <summary>The earlier one of two.</summary>
    public static long Earlier(long first, long second)
    {
        return first < second ? first : second;
    }

    /// <summary>The later one of two.</summary>
    public static long Later(long first, long second)
    {
        return first > second ? first : second;
    }
}
