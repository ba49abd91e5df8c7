// CoAP codes (RFC 7252 §12.1, RFC 7959 §2.9, RFC 8132 §2): one byte, class.detail.
// Unknown codes are carried as they are.

namespace Lwm2m.DevServer.Coap;

/// <summary>A CoAP code: three bits of class, five bits of detail (RFC 7252 §3).</summary>
public readonly record struct CoapCode(byte Value)
{
    /// <summary>0.00, an empty message (RFC 7252 §4.1).</summary>
    public static readonly CoapCode Empty = new(0x00);

    /// <summary>0.01 (RFC 7252 §5.8.1).</summary>
    public static readonly CoapCode Get = new(0x01);

    /// <summary>0.02 (RFC 7252 §5.8.2).</summary>
    public static readonly CoapCode Post = new(0x02);

    /// <summary>0.03 (RFC 7252 §5.8.3).</summary>
    public static readonly CoapCode Put = new(0x03);

    /// <summary>0.04 (RFC 7252 §5.8.4).</summary>
    public static readonly CoapCode Delete = new(0x04);

    /// <summary>0.05 (RFC 8132 §2).</summary>
    public static readonly CoapCode Fetch = new(0x05);

    /// <summary>0.07 (RFC 8132 §3).</summary>
    public static readonly CoapCode IPatch = new(0x07);

    /// <summary>2.01 (RFC 7252 §5.9.1.1).</summary>
    public static readonly CoapCode Created = new(0x41);

    /// <summary>2.02 (RFC 7252 §5.9.1.2).</summary>
    public static readonly CoapCode Deleted = new(0x42);

    /// <summary>2.04 (RFC 7252 §5.9.1.4).</summary>
    public static readonly CoapCode Changed = new(0x44);

    /// <summary>2.05 (RFC 7252 §5.9.1.5).</summary>
    public static readonly CoapCode Content = new(0x45);

    /// <summary>2.31 (RFC 7959 §2.9.1).</summary>
    public static readonly CoapCode Continue = new(0x5F);

    /// <summary>4.00 (RFC 7252 §5.9.2.1).</summary>
    public static readonly CoapCode BadRequest = new(0x80);

    /// <summary>4.01 (RFC 7252 §5.9.2.2).</summary>
    public static readonly CoapCode Unauthorized = new(0x81);

    /// <summary>4.02 (RFC 7252 §5.9.2.3).</summary>
    public static readonly CoapCode BadOption = new(0x82);

    /// <summary>4.03 (RFC 7252 §5.9.2.4).</summary>
    public static readonly CoapCode Forbidden = new(0x83);

    /// <summary>4.04 (RFC 7252 §5.9.2.5).</summary>
    public static readonly CoapCode NotFound = new(0x84);

    /// <summary>4.05 (RFC 7252 §5.9.2.6).</summary>
    public static readonly CoapCode MethodNotAllowed = new(0x85);

    /// <summary>4.06 (RFC 7252 §5.9.2.7).</summary>
    public static readonly CoapCode NotAcceptable = new(0x86);

    /// <summary>4.08 (RFC 7959 §2.9.2).</summary>
    public static readonly CoapCode RequestEntityIncomplete = new(0x88);

    /// <summary>4.12 (RFC 7252 §5.9.2.8).</summary>
    public static readonly CoapCode PreconditionFailed = new(0x8C);

    /// <summary>4.13 (RFC 7252 §5.9.2.9).</summary>
    public static readonly CoapCode RequestEntityTooLarge = new(0x8D);

    /// <summary>4.15 (RFC 7252 §5.9.2.10).</summary>
    public static readonly CoapCode UnsupportedContentFormat = new(0x8F);

    /// <summary>5.00 (RFC 7252 §5.9.3.1).</summary>
    public static readonly CoapCode InternalServerError = new(0xA0);

    /// <summary>5.01 (RFC 7252 §5.9.3.2).</summary>
    public static readonly CoapCode NotImplemented = new(0xA1);

    /// <summary>5.03 (RFC 7252 §5.9.3.4).</summary>
    public static readonly CoapCode ServiceUnavailable = new(0xA3);

    /// <summary>5.05 (RFC 7252 §5.9.3.6).</summary>
    public static readonly CoapCode ProxyingNotSupported = new(0xA5);

    /// <summary>The class, 0 to 7.</summary>
    public int Class => Value >> 5;

    /// <summary>The detail, 0 to 31.</summary>
    public int Detail => Value & 0x1F;

    /// <summary>True for 0.01 to 0.31.</summary>
    public bool IsRequest => Class == 0 && Value != 0;

    /// <summary>True for the classes 2, 4 and 5.</summary>
    public bool IsResponse => Class is 2 or 4 or 5;

    /// <summary>True for class 2.</summary>
    public bool IsSuccess => Class == 2;

    /// <summary>Class and detail as people write them, "4.04".</summary>
    public string Dotted => $"{Class}.{Detail:D2}";

    /// <summary>The registered name, or an empty text.</summary>
    public string Name => Value switch
    {
        0x00 => "Empty",
        0x01 => "GET",
        0x02 => "POST",
        0x03 => "PUT",
        0x04 => "DELETE",
        0x05 => "FETCH",
        0x06 => "PATCH",
        0x07 => "iPATCH",
        0x41 => "Created",
        0x42 => "Deleted",
        0x43 => "Valid",
        0x44 => "Changed",
        0x45 => "Content",
        0x5F => "Continue",
        0x80 => "Bad Request",
        0x81 => "Unauthorized",
        0x82 => "Bad Option",
        0x83 => "Forbidden",
        0x84 => "Not Found",
        0x85 => "Method Not Allowed",
        0x86 => "Not Acceptable",
        0x88 => "Request Entity Incomplete",
        0x8C => "Precondition Failed",
        0x8D => "Request Entity Too Large",
        0x8F => "Unsupported Content-Format",
        0xA0 => "Internal Server Error",
        0xA1 => "Not Implemented",
        0xA2 => "Bad Gateway",
        0xA3 => "Service Unavailable",
        0xA4 => "Gateway Timeout",
        0xA5 => "Proxying Not Supported",
        _ => string.Empty,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Class == 0 && Name.Length > 0 ? Name : $"{Dotted} {Name}".TrimEnd();
}
