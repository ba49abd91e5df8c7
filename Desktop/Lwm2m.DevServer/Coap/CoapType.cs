// CoAP message types (RFC 7252 §3).

namespace Lwm2m.DevServer.Coap;

/// <summary>The two type bits of a CoAP message.</summary>
public enum CoapType : byte
{
    /// <summary>Confirmable (RFC 7252 §4.2).</summary>
    Con = 0,

    /// <summary>Non-confirmable (RFC 7252 §4.3).</summary>
    Non = 1,

    /// <summary>Acknowledgement (RFC 7252 §4.2).</summary>
    Ack = 2,

    /// <summary>Reset (RFC 7252 §4.2, §4.3).</summary>
    Rst = 3,
}
