// The attributes of nanoFramework.TestFramework for desktop .NET: what marks a test class, its
// tests and their data rows, and what runs once before and after them. The contract is that of
// the package's public API; on the device the package itself is referenced.

namespace nanoFramework.TestFramework;

/// <summary>Marks a class that holds tests.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class TestClassAttribute : Attribute
{
}

/// <summary>Marks a test.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class TestMethodAttribute : Attribute
{
}

/// <summary>Marks what runs once before the tests of its class.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class SetupAttribute : Attribute
{
}

/// <summary>Marks what runs once after the tests of its class.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class CleanupAttribute : Attribute
{
}

/// <summary>Runs a test once more, with these arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class DataRowAttribute : Attribute
{
    /// <summary>Creates the row.</summary>
    /// <param name="methodParameters">The arguments: one at least.</param>
    public DataRowAttribute(params object[] methodParameters)
    {
        ArgumentNullException.ThrowIfNull(methodParameters);
        if (methodParameters.Length == 0)
        {
            throw new ArgumentException("A row has one argument at least.");
        }

        MethodParameters = methodParameters;
    }

    /// <summary>The arguments of the test.</summary>
    public object[] MethodParameters { get; }
}
