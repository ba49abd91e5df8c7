// The cryptography that DTLS with pre-shared keys is made of. A machine that has it in hardware or
// native code implements these three; ManagedCrypto does without.

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>Creates the primitives. Called at construction only.</summary>
public interface ICrypto
{
    /// <summary>Creates an AES-128-CCM without a key; one serves a whole client, and gets a key
    /// before each record.</summary>
    IAesCcm CreateAesCcm();

    /// <summary>Creates an HMAC-SHA-256 without a key; one serves a whole client.</summary>
    IHmacSha256 CreateHmacSha256();
}

/// <summary>
/// AES-128 in CCM mode with a nonce of 12 bytes (NIST SP 800-38C; RFC 3610 with L = 3; RFC 6655).
/// All buffers are the caller's and nothing of them is kept.
/// </summary>
public interface IAesCcm
{
    /// <summary>Sets the key, 16 bytes at <paramref name="offset"/>; they may be wiped after.
    /// </summary>
    void SetKey(byte[] key, int offset);

    /// <summary>
    /// Encrypts <c>buffer[offset .. offset + length)</c> in place and appends the tag.
    /// </summary>
    /// <param name="nonce">12 bytes, never used twice with a key.</param>
    /// <param name="associated">The data that is authenticated only.</param>
    /// <param name="associatedLength">Its length, 1 to 62 bytes.</param>
    /// <param name="buffer">The plaintext; room for the tag follows it.</param>
    /// <param name="offset">Where the plaintext starts.</param>
    /// <param name="length">Length of the plaintext, 0 to 65535.</param>
    /// <param name="tagLength">Length of the tag: 8 or 16.</param>
    void Seal(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength);

    /// <summary>
    /// Decrypts <c>buffer[offset .. offset + length)</c> in place and checks the tag that follows.
    /// </summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="associated">The data that is authenticated only.</param>
    /// <param name="associatedLength">Its length, 1 to 62 bytes.</param>
    /// <param name="buffer">The ciphertext and the tag.</param>
    /// <param name="offset">Where the ciphertext starts.</param>
    /// <param name="length">Length of the ciphertext without the tag, 0 to 65535.</param>
    /// <param name="tagLength">Length of the tag: 8 or 16.</param>
    /// <returns>
    /// Whether the tag is right. If not, what stands in the buffer is not to be used.
    /// </returns>
    bool Open(
        byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
        int length, int tagLength);

    /// <summary>Forgets the key.</summary>
    void Wipe();
}

/// <summary>HMAC with SHA-256 (RFC 2104).</summary>
public interface IHmacSha256
{
    /// <summary>Sets the key, 1 to 132 bytes; they may be wiped after.</summary>
    void SetKey(byte[] key, int offset, int length);

    /// <summary>
    /// Computes the MAC of <c>data[offset .. offset + length)</c>, 32 bytes, which may overwrite
    /// the data. At most 160 bytes of data.
    /// </summary>
    void Compute(byte[] data, int offset, int length, byte[] output, int outputOffset);

    /// <summary>Forgets the key.</summary>
    void Wipe();
}
