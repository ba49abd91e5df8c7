// The garbage that the calls of the platform's cryptography leave on a board, to the byte. The
// budgets of DTLS are in DtlsBudgetTests.

using DeviceCost;
using DeviceCost.Operations;
using Lwm2m.Client.DesktopTests.Repository;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class SecureCostTests
{
    private const int FullHandshakeMacs = 12;
    private const int AbbreviatedHandshakeMacs = 8;

    // The lengths of what the PRF computes a MAC of.
    private static readonly int[] s_prfLengths = [32, 47, 54, 77, 79, 86, 109];

    private static readonly long s_macGarbage = DeviceHeap.Array(32, sizeof(byte));
    private static readonly long s_recordGarbage = 2 * DeviceHeap.Array(6 * 16, sizeof(byte));

    private static readonly Lazy<Meter> s_meter =
        new(() => new Meter(CostTable.LibraryPath, PlatformCostTable.LibraryPath));

    [Theory]
    [InlineData(typeof(PlatformFullHandshake), FullHandshakeMacs)]
    [InlineData(typeof(PlatformResumedHandshake), AbbreviatedHandshakeMacs)]
    public void GarbageOfAHandshakeIsThatOfItsMacsAndItsTwoFinished(Type operation, int macs) =>
        Assert.Equal(
            macs * s_macGarbage + 2 * s_recordGarbage,
            s_meter.Value.Measure(operation).HeapBytes);

    [Theory]
    [InlineData(typeof(PlatformSealRecord))]
    [InlineData(typeof(PlatformOpenRecord))]
    public void GarbageOfARecordIsThatOfItsCryptography(Type operation) =>
        Assert.Equal(s_recordGarbage, s_meter.Value.Measure(operation).HeapBytes);

    /// <summary>A block of an image comes in and the answer, or the next request, goes out: the
    /// library itself leaves nothing.</summary>
    [Theory]
    [InlineData(typeof(PlatformPushedBlock))]
    [InlineData(typeof(PlatformPulledBlock))]
    public void GarbageOfABlockOfFirmwareIsThatOfItsRecords(Type operation) =>
        Assert.Equal(
            s_recordGarbage + 2 * DeviceHeap.Array(48 * 16, sizeof(byte)),
            s_meter.Value.Measure(operation).HeapBytes);

    /// <summary>The first handshake makes the inputs of the HMAC, one a length; no later one
    /// does.</summary>
    [Fact]
    public void TheFirstHandshakeMakesTheInputsOfTheHmac() => Assert.Equal(
        s_prfLengths.Sum(length => DeviceHeap.Array(length, sizeof(byte))),
        s_meter.Value.Measure<FirstPlatformHandshake>().HeapBytes
            - s_meter.Value.Measure<PlatformFullHandshake>().HeapBytes);

    [Fact]
    public void TheDocumentedFiguresAreRight()
    {
        string hmac = RepositoryFiles.Read("Lwm2m.Client.Esp32/PlatformHmacSha256.cs")
            .Replace("\n// ", " ");

        Assert.Contains(
            $"A full handshake calls {FullHandshakeMacs} times, which leaves "
                + $"{FullHandshakeMacs * s_macGarbage} bytes; an abbreviated one "
                + $"{AbbreviatedHandshakeMacs} times, {AbbreviatedHandshakeMacs * s_macGarbage}.",
            hmac);
        Assert.Contains($"two records (CcmWorkspace): {2 * s_recordGarbage} bytes.", hmac);
    }
}
