// An operation that did not do its work has no cost to speak of.

namespace DeviceCost.Operations;

internal static class Check
{
    public static void That(bool condition, string operation)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"'{operation}' did not do what it is to measure.");
        }
    }
}
