// The working tree that the tests were built from, without what builds leave behind.

using Xunit;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>Finds and reads the repository's files; paths are relative, with slashes.</summary>
internal static class RepositoryFiles
{
    // What .gitignore lists, and git's own folder, which is a file in a linked work tree.
    private static readonly string[] s_leftOut =
    [
        ".git", ".vs", "artifacts", "bin", "obj", "packages", "node_modules", "TestResults",
        "BenchmarkDotNet.Artifacts",
    ];

    /// <summary>The folder that holds nanoFramework.sln.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>Every file.</summary>
    internal static IReadOnlyList<string> All { get; } =
        [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>The files under a folder with an ending.</summary>
    internal static IEnumerable<string> Under(string folder, string ending) => All.Where(f =>
        (folder.Length == 0 || f.StartsWith(folder + "/", StringComparison.Ordinal))
        && f.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The text of a file.</summary>
    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The folder part of a path.</summary>
    internal static string FolderOf(string path) =>
        path.Contains('/') ? path[..path.LastIndexOf('/')] : "";

    /// <summary>Fails and shows every line, if there is one.</summary>
    internal static void AssertNone(IEnumerable<string> violations)
    {
        string[] lines = [.. violations];
        Assert.True(lines.Length == 0, "\n" + string.Join("\n", lines));
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (FileInfo file in folder.GetFiles().Where(f => !s_leftOut.Contains(f.Name)))
        {
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        }

        foreach (DirectoryInfo inner in folder.GetDirectories())
        {
            if (!s_leftOut.Contains(inner.Name))
            {
                foreach (string path in Walk(inner))
                {
                    yield return path;
                }
            }
        }
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "nanoFramework.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("The repository was not found above the tests.");
    }
}
