// Lets `dotnet test` run the tests that are written for nanoFramework.TestFramework: one xunit
// test a case, named by class and method.

using System.Reflection;
using nanoFramework.TestFramework;
using Xunit;
using Xunit.v3;
using Assert = Xunit.Assert;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

/// <summary>The tests of all test projects for the device, unchanged.</summary>
[TestCaseOrderer(typeof(UnorderedTestCaseOrderer))]
public sealed class DeviceTests(DeviceTests.WholeRun run) : IClassFixture<DeviceTests.WholeRun>
{
    private static readonly string[] s_assemblies =
        ["NFUnitTest", "NFUnitTest.Content", "NFUnitTest.Interfaces"];

    private static readonly Type[] s_types = [.. s_assemblies.SelectMany(TypesOf)];

    /// <summary>One row a case.</summary>
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        DeviceTestCase.Find(s_types).Select(c => new TheoryDataRow<string>(c.Name)
        {
            Label = c.Name,
        });

    /// <summary>Runs one case as the device would.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Device(string name)
    {
        try
        {
            run.Run(name);
        }
        catch (SkipTestException skipped)
        {
            Assert.Skip(skipped.Message);
        }
    }

    /// <summary>An assembly without a test is a mistake of the build, not a success.</summary>
    [Fact]
    public void EveryTestAssemblyHasTests() =>
        Assert.All(s_assemblies, name => Assert.NotEmpty(DeviceTestCase.Find(TypesOf(name))));

    /// <summary>What runs here also runs in the launcher on the device.</summary>
    [Fact]
    public void TheTestsKeepTheConventionsOfTheDevice() =>
        Assert.Empty(DeviceTestConventions.Violations(s_types));

    private static Type[] TypesOf(string assembly) => Assembly.Load(assembly).GetTypes();

    /// <summary>The run that all cases share.</summary>
    public sealed class WholeRun : IDisposable
    {
        private readonly DeviceTestRun _run = new(DeviceTestCase.Find(s_types));

        /// <summary>Runs one case.</summary>
        internal void Run(string name) => _run.Run(name);

        /// <summary>Cleans up after a run of only some tests.</summary>
        public void Dispose() => _run.Dispose();
    }
}
