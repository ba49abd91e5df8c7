// Tests of the sources as text, and of the checks with texts that break them.

using Xunit;

namespace Lwm2m.Client.DesktopTests.Repository;

public sealed class TextTests
{
    private const string Symbol = "NANOFRAMEWORK_1_0";

    [Fact]
    public void OnlyTheTransportAsksForThePlatform() =>
        RepositoryFiles.AssertNone(OverSources(TextChecks.PlatformSymbol));

    [Fact]
    public void NoSourceIsTooLong() =>
        RepositoryFiles.AssertNone(OverSources(TextChecks.Length));

    [Fact]
    public void NoLineIsTooWide() =>
        RepositoryFiles.AssertNone(OverSources(TextChecks.Width));

    [Fact]
    public void AWideLineIsReported()
    {
        Assert.Empty(TextChecks.Width("A.cs", new string('x', 100) + "\r\n"));
        Assert.Equal(
            "A.cs(2): has 101 columns",
            Assert.Single(TextChecks.Width("A.cs", "x\n" + new string('x', 101))));
    }

    [Fact]
    public void NoFileNamesAMachinesPath() =>
        RepositoryFiles.AssertNone(RepositoryFiles.All.SelectMany(
            f => TextChecks.MachinePaths(f, RepositoryFiles.Read(f))));

    [Theory]
    [InlineData("Lwm2m.Client", 50)]
    [InlineData("Lwm2m.Client.Esp32", 4)]
    public void ALibrarySourceDeclaresTheNamespaceOfItsFolder(string library, int least)
    {
        string[] sources = [.. RepositoryFiles.Under(library, ".cs").Where(
            f => !f.StartsWith($"{library}/Properties/", StringComparison.Ordinal))];

        Assert.True(sources.Length >= least, $"only {sources.Length} sources");
        RepositoryFiles.AssertNone(
            sources.SelectMany(f => TextChecks.Namespace(f, RepositoryFiles.Read(f))));
    }

    [Theory]
    [InlineData("#if " + Symbol)]
    [InlineData("\n  #elif !" + Symbol + "\n")]
    [InlineData("# if OTHER && " + Symbol)]
    public void AskingForThePlatformElsewhereIsReported(string text)
    {
        Assert.Single(TextChecks.PlatformSymbol("Lwm2m.Client/Coap/A.cs", text));
        Assert.Empty(TextChecks.PlatformSymbol("Lwm2m.Client/Transport/A.cs", text));
        Assert.Empty(TextChecks.PlatformSymbol("A.cs", "// " + Symbol));
    }

    [Theory]
    [InlineData(400, "", true)]
    [InlineData(400, "no line break at the end", false)]
    [InlineData(401, "", false)]
    public void ALongFileIsReported(int lines, string end, bool fine)
    {
        string text = string.Concat(Enumerable.Repeat("x\n", lines)) + end;

        Assert.Equal(fine, !TextChecks.Length("A.cs", text).Any());
    }

    [Theory]
    [InlineData("see ~work~x", true)]
    [InlineData("\"~root~.nuget\"", true)]
    [InlineData("=~home~me~x", true)]
    [InlineData("~Users~me~x", true)]
    [InlineData("d:|users|me", true)]
    [InlineData("https:~~example.org~home~x", false)]
    [InlineData("..~work~x", false)]
    [InlineData("a~tmp~b", false)]
    [InlineData("~rd~1", false)]
    [InlineData("~workers~1", false)]
    public void AMachinesPathIsReported(string text, bool found)
    {
        // Written so that the sample itself is none.
        string path = text.Replace('~', '/').Replace('|', '\\');

        Assert.Equal(found, TextChecks.MachinePaths("A.md", path).Any());
    }

    [Theory]
    [InlineData("namespace Lwm2m.Client.Coap;", true)]
    [InlineData("namespace Lwm2m.Client.Coap\n{\n}", true)]
    [InlineData("namespace Lwm2m.Client;", false)]
    [InlineData("namespace Lwm2m.Client.Coap.Inner;", false)]
    [InlineData("namespace Lwm2m.Client.Coap;\nnamespace Other;", false)]
    [InlineData("// nothing", false)]
    public void AWrongNamespaceIsReported(string text, bool fine) =>
        Assert.Equal(fine, !TextChecks.Namespace("Lwm2m.Client/Coap/A.cs", text).Any());

    private static IEnumerable<string> OverSources(
        Func<string, string, IEnumerable<string>> check) =>
        RepositoryFiles.Under("", ".cs").SelectMany(f => check(f, RepositoryFiles.Read(f)));
}
