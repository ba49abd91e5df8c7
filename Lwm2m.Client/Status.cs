// The outcome of an operation. It starts as failure; the values from BadRequest on are the CoAP
// response codes themselves (RFC 7252 §5.9), which makes the mapping the identity.

namespace Lwm2m.Client;

/// <summary>The outcome of an operation on an object, a resource or a message.</summary>
public enum Status
{
    /// <summary>Nothing has been decided yet; sent as 5.00.</summary>
    Failure = 0,

    /// <summary>Done: 2.01, 2.02, 2.04 or 2.05, whichever belongs to the operation.</summary>
    Success = 1,

    /// <summary>
    /// Under way: the request is acknowledged now and answered later, when the application calls
    /// <c>Lwm2mObject.Complete</c> (RFC 7252 §5.2.2, separate response).
    /// </summary>
    Pending = 2,

    /// <summary>4.00: the request could not be understood, or a value is out of range.</summary>
    BadRequest = 0x80,

    /// <summary>4.01: the server has no right to do this.</summary>
    Unauthorized = 0x81,

    /// <summary>4.02: a critical option was not understood.</summary>
    BadOption = 0x82,

    /// <summary>4.04: there is no such object, instance or resource.</summary>
    NotFound = 0x84,

    /// <summary>4.05: the target does not allow this operation.</summary>
    MethodNotAllowed = 0x85,

    /// <summary>4.06: the wanted content format cannot be produced.</summary>
    NotAcceptable = 0x86,

    /// <summary>4.08: blocks before this one are missing (RFC 7959).</summary>
    RequestEntityIncomplete = 0x88,

    /// <summary>4.12: a precondition is not met.</summary>
    PreconditionFailed = 0x8C,

    /// <summary>4.13: the request is larger than the client can take.</summary>
    RequestEntityTooLarge = 0x8D,

    /// <summary>4.15: the content format of the request is not supported here.</summary>
    UnsupportedContentFormat = 0x8F,

    /// <summary>5.00: an error inside the device.</summary>
    InternalServerError = 0xA0,

    /// <summary>5.01: the operation is not implemented.</summary>
    NotImplemented = 0xA1,

    /// <summary>5.03: a table is full or the device is busy; try again later.</summary>
    ServiceUnavailable = 0xA3,

    /// <summary>5.05: this is not a proxy.</summary>
    ProxyingNotSupported = 0xA5,
}
