// The outcome of an operation. Success is 0, because that is what is asked for everywhere, and a
// comparison with 0 is none; failures are negative: the CoAP response codes themselves (RFC 7252
// §5.9) as signed bytes. The mapping is a conversion to a byte, and naming a status costs 2 bytes
// of bytecode instead of 5.

namespace Lwm2m.Client;

/// <summary>The outcome of an operation on an object, a resource or a message.</summary>
public enum Status
{
    /// <summary>Done: 2.01, 2.02, 2.04 or 2.05, whichever belongs to the operation.</summary>
    Success = 0,

    /// <summary>
    /// Under way: the request is acknowledged now and answered later, when the application calls
    /// <c>Lwm2mObject.Complete</c> (RFC 7252 §5.2.2, separate response).
    /// </summary>
    Pending = 1,

    /// <summary>4.00: the request could not be understood, or a value is out of range.</summary>
    BadRequest = -128,

    /// <summary>4.01: the server has no right to do this.</summary>
    Unauthorized = -127,

    /// <summary>4.02: a critical option was not understood.</summary>
    BadOption = -126,

    /// <summary>4.04: there is no such object, instance or resource.</summary>
    NotFound = -124,

    /// <summary>4.05: the target does not allow this operation.</summary>
    MethodNotAllowed = -123,

    /// <summary>4.06: the wanted content format cannot be produced.</summary>
    NotAcceptable = -122,

    /// <summary>4.08: blocks before this one are missing (RFC 7959).</summary>
    RequestEntityIncomplete = -120,

    /// <summary>4.12: a precondition is not met.</summary>
    PreconditionFailed = -116,

    /// <summary>4.13: the request is larger than the client can take.</summary>
    RequestEntityTooLarge = -115,

    /// <summary>4.15: the content format of the request is not supported here.</summary>
    UnsupportedContentFormat = -113,

    /// <summary>5.00: an error inside the device.</summary>
    InternalServerError = -96,

    /// <summary>5.01: the operation is not implemented.</summary>
    NotImplemented = -95,

    /// <summary>5.03: a table is full or the device is busy; try again later.</summary>
    ServiceUnavailable = -93,

    /// <summary>5.05: this is not a proxy.</summary>
    ProxyingNotSupported = -91,
}
