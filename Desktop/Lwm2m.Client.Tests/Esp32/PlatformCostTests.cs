// What a record and an HMAC cost on a board whose firmware does the cryptography: the instructions
// around the platform's calls, and the garbage that the documentation states.

using DeviceCost;
using DeviceCost.Operations;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class PlatformCostTests
{
    private static readonly Lazy<Meter> s_meter =
        new(() => new Meter(CostTable.LibraryPath, PlatformCostTable.LibraryPath));

    /// <summary>Lower bounds tell a measurement from a measurement of nothing.</summary>
    [Theory]
    [InlineData(typeof(PlatformSealShort), 300, 750)]
    [InlineData(typeof(PlatformSeal), 1000, 1500)]
    [InlineData(typeof(PlatformOpen), 1000, 1500)]
    [InlineData(typeof(PlatformSealLong), 10_000, 15_000)]
    [InlineData(typeof(PlatformHmac), 30, 120)]
    [InlineData(typeof(PlatformSetKeys), 100, 400)]
    public void InstructionsStayWithinTheBudget(Type operation, int least, int budget) =>
        Assert.InRange(s_meter.Value.Measure(operation).Instructions, least, budget);

    /// <summary>The platform's results, nothing else: two arrays a record, one an HMAC.</summary>
    [Theory]
    [InlineData(typeof(PlatformSealShort), 6)]
    [InlineData(typeof(PlatformSeal), 6)]
    [InlineData(typeof(PlatformOpen), 6)]
    [InlineData(typeof(PlatformSealLong), 80)]
    public void GarbageOfARecordIsTwoArrays(Type operation, int blocks) => Assert.Equal(
        2 * DeviceHeap.Array(16 * blocks, 1), s_meter.Value.Measure(operation).HeapBytes);

    [Fact]
    public void GarbageOfAnHmacIsItsResult() =>
        Assert.Equal(DeviceHeap.Array(32, 1), s_meter.Value.Measure<PlatformHmac>().HeapBytes);

    [Fact]
    public void KeysAllocateNothing() =>
        Assert.Equal(0, s_meter.Value.Measure<PlatformSetKeys>().HeapBytes);

    [Fact]
    public void ConstructionIsStated() => Assert.InRange(
        s_meter.Value.Measure<ConstructPlatformCrypto>().HeapBytes, 3000, 4 * 1024);

    /// <summary>The tables above the sources are computed, not typed.</summary>
    [Fact]
    public void TheDocumentedFiguresAreRight()
    {
        int[] blocks = [6, 12, 24, 48, 80];
        string workspace = RepositoryFiles.Read("Lwm2m.Client.Esp32/CcmWorkspace.cs");
        AssertRow(workspace, "blocks", blocks.Select(b => (long)b));
        long[] heap = [.. blocks.Select(b => DeviceHeap.Array(16 * b, 1))];
        AssertRow(workspace, "heap of the input", heap, $"{heap.Sum()} together");
        AssertRow(workspace, "garbage of a record", heap.Select(bytes => 2 * bytes));

        int[] lengths = [32, 47, 54, 77, 79, 86, 109];
        string hmac = RepositoryFiles.Read("Lwm2m.Client.Esp32/PlatformHmacSha256.cs");
        AssertRow(hmac, "length", lengths.Select(length => (long)length));
        heap = [.. lengths.Select(length => DeviceHeap.Array(length, 1))];
        AssertRow(hmac, "heap", heap, $"{heap.Sum()} together");
        Assert.Contains($"{DeviceHeap.Array(32, 1)} bytes of heap that are garbage", hmac);
        Assert.True(lengths.Length <= Lwm2m.Client.Esp32.PlatformHmacSha256.MaxInputs);
    }

    private static void AssertRow(
        string text, string name, IEnumerable<long> figures, string end = "")
    {
        string row = text.Split('\n').Single(
            line => line.StartsWith($"//   {name}  ", StringComparison.Ordinal));
        string[] cells = row[$"//   {name}".Length..].Split(
            ' ', StringSplitOptions.RemoveEmptyEntries);
        string[] expected = [.. figures.Select(figure => figure.ToString())];

        Assert.Equal(expected, cells[..expected.Length]);
        Assert.Contains(end, row);
    }
}
