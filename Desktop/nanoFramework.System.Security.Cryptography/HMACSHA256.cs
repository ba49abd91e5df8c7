// The platform's HMAC-SHA-256 as its class library behaves: whole arrays in and out, keys of any
// length (RFC 2104); the constructor keeps the key by reference, the property copies it.

extern alias desktop;

using DesktopHmac = desktop::System.Security.Cryptography.HMACSHA256;

namespace System.Security.Cryptography;

/// <summary>HMAC with SHA-256.</summary>
public class HMACSHA256 : IDisposable
{
    private const int RandomKeyBytes = 64;

    private byte[]? _key;
    private byte[]? _hash;
    private bool _isDisposed;

    /// <summary>An HMAC with a random key.</summary>
    public HMACSHA256()
    {
        _key = new byte[RandomKeyBytes];
        new Random().NextBytes(_key);
    }

    /// <summary>An HMAC with a key; no copy is made.</summary>
    public HMACSHA256(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
    }

    /// <summary>A copy of the last result.</summary>
    public byte[] Hash
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return (byte[])_hash!.Clone();
        }
    }

    /// <summary>The key, copied both ways.</summary>
    public byte[] Key
    {
        get => (byte[])_key!.Clone();
        set => _key = (byte[])value.Clone();
    }

    /// <summary>The MAC of a whole array, and another copy for <see cref="Hash"/>.</summary>
    public byte[] ComputeHash(byte[] buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _hash = HashData(_key!, buffer);
        return (byte[])_hash.Clone();
    }

    /// <summary>The MAC of a whole array.</summary>
    public static byte[] HashData(byte[] key, byte[] source)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(source);
        PlatformCalls.Note("HMAC", source);
        return DesktopHmac.HashData(key, source);
    }

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Clears the key.</summary>
    protected void Dispose(bool disposing)
    {
        if (disposing)
        {
            Array.Clear(_key ?? []);
            _key = null;
            _isDisposed = true;
        }
    }
}
