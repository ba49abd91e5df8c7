// The types of handshake messages that concern a client with a pre-shared key.

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The types of handshake messages.</summary>
internal static class HandshakeType
{
    public const int HelloRequest = 0;        // RFC 5246 §7.4.1.1
    public const int ClientHello = 1;         // RFC 6347 §4.2.1
    public const int ServerHello = 2;         // RFC 5246 §7.4.1.3
    public const int HelloVerifyRequest = 3;  // RFC 6347 §4.2.1
    public const int ServerKeyExchange = 12;  // RFC 4279 §2
    public const int ServerHelloDone = 14;    // RFC 5246 §7.4.5
    public const int ClientKeyExchange = 16;  // RFC 4279 §2
    public const int Finished = 20;           // RFC 5246 §7.4.9
}
