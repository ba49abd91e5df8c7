// The checks of the two solutions: nanoFramework.sln (Visual Studio's text format) lists every
// .nfproj with its own GUID and deploys it; Desktop.slnx lists every desktop project.

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>Each check returns one line a violation.</summary>
internal static partial class SolutionChecks
{
    private const string NanoProjectType = "{11A8DD76-328B-46DF-9F39-F559912D0360}";

    /// <summary>The solution and the projects agree.</summary>
    /// <param name="solution">The text of the .sln.</param>
    /// <param name="projects">The path and the GUID, without braces, of every .nfproj.</param>
    internal static IReadOnlyList<string> Nano(
        string solution, IReadOnlyDictionary<string, string> projects)
    {
        var lines = new List<string>();
        var listed = ProjectLine().Matches(solution)
            .ToDictionary(m => m.Groups["path"].Value.Replace('\\', '/'));
        lines.AddRange(listed.Keys.Except(projects.Keys).Select(p => $"{p}: does not exist"));
        foreach ((string path, string guid) in projects)
        {
            if (!listed.TryGetValue(path, out Match? match))
            {
                lines.Add($"{path}: is not in the solution");
                continue;
            }

            if (!Same(match.Groups["id"].Value, $"{{{guid}}}"))
            {
                lines.Add($"{path}: the project's GUID is {guid}");
            }

            if (!Same(match.Groups["type"].Value, NanoProjectType))
            {
                lines.Add($"{path}: is not listed as a nanoFramework project");
            }

            lines.AddRange(Configurations(match.Groups["id"].Value)
                .Where(c => !solution.Contains(c, StringComparison.OrdinalIgnoreCase))
                .Select(c => $"{path}: the solution lacks '{c}'"));
        }

        lines.AddRange(projects.GroupBy(p => p.Value, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1).Select(g => $"{g.Key}: the GUID of several projects"));
        return lines;
    }

    /// <summary>One solution lists all projects, and none of them stands beside it.</summary>
    /// <param name="solution">The text of the .slnx.</param>
    /// <param name="files">All files under the folder Desktop, relative to it.</param>
    internal static IReadOnlyList<string> Desktop(string solution, IEnumerable<string> files)
    {
        string[] all = [.. files];
        string[] solutions = [.. all.Where(f => f.EndsWith(".sln") || f.EndsWith(".slnx"))];
        string[] projects = [.. all.Where(f => f.EndsWith("proj"))];
        string[] listed = [.. XDocument.Parse(solution).Descendants("Project")
            .Select(p => p.Attribute("Path")!.Value)];
        return
        [
            .. solutions.Where(s => s != "Desktop.slnx").Select(s => $"{s}: a second solution"),
            .. projects.Where(p => !p.Contains('/')).Select(p => $"{p}: stands at the top level"),
            .. projects.Except(listed).Select(p => $"{p}: is not in the solution"),
            .. listed.Except(projects).Select(p => $"{p}: does not exist"),
        ];
    }

    private static IEnumerable<string> Configurations(string id) =>
        from configuration in new[] { "Debug", "Release" }
        from action in new[] { "ActiveCfg", "Build.0", "Deploy.0" }
        select $"{id}.{configuration}|Any CPU.{action} = {configuration}|Any CPU";

    private static bool Same(string left, string right) =>
        left.Equals(right, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""
        ^Project\("(?<type>[^"]+)"\) = "[^"]+", "(?<path>[^"]+)", "(?<id>[^"]+)"
        """, RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
