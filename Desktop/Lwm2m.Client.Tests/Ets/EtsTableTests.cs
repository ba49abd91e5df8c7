// The table of the folder's README against the tests that there are: what it calls "pass" is
// proven by a test whose name carries the id, and every such test is in it.

using System.Reflection;
using System.Text.RegularExpressions;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed partial class EtsTableTests
{
    private const string Table = "Desktop/Lwm2m.Client.Tests/Ets/README.md";
    private const string Passed = "pass";

    // The cases that a client over UDP with NoSec or PSK is asked for.
    private static readonly int[] s_expected =
    [
        0, 1, 4, 5, 6, 7, 8, 9, 101, 102, 103, 104, 105, 107, 108, 109, 201, 203, 204, 205, 211,
        212, 215, 220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235,
        236, 237, 241, 256, 257, 260, 261, 280, 281, 301, 302, 303, 304, 305, 306, 307, 308, 309,
        310, 311, 401, 651, 652, 680, 685, 701, 710, 751, 755, 756, 760, 770, 771, 772, 773, 774,
        775, 776, 777, 778, 779, 780, 801, 810, 901, 905, 910, 950, 951, 1630, 1635,
    ];

    [Fact]
    public void What_the_table_calls_pass_has_a_test() =>
        RepositoryFiles.AssertNone(Rows()
            .Where(row => row.Result == Passed)
            .Where(row => !Tests().Contains((row.Id, row.Where)))
            .Select(row => $"ETS {row.Id}: no test ETS_{row.Id}_… in {row.Where}"));

    [Fact]
    public void What_has_a_test_is_called_pass() =>
        RepositoryFiles.AssertNone(Tests()
            .Where(test => !Rows().Any(row => row.Id == test.Id && row.Result == Passed))
            .Select(test => $"ETS {test.Id}: tested in {test.Where}, not in the table"));

    [Fact]
    public void All_that_applies_passes() =>
        Assert.Empty(s_expected.Except(
            Rows().Where(row => row.Result == Passed).Select(row => row.Id)));

    [Fact]
    public void A_case_is_in_the_table_once_and_has_a_result()
    {
        (int Id, string Where, string Result)[] rows = [.. Rows()];
        Assert.Equal(rows.Select(row => row.Id).Order().Distinct(), rows.Select(row => row.Id));
        Assert.All(rows, row => Assert.NotEmpty(row.Result));
        Assert.All(rows, row => Assert.Equal(row.Result == Passed, row.Where.Length > 0));
    }

    private static IEnumerable<(int Id, string Where, string Result)> Rows() =>
        Row().Matches(RepositoryFiles.Read(Table)).Select(row => (
            int.Parse(row.Groups[1].Value), row.Groups[2].Value.Trim(),
            row.Groups[3].Value.Trim()));

    private static HashSet<(int Id, string Where)> Tests() =>
        [.. typeof(EtsTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(method => Name().Matches(method.Name).Select(
                name => (int.Parse(name.Groups[1].Value), method.DeclaringType!.Name)))];

    [GeneratedRegex(@"^\| (\d+) \|[^|]*\|([^|]*)\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^ETS_(\d+)_")]
    private static partial Regex Name();
}
