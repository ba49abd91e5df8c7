// CoAP message types and what a datagram turns out to be (RFC 7252 §4.3).

namespace Lwm2m.Client.Coap;

/// <summary>The type of a message, as it stands in its first byte.</summary>
internal static class MessageType
{
    public const int Confirmable = 0;
    public const int NonConfirmable = 1;
    public const int Acknowledgement = 2;
    public const int Reset = 3;
}

/// <summary>What a datagram turns out to be.</summary>
internal enum MessageKind
{
    /// <summary>Not CoAP, or of another version: ignored (RFC 7252 §3).</summary>
    Garbage = 0,

    /// <summary>A format error behind a readable header: rejected (RFC 7252 §4.2, §4.3).</summary>
    Malformed,

    /// <summary>Code 0.00: acknowledgement, Reset or ping.</summary>
    Empty,

    /// <summary>Class 0.</summary>
    Request,

    /// <summary>Class 2, 4 or 5.</summary>
    Response,
}
