// Compiles the ESP32 sample, every source that its project lists, against the library and
// stand-ins for the board's class libraries, and looks up all that it calls in the API lists of
// the class libraries that its project refers to.

using Lwm2m.Client.DesktopTests.Repository;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Samples;

public sealed class Esp32SampleFitsThePlatformTests : IDisposable
{
    private const string Folder = "Samples.Esp32Temperature";

    private static readonly string[] s_libraries =
    [
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.dll"),
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.Esp32.dll"),
    ];

    private static readonly NanoProject s_project =
        new(RepositoryFiles.Read($"{Folder}/{Folder}.nfproj"));

    private readonly string _directory = Directory.CreateTempSubdirectory("esp32").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void SampleFitsThePlatform()
    {
        ProfileReport report = Check(s_project.References.Select(r => r.Assembly));

        Assert.Empty(report.Findings);
        Assert.True(report.MethodsChecked > 28, $"only {report.MethodsChecked} methods");
        Assert.True(report.ReferencesChecked > 40, $"only {report.ReferencesChecked} references");
    }

    /// <summary>Every class library that the sample's own code needs is missed when it is not
    /// there: the stand-ins do not satisfy the check by themselves.</summary>
    [Theory]
    [InlineData("System.Device.I2c", "System.Device.I2c.I2cDevice.Create")]
    [InlineData("System.Device.Wifi", "WifiNetworkHelper.ConnectDhcp")]
    [InlineData("nanoFramework.Hardware.Esp32", "Configuration.SetPinFunction")]
    [InlineData("nanoFramework.Runtime.Native", "Power.RebootDevice")]
    public void SampleDoesNotFitWithoutALibrary(string library, string member)
    {
        ProfileReport report =
            Check(s_project.References.Select(r => r.Assembly).Where(name => name != library));

        Assert.Contains(report.Findings, finding => finding.Member.Contains(member));
    }

    private ProfileReport Check(IEnumerable<string> lists) =>
        Profile.Check(Compile(), lists, new ProfileOptions
        {
            AllowStructLocals = true,
            OwnReferences = s_libraries,
        });

    private string Compile()
    {
        var options = new CSharpParseOptions(
            LanguageVersion.CSharp10, preprocessorSymbols: ["NANOFRAMEWORK_1_0"]);
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> references = platform.Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == runtime)
            .Concat(s_libraries)
            .Append(Path.Combine(AppContext.BaseDirectory, "nanoFramework.StandIns.dll"));
        var compilation = CSharpCompilation.Create(
            Folder,
            s_project.Compile.Select(file => CSharpSyntaxTree.ParseText(
                RepositoryFiles.Read($"{Folder}/{file}"), options, file)),
            references.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release));
        string path = Path.Combine(_directory, Folder + ".dll");
        EmitResult result = compilation.Emit(path);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));

        // The project builds with the platform's default warnings: there are none.
        Assert.DoesNotContain(
            result.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning);
        return path;
    }
}
