// The cipher suites of this client. TLS_PSK_WITH_AES_128_CBC_SHA256, which OMA LwM2M also names, is
// left out on purpose: its padding has been attacked again and again, and CCM_8 is everywhere.

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The numbers of cipher suites (RFC 6655 §4).</summary>
public static class CipherSuite
{
    /// <summary>TLS_PSK_WITH_AES_128_CCM: tags of 16 bytes.</summary>
    public const int PskAes128Ccm = 0xC0A4;

    /// <summary>TLS_PSK_WITH_AES_128_CCM_8: tags of 8 bytes. Every LwM2M server has it.</summary>
    public const int PskAes128Ccm8 = 0xC0A8;

    /// <summary>TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3): no suite, a signal.</summary>
    internal const int RenegotiationInfo = 0x00FF;

    /// <summary>The length of a suite's tags.</summary>
    internal static int TagBytesOf(int suite)
    {
        return suite == PskAes128Ccm ? 16 : 8;
    }
}
