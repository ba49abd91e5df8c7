// Compiles small C# sources in memory, the way the library is compiled (release, language version
// 10 unless a test asks for another), so that the tools can be tried on code that breaks a rule.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

internal sealed class FixtureCompiler : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fixture").FullName;

    public string Compile(
        string source,
        string name = "Fixture",
        LanguageVersion language = LanguageVersion.CSharp10,
        IEnumerable<string>? references = null)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> files = platform.Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == runtime)
            .Concat(references ?? []);
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(language))],
            files.Select(file => MetadataReference.CreateFromFile(file)),
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
}
