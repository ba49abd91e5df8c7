// The modes that the platform's AES has; CBC and ECB have their desktop numbers.

namespace System.Security.Cryptography;

/// <summary>How blocks are chained.</summary>
public enum CipherMode
{
    /// <summary>Not set.</summary>
    None = 0,

    /// <summary>Cipher block chaining.</summary>
    CBC = 1,

    /// <summary>Every block by itself.</summary>
    ECB = 2,
}
