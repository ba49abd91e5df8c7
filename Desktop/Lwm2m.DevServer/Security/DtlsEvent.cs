// What happens on the secure side of the server, for its log and for assertions of tests.

using System.Net;
using System.Text;

namespace Lwm2m.DevServer.Security;

/// <summary>What an event is about.</summary>
public enum DtlsEventKind
{
    /// <summary>A handshake ended well; <see cref="DtlsEvent.Session"/> tells how.</summary>
    Connected,

    /// <summary>A handshake failed.</summary>
    HandshakeFailed,

    /// <summary>A device with a connection id sends from another address.</summary>
    Moved,

    /// <summary>An association ended.</summary>
    Closed,

    /// <summary>A datagram belongs to no association, or cannot be sent.</summary>
    Discarded,
}

/// <summary>What a handshake agreed on.</summary>
/// <param name="IsResumed">True for an abbreviated handshake.</param>
/// <param name="CipherSuite">The cipher suite.</param>
/// <param name="ExtendedMasterSecret">Whether the keys follow RFC 7627.</param>
/// <param name="SecureRenegotiation">Whether the client signalled RFC 5746.</param>
/// <param name="ConnectionId">The connection id that the device puts into its records, empty when
/// there is none.</param>
/// <param name="MaxFragmentBytes">The limit of a record's plaintext (RFC 6066 §4), or null.</param>
/// <param name="ServerName">The name that the device asked for (RFC 6066 §3), or null.</param>
public sealed record DtlsSessionInfo(
    bool IsResumed, int CipherSuite, bool ExtendedMasterSecret, bool SecureRenegotiation,
    ReadOnlyMemory<byte> ConnectionId, int? MaxFragmentBytes, string? ServerName)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder(IsResumed ? "session resumed, " : "full handshake, ");
        text.Append(DtlsOptions.NameOf(CipherSuite));
        text.Append(ExtendedMasterSecret ? ", extended master secret" : string.Empty);
        text.Append(ConnectionId.IsEmpty
            ? string.Empty
            : $", connection id {Convert.ToHexString(ConnectionId.Span)}");
        return text.ToString();
    }
}

/// <summary>An event.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Address">The address of the device.</param>
/// <param name="Peer">The device, if there is a session.</param>
/// <param name="Session">What was agreed on, for <see cref="DtlsEventKind.Connected"/>.</param>
/// <param name="Alert">The alert that was sent or received, or null.</param>
/// <param name="Text">One line for people.</param>
public sealed record DtlsEvent(
    DtlsEventKind Kind, IPEndPoint Address, DtlsPeer? Peer, DtlsSessionInfo? Session, int? Alert,
    string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Address}: {Text}";
}
