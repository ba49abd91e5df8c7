// The cryptography of DTLS in managed code: for the desktop, the emulator and boards whose firmware
// has none.

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>AES-128-CCM and HMAC-SHA-256 that need nothing of the platform.</summary>
public sealed class ManagedCrypto : ICrypto
{
    /// <inheritdoc/>
    public IAesCcm CreateAesCcm()
    {
        return new AesCcm();
    }

    /// <inheritdoc/>
    public IHmacSha256 CreateHmacSha256()
    {
        return new HmacSha256();
    }
}
