// The pre-shared keys that the server knows, by identity (RFC 4279 §5.1: identities and keys are
// bytes; RFC 4279 §5.3 asks for identities up to 128 bytes and keys up to 64 bytes). Keys may come
// and go while the server runs.

using System.Security.Cryptography;
using System.Text;

namespace Lwm2m.DevServer.Security;

/// <summary>Identities and their keys. Safe for use from several threads.</summary>
public sealed class PskStore
{
    /// <summary>The longest identity (RFC 4279 §5.3).</summary>
    public const int MaxIdentityBytes = 128;

    /// <summary>The longest key (RFC 4279 §5.3).</summary>
    public const int MaxKeyBytes = 64;

    private readonly Dictionary<string, byte[]> _keys = [];

    /// <summary>The identities as text.</summary>
    public IReadOnlyList<string> Identities
    {
        get
        {
            lock (_keys)
            {
                return [.. _keys.Keys];
            }
        }
    }

    /// <summary>Adds an identity, or gives it another key.</summary>
    /// <exception cref="ArgumentException">The identity or the key is empty or too long.
    /// </exception>
    public PskStore Add(string identity, byte[] key)
    {
        if (Check(identity, key) is { } problem)
        {
            throw new ArgumentException(problem);
        }

        lock (_keys)
        {
            _keys[identity] = (byte[])key.Clone();
        }

        return this;
    }

    /// <summary>Removes an identity; false when it was not there. Sessions of it are not resumed
    /// any more, those that are in use go on.</summary>
    public bool Remove(string identity)
    {
        lock (_keys)
        {
            if (!_keys.Remove(identity, out byte[]? key))
            {
                return false;
            }

            CryptographicOperations.ZeroMemory(key);
            return true;
        }
    }

    /// <summary>True when the identity has a key.</summary>
    public bool Contains(string identity)
    {
        lock (_keys)
        {
            return _keys.ContainsKey(identity);
        }
    }

    /// <summary>What is wrong with an identity and a key, in one sentence, or null.</summary>
    public static string? Check(string identity, byte[] key)
    {
        int bytes = Encoding.UTF8.GetByteCount(identity);
        return bytes is 0 or > MaxIdentityBytes
            ? $"An identity has 1 to {MaxIdentityBytes} bytes, not {bytes}."
            : key.Length is 0 or > MaxKeyBytes
                ? $"A key has 1 to {MaxKeyBytes} bytes, not {key.Length}."
                : null;
    }

    /// <summary>A copy of the key of an identity, which the caller wipes, or null.</summary>
    public byte[]? Find(byte[] identity)
    {
        lock (_keys)
        {
            return _keys.TryGetValue(Text(identity), out byte[]? key)
                ? (byte[])key.Clone()
                : null;
        }
    }

    /// <summary>An identity as text. Bytes that are not UTF-8 do not match any that is.</summary>
    internal static string Text(byte[] identity)
    {
        try
        {
            return s_strictUtf8.GetString(identity);
        }
        catch (DecoderFallbackException)
        {
            return $"\uFFFD{Convert.ToHexString(identity)}";
        }
    }

    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);
}
