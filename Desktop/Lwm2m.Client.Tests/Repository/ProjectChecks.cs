// The checks of the nanoFramework projects: that a project lists its folder's sources, and that
// packages.config, the references and the agreed versions say the same.

using System.Xml.Linq;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>Each check returns one line a violation.</summary>
internal static class ProjectChecks
{
    /// <summary>The versions of the packages that belong together (August 2026).</summary>
    internal static readonly IReadOnlyDictionary<string, string> Versions =
        new Dictionary<string, string>
        {
            ["nanoFramework.CoreLibrary"] = "1.17.11",
            ["nanoFramework.Device.OneWire"] = "1.4.35",
            ["nanoFramework.Hardware.Esp32"] = "1.6.40",
            ["nanoFramework.Networking.Sntp"] = "1.6.42",
            ["nanoFramework.Runtime.Events"] = "1.11.39",
            ["nanoFramework.Runtime.Native"] = "1.7.11",
            ["nanoFramework.System.Collections"] = "1.5.75",
            ["nanoFramework.System.Device.Adc"] = "1.1.24",
            ["nanoFramework.System.Device.Gpio"] = "1.1.64",
            ["nanoFramework.System.Device.I2c"] = "1.1.29",
            ["nanoFramework.System.Device.Wifi"] = "1.5.150",
            ["nanoFramework.System.IO.FileSystem"] = "1.1.94",
            ["nanoFramework.System.IO.Streams"] = "1.1.96",
            ["nanoFramework.System.Math"] = "1.5.116",
            ["nanoFramework.System.Net"] = "1.11.60",
            ["nanoFramework.System.Security.Cryptography"] = "1.0.43",
            ["nanoFramework.System.Text"] = "1.3.42",
            ["nanoFramework.System.Threading"] = "1.1.52",
            ["nanoFramework.TestFramework"] = "3.0.80",
        };

    private static readonly string[] s_shape =
    [
        "Globals Globals", "Import NFProjectSystem.Default.props", "PropertyGroup",
        "Import NFProjectSystem.props", "ItemGroup Compile", "ItemGroup None",
        "ItemGroup ProjectReference", "ItemGroup Reference",
        "Import NFProjectSystem.CSharp.targets", "ProjectExtensions",
    ];

    /// <summary>The project and its folder agree about the sources.</summary>
    /// <param name="project">The project.</param>
    /// <param name="sources">The .cs files under its folder, relative to it.</param>
    internal static IReadOnlyList<string> Sources(NanoProject project, IEnumerable<string> sources)
    {
        string[] there = [.. sources.Order(StringComparer.Ordinal)];
        var lines = new List<string>();
        lines.AddRange(there.Except(project.Compile).Select(f => "add:    " + Item(f)));
        lines.AddRange(project.Compile.Except(there).Select(f => "remove: " + Item(f)));
        lines.AddRange(project.Compile.GroupBy(f => f).Where(g => g.Count() > 1)
            .Select(g => "twice:  " + Item(g.Key)));
        if (lines.Count > 0)
        {
            lines.Add("The whole group:");
            lines.Add("  <ItemGroup>");
            lines.AddRange(there.Select(f => "    " + Item(f)));
            lines.Add("  </ItemGroup>");
        }

        return lines;
    }

    /// <summary>packages.config, the references and the agreed versions say the same.</summary>
    internal static IReadOnlyList<string> Packages(NanoProject project, string packagesConfig)
    {
        var lines = new List<string>();
        var used = new HashSet<string>();
        var listed = new Dictionary<string, string>();
        foreach (XElement package in XDocument.Parse(packagesConfig).Root!.Elements("package"))
        {
            string id = package.Attribute("id")!.Value;
            string version = package.Attribute("version")!.Value;
            listed[id] = version;
            if (Versions.GetValueOrDefault(id) != version)
            {
                lines.Add($"{id} {version}: the agreed version is "
                    + (Versions.GetValueOrDefault(id) ?? "none"));
            }

            if (package.Attribute("targetFramework")?.Value != "netnano1.0")
            {
                lines.Add($"{id}: the target framework is not netnano1.0");
            }
        }

        foreach (PackageReference reference in project.References)
        {
            string? id = listed.Keys.FirstOrDefault(i => HintPaths(i, listed[i], reference)
                .Contains(reference.HintPath));
            if (id is null)
            {
                lines.Add($"{reference.Assembly}: packages.config has no package for "
                    + $"'{reference.HintPath}'");
            }
            else
            {
                used.Add(id);
            }
        }

        lines.AddRange(listed.Keys.Except(used).Select(i => $"{i}: nothing references it"));
        return lines;
    }

    /// <summary>What is deployed has everything that the libraries in it refer to.</summary>
    internal static IReadOnlyList<string> Deployment(
        NanoProject project, IEnumerable<NanoProject> libraries) =>
        [.. libraries.SelectMany(library => library.References)
            .Where(needed => !project.References.Contains(needed))
            .Select(needed => $"{needed.Assembly}: a library refers to it, the project does not")
            .Distinct()];

    /// <summary>The parts stand in the order that the project system needs.</summary>
    internal static IReadOnlyList<string> Shape(NanoProject project, bool isTest, bool isLeaf)
    {
        var expected = new List<string>(s_shape);
        if (isTest)
        {
            expected.Insert(2, "ItemGroup ProjectCapability");
        }

        if (isLeaf)
        {
            expected.Remove("ItemGroup ProjectReference");
        }

        return project.Shape.SequenceEqual(expected)
            ? []
            : [$"is:        {string.Join(" | ", project.Shape)}",
                $"should be: {string.Join(" | ", expected)}"];
    }

    private static IEnumerable<string> HintPaths(
        string id, string version, PackageReference reference) =>
        new[] { ".dll", ".exe" }.Select(ending =>
            $@"..\packages\{id}.{version}\lib\{reference.Assembly}{ending}");

    private static string Item(string file) =>
        $"<Compile Include=\"{file.Replace('/', '\\')}\" />";
}
