// What the stand-in was asked for, thread by thread, so that tests can count.

namespace System.Security.Cryptography;

/// <summary>Counts calls that are native on the device.</summary>
internal static class PlatformCalls
{
    [ThreadStatic]
    private static List<string>? t_calls;

    /// <summary>Runs code and lists the native calls that it made: name and bytes of input.
    /// </summary>
    internal static IReadOnlyList<string> Of(Action action)
    {
        List<string> calls = t_calls = [];
        try
        {
            action();
        }
        finally
        {
            t_calls = null;
        }

        return calls;
    }

    internal static void Note(string call, byte[] input) => t_calls?.Add($"{call} {input.Length}");
}
