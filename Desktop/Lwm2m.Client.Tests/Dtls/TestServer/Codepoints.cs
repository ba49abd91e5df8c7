// The numbers of DTLS that the test server knows, written down apart from those of the client so
// that a wrong one on either side shows.

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>Content types of records (RFC 5246 §6.2.1, RFC 9146 §4).</summary>
internal static class RecordType
{
    public const byte ChangeCipherSpec = 20;
    public const byte Alert = 21;
    public const byte Handshake = 22;
    public const byte ApplicationData = 23;
    public const byte Cid = 25;
}

/// <summary>Handshake types (RFC 5246 §7.4, RFC 6347 §4.3.2).</summary>
internal static class MessageType
{
    public const byte HelloRequest = 0;
    public const byte ClientHello = 1;
    public const byte ServerHello = 2;
    public const byte HelloVerifyRequest = 3;
    public const byte ServerKeyExchange = 12;
    public const byte ServerHelloDone = 14;
    public const byte ClientKeyExchange = 16;
    public const byte Finished = 20;
}

/// <summary>Alerts (RFC 5246 §7.2, RFC 4279 §2).</summary>
internal static class AlertCode
{
    public const byte CloseNotify = 0;
    public const byte UnexpectedMessage = 10;
    public const byte BadRecordMac = 20;
    public const byte HandshakeFailure = 40;
    public const byte IllegalParameter = 47;
    public const byte DecodeError = 50;
    public const byte DecryptError = 51;
    public const byte ProtocolVersion = 70;
    public const byte InternalError = 80;
    public const byte NoRenegotiation = 100;
    public const byte UnknownPskIdentity = 115;

    public const byte Warning = 1;
    public const byte Fatal = 2;
}

/// <summary>Extensions of the hellos.</summary>
internal static class ExtensionType
{
    /// <summary>RFC 6066 §3.</summary>
    public const ushort ServerName = 0;

    /// <summary>RFC 6066 §4.</summary>
    public const ushort MaxFragmentLength = 1;

    /// <summary>RFC 7627 §5.1.</summary>
    public const ushort ExtendedMasterSecret = 23;

    /// <summary>RFC 9146 §3.</summary>
    public const ushort ConnectionId = 54;

    /// <summary>RFC 5746 §3.2.</summary>
    public const ushort RenegotiationInfo = 0xFF01;
}

/// <summary>Cipher suites (RFC 6655 §4, RFC 5746 §3.3).</summary>
internal static class Suite
{
    public const ushort PskWithAes128Ccm = 0xC0A4;
    public const ushort PskWithAes128Ccm8 = 0xC0A8;
    public const ushort RenegotiationInfoScsv = 0x00FF;

    /// <summary>The length of the tag that a suite appends.</summary>
    public static int TagBytes(ushort suite) => suite == PskWithAes128Ccm8 ? 8 : 16;
}

/// <summary>Versions on the wire (RFC 6347 §4.1).</summary>
internal static class DtlsVersion
{
    public const ushort Dtls10 = 0xFEFF;
    public const ushort Dtls12 = 0xFEFD;
}
