// Small device test classes for the tests of the adapter itself. They are not in the device's
// test assembly, so they never run on their own.

using nanoFramework.TestFramework;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

/// <summary>A class that keeps the conventions and writes down what happens to it.</summary>
[TestClass]
public class GoodFixture
{
    internal static readonly List<string> Log = [];

    [DataRow(1, "one")]
    [DataRow(2, null!)]
    [TestMethod]
    public void Rows(int number, string text) => Log.Add($"row {number} {text}");

    [DataRow((byte)7)]
    public void RowWithoutTestMethod(byte value) => Log.Add($"byte {value}");

    [Setup]
    public void Prepare() => Log.Add("setup");

    [TestMethod]
    public void NoInstance()
    {
        Assert.IsNull(this);
        Log.Add("null");
    }

    [TestMethod]
    public static void NeedsNone() => Log.Add("static");

    [TestMethod]
    public void Fails() => Assert.AreEqual(1, 2);

    [TestMethod]
    public void Throws() => throw new InvalidOperationException("thrown");

    [TestMethod]
    public void StepsAside() => Assert.SkipTest("not here");

    [Cleanup]
    public void TidyUp() => Log.Add("cleanup");

    public void NotATest() => Log.Add("never");
}

/// <summary>The setup steps aside for the whole class.</summary>
[TestClass]
public class SkippedFixture
{
    internal static int Cleanups;

    [Setup]
    public void Prepare() => Assert.SkipTest("no network");

    [TestMethod]
    public void NeverRuns() => Assert.IsTrue(false);

    [Cleanup]
    public void TidyUp() => Cleanups++;
}

/// <summary>Setup or cleanup fail.</summary>
[TestClass]
public class BrokenSetupFixture
{
    [Setup]
    public void Prepare() => throw new InvalidOperationException("setup");

    [TestMethod]
    public void WouldPass()
    {
    }
}

/// <inheritdoc cref="BrokenSetupFixture"/>
[TestClass]
public class BrokenCleanupFixture
{
    [TestMethod]
    public void Passes()
    {
    }

    [Cleanup]
    public void TidyUp() => throw new InvalidOperationException("cleanup");
}

/// <summary>Everything that a test class must not do.</summary>
[TestClass]
public class BadFixture : List<int>
{
    private readonly int _field = 1;

    public BadFixture() => Console.WriteLine(_field);

    [TestMethod]
    internal void NotPublic()
    {
    }

    [TestMethod]
    public int Returns() => _field;

    [TestMethod]
    public virtual void Overridable()
    {
    }

    [TestMethod]
    public void ParametersWithoutRow(int number) => Console.WriteLine(number);

    [DataRow(1)]
    public void OtherType(long number) => Console.WriteLine(number);

    [DataRow(1, 2)]
    public void OtherCount(int number) => Console.WriteLine(number);

    [DataRow(DayOfWeek.Friday)]
    public void NoPrimitive(DayOfWeek day) => Console.WriteLine(day);
}

/// <summary>Forgets the attribute of the class.</summary>
public class UnmarkedFixture
{
    [TestMethod]
    public void NeverFound()
    {
    }
}

/// <summary>Holds no test.</summary>
[TestClass]
public class EmptyFixture
{
    public void Helper()
    {
    }
}

/// <summary>Two tests that would have one name.</summary>
[TestClass]
public class OverloadFixture
{
    [DataRow(1)]
    public void Same(int number) => Assert.AreEqual(1, number);

    [DataRow(1L)]
    public void Same(long number) => Assert.AreEqual(1L, number);
}

/// <summary>Only its second test is run.</summary>
[TestClass]
public class PartlyRunFixture
{
    internal static readonly List<string> Log = [];

    [TestMethod]
    public void First() => Log.Add("first");

    [TestMethod]
    public void Second() => Log.Add("second");

    [Cleanup]
    public void TidyUp() => Log.Add("cleanup");
}
