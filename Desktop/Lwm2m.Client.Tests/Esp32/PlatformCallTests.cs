// How Lwm2m.Client.Esp32 uses the platform: how often it calls it, with arrays of which sizes, and
// what it leaves behind when it is wiped.

extern alias platform;

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Esp32;
using Xunit;
using PlatformCalls = platform::System.Security.Cryptography.PlatformCalls;

namespace Lwm2m.Client.DesktopTests.Esp32;

public sealed class PlatformCallTests
{
    private const int HeaderBytes = 13;
    private const int MaxAssociatedBytes = 62;

    private readonly byte[] _nonce = new byte[CcmPrefix.NonceBytes];
    private readonly byte[] _associated = new byte[MaxAssociatedBytes];

    /// <summary>Every record that fits the largest array: one call for the key stream, one for
    /// the MAC, in either direction.</summary>
    [Theory]
    [InlineData(HeaderBytes, 8)]
    [InlineData(HeaderBytes, 16)]
    [InlineData(MaxAssociatedBytes, 8)]
    public void ARecordIsOneCallOfEcbAndOneOfCbc(int associatedLength, int tagLength)
    {
        IAesCcm aes = Create();
        int prefix = 16 + (2 + associatedLength + 15) / 16 * 16;
        int last = 16 * CcmWorkspace.MaxBlocks - prefix;
        var buffer = new byte[last + tagLength];
        for (int length = 0; length <= last; length++)
        {
            bool isAuthentic = false;
            int mac = SizeFor(prefix + (length + 15) / 16 * 16);
            int stream = SizeFor(16 + (length + 15) / 16 * 16);

            Assert.Equal([$"CBC encrypt {mac}", $"ECB encrypt {stream}"], PlatformCalls.Of(
                () => aes.Seal(
                    _nonce, _associated, associatedLength, buffer, 0, length, tagLength)));
            Assert.Equal([$"ECB encrypt {stream}", $"CBC encrypt {mac}"], PlatformCalls.Of(
                () => isAuthentic = aes.Open(
                    _nonce, _associated, associatedLength, buffer, 0, length, tagLength)));
            Assert.True(isAuthentic);
        }
    }

    /// <summary>What is longer goes through the largest array piece by piece.</summary>
    [Theory]
    [InlineData(1249, 2, 1)]
    [InlineData(1264, 2, 1)]
    [InlineData(1265, 2, 2)]
    [InlineData(65535, 52, 65)]
    public void ALongMessageIsCutIntoPieces(int length, int macs, int streams)
    {
        IAesCcm aes = Create();
        var buffer = new byte[length + 8];

        IReadOnlyList<string> calls = PlatformCalls.Of(
            () => aes.Seal(_nonce, _associated, HeaderBytes, buffer, 0, length, 8));

        Assert.Equal(macs, calls.Count(call => call.StartsWith("CBC", StringComparison.Ordinal)));
        Assert.Equal(
            streams, calls.Count(call => call.StartsWith("ECB", StringComparison.Ordinal)));
        Assert.Equal(macs + streams, calls.Count);
    }

    [Fact]
    public void AnHmacIsOneCallWithTheExactLength()
    {
        IHmacSha256 hmac = new Esp32Crypto().CreateHmacSha256();
        hmac.SetKey(new byte[132], 0, 132);
        for (int length = 0; length <= 160; length++)
        {
            Assert.Equal([$"HMAC {length}"], PlatformCalls.Of(
                () => hmac.Compute(new byte[160], 0, length, new byte[32], 0)));
        }
    }

    /// <summary>The vector of CBC is zero again after a message of several pieces.</summary>
    [Fact]
    public void ARecordDoesNotDependOnTheOneBefore()
    {
        IAesCcm aes = Create();
        byte[] expected = Seal(aes, 40);
        Seal(aes, 5000);

        Assert.Equal(expected, Seal(aes, 40));
    }

    /// <summary>What one connection leaves in the shared arrays does not reach another.</summary>
    [Fact]
    public void ConnectionsThatShareArraysDoNotMix()
    {
        var crypto = new Esp32Crypto();
        IAesCcm one = crypto.CreateAesCcm();
        IAesCcm other = crypto.CreateAesCcm();
        one.SetKey(Enumerable.Repeat((byte)1, 16).ToArray(), 0);
        other.SetKey(Enumerable.Repeat((byte)2, 16).ToArray(), 0);
        byte[] ofOne = Seal(one, 40);
        byte[] ofOther = Seal(other, 90);

        Assert.Equal(ofOne, Seal(one, 40));
        Assert.Equal(ofOther, Seal(other, 90));
        one.Wipe();
        Assert.Equal(ofOther, Seal(other, 90));
    }

    [Fact]
    public void WithoutAKeyNothingIsSealed()
    {
        IAesCcm aes = new Esp32Crypto().CreateAesCcm();
        Assert.Throws<InvalidOperationException>(() => Seal(aes, 40));

        aes.SetKey(new byte[16], 0);
        Seal(aes, 40);
        aes.Wipe();
        Assert.Throws<InvalidOperationException>(() => Seal(aes, 40));

        IHmacSha256 hmac = new Esp32Crypto().CreateHmacSha256();
        hmac.SetKey(new byte[48], 0, 48);
        hmac.Wipe();
        Assert.Throws<ArgumentNullException>(
            () => hmac.Compute(new byte[32], 0, 32, new byte[32], 0));
    }

    /// <summary>Every array that an instance holds is zero after it has been wiped, and some was
    /// not before.</summary>
    [Fact]
    public void WipedMeansZero()
    {
        var crypto = new Esp32Crypto();
        IAesCcm aes = crypto.CreateAesCcm();
        IHmacSha256 hmac = crypto.CreateHmacSha256();
        byte[] secret = Enumerable.Repeat((byte)0x5A, 132).ToArray();
        aes.SetKey(secret, 0);
        foreach (int length in new[] { 10, 100, 300, 700, 1200, 3000 })
        {
            Seal(aes, length);
        }

        int[] keyLengths = [132, 70, 64, 5];
        foreach (int length in Enumerable.Range(1, 30))
        {
            hmac.SetKey(secret, 0, keyLengths[length % 4]);
            hmac.Compute(secret, 0, length, new byte[32], 0);
        }

        Assert.Contains(HeldBytes.Of(aes), array => array.Any(value => value != 0));
        Assert.Contains(HeldBytes.Of(hmac), array => array.Any(value => value != 0));
        aes.Wipe();
        hmac.Wipe();

        Assert.True(HeldBytes.Of(aes).Count >= 10);
        Assert.True(HeldBytes.Of(hmac).Count >= PlatformHmacSha256.MaxInputs);
        Assert.All(HeldBytes.Of(aes), array => Assert.All(array, value => Assert.Equal(0, value)));
        Assert.All(HeldBytes.Of(hmac), array => Assert.All(array, value => Assert.Equal(0, value)));
    }

    private static int SizeFor(int bytes) =>
        new[] { 6, 12, 24, 48, 80 }.Select(blocks => 16 * blocks).First(size => size >= bytes);

    private static IAesCcm Create()
    {
        IAesCcm aes = new Esp32Crypto().CreateAesCcm();
        aes.SetKey(Enumerable.Range(0, 16).Select(i => (byte)i).ToArray(), 0);
        return aes;
    }

    private byte[] Seal(IAesCcm aes, int length)
    {
        byte[] buffer = [.. Enumerable.Repeat((byte)0x33, length), .. new byte[8]];
        aes.Seal(_nonce, _associated, HeaderBytes, buffer, 0, length, 8);
        return buffer;
    }
}
