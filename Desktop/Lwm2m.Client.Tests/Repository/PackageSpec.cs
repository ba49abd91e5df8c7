// Reads the description of a NuGet package (.nuspec).

using System.Xml.Linq;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>What the repository's tests look at in a .nuspec.</summary>
internal sealed class PackageSpec
{
    private static readonly XNamespace s_nuspec =
        "http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd";

    private readonly XElement _metadata;

    /// <summary>Parses the text of a description.</summary>
    internal PackageSpec(string text)
    {
        XElement root = XDocument.Parse(text).Root!;
        _metadata = root.Element(s_nuspec + "metadata")!;
        Dependencies = [.. _metadata.Descendants(s_nuspec + "dependency").Select(
            d => (Attribute(d, "id"), Attribute(d, "version")))];
        Files = [.. root.Element(s_nuspec + "files")!.Elements(s_nuspec + "file").Select(
            f => (Attribute(f, "src"), Attribute(f, "target")))];
    }

    /// <summary>The packages that it needs.</summary>
    internal IReadOnlyList<(string Id, string Version)> Dependencies { get; }

    /// <summary>The files, as they are written there: with backslashes.</summary>
    internal IReadOnlyList<(string Source, string Target)> Files { get; }

    /// <summary>The text of an element of the metadata, or nothing.</summary>
    internal string Metadata(string name) => _metadata.Element(s_nuspec + name)?.Value ?? "";

    /// <summary>An attribute of an element of the metadata, or nothing.</summary>
    internal string Metadata(string name, string attribute) =>
        _metadata.Element(s_nuspec + name)?.Attribute(attribute)?.Value ?? "";

    /// <summary>Where a file of the package comes from, by its path in it; or nothing.</summary>
    internal string SourceOf(string packagePath) =>
        Files.FirstOrDefault(f => PathInPackage(f) == packagePath).Source ?? "";

    /// <summary>Where a file is in the package.</summary>
    internal static string PathInPackage((string Source, string Target) file) =>
        file.Target.Length == 0 || file.Target.EndsWith('\\')
            ? file.Target + file.Source[(file.Source.LastIndexOf('\\') + 1)..]
            : file.Target;

    private static string Attribute(XElement element, string name) =>
        element.Attribute(name)?.Value ?? "";
}
