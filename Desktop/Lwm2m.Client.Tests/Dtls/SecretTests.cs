// What is left of a connection's secrets in the memory of the client: nothing of its keys after it
// has ended; the master secret only as long as the session can be resumed.

using System.Collections;
using System.Reflection;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Tests;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class SecretTests
{
    private static readonly byte[] s_keyBlock = WireBytes.Of(SecureBench.KeyBlock);

    [Fact]
    public void KeysEndWithTheConnection()
    {
        HandshakeBench bench = Connected();
        Assert.Equal(4, FoundKeys(bench));
        bench.Connection.Close(true);

        Assert.Equal(0, FoundKeys(bench));
        Assert.True(Holds(bench, Master(bench)));
    }

    /// <summary>An abort leaves nothing that could be resumed (RFC 5246 §7.2.2).</summary>
    [Fact]
    public void MasterSecretEndsWithAFailure()
    {
        HandshakeBench bench = HandshakeBench.Played(
            HandshakeVectors.Psk, HandshakeBench.ConnectedAt(HandshakeVectors.Psk) - 1);
        byte[] master = Master(bench);
        Assert.True(Holds(bench, master));
        while (bench.Expire() == DtlsEvent.None)
        {
        }

        Assert.False(Holds(bench, master));
        Assert.Equal(0, FoundKeys(bench));
    }

    /// <summary>The pre-shared key is where the application has put it, and nowhere else. The
    /// client's random of this script counts up as the key does, but goes on.</summary>
    [Fact]
    public void KeyIsNotCopied()
    {
        byte[] key = WireBytes.Of(HandshakeVectors.Key);
        Assert.Single(
            ArraysOf(Connected()),
            array => Contains(array, key) && !Contains(array, [.. key, (byte)(key[^1] + 1)]));
    }

    private static HandshakeBench Connected() => HandshakeBench.Played(
        HandshakeVectors.Psk, HandshakeBench.ConnectedAt(HandshakeVectors.Psk));

    /// <summary>How many of the four parts of the key block are found: two keys, two nonces.
    /// </summary>
    private static int FoundKeys(HandshakeBench bench) =>
        new[] { s_keyBlock[..16], s_keyBlock[16..32], s_keyBlock[32..36], s_keyBlock[36..] }
            .Count(secret => Holds(bench, secret));

    private static byte[] Master(HandshakeBench bench) =>
        bench.Connection.Packed.AsSpan(
            ResumableSession.MasterAt, KeySchedule.MasterBytes).ToArray();

    private static bool Holds(HandshakeBench bench, byte[] secret) =>
        ArraysOf(bench).Any(array => Contains(array, secret));

    private static bool Contains(byte[] array, byte[] secret) =>
        array.AsSpan().IndexOf(secret) >= 0;

    /// <summary>All arrays that can be reached, numbers in either order of bytes.</summary>
    private static IEnumerable<byte[]> ArraysOf(object root)
    {
        foreach (object value in Objects(root))
        {
            if (value is byte[] bytes)
            {
                yield return bytes;
            }
            else if (value is int[] numbers)
            {
                byte[] little = [.. numbers.SelectMany(BitConverter.GetBytes)];
                yield return little;
                yield return [.. numbers.SelectMany(n => BitConverter.GetBytes(n).Reverse())];
            }
        }
    }

    private static HashSet<object> Objects(object root)
    {
        var found = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(root);
        return found;

        void Visit(object? value)
        {
            if (value is null or string || value.GetType().IsPrimitive
                || value.GetType().IsEnum || !found.Add(value))
            {
                return;
            }

            if (value is Array array)
            {
                foreach (object? element in array.GetType().GetElementType()!.IsPrimitive
                    ? Array.Empty<object>() : (IEnumerable)array)
                {
                    Visit(element);
                }

                return;
            }

            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(
                    BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
                        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Visit(field.IsLiteral ? null : field.GetValue(value));
                }
            }
        }
    }
}
