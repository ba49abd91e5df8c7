// CoAP option numbers (IANA "CoAP Option Numbers" registry). Odd numbers are critical
// (RFC 7252 §5.4.6).

namespace Lwm2m.Client.Coap;

/// <summary>Option numbers.</summary>
internal static class CoapOption
{
    public const int UriHost = 3;          // RFC 7252 §5.10.1
    public const int ETag = 4;             // RFC 7252 §5.10.6
    public const int Observe = 6;          // RFC 7641 §2
    public const int UriPort = 7;          // RFC 7252 §5.10.1
    public const int LocationPath = 8;     // RFC 7252 §5.10.7
    public const int UriPath = 11;         // RFC 7252 §5.10.1
    public const int ContentFormat = 12;   // RFC 7252 §5.10.3
    public const int MaxAge = 14;          // RFC 7252 §5.10.5
    public const int UriQuery = 15;        // RFC 7252 §5.10.1
    public const int Accept = 17;          // RFC 7252 §5.10.4
    public const int Block2 = 23;          // RFC 7959 §2.1
    public const int Block1 = 27;          // RFC 7959 §2.1
    public const int Size2 = 28;           // RFC 7959 §4
    public const int ProxyUri = 35;        // RFC 7252 §5.10.2
    public const int ProxyScheme = 39;     // RFC 7252 §5.10.2
    public const int Size1 = 60;           // RFC 7252 §5.10.9
}
