// The alerts (RFC 5246 §7.2) that a handshake with a pre-shared key can meet, and those that the
// table of OMA LwM2M Transport 1.1 §5.2.10 counts as failure, not to be tried again: 42 to 46, 48,
// 49, 112 to 115. All others may pass.

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The numbers of alerts. Others are carried, not rejected.</summary>
internal static class AlertDescription
{
    public const int CloseNotify = 0;             // RFC 5246 §7.2.1
    public const int UnexpectedMessage = 10;      // RFC 5246 §7.2.2
    public const int BadRecordMac = 20;           // RFC 5246 §7.2.2
    public const int HandshakeFailure = 40;       // RFC 5246 §7.2.2
    public const int BadCertificate = 42;         // RFC 5246 §7.2.2
    public const int UnsupportedCertificate = 43; // RFC 5246 §7.2.2
    public const int CertificateRevoked = 44;     // RFC 5246 §7.2.2
    public const int CertificateExpired = 45;     // RFC 5246 §7.2.2
    public const int CertificateUnknown = 46;     // RFC 5246 §7.2.2
    public const int IllegalParameter = 47;       // RFC 5246 §7.2.2
    public const int UnknownCa = 48;              // RFC 5246 §7.2.2
    public const int AccessDenied = 49;           // RFC 5246 §7.2.2
    public const int DecodeError = 50;            // RFC 5246 §7.2.2
    public const int DecryptError = 51;           // RFC 5246 §7.2.2
    public const int ProtocolVersion = 70;        // RFC 5246 §7.2.2
    public const int InsufficientSecurity = 71;   // RFC 5246 §7.2.2
    public const int NoRenegotiation = 100;       // RFC 5246 §7.2.2
    public const int UnsupportedExtension = 110;  // RFC 5246 §7.2.2
    public const int UnrecognizedName = 112;      // RFC 6066 §9
    public const int BadCertificateStatus = 113;  // RFC 6066 §9
    public const int BadCertificateHash = 114;    // RFC 6066 §9
    public const int UnknownPskIdentity = 115;    // RFC 4279 §2

    /// <summary>What an alert that ends a handshake tells the application.</summary>
    public static RegistrationReason ReasonOf(int alert)
    {
        if (((uint)(alert - BadCertificate) <= AccessDenied - BadCertificate
                && alert != IllegalParameter)
            || (uint)(alert - UnrecognizedName) <= UnknownPskIdentity - UnrecognizedName)
        {
            return RegistrationReason.IdentityUnknown;
        }

        return alert == BadRecordMac || alert == DecryptError ? RegistrationReason.KeyRefused
            : alert == HandshakeFailure || alert == InsufficientSecurity
            ? RegistrationReason.NoCommonCipherSuite
            : RegistrationReason.SecurityRefused;
    }
}
