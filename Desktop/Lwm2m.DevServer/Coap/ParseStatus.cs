// What became of parsing a datagram (RFC 7252 §3, §4.2, §4.3).

namespace Lwm2m.DevServer.Coap;

/// <summary>The outcome of parsing a datagram.</summary>
public enum ParseStatus
{
    /// <summary>A well-formed message.</summary>
    Ok,

    /// <summary>Shorter than the four bytes of a header: ignored silently.</summary>
    TooShort,

    /// <summary>Not version 1: ignored silently (RFC 7252 §3).</summary>
    UnknownVersion,

    /// <summary>A message format error: a confirmable one is rejected with RST.</summary>
    FormatError,
}
