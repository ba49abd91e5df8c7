// The README shows what the library costs: the figures there are the meter's, not somebody's.

using DeviceCost;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class ReadmeTableTests
{
    [Fact]
    public void ReadmeShowsTheMeasuredTable()
    {
        using var table = new StringWriter { NewLine = "\n" };
        CostTable.Write(new Meter(CostTable.LibraryPath), table);

        Assert.True(
            RepositoryFiles.Read("README.md").ReplaceLineEndings("\n").Contains(table.ToString()),
            "README.md does not show what the meter measures:\n" + table);
    }
}
