// Tests of the adapter that runs device tests on the desktop.

using nanoFramework.TestFramework;
using TestFrameworkShared;
using Xunit;
using Assert = Xunit.Assert;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

public sealed class HostTests
{
    private static readonly string s_good = typeof(GoodFixture).FullName!;

    [Fact]
    public void CasesComeInTheOrderOfTheLauncher()
    {
        string[] expected =
        [
            "NoInstance", "NeedsNone", "Fails", "Throws", "StepsAside",
            "Rows(1, \"one\")", "Rows(2, null)", "RowWithoutTestMethod(7)",
        ];

        var found = DeviceTestCase.Find([typeof(GoodFixture), typeof(UnmarkedFixture)]);

        Assert.Equal(expected.Select(n => $"{s_good}.{n}"), found.Select(c => c.Name));
    }

    [Fact]
    public void OverloadsWithEqualArgumentsGetDifferentNames()
    {
        var names = DeviceTestCase.Find([typeof(OverloadFixture)]).Select(c => c.Name);

        Assert.Equal(
            [$"{typeof(OverloadFixture)}.Same(1)", $"{typeof(OverloadFixture)}.Same(1) #2"],
            names);
    }

    [Fact]
    public void NoTestMeansNoCase() =>
        Assert.Empty(DeviceTestCase.Find([typeof(UnmarkedFixture), typeof(EmptyFixture)]));

    [Fact]
    public void ARunReportsWhatEachTestDid()
    {
        GoodFixture.Log.Clear();
        using var run = RunOf(out var cases, typeof(GoodFixture));

        Type?[] outcomes = cases.Select(c => Outcome(run, c)).ToArray();

        Assert.Equal(
            [
                null, null, typeof(AssertFailedException), typeof(InvalidOperationException),
                typeof(SkipTestException), null, null, null,
            ],
            outcomes);
        Assert.Equal(
            ["setup", "null", "static", "row 1 one", "row 2 ", "byte 7", "cleanup"],
            GoodFixture.Log);
    }

    [Fact]
    public void ARunOfSomeTestsCleansUpAtItsEnd()
    {
        PartlyRunFixture.Log.Clear();
        using (var run = RunOf(out var cases, typeof(PartlyRunFixture)))
        {
            run.Run(cases[1].Name);
            Assert.Equal(["second"], PartlyRunFixture.Log);
        }

        Assert.Equal(["second", "cleanup"], PartlyRunFixture.Log);
    }

    [Fact]
    public void ASetupThatStepsAsideSkipsItsClassAndItsCleanup()
    {
        using (var run = RunOf(out var cases, typeof(SkippedFixture)))
        {
            Assert.Equal(typeof(SkipTestException), Outcome(run, cases[0]));
        }

        Assert.Equal(0, SkippedFixture.Cleanups);
    }

    [Theory]
    [InlineData(typeof(BrokenSetupFixture))]
    [InlineData(typeof(BrokenCleanupFixture))]
    public void AFailureAroundTheTestsFailsThem(Type fixture)
    {
        using var run = RunOf(out var cases, fixture);

        Assert.Equal(typeof(InvalidOperationException), Outcome(run, cases[0]));
    }

    [Fact]
    public void TheGoodFixturesKeepTheConventions() => Assert.Empty(
        DeviceTestConventions.Violations(
            [typeof(GoodFixture), typeof(PartlyRunFixture), typeof(SkippedFixture)]));

    [Fact]
    public void EveryBrokenConventionIsReported()
    {
        string bad = typeof(BadFixture).FullName!;
        string[] expected =
        [
            $"{bad}: is not a public, plain class derived from object",
            $"{bad}: has the instance field _field",
            $"{bad}: has a constructor",
            $"{bad}.NotPublic: is not a public, plain method that returns void",
            $"{bad}.Returns: is not a public, plain method that returns void",
            $"{bad}.Overridable: is not a public, plain method that returns void",
            $"{bad}.ParametersWithoutRow: has parameters and no [DataRow]",
            $"{bad}.OtherType: a [DataRow] does not have exactly the parameters' types",
            $"{bad}.OtherCount: a [DataRow] does not have exactly the parameters' types",
            $"{bad}.NoPrimitive: a [DataRow] does not have exactly the parameters' types",
            $"{typeof(UnmarkedFixture)}: has test methods and no [TestClass]",
            $"{typeof(EmptyFixture)}: has no test",
            $"{typeof(OverloadFixture)}: has several test methods Same",
        ];

        Assert.Equal(
            expected,
            DeviceTestConventions.Violations(
            [
                typeof(BadFixture), typeof(UnmarkedFixture), typeof(EmptyFixture),
                typeof(OverloadFixture),
            ]));
    }

    private static DeviceTestRun RunOf(out IReadOnlyList<DeviceTestCase> cases, Type type)
    {
        cases = DeviceTestCase.Find([type]);
        return new DeviceTestRun(cases);
    }

    private static Type? Outcome(DeviceTestRun run, DeviceTestCase test) =>
        Record.Exception(() => run.Run(test.Name))?.GetType();
}
