// A folder like the repository after a build on Windows, as far as a package takes files from it.

using System.Text;
using NuGet.Packaging;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>The folder of a project, with empty files in place of what is built.</summary>
internal sealed class PackageTree : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> s_properties =
        new Dictionary<string, string>
        {
            ["version"] = "1.2.3", ["commit"] = "0123abc", ["repository"] = "https://example.org/a",
        };

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("package");
    private readonly string _folder;

    /// <summary>Creates it for the project in a folder of the repository.</summary>
    internal PackageTree(string folder)
    {
        _folder = Path.Combine(_root.FullName, folder);
        string output = Directory.CreateDirectory(
            Path.Combine(_folder, "bin", "Release")).FullName;
        foreach (string ending in new[] { "dll", "pdb", "pdbx", "pe", "xml" })
        {
            File.WriteAllText(Path.Combine(output, $"{folder}.{ending}"), "");
        }

        foreach (string file in new[] { "LICENSE", folder + "/README.md" })
        {
            File.WriteAllText(
                Path.Combine(_root.FullName, file), RepositoryFiles.Read(file));
        }
    }

    /// <summary>Packs what a .nuspec describes.</summary>
    /// <returns>The files of the package in order, with backslashes.</returns>
    internal string[] Pack(string nuspec)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(nuspec));
        var builder = new PackageBuilder(text, _folder, name => s_properties[name]);
        using var package = new MemoryStream();
        builder.Save(package);
        using var reader = new PackageArchiveReader(package);
        return [.. reader.GetFiles()
            .Where(f => f.StartsWith("lib/") || f.StartsWith("docs/") || f == "LICENSE")
            .Select(f => f.Replace('/', '\\')).Order()];
    }

    public void Dispose() => _root.Delete(recursive: true);
}
