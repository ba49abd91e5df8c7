// What the managed cryptography may cost on the device: instructions, heap, bytecode; and that
// nothing secret stays behind.

using System.Reflection;
using DeviceCost;
using DeviceCost.Operations;
using Lwm2m.Client.Dtls.Crypto;
using Mono.Cecil;
using PlatformProfile;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class CryptoBudgetTests
{
    private const int BytecodeBudget = 4 * 1024;

    private static readonly Lazy<Meter> s_meter = new(() => new Meter(CostTable.LibraryPath));

    /// <summary>Lower bounds tell a measurement from a measurement of nothing.</summary>
    [Theory]
    [InlineData(typeof(HashBlock), 5_000, 10_500)]
    [InlineData(typeof(ComputeHmac), 20_000, 32_000)]
    [InlineData(typeof(SealMessage), 15_000, 30_000)]
    [InlineData(typeof(OpenMessage), 15_000, 30_000)]
    [InlineData(typeof(ExpandKey), 1_000, 2_100)]
    public void InstructionsStayWithinTheBudget(Type operation, int least, int budget)
    {
        Cost cost = s_meter.Value.Measure(operation);

        Assert.InRange(cost.Instructions, least, budget);
        Assert.Equal(0, cost.HeapBytes);
    }

    /// <summary>The first of its kind brings what all share.</summary>
    [Theory]
    [InlineData(typeof(ConstructAesCcm), 200, 420)]
    [InlineData(typeof(ConstructFirstAesCcm), 1_024, 1_500)]
    [InlineData(typeof(ConstructHash), 200, 360)]
    [InlineData(typeof(ConstructHmac), 300, 600)]
    public void HeapStaysWithinTheBudget(Type operation, int least, int budget)
    {
        Assert.InRange(s_meter.Value.Measure(operation).HeapBytes, least, budget);
    }

    [Fact]
    public void BytecodeStaysWithinTheBudget()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(CostTable.LibraryPath);
        int bytecode = module.GetTypes()
            .Where(type => type.Namespace == typeof(ICrypto).Namespace)
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .Sum(method => DeviceSize.BytecodeOf(method.Body));

        Assert.InRange(bytecode, 1_000, BytecodeBudget);
    }

    /// <summary>A client without DTLS has no tables on its heap.</summary>
    [Fact]
    public void LoadingTheLibraryMakesNoTables()
    {
        Assert.DoesNotContain(
            typeof(ICrypto).Assembly.GetTypes(),
            type => type.Namespace == typeof(ICrypto).Namespace
                && type.TypeInitializer is not null);
    }

    [Fact]
    public void AesCcmAllocatesNothing()
    {
        IAesCcm ccm = new ManagedCrypto().CreateAesCcm();
        byte[] key = Counting(Aes128.KeyBytes);
        byte[] nonce = new byte[CcmPrefix.NonceBytes];
        byte[] associated = new byte[13];
        byte[] buffer = new byte[77 + 16];
        bool isOpen = false;
        AssertNoAllocation(() =>
        {
            ccm.SetKey(key, 0);
            ccm.Seal(nonce, associated, associated.Length, buffer, 0, 77, 8);
            isOpen = ccm.Open(nonce, associated, associated.Length, buffer, 0, 77, 8);
            ccm.Wipe();
        });
        Assert.True(isOpen);
    }

    [Fact]
    public void PrfAllocatesNothing()
    {
        var prf = new Prf(new ManagedCrypto().CreateHmacSha256(), new byte[Prf.WorkBytes]);
        byte[] secret = Counting(132);
        byte[] seed = Counting(Prf.MaxSeedBytes);
        byte[] output = new byte[100];
        AssertNoAllocation(() =>
        {
            Array.Clear(output);
            prf.SetSecret(secret, 0, secret.Length);
            prf.Begin(seed, 0, seed.Length);
            prf.Finish(output, 0, output.Length);
            prf.Wipe();
        });
        Assert.Contains(output, b => b != 0);
    }

    [Fact]
    public void WipeLeavesNoSecretBehind()
    {
        IAesCcm ccm = new ManagedCrypto().CreateAesCcm();
        ccm.SetKey(Counting(16), 0);
        ccm.Seal(Counting(12), Counting(13), 13, Counting(72), 0, 64, 8);
        Assert.Contains(ArraysOf(ccm), HasContent);
        ccm.Wipe();
        Assert.DoesNotContain(ArraysOf(ccm), HasContent);

        var prf = new Prf(new ManagedCrypto().CreateHmacSha256(), new byte[Prf.WorkBytes]);
        prf.SetSecret(Counting(132), 0, 132);
        prf.Begin(Counting(20), 0, 20);
        Assert.Contains(ArraysOf(prf), HasContent);
        prf.Wipe();
        Assert.DoesNotContain(ArraysOf(prf), HasContent);
    }

    /// <summary>What has been derived is in the caller's hands alone; the key's blocks are
    /// nowhere.</summary>
    [Fact]
    public void NoSecretIsLeftInWorkBuffers()
    {
        byte[] key = Counting(48);
        IHmacSha256 hmac = new ManagedCrypto().CreateHmacSha256();
        hmac.SetKey(key, 0, key.Length);
        Assert.DoesNotContain(ArraysOf(hmac).OfType<byte[]>(), HasContent);

        var prf = new Prf(hmac, new byte[Prf.WorkBytes]);
        byte[] output = new byte[40];
        prf.Begin(key, 0, key.Length);
        prf.Finish(output, 0, output.Length);
        Assert.DoesNotContain(
            ArraysOf(prf).OfType<byte[]>().Where(array => array.Length > Sha256.BlockBytes),
            HasContent);
    }

    private static byte[] Counting(int length) =>
        [.. Enumerable.Range(1, length).Select(i => (byte)i)];

    private static bool HasContent(Array array) =>
        array.Cast<object>().Any(element => Convert.ToInt64(element) != 0);

    /// <summary>The arrays of an object and of the library's objects in it.</summary>
    private static IEnumerable<Array> ArraysOf(object instance)
    {
        const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic
            | BindingFlags.Public;
        return instance.GetType().GetFields(Fields)
            .Select(field => field.GetValue(instance))
            .SelectMany(value => value switch
            {
                Array array => [array],
                { } inner when inner.GetType().Assembly == typeof(ICrypto).Assembly
                    => ArraysOf(inner),
                _ => [],
            });
    }

    private static void AssertNoAllocation(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
