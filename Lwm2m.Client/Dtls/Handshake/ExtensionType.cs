// The extensions of the hello messages that this client offers.

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The numbers of extensions.</summary>
internal static class ExtensionType
{
    public const int ServerName = 0;             // RFC 6066 §3
    public const int MaxFragmentLength = 1;      // RFC 6066 §4
    public const int ExtendedMasterSecret = 23;  // RFC 7627 §5.1
    public const int ConnectionId = 54;          // RFC 9146 §3
    public const int RenegotiationInfo = 0xFF01; // RFC 5746 §3.2
}
