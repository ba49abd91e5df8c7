// docs/limits.md shows every bound of the library with its value, and what it costs in RAM is what
// has been measured.

using System.Globalization;
using System.Text.RegularExpressions;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Documentation;

public sealed partial class LimitTests
{
    /// <summary>The table: a bound, its value, the bytes for one server and for the second.
    /// </summary>
    private static readonly (string Bound, string Value, string Bytes)[] s_rows =
        [.. Row().Matches(RepositoryFiles.Read("docs/limits.md").ReplaceLineEndings("\n")).Select(
            row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value))];

    [Fact]
    public void ThePageHasEveryBoundWithItsValue() => Assert.Equal(
        LimitCosts.Values.Select(bound => $"{bound.Key} {Number(bound.Value)}").Order(),
        s_rows.Select(row => $"{row.Bound} {row.Value}").Order());

    [Fact]
    public void WhatThePageSaysOfRamIsMeasured()
    {
        using var costs = new LimitCosts();
        string none = Bytes((0, 0));
        List<string> wrong = [.. s_rows.Where(row => row.Bytes != none)
            .Select(row => (row, Measured: Bytes(costs.OfDoubling(row.Bound))))
            .Where(row => row.row.Bytes != row.Measured)
            .Select(row => $"{row.row.Bound}:{row.Measured}")];

        // Those that take no room are doubled all at once: each compilation takes a second.
        string[] free = [.. s_rows.Where(row => row.Bytes == none).Select(row => row.Bound)];
        Assert.True(free.Length > 5);
        if (Bytes(costs.OfDoubling(free)) != none)
        {
            wrong.Add("one of these takes room: " + string.Join(", ", free));
        }

        RepositoryFiles.AssertNone(wrong);
    }

    /// <summary>The last two cells of a row; nothing is an empty cell.</summary>
    private static string Bytes((long One, long Second) bytes) =>
        $"{Cell(bytes.One)}|{Cell(bytes.Second)}|";

    private static string Cell(long bytes) => bytes == 0 ? " " : $" {Number(bytes)} ";

    private static string Number(long number) =>
        number.ToString("#,0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| `(\w+)` \| ([\d,]+) \| [^|]* \|([ \d,]*\|[ \d,]*\|)$",
        RegexOptions.Multiline)]
    private static partial Regex Row();
}
