// The server's side of one handshake, as BouncyCastle asks for it: DTLS 1.2 with plain PSK (RFC
// 4279, RFC 6655), resumption by session id (RFC 5246 §7.3), connection ids (RFC 9146).

using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Lwm2m.DevServer.Security;

/// <summary>The decisions of one handshake.</summary>
internal sealed class PskServer(
    TlsCrypto crypto, DtlsOptions options, PskStore keys, SessionCache sessions,
    QueueTransport transport, Func<byte[]> newConnectionId)
    : PskTlsServer(crypto, new IdentityManager(keys, options))
{
    private const int SessionIdBytes = 32;

    private int _resumedSuite = -1;
    private bool _isComplete;

    /// <summary>The peer of the session that the client resumes, or null.</summary>
    internal DtlsPeer? ResumedPeer { get; private set; }

    /// <summary>The session of a full handshake, when it is to be kept.</summary>
    internal TlsSession? NewSession { get; private set; }

    /// <summary>The identity that the client named, whether it is known or not.</summary>
    internal string? Identity => ResumedPeer?.Identity
        ?? ((IdentityManager)m_pskIdentityManager).Identity;

    /// <summary>True when the client has shown its identity and the server has its key.</summary>
    internal bool HasKey => ((IdentityManager)m_pskIdentityManager).HasKey;

    /// <summary>What was agreed on, once the handshake is complete.</summary>
    internal DtlsSessionInfo? Session { get; private set; }

    /// <summary>The alert that ended the association, with its sender.</summary>
    internal (int Description, bool IsFromPeer)? LastAlert { get; private set; }

    public override bool IgnoreCorruptDtlsRecords => true;

    public override int GetHandshakeTimeoutMillis() => options.HandshakeTimeoutMs;

    public override int GetHandshakeResendTimeMillis() => options.RetransmitMs;

    public override bool ShouldUseExtendedMasterSecret() => options.ExtendedMasterSecret;

    // RFC 7627 §5.3 leaves it to the server. Those in the field allow it.
    public override bool AllowLegacyResumption() => true;

    public override void NotifySecureRenegotiation(bool secureRenegotiation)
    {
        if (options.RequiresRenegotiationInfo)
        {
            base.NotifySecureRenegotiation(secureRenegotiation);
        }
    }

    public override byte[]? GetNewSessionID() =>
        options.Resumption ? RandomNumberGenerator.GetBytes(SessionIdBytes) : null;

    public override TlsSession? GetSessionToResume(byte[] sessionID)
    {
        if (!options.Resumption || sessionID.Length == 0
            || sessions.Find(sessionID, keys) is not { } found)
        {
            return null;
        }

        // RFC 5246 §7.4.1.3: a resumed session keeps its cipher suite, so it must be on offer.
        int suite = found.Session.ExportSessionParameters().CipherSuite;
        if (!m_offeredCipherSuites.Contains(suite) || !options.CipherSuites.Contains(suite))
        {
            return null;
        }

        _resumedSuite = suite;
        ResumedPeer = found.Peer;
        return found.Session;
    }

    public override int GetSelectedCipherSuite()
    {
        if (m_context.SecurityParameters.IsResumedSession)
        {
            m_selectedCipherSuite = _resumedSuite;
            return _resumedSuite;
        }

        // The extended master secret may have been the reason not to resume.
        ResumedPeer = null;
        return base.GetSelectedCipherSuite();
    }

    public override void GetServerExtensionsForConnection(
        IDictionary<int, byte[]> serverExtensions)
    {
        base.GetServerExtensionsForConnection(serverExtensions);

        // RFC 9146 §3: negotiated anew when a session is resumed. The library would repeat the
        // one that it has kept with the session.
        serverExtensions.Remove(ExtensionType.connection_id);
        if (options.ConnectionId && IsOffered(ExtensionType.connection_id))
        {
            TlsExtensionsUtilities.AddConnectionIDExtension(serverExtensions, newConnectionId());
        }

        if (!IsOffered(ExtensionType.max_fragment_length))
        {
            // RFC 5246 §7.4.1.4: nothing that the client has not asked for.
            serverExtensions.Remove(ExtensionType.max_fragment_length);
        }
    }

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        _isComplete = true;
        SecurityParameters agreed = m_context.SecurityParameters;
        if (!agreed.IsResumedSession && m_context.Session is { IsResumable: true } session)
        {
            NewSession = session;
        }

        Session = new DtlsSessionInfo(
            agreed.IsResumedSession,
            agreed.CipherSuite,
            agreed.IsExtendedMasterSecret,
            agreed.IsSecureRenegotiation,
            agreed.ConnectionIDPeer ?? [],
            agreed.MaxFragmentLength < 0 ? null : 1 << (8 + agreed.MaxFragmentLength),
            agreed.ClientServerNames is { Count: > 0 } names
                ? Encoding.ASCII.GetString(names[0].NameData)
                : null);
    }

    public override void NotifyAlertRaised(
        short alertLevel, short alertDescription, string message, Exception cause)
    {
        // An answer to a close_notify does not count.
        LastAlert ??= (alertDescription, false);

        // After its time-out the library tells of an internal error; other servers say nothing.
        transport.IsMuted |= !_isComplete
            && (!options.SendsHandshakeAlerts
                || alertDescription == AlertDescription.internal_error);
    }

    public override void NotifyAlertReceived(short alertLevel, short alertDescription)
    {
        if (alertLevel == AlertLevel.fatal || alertDescription == AlertDescription.close_notify)
        {
            LastAlert = (alertDescription, true);
        }
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override int[] GetSupportedCipherSuites() => [.. options.CipherSuites];

    protected override bool PreferLocalCipherSuites() => true;

    // Any suite of the options is for PSK without certificates, curves or groups.
    protected override bool IsSelectableCipherSuite(
        int cipherSuite, int availCurveBits, int availFiniteFieldBits, IList<short> sigAlgs) =>
        TlsUtilities.IsValidVersionForCipherSuite(cipherSuite, m_context.ServerVersion);

    private bool IsOffered(int extension) => m_clientExtensions?.ContainsKey(extension) ?? false;

    private sealed class IdentityManager(PskStore keys, DtlsOptions options)
        : TlsPskIdentityManager
    {
        internal string? Identity { get; private set; }

        internal bool HasKey { get; private set; }

        public byte[]? GetHint() => options.IdentityHint is null
            ? null
            : Encoding.UTF8.GetBytes(options.IdentityHint);

        // The library wipes what it gets.
        public byte[]? GetPsk(byte[] identity)
        {
            Identity = PskStore.Text(identity);
            byte[]? key = keys.Find(identity);
            HasKey = key is not null;
            return key;
        }
    }
}
