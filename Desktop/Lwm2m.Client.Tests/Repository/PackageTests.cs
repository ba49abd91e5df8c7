// Tests of the NuGet packages, and of the checks with descriptions that break them.

using NuGet.Packaging.Core;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Repository;

public sealed class PackageTests
{
    private const string Project = """
        <Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
          <PropertyGroup>
            <AssemblyName>A.B</AssemblyName>
            <DocumentationFile>bin\$(Configuration)\A.B.xml</DocumentationFile>
          </PropertyGroup>
          <ItemGroup><ProjectReference Include="..\A\A.nfproj" /></ItemGroup>
        </Project>
        """;

    private const string Packages = """
        <packages><package id="Core" version="1.17.11" targetFramework="netnano1.0" /></packages>
        """;

    private const string Spec = """
        <package xmlns="http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd">
          <metadata>
            <id>A.B</id><version>$version$</version><title>t</title><authors>a</authors>
            <license type="file">LICENSE</license><readme>docs\README.md</readme>
            <projectUrl>$repository$</projectUrl>
            <repository type="git" url="$repository$" commit="$commit$" />
            <copyright>c</copyright><description>d</description><tags>x</tags>
            <dependencies>
              <dependency id="A" version="$version$" />
              <dependency id="Core" version="1.17.11" />
            </dependencies>
          </metadata>
          <files>
            <file src="bin\Release\A.B.dll" target="lib\A.B.dll" />
            <file src="bin\Release\A.B.pdb" target="lib\A.B.pdb" />
            <file src="bin\Release\A.B.pdbx" target="lib\A.B.pdbx" />
            <file src="bin\Release\A.B.pe" target="lib\A.B.pe" />
            <file src="bin\Release\A.B.xml" target="lib\A.B.xml" />
            <file src="README.md" target="docs\" />
            <file src="..\LICENSE" target="LICENSE" />
          </files>
        </package>
        """;

    private static readonly string[] s_sources = ["README.md", @"..\LICENSE"];

    public static TheoryData<string> Specs() => [.. RepositoryFiles.Under("", ".nuspec")];

    [Fact]
    public void ThePackagesAreThere() => Assert.Equal(
        ["Lwm2m.Client.Esp32/Lwm2m.Client.Esp32.nuspec", "Lwm2m.Client/Lwm2m.Client.nuspec"],
        RepositoryFiles.Under("", ".nuspec"));

    [Theory]
    [MemberData(nameof(Specs))]
    public void APackageFitsItsProject(string path)
    {
        string folder = RepositoryFiles.FolderOf(path);
        PackageSpec spec = new(RepositoryFiles.Read(path));
        NanoProject project = new(RepositoryFiles.Read(Path.ChangeExtension(path, ".nfproj")));
        string packages = RepositoryFiles.Read(folder + "/packages.config");

        RepositoryFiles.AssertNone(PackageChecks.Dependencies(spec, project, packages));
        RepositoryFiles.AssertNone(PackageChecks.Output(spec, project));
        RepositoryFiles.AssertNone(PackageChecks.Metadata(spec, project, SourcesSeenFrom(folder)));
        RepositoryFiles.AssertNone(PackageChecks.Links(
            RepositoryFiles.Read($"{folder}/{spec.SourceOf(spec.Metadata("readme"))}")));
    }

    /// <summary>With files in place of those that are built on Windows: NuGet itself packs it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Specs))]
    public void NuGetPacksIt(string path)
    {
        using var tree = new PackageTree(RepositoryFiles.FolderOf(path));
        PackageSpec spec = new(RepositoryFiles.Read(path));
        string[] content = [.. spec.Files.Select(PackageSpec.PathInPackage).Order()];

        Assert.Equal(content, tree.Pack(RepositoryFiles.Read(path)));
        Assert.Throws<PackagingException>(
            () => tree.Pack(RepositoryFiles.Read(path).Replace("\"LICENSE\"", "\"licenses\\\"")));
    }

    /// <summary>The build takes the version of both packages from the first.</summary>
    [Fact]
    public void ThePackagesHaveOneVersion()
    {
        string client = VersionOf("Lwm2m.Client");

        Assert.NotEqual("", client);
        Assert.Equal(client, VersionOf("Lwm2m.Client.Esp32"));
        Assert.Equal("", PackageChecks.VersionOf("[assembly: AssemblyVersion(\"0.1.0.7\")]"));
    }

    [Fact]
    public void APackageThatFitsIsFine()
    {
        Assert.Empty(Check(Spec));
        Assert.Empty(PackageChecks.Links("[a](https://example.org) and ![b](https://c/d.png)"));
    }

    [Theory]
    [InlineData("1.17.11", "1.17.10", "add:    Core 1.17.11")]
    [InlineData("1.17.11", "1.17.10", "remove: Core 1.17.10")]
    [InlineData("id=\"A\"", "id=\"C\"", "add:    A $version$")]
    [InlineData(@"src=""bin\Release\A.B.pe""", @"src=""bin\Debug\A.B.pe""",
        @"add:    bin\Release\A.B.pe lib\A.B.pe")]
    [InlineData(@"target=""lib\A.B.pdbx""", @"target=""lib\A.pdbx""",
        @"remove: bin\Release\A.B.pdbx lib\A.pdbx")]
    [InlineData("<id>A.B</id>", "<id>A</id>", "the id is 'A', not the assembly's name")]
    [InlineData("<version>$version$", "<version>1.0.0", "the version is '1.0.0', not $version$")]
    [InlineData("<title>t</title>", "", "title is missing")]
    [InlineData("<tags>x</tags>", "<tags />", "tags is missing")]
    [InlineData("commit=\"$commit$\"", "",
        "the repository is missing, or its commit is not $commit$")]
    [InlineData(@"..\LICENSE", @"..\LICENCE", "the license is not a file of the package")]
    [InlineData("type=\"file\"", "type=\"expression\"", "the license is not a file of the package")]
    [InlineData(@"docs\README.md", "README.md", "the readme is not a file of the package")]
    public void APackageThatDoesNotFitIsReported(string text, string replacement, string expected)
    {
        string spec = Spec.Replace(text, replacement);

        Assert.NotEqual(Spec, spec);
        Assert.Contains(expected, Check(spec));
    }

    [Fact]
    public void DocumentationThatIsNotWrittenIsReported() => Assert.Equal(
        @"the project does not write bin\$(Configuration)\A.B.xml",
        Assert.Single(PackageChecks.Output(new(Spec), new(Project.Replace("B.xml", "C.xml")))));

    [Fact]
    public void ALinkToWhatThePackageHasNotIsReported() => Assert.Equal(
        "links to 'docs/a.png', which the package does not have",
        Assert.Single(PackageChecks.Links("a ![picture](docs/a.png)")));

    private static string[] Check(string text)
    {
        PackageSpec spec = new(text);
        NanoProject project = new(Project);
        return
        [
            .. PackageChecks.Dependencies(spec, project, Packages),
            .. PackageChecks.Output(spec, project),
            .. PackageChecks.Metadata(spec, project, s_sources),
        ];
    }

    /// <summary>The files of a folder and those above it, as a .nuspec names them.</summary>
    private static IEnumerable<string> SourcesSeenFrom(string folder) =>
        RepositoryFiles.All
            .Where(f => RepositoryFiles.FolderOf(f) == folder || !f.Contains('/'))
            .Select(f => f.Contains('/') ? f[(folder.Length + 1)..] : $@"..\{f}");

    private static string VersionOf(string library) => PackageChecks.VersionOf(
        RepositoryFiles.Read($"{library}/Properties/AssemblyInfo.cs"));
}
