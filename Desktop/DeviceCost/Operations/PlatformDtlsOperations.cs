// The cost of DTLS when the platform does the cryptography.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Esp32;

namespace DeviceCost.Operations;

/// <summary>The full handshake.</summary>
public class PlatformFullHandshake : FullHandshake
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}

/// <summary>The first handshake of a client: it makes what later ones have.</summary>
public sealed class FirstPlatformHandshake : PlatformFullHandshake
{
    /// <inheritdoc/>
    public override int WarmUpRuns => 0;
}

/// <summary>The resumed handshake.</summary>
public sealed class PlatformResumedHandshake : ResumedHandshake
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}

/// <summary>A record that is sent.</summary>
public sealed class PlatformSealRecord : SealRecord
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}

/// <summary>A record that is received.</summary>
public sealed class PlatformOpenRecord : OpenRecord
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}
