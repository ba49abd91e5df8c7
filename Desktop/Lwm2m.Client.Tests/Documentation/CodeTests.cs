// Every piece of C# in the documentation compiles, and calls nothing that the device does not have.

using Lwm2m.Client.DesktopTests.Repository;
using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Documentation;

public sealed class CodeTests : IDisposable
{
    // The class libraries of the ESP32 sample and of the library.
    private static readonly string[] s_lists =
    [
        "mscorlib", "nanoFramework.Hardware.Esp32", "nanoFramework.Runtime.Native",
        "nanoFramework.System.Text", "System.Device.Wifi", "System.IO.FileSystem",
        "System.IO.Streams", "System.Net", "System.Threading",
    ];

    private readonly FixtureCompiler _compiler = new();

    public static TheoryData<string> Pages() => [.. CodeBlocks.Pages];

    public void Dispose() => _compiler.Dispose();

    [Fact]
    public void ThePagesAreFound()
    {
        Assert.Contains("README.md", CodeBlocks.Pages);
        Assert.Contains("docs/objects.md", CodeBlocks.Pages);
        Assert.Equal(3, CodeBlocks.Of(RepositoryFiles.Read("docs/objects.md")).Count);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void ThePagesCodeFitsThePlatform(string page) =>
        Assert.Empty(Check(RepositoryFiles.Read(page)));

    [Fact]
    public void CodeThatDoesNotCompileIsReported() => Assert.ThrowsAny<Exception>(
        () => Check("```csharp\nclient.Sleep();\n```\n"));

    [Fact]
    public void CodeThatTheDeviceLacksIsReported()
    {
        Assert.Empty(Check("text\n```csharp\nclient.Start();\n```\n"));
        Assert.Contains(
            Check("```csharp\nConsole.WriteLine(\"{0}\", Math.Sqrt(celsius));\n```\n"),
            finding => finding.Member.Contains("Sqrt"));
    }

    [Fact]
    public void OtherBlocksAreNotCode() => Assert.Equal(
        ["a;\n"], CodeBlocks.Of("```\nx\n```\n\n```csharp\na;\n```\n`b`\n"));

    private IReadOnlyList<Finding> Check(string page) => Profile.Check(
        _compiler.CompilePage(page, "Page"), s_lists,
        new ProfileOptions
        {
            AllowStructLocals = true,
            OwnReferences = [.. CodeBlocks.Libraries],
        }).Findings;
}
