// How the secure side of the server behaves. The defaults are those of servers in the field; tests
// set the others. Each handshake reads the options once, when it begins.

using Org.BouncyCastle.Tls;

namespace Lwm2m.DevServer.Security;

/// <summary>Settings of a <see cref="DtlsEndpoint"/>.</summary>
public sealed record DtlsOptions
{
    /// <summary>The cipher suites in the order of preference: those that LwM2M names (OMA LwM2M
    /// 1.1 Transport §5.2.8), then one with GCM.</summary>
    public IReadOnlyList<int> CipherSuites { get; init; } =
    [
        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
        CipherSuite.TLS_PSK_WITH_AES_128_CCM,
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
    ];

    /// <summary>Whether the extended master secret is taken when offered (RFC 7627).</summary>
    public bool ExtendedMasterSecret { get; init; } = true;

    /// <summary>Whether sessions get an id and may be resumed with it (RFC 5246 §7.3).</summary>
    public bool Resumption { get; init; } = true;

    /// <summary>Whether a connection id is granted when offered (RFC 9146).</summary>
    public bool ConnectionId { get; init; } = true;

    /// <summary>Whether a cookie proves the address of a client first (RFC 6347 §4.2.1).</summary>
    public bool HelloVerifyRequest { get; init; } = true;

    /// <summary>Whether a client must signal secure renegotiation (RFC 5746 §3.6).</summary>
    public bool RequiresRenegotiationInfo { get; init; }

    /// <summary>False for the silence of some servers: a handshake that fails is not answered by
    /// an alert.</summary>
    public bool SendsHandshakeAlerts { get; init; } = true;

    /// <summary>The hint of a ServerKeyExchange (RFC 4279 §5.2), or null for none.</summary>
    public string? IdentityHint { get; init; }

    /// <summary>How many bytes of UDP payload a handshake record may take; a longer message is
    /// fragmented (RFC 6347 §4.2.3).</summary>
    public int HandshakeMtu { get; init; } = 1200;

    /// <summary>When a handshake that does not end is given up.</summary>
    public int HandshakeTimeoutMs { get; init; } = 30_000;

    /// <summary>The first time-out of a flight; it doubles (RFC 6347 §4.2.4.1).</summary>
    public int RetransmitMs { get; init; } = 1_000;

    /// <summary>How many associations and handshakes there may be; beyond it the one that was
    /// silent for the longest time goes. Each has a thread.</summary>
    public int MaxAssociations { get; init; } = 256;

    /// <summary>How many sessions are kept for resumption.</summary>
    public int MaxSessions { get; init; } = 1_024;

    /// <summary>The name of a cipher suite that this server can have.</summary>
    public static string NameOf(int cipherSuite) => cipherSuite switch
    {
        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8 => nameof(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8),
        CipherSuite.TLS_PSK_WITH_AES_128_CCM => nameof(CipherSuite.TLS_PSK_WITH_AES_128_CCM),
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256 =>
            nameof(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256),
        CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256 =>
            nameof(CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256),
        _ => $"cipher suite 0x{cipherSuite:X4}",
    };
}
