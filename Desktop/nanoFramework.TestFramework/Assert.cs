// Assertions of nanoFramework.TestFramework for desktop .NET, with the signatures and the
// meaning that they have on the device. The members that the package calls obsolete are left out.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TestFrameworkShared;

namespace nanoFramework.TestFramework;

/// <summary>Assertions; one that does not hold throws.</summary>
public sealed partial class Assert
{
    /// <summary>The condition holds.</summary>
    public static void IsTrue(
        bool condition,
        [CallerArgumentExpression(nameof(condition))] string? message = "")
    {
        if (!condition)
        {
            Fail("Assert.IsTrue", message);
        }
    }

    /// <summary>The condition does not hold.</summary>
    public static void IsFalse(
        bool condition,
        [CallerArgumentExpression(nameof(condition))] string? message = "")
    {
        if (condition)
        {
            Fail("Assert.IsFalse", message);
        }
    }

    /// <summary>The value is null.</summary>
    public static void IsNull(
        object? value,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        if (value is not null)
        {
            Fail("Assert.IsNull", message);
        }
    }

    /// <summary>The value is not null.</summary>
    public static void IsNotNull(
        [NotNull] object? value,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        if (value is null)
        {
            Fail("Assert.IsNotNull", message);
        }
    }

    /// <summary>Both are the same object; boxed values never are.</summary>
    public static void AreSame(
        object? expected,
        object? actual,
        [CallerArgumentExpression(nameof(actual))] string? message = "")
    {
        if (ReferenceEquals(expected, actual))
        {
            return;
        }

        bool boxed = expected is ValueType || actual is ValueType;
        Fail("Assert.AreSame", boxed ? $"Boxed values are never the same. {message}" : message);
    }

    /// <summary>The objects are two.</summary>
    public static void AreNotSame(
        object? notExpected,
        object? actual,
        [CallerArgumentExpression(nameof(actual))] string? message = "")
    {
        if (ReferenceEquals(notExpected, actual))
        {
            Fail("Assert.AreNotSame", message);
        }
    }

    /// <summary>The value is of exactly this type: a derived one does not count.</summary>
    public static void IsInstanceOfType(
        object? value,
        Type expected,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        NotNullParameter(expected, "Assert.IsInstanceOfType");
        if (value?.GetType() != expected)
        {
            Fail(
                "Assert.IsInstanceOfType",
                $"Expected type:<{expected}>. Actual type:<{Text(value?.GetType())}>. {message}");
        }
    }

    /// <summary>The value is null or not of exactly this type.</summary>
    public static void IsNotInstanceOfType(
        object? value,
        Type notExpected,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        NotNullParameter(notExpected, "Assert.IsNotInstanceOfType");
        if (value?.GetType() == notExpected)
        {
            Fail("Assert.IsNotInstanceOfType", $"Wrong type:<{notExpected}>. {message}");
        }
    }

    /// <summary>The value contains the expected text.</summary>
    public static void Contains(
        string expected,
        string value,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        NotNullParameter(expected, "Assert.Contains");
        NotNullParameter(value, "Assert.Contains");
        if (!value.Contains(expected, StringComparison.Ordinal))
        {
            Fail("Assert.Contains", $"'{value}' does not contain '{expected}'. {message}");
        }
    }

    /// <summary>The value does not contain the text.</summary>
    public static void DoesNotContains(
        string notExpected,
        string value,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        NotNullParameter(notExpected, "Assert.DoesNotContains");
        NotNullParameter(value, "Assert.DoesNotContains");
        if (value.Contains(notExpected, StringComparison.Ordinal))
        {
            Fail("Assert.DoesNotContains", $"'{value}' contains '{notExpected}'. {message}");
        }
    }

    /// <summary>The value starts with the expected text.</summary>
    public static void StartsWith(
        string expected,
        string value,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        NotNullParameter(expected, "Assert.StartsWith");
        NotNullParameter(value, "Assert.StartsWith");
        if (!value.StartsWith(expected, StringComparison.Ordinal))
        {
            Fail("Assert.StartsWith", $"'{value}' does not start with '{expected}'. {message}");
        }
    }

    /// <summary>The value ends with the expected text.</summary>
    public static void EndsWith(
        string expected,
        string value,
        [CallerArgumentExpression(nameof(value))] string? message = "")
    {
        NotNullParameter(expected, "Assert.EndsWith");
        NotNullParameter(value, "Assert.EndsWith");
        if (!value.EndsWith(expected, StringComparison.Ordinal))
        {
            Fail("Assert.EndsWith", $"'{value}' does not end with '{expected}'. {message}");
        }
    }

    /// <summary>The action throws exactly this type: a derived one does not count.</summary>
    public static void ThrowsException(
        Type exception,
        Action action,
        [CallerArgumentExpression(nameof(action))] string? message = "")
    {
        NotNullParameter(action, "Assert.ThrowsException");
        NotNullParameter(exception, "Assert.ThrowsException");
        string thrown = "Nothing";
        try
        {
            action();
        }
        catch (Exception caught)
        {
            if (caught.GetType() == exception)
            {
                return;
            }

            thrown = $"{caught.GetType().Name} ({caught.Message})";
        }

        Fail(
            "Assert.ThrowsException",
            $"{thrown} was thrown, {exception.Name} was expected. {message}");
    }

    /// <summary>Leaves the test; in a setup the whole class.</summary>
    [DoesNotReturn]
    public static void SkipTest(string? message = null) => throw new SkipTestException(message);

    /// <summary>Throws what a failed assertion throws.</summary>
    [DoesNotReturn]
    internal static void Fail(string assertion, string? message) =>
        throw new AssertFailedException($"{assertion} failed. {Text(message ?? "")}");

    /// <summary>A null given as what to compare with is a mistake of the test.</summary>
    internal static void NotNullParameter(
        [NotNull] object? value,
        string assertion,
        [CallerArgumentExpression(nameof(value))] string parameter = "")
    {
        if (value is null)
        {
            Fail(assertion, $"The parameter '{parameter}' is null.");
        }
    }

    /// <summary>A value as a failure shows it.</summary>
    internal static string Text(object? value) =>
        value is null ? "(null)" : (value.ToString() ?? "(object)").Replace("\0", "\\0");
}
