// The checks of sources as text: what the compiler does not see or forgives.

using System.Text.RegularExpressions;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>Each check returns one line a violation.</summary>
internal static partial class TextChecks
{
    private const int LinesAFile = 400;
    private const int ColumnsALine = 100;

    /// <summary>The platform's symbol is tested in the transport layer only.</summary>
    internal static IEnumerable<string> PlatformSymbol(string path, string text) =>
        path.StartsWith("Lwm2m.Client/Transport/", StringComparison.Ordinal)
            ? []
            : Matches(path, text, Directive(), "asks for the platform outside Transport");

    /// <summary>A file stays readable.</summary>
    internal static IEnumerable<string> Length(string path, string text)
    {
        int lines = text.Count(c => c == '\n') + (text.EndsWith('\n') ? 0 : 1);
        return lines > LinesAFile ? [$"{path}: has {lines} lines, {LinesAFile} are allowed"] : [];
    }

    /// <summary>A line fits the window.</summary>
    internal static IEnumerable<string> Width(string path, string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => line.Item.Length > ColumnsALine)
            .Select(line => $"{path}({line.Index + 1}): has {line.Item.Length} columns");

    /// <summary>No file names a place that exists on one machine only.</summary>
    internal static IEnumerable<string> MachinePaths(string path, string text) =>
        text.Contains('\0') ? [] : Matches(path, text, MachinePath(), "names a machine's path");

    /// <summary>A library source declares one namespace: that of its folder.</summary>
    internal static IEnumerable<string> Namespace(string path, string text)
    {
        string expected = RepositoryFiles.FolderOf(path).Replace('/', '.');
        string[] declared = [.. Declaration().Matches(text).Select(m => m.Groups[1].Value)];
        return declared is [var only] && only == expected
            ? []
            : [$"{path}: declares '{string.Join(", ", declared)}' instead of '{expected}'"];
    }

    /// <summary>The namespaces that a source imports.</summary>
    internal static IEnumerable<string> Imports(string text) =>
        Import().Matches(text).Select(m => m.Groups[1].Value);

    private static IEnumerable<string> Matches(string path, string text, Regex regex, string what)
    {
        foreach (Match match in regex.Matches(text))
        {
            int line = text.AsSpan(0, match.Index).Count('\n') + 1;
            yield return $"{path}({line}): {what}: {match.Value.Trim()}";
        }
    }

    [GeneratedRegex(@"^[ \t]*#.*\bNANOFRAMEWORK_1_0\b.*$", RegexOptions.Multiline)]
    private static partial Regex Directive();

    // The alternatives are single-letter classes so that this line does not match itself.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9._-])/([w]ork|[t]mp|[r]oot|[h]ome|[f]arm|[o]pt|[U]sers)/[A-Za-z0-9._-]+"
        + @"|\b[A-Za-z]:\\(Users|[w]ork|[t]emp)\\", RegexOptions.IgnoreCase)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^[ \t]*namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^[ \t]*using (?:static )?(?:\w+ = )?(?:global::)?([\w.]+);",
        RegexOptions.Multiline)]
    private static partial Regex Import();
}
