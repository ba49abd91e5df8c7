// The platform's AES as its class library and its native code behave (nanoFramework's
// System.Security.Cryptography and nf-interpreter): AES-128 only, no padding, whole arrays in and
// out, key and vector kept by reference and read at every call, a vector that is never changed.

extern alias desktop;

using DesktopAes = desktop::System.Security.Cryptography.Aes;
using PaddingMode = desktop::System.Security.Cryptography.PaddingMode;

namespace System.Security.Cryptography;

/// <summary>AES-128.</summary>
public class Aes
{
    private const int BlockBytes = 16;

    /// <summary>A cipher without a key; for CBC with a random vector.</summary>
    public Aes(CipherMode mode)
    {
        Mode = mode;
        if (mode == CipherMode.CBC)
        {
            IV = new byte[BlockBytes];
            GenerateIV();
        }
    }

    /// <summary>The mode.</summary>
    public CipherMode Mode { get; set; }

    /// <summary>The key; no copy is made.</summary>
    public byte[]? Key { get; set; }

    /// <summary>The initialization vector; no copy is made.</summary>
    public byte[]? IV { get; set; }

    /// <summary>Fills the vector with random bytes.</summary>
    public void GenerateIV() => new Random().NextBytes(IV!);

    /// <summary>Encrypts whole blocks.</summary>
    public byte[] Encrypt(byte[] data) => Run(data, encrypt: true);

    /// <summary>Decrypts whole blocks.</summary>
    public byte[] Decrypt(byte[] data) => Run(data, encrypt: false);

    private byte[] Run(byte[] data, bool encrypt)
    {
        if (Mode is not (CipherMode.ECB or CipherMode.CBC))
        {
            throw new NotSupportedException();
        }

        byte[] key = Key ?? throw new InvalidOperationException();
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length % BlockBytes != 0 || key.Length != BlockBytes)
        {
            throw new ArgumentException("Not a multiple of the block, or not a key of 128 bits.");
        }

        PlatformCalls.Note($"{Mode} {(encrypt ? "encrypt" : "decrypt")}", data);
        using DesktopAes aes = DesktopAes.Create();
        aes.Key = key;
        return (Mode, encrypt) switch
        {
            (CipherMode.ECB, true) => aes.EncryptEcb(data, PaddingMode.None),
            (CipherMode.ECB, false) => aes.DecryptEcb(data, PaddingMode.None),
            (_, true) => aes.EncryptCbc(data, IV!, PaddingMode.None),
            (_, false) => aes.DecryptCbc(data, IV!, PaddingMode.None),
        };
    }
}
