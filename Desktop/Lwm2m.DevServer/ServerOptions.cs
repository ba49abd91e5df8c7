// The settings of the server core: what it supports and its timing (RFC 7252 §4.8).

namespace Lwm2m.DevServer;

/// <summary>How the server answers requests of devices.</summary>
public enum ResponseStyle
{
    /// <summary>The response rides on the ACK (RFC 7252 §5.2.1).</summary>
    Piggybacked,

    /// <summary>An empty ACK, then a confirmable response (RFC 7252 §5.2.2).</summary>
    Separate,
}

/// <summary>Settings of a <see cref="ServerCore"/>.</summary>
public sealed record ServerOptions
{
    /// <summary>Where all random values come from: the same seed, the same run.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>The versions that a registration may state; others are answered 4.12.</summary>
    public IReadOnlyList<string> SupportedVersions { get; init; } = ["1.0", "1.1"];

    /// <summary>The lifetime of a registration without lt (OMA LwM2M 1.1 Core §6.2.1).</summary>
    public long DefaultLifetimeSeconds { get; init; } = 86_400;

    /// <summary>How long after its lifetime a registration is kept.</summary>
    public long ExpiryGraceMs { get; init; } = 2_000;

    /// <summary>ACK_TIMEOUT (RFC 7252 §4.8).</summary>
    public long AckTimeoutMs { get; init; } = 2_000;

    /// <summary>ACK_RANDOM_FACTOR (RFC 7252 §4.8).</summary>
    public double AckRandomFactor { get; init; } = 1.5;

    /// <summary>MAX_RETRANSMIT (RFC 7252 §4.8).</summary>
    public int MaxRetransmit { get; init; } = 4;

    /// <summary>EXCHANGE_LIFETIME (RFC 7252 §4.8.2): how long a duplicate is known.</summary>
    public long ExchangeLifetimeMs { get; init; } = 247_000;

    /// <summary>How long a separate response, or the answer to a NON, is waited for.</summary>
    public long ResponseTimeoutMs { get; init; } = 120_000;

    /// <summary>An observation without a notification for this long is given up, so that the next
    /// notification is rejected; 0 means never.</summary>
    public long ObservationStaleAfterMs { get; init; }

    /// <summary>How long a device in queue mode is taken to be awake after its last message: as
    /// Leshan does, MAX_TRANSMIT_WAIT (OMA LwM2M 1.1 Core §6.5).</summary>
    public long AwakeMs { get; init; } = 93_000;

    /// <summary>How many message ids are remembered for each peer.</summary>
    public int MaxRememberedMessages { get; init; } = 4_096;
}
