// Tests of the nanoFramework projects, and of the checks with projects that break them.

using Xunit;

namespace Lwm2m.Client.DesktopTests.Repository;

public sealed class ProjectTests
{
    private const string Sample = """
        <Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
          <PropertyGroup Label="Globals" />
          <Import Project="$(P)NFProjectSystem.Default.props" />
          <PropertyGroup><LangVersion>10.0</LangVersion></PropertyGroup>
          <Import Project="$(P)NFProjectSystem.props" />
          <ItemGroup>
            <Compile Include="A.cs" />
            <Compile Include="Inner\B.cs" />
          </ItemGroup>
          <ItemGroup><None Include="packages.config" /></ItemGroup>
          <ItemGroup>
            <Reference Include="mscorlib">
              <HintPath>..\packages\nanoFramework.CoreLibrary.1.17.11\lib\mscorlib.dll</HintPath>
            </Reference>
          </ItemGroup>
          <Import Project="$(P)NFProjectSystem.CSharp.targets" />
          <ProjectExtensions />
        </Project>
        """;

    private const string SamplePackages = """
        <packages>
          <package id="nanoFramework.CoreLibrary" version="1.17.11" targetFramework="netnano1.0" />
        </packages>
        """;

    public static TheoryData<string> Projects() => [.. RepositoryFiles.Under("", ".nfproj")];

    [Fact]
    public void TheProjectsAreThere() => Assert.Equal(
        [
            "Lwm2m.Client.Content.Tests/Lwm2m.Client.Content.Tests.nfproj",
            "Lwm2m.Client.Esp32/Lwm2m.Client.Esp32.nfproj",
            "Lwm2m.Client.Interfaces.Tests/Lwm2m.Client.Interfaces.Tests.nfproj",
            "Lwm2m.Client.Tests/Lwm2m.Client.Tests.nfproj", "Lwm2m.Client/Lwm2m.Client.nfproj",
            "Samples.Esp32Temperature/Samples.Esp32Temperature.nfproj",
        ],
        RepositoryFiles.Under("", ".nfproj"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectListsTheSourcesOfItsFolder(string path)
    {
        string folder = RepositoryFiles.FolderOf(path);
        RepositoryFiles.AssertNone(ProjectChecks.Sources(
            Read(path),
            RepositoryFiles.Under(folder, ".cs").Select(f => f[(folder.Length + 1)..])));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void PackagesAndReferencesAgree(string path) =>
        RepositoryFiles.AssertNone(ProjectChecks.Packages(
            Read(path), RepositoryFiles.Read(RepositoryFiles.FolderOf(path) + "/packages.config")));

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectHasTheShapeThatTheProjectSystemNeeds(string path)
    {
        NanoProject project = Read(path);
        bool isTest = path.Contains(".Tests/");

        RepositoryFiles.AssertNone(
            ProjectChecks.Shape(project, isTest, isLeaf: path.StartsWith("Lwm2m.Client/")));
        Assert.Equal("10.0", project.Property("LangVersion"));
        Assert.Equal("v1.0", project.Property("TargetFrameworkVersion"));
        Assert.NotEqual("", project.Property("DocumentationFile"));
        Assert.Contains("packages.config", project.None);
        Assert.All(project.Projects.Concat(project.Linked), p => Assert.True(File.Exists(
            Path.Combine(
                RepositoryFiles.Root, RepositoryFiles.FolderOf(path), p.Replace('\\', '/')))));
        if (isTest)
        {
            // The launcher loads this name; the adapter reads these properties.
            Assert.Equal("NFUnitTest", project.Property("AssemblyName"));
            Assert.Equal("true", project.Property("IsTestProject"));
            Assert.Contains("nano.runsettings", project.None);
        }
    }

    /// <summary>Without one of the assemblies the board says "Link failure".</summary>
    [Theory]
    [InlineData("Lwm2m.Client.Content.Tests", 1)]
    [InlineData("Lwm2m.Client.Interfaces.Tests", 1)]
    [InlineData("Lwm2m.Client.Tests", 1)]
    [InlineData("Samples.Esp32Temperature", 2)]
    public void WhatIsDeployedIsComplete(string name, int libraries)
    {
        NanoProject project = Read($"{name}/{name}.nfproj");
        NanoProject[] referenced =
            [.. project.Projects.Select(p => Read(p.Replace('\\', '/')["../".Length..]))];

        Assert.Equal(libraries, referenced.Length);
        RepositoryFiles.AssertNone(ProjectChecks.Deployment(project, referenced));
    }

    [Fact]
    public void WhatALibraryNeedsIsMissed()
    {
        NanoProject library = new(Sample);
        NanoProject other = new(Sample.Replace("mscorlib", "System.Net"));

        Assert.Empty(ProjectChecks.Deployment(library, [library]));
        Assert.Equal(
            "System.Net: a library refers to it, the project does not",
            Assert.Single(ProjectChecks.Deployment(library, [library, other])));
    }

    [Fact]
    public void SourcesThatAgreeAreFine() =>
        Assert.Empty(ProjectChecks.Sources(new(Sample), ["Inner/B.cs", "A.cs"]));

    [Fact]
    public void AMissingAndASurplusSourceAreReportedWithTheGroupToPaste() => Assert.Equal(
        [
            "add:    <Compile Include=\"C.cs\" />",
            "remove: <Compile Include=\"Inner\\B.cs\" />",
            "The whole group:",
            "  <ItemGroup>",
            "    <Compile Include=\"A.cs\" />",
            "    <Compile Include=\"C.cs\" />",
            "  </ItemGroup>",
        ],
        ProjectChecks.Sources(new(Sample), ["C.cs", "A.cs"]));

    [Fact]
    public void ASourceListedTwiceIsReported() => Assert.Contains(
        "twice:  <Compile Include=\"A.cs\" />",
        ProjectChecks.Sources(new(Sample.Replace(@"Inner\B", "A")), ["A.cs"]));

    [Fact]
    public void PackagesThatAgreeAreFine() =>
        Assert.Empty(ProjectChecks.Packages(new(Sample), SamplePackages));

    [Theory]
    [InlineData("1.17.11", "1.17.12", "the agreed version is 1.17.11")]
    [InlineData("CoreLibrary", "CoreLib", "the agreed version is none")]
    [InlineData("netnano1.0", "net48", "the target framework is not netnano1.0")]
    public void PackagesThatDisagreeAreReported(string text, string replacement, string expected) =>
        Assert.Contains(
            ProjectChecks.Packages(new(Sample), SamplePackages.Replace(text, replacement)),
            line => line.Contains(expected));

    [Theory]
    [InlineData(".1.17.11", ".1.17.10")]
    [InlineData("lib\\mscorlib", "lib\\System.Net")]
    [InlineData("<HintPath>..\\packages\\nanoFramework", "<HintPath>packages\\nanoFramework")]
    public void AReferenceWithoutPackageIsReported(string text, string replacement) =>
        Assert.Equal(2, ProjectChecks.Packages(
            new(Sample.Replace(text, replacement)), SamplePackages).Count);

    [Fact]
    public void TheShapeIsCheckedInOrder()
    {
        string swapped = Sample.Replace("Default.props", "x").Replace("System.props",
            "System.Default.props").Replace("System.x", "System.props");

        Assert.Empty(ProjectChecks.Shape(new(Sample), isTest: false, isLeaf: true));
        Assert.NotEmpty(ProjectChecks.Shape(new(swapped), isTest: false, isLeaf: true));
        Assert.NotEmpty(ProjectChecks.Shape(new(Sample), isTest: true, isLeaf: true));
        Assert.NotEmpty(ProjectChecks.Shape(new(Sample), isTest: false, isLeaf: false));
    }

    private static NanoProject Read(string path) => new(RepositoryFiles.Read(path));
}
