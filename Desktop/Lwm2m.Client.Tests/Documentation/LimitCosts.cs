// What each bound of the library costs in RAM, measured: the library is compiled anew with the
// bound doubled, and the heap of whole clients is compared with that of the library as it is.

using System.Globalization;
using System.Reflection;
using DeviceCost;
using DeviceCost.Operations;
using Lwm2m.Client.DesktopTests.Repository;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Documentation;

/// <summary>Compiles the library with other bounds, and measures it.</summary>
internal sealed class LimitCosts : IDisposable
{
    private const string Limits = "Lwm2m.Client/Limits.cs";
    private const string Name = "Lwm2m.Client";

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp10);

    // One server, and two: object 2 comes with the second.
    private static readonly Type[] s_clients =
        [typeof(ConstructSecureClient), typeof(ConstructTwoSecureServers)];

    private readonly string _directory = Directory.CreateTempSubdirectory("limits").FullName;
    private readonly CSharpCompilation _library;
    private readonly SyntaxTree _limits;
    private readonly long[] _usual;

    internal LimitCosts()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        SyntaxTree[] sources = [.. RepositoryFiles.Under(Name, ".cs").Select(file =>
            CSharpSyntaxTree.ParseText(RepositoryFiles.Read(file), s_language, file))];
        _library = CSharpCompilation.Create(
            Name, sources,
            platform.Split(Path.PathSeparator)
                .Where(file => Path.GetDirectoryName(file) == runtime)
                .Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        _limits = sources.Single(source => source.FilePath == Limits);
        _usual = Measure(_limits);
    }

    /// <summary>The bounds of the library by their names.</summary>
    internal static IReadOnlyDictionary<string, int> Values =>
        typeof(Limits).GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(bound => bound.Name, bound => (int)bound.GetRawConstantValue()!);

    /// <summary>What doubling bounds adds to the heap of a client with one server.</summary>
    /// <returns>The bytes, and those that a second server adds to them.</returns>
    internal (long One, long Second) OfDoubling(params IEnumerable<string> bounds)
    {
        string text = _limits.GetText().ToString();
        foreach (string bound in bounds)
        {
            string old = $"int {bound} = {Values[bound].ToString(CultureInfo.InvariantCulture)};";
            Assert.Contains(old, text);
            text = text.Replace(old, old.Replace(";", " * 2;"));
        }

        long[] heaps = Measure(CSharpSyntaxTree.ParseText(text, s_language, Limits));
        return (heaps[0] - _usual[0], heaps[1] - heaps[0] - (_usual[1] - _usual[0]));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private long[] Measure(SyntaxTree limits)
    {
        string path = Path.Combine(_directory, Name + ".dll");
        var result = _library.ReplaceSyntaxTree(_limits, limits).Emit(path);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        var meter = new Meter(path);
        return [.. s_clients.Select(client => meter.Measure(client).HeapBytes)];
    }
}
