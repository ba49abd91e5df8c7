// The links between the pages of the documentation lead somewhere.

using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Documentation;

public sealed class LinkTests
{
    [Fact]
    public void NoLinkLeadsNowhere() => RepositoryFiles.AssertNone(
        RepositoryFiles.Under("", ".md").SelectMany(
            page => LinkChecks.Broken(page, RepositoryFiles.Read(page), Read)));

    [Theory]
    [InlineData("[a](b.md)", "")]
    [InlineData("![a](../c/d.png) and [x](https://example.org/#e)", "")]
    [InlineData("[a](b.md#two-words-and-more)", "")]
    [InlineData("# It is here\n[a](#it-is-here)", "")]
    [InlineData("```\n[a](e.md)\n```", "")]
    [InlineData("[a](e.md)", "f/a.md: 'e.md' is not there")]
    [InlineData("[a](../b.md)", "f/a.md: '../b.md' is not there")]
    [InlineData("[a](b.md#code)", "f/a.md: 'b.md#code' has no such heading")]
    [InlineData("[a](#it-is-here)", "f/a.md: '#it-is-here' has no such heading")]
    public void ALinkThatLeadsNowhereIsReported(string text, string expected) => Assert.Equal(
        expected, string.Concat(LinkChecks.Broken("f/a.md", text, file => file switch
        {
            "f/b.md" => "## Two words, and `more`\n```\n# code\n```\n",
            "c/d.png" => "",
            _ => null,
        })));

    private static string? Read(string path)
    {
        string full = Path.Combine(RepositoryFiles.Root, path);
        return File.Exists(full) ? File.ReadAllText(full) : Directory.Exists(full) ? "" : null;
    }
}
