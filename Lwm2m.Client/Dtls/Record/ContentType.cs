// The content types of records (RFC 5246 §6.2.1, RFC 9146 §3).

namespace Lwm2m.Client.Dtls.Record;

/// <summary>What a record carries.</summary>
internal static class ContentType
{
    public const int ChangeCipherSpec = 20; // RFC 5246 §7.1
    public const int Alert = 21;            // RFC 5246 §7.2
    public const int Handshake = 22;        // RFC 5246 §7.4
    public const int ApplicationData = 23;  // RFC 5246 §10
    public const int ConnectionId = 25;     // RFC 9146 §4: tls12_cid
}
