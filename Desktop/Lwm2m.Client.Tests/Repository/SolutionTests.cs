// Tests of the two solutions, and of the checks with solutions that break them.

using Xunit;

namespace Lwm2m.Client.DesktopTests.Repository;

public sealed class SolutionTests
{
    private const string Guid = "3C1F7E6A-0000-0000-0000-51D6E2C40F18";

    private static readonly string s_nano = """
        Project("{11A8DD76-328B-46DF-9F39-F559912D0360}") = "A", "A\A.nfproj", "{ID}"
        EndProject
        		{ID}.Debug|Any CPU.ActiveCfg = Debug|Any CPU
        		{ID}.Debug|Any CPU.Build.0 = Debug|Any CPU
        		{ID}.Debug|Any CPU.Deploy.0 = Debug|Any CPU
        		{ID}.Release|Any CPU.ActiveCfg = Release|Any CPU
        		{ID}.Release|Any CPU.Build.0 = Release|Any CPU
        		{ID}.Release|Any CPU.Deploy.0 = Release|Any CPU
        """.Replace("ID", Guid);

    private static readonly Dictionary<string, string> s_projects = new()
    {
        ["A/A.nfproj"] = Guid.ToLowerInvariant(),
    };

    [Fact]
    public void TheNanoFrameworkSolutionListsEveryProject() =>
        RepositoryFiles.AssertNone(SolutionChecks.Nano(
            RepositoryFiles.Read("nanoFramework.sln"),
            RepositoryFiles.Under("", ".nfproj").ToDictionary(p => p, p =>
                new NanoProject(RepositoryFiles.Read(p)).Property("ProjectGuid"))));

    [Fact]
    public void TheDesktopFolderHasOneSolutionAndItListsEveryProject() =>
        RepositoryFiles.AssertNone(SolutionChecks.Desktop(
            RepositoryFiles.Read("Desktop/Desktop.slnx"),
            RepositoryFiles.Under("Desktop", "").Select(f => f["Desktop/".Length..])));

    [Fact]
    public void AGoodNanoFrameworkSolutionIsFine() =>
        Assert.Empty(SolutionChecks.Nano(s_nano, s_projects));

    [Theory]
    [InlineData(@"A\A.nfproj", @"B\B.nfproj", "A/A.nfproj: is not in the solution")]
    [InlineData(@"A\A.nfproj", @"B\B.nfproj", "B/B.nfproj: does not exist")]
    [InlineData("\"{3C1F", "\"{4C1F", "A/A.nfproj: the project's GUID is")]
    [InlineData("11A8DD76", "FAE04EC0", "is not listed as a nanoFramework project")]
    [InlineData("Debug|Any CPU.Deploy.0", "Debug|Any CPU.Nothing", "lacks")]
    [InlineData("Release|Any CPU.Build.0", "Release|Any CPU.Nothing", "lacks")]
    [InlineData("= Release|Any CPU", "= Debug|Any CPU", "lacks")]
    public void ABadNanoFrameworkSolutionIsReported(string text, string with, string expected) =>
        Assert.Contains(
            SolutionChecks.Nano(s_nano.Replace(text, with), s_projects),
            line => line.Contains(expected));

    [Fact]
    public void AGuidOfTwoProjectsIsReported() => Assert.Contains(
        SolutionChecks.Nano(s_nano, new Dictionary<string, string>(s_projects)
        {
            ["B/B.nfproj"] = Guid,
        }),
        line => line.EndsWith("the GUID of several projects", StringComparison.Ordinal));

    [Fact]
    public void DesktopSolutionsAndProjectsAreCompared()
    {
        const string Solution =
            "<Solution><Folder><Project Path=\"A/A.csproj\" /></Folder></Solution>";

        Assert.Empty(SolutionChecks.Desktop(
            Solution, ["Desktop.slnx", "A/A.csproj", "A/Program.cs"]));
        Assert.Equal(
            [
                "A/Second.slnx: a second solution", "Top.csproj: stands at the top level",
                "Top.csproj: is not in the solution", "B/B.csproj: is not in the solution",
                "A/A.csproj: does not exist",
            ],
            SolutionChecks.Desktop(
                Solution, ["Desktop.slnx", "A/Second.slnx", "Top.csproj", "B/B.csproj"]));
    }
}
