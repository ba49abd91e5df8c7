// The checks of the links between the pages of the documentation.

using System.Text.RegularExpressions;

namespace Lwm2m.Client.DesktopTests.Documentation;

/// <summary>Finds links of Markdown pages that lead nowhere.</summary>
internal static partial class LinkChecks
{
    /// <summary>The links of a page to files that are not there, or to no heading of one.
    /// </summary>
    /// <param name="path">The page.</param>
    /// <param name="text">Its text.</param>
    /// <param name="read">The text of a file or folder (empty), or null.</param>
    internal static IEnumerable<string> Broken(
        string path, string text, Func<string, string?> read)
    {
        foreach (Match link in Link().Matches(Code().Replace(text.ReplaceLineEndings("\n"), "")))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://"))
            {
                continue;
            }

            string[] parts = target.Split('#');
            string file = parts[0].Length == 0 ? path : Resolve(path, parts[0]);
            string? there = file == path ? text : read(file);
            if (there is null)
            {
                yield return $"{path}: '{target}' is not there";
            }
            else if (parts.Length > 1 && !Anchors(there).Contains(parts[1]))
            {
                yield return $"{path}: '{target}' has no such heading";
            }
        }
    }

    /// <summary>What the headings of a page are called in links, as GitHub does it.</summary>
    internal static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(Code().Replace(text.ReplaceLineEndings("\n"), ""))
            .Select(heading => heading.Groups[1].Value.ToLowerInvariant())
            .Select(heading => Punctuation().Replace(heading, "").Replace(' ', '-'));

    private static string Resolve(string path, string target)
    {
        var parts = new List<string>(path.Split('/')[..^1]);
        foreach (string part in target.TrimEnd('/').Split('/'))
        {
            if (part != ".." || parts.Count == 0)
            {
                parts.Add(part);
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
