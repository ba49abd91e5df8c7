// The budgets of DTLS on the device: instructions, heap and bytecode, with managed cryptography and
// with the platform's.

using DeviceCost;
using DeviceCost.Operations;
using Xunit;

namespace Lwm2m.Client.DesktopTests;

public sealed class DtlsBudgetTests
{
    private const int SessionHeapBytes = 1152;
    private const int SecureClientHeapBytes = 24 * 1024;
    private const int NineObjectsHeapBytes = 28 * 1024;
    private const int FurtherServerHeapBytes = 5 * 1024;

    private static readonly Lazy<Meter> s_meter = new(() => new Meter(CostTable.LibraryPath));

    private static readonly Lazy<Meter> s_platform =
        new(() => new Meter(CostTable.LibraryPath, PlatformCostTable.LibraryPath));

    /// <summary>Lower bounds tell a measurement from a measurement of nothing. With managed
    /// cryptography nothing is allocated, not even by a handshake.</summary>
    [Theory]
    [InlineData(typeof(FullHandshake), 300_000, 550_000)]
    [InlineData(typeof(ResumedHandshake), 200_000, 400_000)]
    [InlineData(typeof(SealRecord), 15_000, 34_000)]
    [InlineData(typeof(OpenRecord), 15_000, 34_000)]
    [InlineData(typeof(RepeatFlight), 5_000, 23_000)]
    public void ManagedCryptography(Type operation, int least, int budget)
    {
        Cost cost = s_meter.Value.Measure(operation);

        Assert.InRange(cost.Instructions, least, budget);
        Assert.Equal(0, cost.HeapBytes);
    }

    /// <summary>What is allocated is what the platform's calls return: an array of 32 bytes for
    /// each HMAC, two of six blocks for a record of 64 bytes, two of three for Finished.</summary>
    [Theory]
    [InlineData(typeof(PlatformFullHandshake), 50_000, 120_000, 2_000)]
    [InlineData(typeof(PlatformResumedHandshake), 30_000, 90_000, 1_100)]
    [InlineData(typeof(PlatformSealRecord), 1_500, 2_400, 240)]
    [InlineData(typeof(PlatformOpenRecord), 1_500, 2_400, 240)]
    [InlineData(typeof(PlatformPushedBlock), 10_000, 16_000, 1_824)]
    [InlineData(typeof(PlatformPulledBlock), 10_000, 16_000, 1_824)]
    public void PlatformCryptography(Type operation, int least, int budget, int heapBytes)
    {
        Cost cost = s_platform.Value.Measure(operation);

        Assert.InRange(cost.Instructions, least, budget);
        Assert.InRange(cost.HeapBytes, 1, heapBytes);
    }

    /// <summary>Connection, keys, exchange; the handshake and the tables are shared.</summary>
    [Fact]
    public void SessionFitsTheHeap() => Assert.InRange(
        s_meter.Value.Measure<ConstructSecureSession>().HeapBytes,
        Limits.ExchangeBytes, SessionHeapBytes);

    /// <summary>One secure server, five objects, the body buffer, and what the library keeps in
    /// static fields. The meter sees what is made inside the library, garbage included; the
    /// profile what is left, the application's objects of the library's types included.</summary>
    [Fact]
    public void SecureClientFitsTheHeap() => AssertFitsTheHeap<ConstructSecureClient>(
        s_meter.Value.Measure<ConstructClient>().HeapBytes + 3072, SecureClientHeapBytes);

    /// <summary>The same with all objects of the library, and firmware by pull.</summary>
    [Fact]
    public void ClientWithNineObjectsFitsTheHeap() => AssertFitsTheHeap<ConstructNineObjects>(
        s_meter.Value.Measure<ConstructSecureClient>().HeapBytes + 2048, NineObjectsHeapBytes);

    [Fact]
    public void FurtherSecureServerFitsTheHeap() => Assert.InRange(
        Kept<ConstructThreeSecureServers>() - Kept<ConstructTwoSecureServers>(),
        Limits.ExchangeBytes, FurtherServerHeapBytes);

    /// <summary>What a construction makes inside the library, and what is left of it, each with the
    /// static fields.</summary>
    private static void AssertFitsTheHeap<T>(long least, long most)
        where T : ICostOperation, new()
    {
        long statics = s_meter.Value.MeasureLoad().HeapBytes;
        Assert.InRange(s_meter.Value.Measure<T>().HeapBytes + statics, least, most);
        Assert.InRange(Kept<T>() + statics, least, most);
    }

    private static long Kept<T>() =>
        s_meter.Value.ProfileHeap(typeof(T)).Sum(part => part.Bytes);
}
