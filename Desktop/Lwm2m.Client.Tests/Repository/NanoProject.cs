// Reads a nanoFramework project (.nfproj): classic MSBuild, one explicit item a source file.

using System.Xml.Linq;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>A reference of a project to an assembly in a package.</summary>
internal sealed record PackageReference(string Assembly, string HintPath);

/// <summary>What the repository's tests look at in an .nfproj.</summary>
internal sealed class NanoProject
{
    private static readonly XNamespace s_build =
        "http://schemas.microsoft.com/developer/msbuild/2003";

    private readonly XElement _root;

    /// <summary>Parses the text of a project.</summary>
    internal NanoProject(string text) => _root = XDocument.Parse(text).Root!;

    /// <summary>The source files of the project's own folder, with slashes.</summary>
    internal IReadOnlyList<string> Compile => [.. AllSources.Where(f => !IsLinked(f))];

    /// <summary>The source files that it takes from other projects' folders.</summary>
    internal IReadOnlyList<string> Linked => [.. AllSources.Where(IsLinked)];

    /// <summary>The other files that the project lists.</summary>
    internal IReadOnlyList<string> None =>
        [.. Items("None").Select(i => i.Attribute("Include")!.Value.Replace('\\', '/'))];

    /// <summary>The referenced assemblies.</summary>
    internal IReadOnlyList<PackageReference> References =>
        [.. Items("Reference").Select(i => new PackageReference(
            i.Attribute("Include")!.Value, i.Element(s_build + "HintPath")?.Value ?? ""))];

    /// <summary>The referenced projects.</summary>
    internal IReadOnlyList<string> Projects =>
        [.. Items("ProjectReference").Select(i => i.Attribute("Include")!.Value)];

    /// <summary>The elements in order, in short: what the project system depends on.</summary>
    internal IReadOnlyList<string> Shape =>
        [.. _root.Elements().Select(e => e.Name.LocalName switch
        {
            "Import" => "Import " + e.Attribute("Project")!.Value.Split(')')[^1],
            "PropertyGroup" when e.Attribute("Label") is { } label => $"Globals {label.Value}",
            "ItemGroup" => "ItemGroup " + e.Elements().First().Name.LocalName,
            var name => name,
        })];

    /// <summary>The value of a property, or nothing.</summary>
    internal string Property(string name) =>
        _root.Descendants(s_build + name).FirstOrDefault()?.Value ?? "";

    private IEnumerable<string> AllSources =>
        Items("Compile").Select(i => i.Attribute("Include")!.Value.Replace('\\', '/'));

    private static bool IsLinked(string file) =>
        file.StartsWith("../", StringComparison.Ordinal);

    private IEnumerable<XElement> Items(string name) =>
        _root.Elements(s_build + "ItemGroup").Elements(s_build + name);
}
