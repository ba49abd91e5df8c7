// Compiles small C# sources in memory, the way the library is compiled (release, language version
// 10 unless a test asks for another), so that the tools can be tried on code that breaks a rule.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

internal sealed class FixtureCompiler : IDisposable
{
    private static readonly MetadataReference[] s_platform = ReadPlatform();

    private readonly string _directory = Directory.CreateTempSubdirectory("fixture").FullName;

    public string Compile(
        string source,
        string name = "Fixture",
        LanguageVersion language = LanguageVersion.CSharp10,
        IEnumerable<string>? references = null)
    {
        IEnumerable<MetadataReference> own = (references ?? [])
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(language))],
            s_platform.Concat(own),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: source.Contains("unsafe ")));
        string path = Path.Combine(_directory, name + ".dll");
        EmitResult result = compilation.Emit(path);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return path;
    }

    public string PathOf(string file) => Path.Combine(_directory, file);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>The class library that the tests run on, without what NuGet added.</summary>
    private static MetadataReference[] ReadPlatform()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return [.. platform.Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == runtime)
            .Select(file => MetadataReference.CreateFromFile(file))];
    }
}
