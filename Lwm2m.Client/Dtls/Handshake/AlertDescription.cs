// The alerts (RFC 5246 §7.2) that a handshake with a pre-shared key can meet.

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The numbers of alerts. Others are carried, not rejected.</summary>
internal static class AlertDescription
{
    public const int CloseNotify = 0;             // RFC 5246 §7.2.1
    public const int UnexpectedMessage = 10;      // RFC 5246 §7.2.2
    public const int BadRecordMac = 20;           // RFC 5246 §7.2.2
    public const int HandshakeFailure = 40;       // RFC 5246 §7.2.2
    public const int IllegalParameter = 47;       // RFC 5246 §7.2.2
    public const int AccessDenied = 49;           // RFC 5246 §7.2.2
    public const int DecodeError = 50;            // RFC 5246 §7.2.2
    public const int DecryptError = 51;           // RFC 5246 §7.2.2
    public const int ProtocolVersion = 70;        // RFC 5246 §7.2.2
    public const int InsufficientSecurity = 71;   // RFC 5246 §7.2.2
    public const int NoRenegotiation = 100;       // RFC 5246 §7.2.2
    public const int UnsupportedExtension = 110;  // RFC 5246 §7.2.2
    public const int UnknownPskIdentity = 115;    // RFC 4279 §2

    /// <summary>What an alert that ends a handshake tells the application.</summary>
    public static RegistrationReason ReasonOf(int alert)
    {
        switch (alert)
        {
            case UnknownPskIdentity:
                return RegistrationReason.IdentityUnknown;
            case BadRecordMac:
            case DecryptError:
                return RegistrationReason.KeyRefused;
            case HandshakeFailure:
            case InsufficientSecurity:
                return RegistrationReason.NoCommonCipherSuite;
            default:
                return RegistrationReason.SecurityRefused;
        }
    }
}
