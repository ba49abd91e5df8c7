// What a test can ask the DTLS server to be like. All of it may be changed between two datagrams.

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>How the server deals with an offer of the client.</summary>
internal enum Offer
{
    Ignored,
    Taken,
    Demanded,
}

/// <summary>The behaviour of a <see cref="DtlsTestServer"/>.</summary>
internal sealed class DtlsServerOptions
{
    /// <summary>The keys, by identity as it is on the wire in Latin-1.</summary>
    public Dictionary<string, byte[]> Keys { get; } = [];

    /// <summary>The suites, the preferred one first.</summary>
    public ushort[] Suites { get; set; } = [Suite.PskWithAes128Ccm8, Suite.PskWithAes128Ccm];

    /// <summary>Whether a HelloVerifyRequest comes first.</summary>
    public bool UsesCookies { get; set; } = true;

    public int CookieBytes { get; set; } = 20;

    /// <summary>The record version of a HelloVerifyRequest.</summary>
    public ushort VerifyRequestVersion { get; set; } = DtlsVersion.Dtls10;

    public Offer ExtendedMasterSecret { get; set; } = Offer.Taken;

    public Offer SecureRenegotiation { get; set; } = Offer.Taken;

    public bool EchoesMaxFragmentLength { get; set; } = true;

    public bool AcknowledgesServerName { get; set; } = true;

    /// <summary>The length of the CID that the server takes, 0 to 32; null grants none.</summary>
    public int? ConnectionIdBytes { get; set; }

    /// <summary>The hint of a ServerKeyExchange; null leaves the message out.</summary>
    public byte[]? IdentityHint { get; set; }

    /// <summary>Whether sessions can be resumed.</summary>
    public bool CachesSessions { get; set; } = true;

    /// <summary>The alert for an unknown identity; null is silence.</summary>
    public byte? UnknownIdentityAlert { get; set; } = AlertCode.UnknownPskIdentity;

    /// <summary>The alert for a first protected record that does not open; null is silence.
    /// </summary>
    public byte? WrongKeyAlert { get; set; }

    /// <summary>Whether a new ClientHello on an address that has a connection is answered.
    /// </summary>
    public bool AnswersHelloOnOldAddress { get; set; } = true;

    /// <summary>The most bytes of a handshake message in one fragment.</summary>
    public int FragmentBytes { get; set; } = 16_384;

    /// <summary>Whether handshake messages share a record while they fit.</summary>
    public bool SharesRecords { get; set; }

    /// <summary>Whether records share a datagram while they fit.</summary>
    public bool SharesDatagrams { get; set; } = true;

    public int DatagramBytes { get; set; } = 1200;

    public int FirstTimeoutMs { get; set; } = 1_000;

    public int MaxTimeoutMs { get; set; } = 60_000;

    /// <summary>After so many retransmissions of a flight the server gives up.</summary>
    public int MaxRetransmissions { get; set; } = 6;

    /// <summary>Sees each flight before it is sent and returns what is sent: reordered, thinned or
    /// changed.</summary>
    public Func<List<byte[]>, IEnumerable<byte[]>>? ShapeFlight { get; set; }
}
