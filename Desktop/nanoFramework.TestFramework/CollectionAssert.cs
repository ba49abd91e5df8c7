// Assertions over collections, element by element with object.Equals: an int does not equal a
// byte of the same value, and nested arrays are compared by reference, as on the device.

using System.Collections;

namespace nanoFramework.TestFramework;

/// <summary>Assertions over collections.</summary>
public sealed class CollectionAssert
{
    /// <summary>The collection has no elements.</summary>
    public static void Empty(ICollection collection, string message = "")
    {
        Assert.NotNullParameter(collection, "CollectionAssert.Empty");
        if (collection.Count != 0)
        {
            Assert.Fail("CollectionAssert.Empty", message);
        }
    }

    /// <summary>The collection has elements.</summary>
    public static void NotEmpty(ICollection collection, string message = "")
    {
        Assert.NotNullParameter(collection, "CollectionAssert.NotEmpty");
        if (collection.Count == 0)
        {
            Assert.Fail("CollectionAssert.NotEmpty", message);
        }
    }

    /// <summary>Both have equal elements in the same order, or are the same or both null.</summary>
    public static void AreEqual(
        ICollection? expected, ICollection? actual, string message = "")
    {
        if (!Same(expected, actual, out string reason))
        {
            Assert.Fail("CollectionAssert.AreEqual", $"{message}({reason})");
        }
    }

    /// <summary>The collections differ in length, in an element or in being null.</summary>
    public static void AreNotEqual(
        ICollection? notExpected, ICollection? actual, string message = "")
    {
        if (Same(notExpected, actual, out string reason))
        {
            Assert.Fail("CollectionAssert.AreNotEqual", $"{message}({reason})");
        }
    }

    private static bool Same(ICollection? expected, ICollection? actual, out string reason)
    {
        reason = "Both are the same collection.";
        if (ReferenceEquals(expected, actual))
        {
            return true;
        }

        if (expected is null || actual is null)
        {
            reason = "One collection is null.";
            return false;
        }

        if (expected.Count != actual.Count)
        {
            reason = $"Expected {expected.Count} elements. Actual {actual.Count}.";
            return false;
        }

        IEnumerator left = expected.GetEnumerator();
        IEnumerator right = actual.GetEnumerator();
        for (int index = 0; left.MoveNext() && right.MoveNext(); index++)
        {
            if (!Equals(left.Current, right.Current))
            {
                reason = $"Element {index}: expected:<{Assert.Text(left.Current)}>. "
                    + $"Actual:<{Assert.Text(right.Current)}>.";
                return false;
            }
        }

        reason = "Both have the same elements.";
        return true;
    }
}
