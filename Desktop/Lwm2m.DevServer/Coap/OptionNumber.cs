// CoAP option numbers (RFC 7252 §12.2, RFC 7641 §6, RFC 7959 §6) and what their bits mean
// (RFC 7252 §5.4.6).

namespace Lwm2m.DevServer.Coap;

/// <summary>The registry of option numbers that an LwM2M server meets.</summary>
public static class OptionNumber
{
    /// <summary>RFC 7252 §5.10.8.1.</summary>
    public const int IfMatch = 1;

    /// <summary>RFC 7252 §5.10.1.</summary>
    public const int UriHost = 3;

    /// <summary>RFC 7252 §5.10.6.</summary>
    public const int ETag = 4;

    /// <summary>RFC 7252 §5.10.8.2.</summary>
    public const int IfNoneMatch = 5;

    /// <summary>RFC 7641 §2.</summary>
    public const int Observe = 6;

    /// <summary>RFC 7252 §5.10.1.</summary>
    public const int UriPort = 7;

    /// <summary>RFC 7252 §5.10.7.</summary>
    public const int LocationPath = 8;

    /// <summary>RFC 7252 §5.10.1.</summary>
    public const int UriPath = 11;

    /// <summary>RFC 7252 §5.10.3.</summary>
    public const int ContentFormat = 12;

    /// <summary>RFC 7252 §5.10.5.</summary>
    public const int MaxAge = 14;

    /// <summary>RFC 7252 §5.10.1.</summary>
    public const int UriQuery = 15;

    /// <summary>RFC 7252 §5.10.4.</summary>
    public const int Accept = 17;

    /// <summary>RFC 7252 §5.10.7.</summary>
    public const int LocationQuery = 20;

    /// <summary>RFC 7959 §2.1.</summary>
    public const int Block2 = 23;

    /// <summary>RFC 7959 §2.1.</summary>
    public const int Block1 = 27;

    /// <summary>RFC 7959 §4.</summary>
    public const int Size2 = 28;

    /// <summary>RFC 7252 §5.10.2.</summary>
    public const int ProxyUri = 35;

    /// <summary>RFC 7252 §5.10.2.</summary>
    public const int ProxyScheme = 39;

    /// <summary>RFC 7252 §5.10.9.</summary>
    public const int Size1 = 60;

    /// <summary>The value of Observe that registers (RFC 7641 §2).</summary>
    public const int ObserveRegister = 0;

    /// <summary>The value of Observe that deregisters (RFC 7641 §2).</summary>
    public const int ObserveDeregister = 1;

    /// <summary>An odd number means critical (RFC 7252 §5.4.6).</summary>
    public static bool IsCritical(int number) => (number & 1) != 0;

    /// <summary>True for the critical options that a server understands.</summary>
    public static bool IsKnownCritical(int number) => number is IfMatch or UriHost or IfNoneMatch
        or UriPort or UriPath or UriQuery or Accept or Block2 or Block1 or ProxyUri
        or ProxyScheme;

    /// <summary>The registered name, or the number itself.</summary>
    public static string NameOf(int number) => number switch
    {
        IfMatch => "If-Match",
        UriHost => "Uri-Host",
        ETag => "ETag",
        IfNoneMatch => "If-None-Match",
        Observe => "Observe",
        UriPort => "Uri-Port",
        LocationPath => "Location-Path",
        UriPath => "Uri-Path",
        ContentFormat => "Content-Format",
        MaxAge => "Max-Age",
        UriQuery => "Uri-Query",
        Accept => "Accept",
        LocationQuery => "Location-Query",
        Block2 => "Block2",
        Block1 => "Block1",
        Size2 => "Size2",
        ProxyUri => "Proxy-Uri",
        ProxyScheme => "Proxy-Scheme",
        Size1 => "Size1",
        _ => number.ToString(),
    };
}
