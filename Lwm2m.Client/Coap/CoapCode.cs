// CoAP codes: RFC 7252 §12.1, RFC 7959 §2.9, RFC 8132 §2; class in the upper three bits.

namespace Lwm2m.Client.Coap;

/// <summary>Method and response codes, as they stand in the message.</summary>
internal static class CoapCode
{
    public const int Empty = 0x00;                     // 0.00 RFC 7252 §4.1

    public const int Get = 0x01;                       // 0.01 RFC 7252 §5.8.1
    public const int Post = 0x02;                      // 0.02 RFC 7252 §5.8.2
    public const int Put = 0x03;                       // 0.03 RFC 7252 §5.8.3
    public const int Delete = 0x04;                    // 0.04 RFC 7252 §5.8.4
    public const int Fetch = 0x05;                     // 0.05 RFC 8132 §2
    public const int Patch = 0x06;                     // 0.06 RFC 8132 §3
    public const int IPatch = 0x07;                    // 0.07 RFC 8132 §3

    public const int Created = 0x41;                   // 2.01 RFC 7252 §5.9.1.1
    public const int Deleted = 0x42;                   // 2.02 RFC 7252 §5.9.1.2
    public const int Valid = 0x43;                     // 2.03 RFC 7252 §5.9.1.3
    public const int Changed = 0x44;                   // 2.04 RFC 7252 §5.9.1.4
    public const int Content = 0x45;                   // 2.05 RFC 7252 §5.9.1.5
    public const int Continue = 0x5F;                  // 2.31 RFC 7959 §2.9.1

    public const int BadRequest = 0x80;                // 4.00 RFC 7252 §5.9.2.1
    public const int Unauthorized = 0x81;              // 4.01 RFC 7252 §5.9.2.2
    public const int BadOption = 0x82;                 // 4.02 RFC 7252 §5.9.2.3
    public const int Forbidden = 0x83;                 // 4.03 RFC 7252 §5.9.2.4
    public const int NotFound = 0x84;                  // 4.04 RFC 7252 §5.9.2.5
    public const int MethodNotAllowed = 0x85;          // 4.05 RFC 7252 §5.9.2.6
    public const int NotAcceptable = 0x86;             // 4.06 RFC 7252 §5.9.2.7
    public const int RequestEntityIncomplete = 0x88;   // 4.08 RFC 7959 §2.9.2
    public const int PreconditionFailed = 0x8C;        // 4.12 RFC 7252 §5.9.2.8
    public const int RequestEntityTooLarge = 0x8D;     // 4.13 RFC 7252 §5.9.2.9
    public const int UnsupportedContentFormat = 0x8F;  // 4.15 RFC 7252 §5.9.2.10
    public const int TooManyRequests = 0x9D;           // 4.29 RFC 8516 §3
    public const int InternalServerError = 0xA0;       // 5.00 RFC 7252 §5.9.3.1
    public const int NotImplemented = 0xA1;            // 5.01 RFC 7252 §5.9.3.2
    public const int ServiceUnavailable = 0xA3;        // 5.03 RFC 7252 §5.9.3.4
    public const int ProxyingNotSupported = 0xA5;      // 5.05 RFC 7252 §5.9.3.6

    /// <summary>Whether a code is one of class 2.</summary>
    public static bool IsSuccess(int code)
    {
        return code >> 5 == 2;
    }

    /// <summary>
    /// The response code for an outcome: the one given for success, the status itself otherwise.
    /// </summary>
    internal static int Of(Status status, int success)
    {
        return status == Status.Success ? success
            : status > Status.Success ? InternalServerError
            : (byte)status;
    }
}
