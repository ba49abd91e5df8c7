// The checks of the NuGet packages: that one has what its project builds, and needs what its
// project references.

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>Each check returns one line a violation.</summary>
internal static partial class PackageChecks
{
    private const string Version = "$version$";

    // What the project system builds of a library: pe is what the device executes, pdbx what
    // Visual Studio needs to debug it there.
    private static readonly string[] s_built = ["dll", "pdb", "pdbx", "pe", "xml"];

    private static readonly string[] s_needed =
        ["title", "authors", "description", "copyright", "tags", "projectUrl"];

    /// <summary>It needs the packages of packages.config and of the referenced projects.</summary>
    internal static IEnumerable<string> Dependencies(
        PackageSpec spec, NanoProject project, string packagesConfig)
    {
        var needed = XDocument.Parse(packagesConfig).Root!.Elements("package")
            .Select(p => (p.Attribute("id")!.Value, p.Attribute("version")!.Value))
            .Concat(project.Projects.Select(p => (NameOf(p), Version)))
            .ToArray();
        return needed.Except(spec.Dependencies).Select(d => $"add:    {Line(d)}")
            .Concat(spec.Dependencies.Except(needed).Select(d => $"remove: {Line(d)}"));
    }

    /// <summary>It has all that the project builds, under the names of the project.</summary>
    internal static IEnumerable<string> Output(PackageSpec spec, NanoProject project)
    {
        string name = project.Property("AssemblyName");
        var built = s_built.Select(
            ending => ($@"bin\Release\{name}.{ending}", $@"lib\{name}.{ending}")).ToArray();
        var listed = spec.Files.Where(f => f.Source.StartsWith("bin") || f.Target.StartsWith("lib"))
            .ToArray();
        string documentation = $@"bin\$(Configuration)\{name}.xml";
        return built.Except(listed).Select(f => $"add:    {Line(f)}")
            .Concat(listed.Except(built).Select(f => $"remove: {Line(f)}"))
            .Concat(project.Property("DocumentationFile") == documentation
                ? []
                : [$"the project does not write {documentation}"]);
    }

    /// <summary>It says what it is, and carries its license and a page of text.</summary>
    /// <param name="spec">The description.</param>
    /// <param name="project">The project.</param>
    /// <param name="sources">The files beside the project and above it, as written there.</param>
    internal static IEnumerable<string> Metadata(
        PackageSpec spec, NanoProject project, IEnumerable<string> sources)
    {
        if (spec.Metadata("id") != project.Property("AssemblyName"))
        {
            yield return $"the id is '{spec.Metadata("id")}', not the assembly's name";
        }

        if (spec.Metadata("version") != Version)
        {
            yield return $"the version is '{spec.Metadata("version")}', not {Version}";
        }

        foreach (string name in s_needed.Where(n => spec.Metadata(n).Length == 0))
        {
            yield return $"{name} is missing";
        }

        if (spec.Metadata("repository", "url").Length == 0
            || spec.Metadata("repository", "commit") != "$commit$")
        {
            yield return "the repository is missing, or its commit is not $commit$";
        }

        string[] there = [.. sources];
        if (!there.Contains(spec.SourceOf(spec.Metadata("license")))
            || spec.Metadata("license", "type") != "file")
        {
            yield return "the license is not a file of the package";
        }

        if (!there.Contains(spec.SourceOf(spec.Metadata("readme"))))
        {
            yield return "the readme is not a file of the package";
        }
    }

    /// <summary>A package's page stands alone: what it links to is not there.</summary>
    internal static IEnumerable<string> Links(string readme) =>
        Link().Matches(readme).Where(m => !m.Groups[1].Value.StartsWith("https://"))
            .Select(m => $"links to '{m.Groups[1].Value}', which the package does not have");

    /// <summary>The version that a library states of itself.</summary>
    internal static string VersionOf(string assemblyInfo) =>
        AssemblyVersion().Match(assemblyInfo).Groups[1].Value;

    private static string NameOf(string project) =>
        project[(project.LastIndexOf('\\') + 1)..].Replace(".nfproj", "");

    private static string Line((string, string) pair) => $"{pair.Item1} {pair.Item2}";

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"AssemblyVersion\(""(\d+\.\d+\.\d+)\.0""\)")]
    private static partial Regex AssemblyVersion();
}
