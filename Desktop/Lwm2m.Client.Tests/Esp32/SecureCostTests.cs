// The budgets of DTLS on a board: with the firmware's cryptography and without; and the garbage
// that the platform's calls leave, to the byte.

using DeviceCost;
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

    /// <summary>Lower bounds tell a measurement from a measurement of nothing.</summary>
    [Theory]
    [InlineData(typeof(PlatformHandshake), 50_000, 120_000)]
    [InlineData(typeof(PlatformResumption), 20_000, 120_000)]
    [InlineData(typeof(PlatformSend), 1_500, 2_400)]
    [InlineData(typeof(PlatformReceive), 1_500, 2_400)]
    [InlineData(typeof(ManagedHandshake), 250_000, 550_000)]
    public void InstructionsStayWithinTheBudget(Type operation, int least, int budget) =>
        Assert.InRange(s_meter.Value.Measure(operation).Instructions, least, budget);

    [Theory]
    [InlineData(typeof(PlatformHandshake), FullHandshakeMacs)]
    [InlineData(typeof(PlatformResumption), AbbreviatedHandshakeMacs)]
    public void GarbageOfAHandshakeIsThatOfItsMacsAndItsTwoFinished(Type operation, int macs) =>
        Assert.Equal(
            macs * s_macGarbage + 2 * s_recordGarbage,
            s_meter.Value.Measure(operation).HeapBytes);

    [Theory]
    [InlineData(typeof(PlatformSend))]
    [InlineData(typeof(PlatformReceive))]
    public void GarbageOfARecordIsThatOfItsCryptography(Type operation) =>
        Assert.Equal(s_recordGarbage, s_meter.Value.Measure(operation).HeapBytes);

    /// <summary>The first handshake makes the inputs of the HMAC, one a length; no later one
    /// does.</summary>
    [Fact]
    public void TheFirstHandshakeMakesTheInputsOfTheHmac() => Assert.Equal(
        s_prfLengths.Sum(length => DeviceHeap.Array(length, sizeof(byte))),
        s_meter.Value.Measure<FirstPlatformHandshake>().HeapBytes
            - s_meter.Value.Measure<PlatformHandshake>().HeapBytes);

    [Fact]
    public void ManagedCryptographyLeavesNoGarbage() =>
        Assert.Equal(0, s_meter.Value.Measure<ManagedHandshake>().HeapBytes);

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
