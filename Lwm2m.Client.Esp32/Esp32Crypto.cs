// The cryptography of the platform (mbedTLS, the AES and SHA accelerators of the chip) for DTLS.
//
// The platform always wins here, so there is no threshold below which AES is managed: the shortest
// record of all needs three AES blocks, some 5000 IL instructions or 5 ms in managed code, against
// two calls of the platform that take some tens of microseconds. What a record costs on this class
// is the loop that applies the key stream, about 16 instructions a byte, and garbage: the platform
// takes and returns whole arrays, see CcmWorkspace and PlatformHmacSha256 for the figures.

using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Esp32;

/// <summary>
/// AES and HMAC-SHA-256 of the firmware. Needs a firmware with the library
/// <c>nanoFramework.System.Security.Cryptography</c>, as the stock images for the ESP32 have it.
/// An instance belongs to one client: what it creates shares the buffers that the platform's
/// calls need, about 3 KiB of heap allocated at construction.
/// </summary>
public sealed class Esp32Crypto : ICrypto
{
    private readonly CcmWorkspace _workspace = new CcmWorkspace();

    /// <inheritdoc/>
    public IAesCcm CreateAesCcm()
    {
        return new PlatformAesCcm(_workspace);
    }

    /// <inheritdoc/>
    public IHmacSha256 CreateHmacSha256()
    {
        return new PlatformHmacSha256();
    }
}
