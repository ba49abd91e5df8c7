// Resource ids of the Security object (OMA LwM2M Core 1.1 appendix E.1).

namespace Lwm2m.Client.Objects;

/// <summary>Resource ids of object 0, and the security modes.</summary>
internal static class SecurityResource
{
    public const int ServerUri = 0;
    public const int IsBootstrapServer = 1;
    public const int Mode = 2;
    public const int Identity = 3;
    public const int ServerPublicKey = 4;
    public const int SecretKey = 5;
    public const int SmsMode = 6;
    public const int SmsKeyParameters = 7;
    public const int SmsKey = 8;
    public const int SmsNumber = 9;
    public const int ShortServerId = 10;
    public const int HoldOffTime = 11;
    public const int AccountTimeout = 12;
    public const int MatchingType = 13;
    public const int ServerName = 14;
    public const int CertificateUsage = 15;
    public const int CipherSuite = 16;
    public const int OscoreMode = 17;

    /// <summary>A value of Mode: a pre-shared key.</summary>
    public const int ModePsk = 0;

    /// <summary>A value of Mode: no security.</summary>
    public const int ModeNoSec = 3;
}
