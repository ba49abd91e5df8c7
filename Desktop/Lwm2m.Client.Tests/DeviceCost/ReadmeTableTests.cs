// The README shows what the library costs: the figures there are the meter's, not somebody's.

using DeviceCost;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class ReadmeTableTests
{
    [Fact]
    public void ReadmeShowsTheMeasuredTable() =>
        AssertShows(table => CostTable.Write(new Meter(CostTable.LibraryPath), table));

    [Fact]
    public void ReadmeShowsWhatThePlatformsCryptographyCosts() =>
        AssertShows(table => PlatformCostTable.Write(
            new Meter(CostTable.LibraryPath, PlatformCostTable.LibraryPath), table));

    private static void AssertShows(Action<TextWriter> write)
    {
        using var table = new StringWriter { NewLine = "\n" };
        write(table);

        Assert.True(
            RepositoryFiles.Read("README.md").ReplaceLineEndings("\n").Contains(table.ToString()),
            "README.md does not show what the meter measures:\n" + table);
    }
}
