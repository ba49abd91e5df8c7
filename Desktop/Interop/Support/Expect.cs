// What a step expects.

namespace Interop.Support;

/// <summary>An expectation that was not met.</summary>
internal sealed class ExpectationException(string message) : Exception(message);

/// <summary>Throws when something is not as expected.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new ExpectationException($"{what}: expected <{expected}>, found <{actual}>");
        }
    }

    public static void True(bool condition, string what)
    {
        if (!condition)
        {
            throw new ExpectationException(what);
        }
    }

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what) =>
        Equal(string.Join(", ", expected), string.Join(", ", actual), what);
}
