// How a request to a device ended.

using System.Text;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer;

/// <summary>The ways in which a request to a device can end.</summary>
public enum RequestOutcome
{
    /// <summary>The device answered, with success or with an error code.</summary>
    Answered,

    /// <summary>All retransmissions, or the wait for a separate response, were in vain.</summary>
    TimedOut,

    /// <summary>The device rejected the message with RST.</summary>
    Reset,

    /// <summary>The blocks of the answer do not make one body (RFC 7959 §2.4).</summary>
    Incomplete,

    /// <summary>The server did not go on with a transfer of several blocks, as it was told.
    /// </summary>
    Abandoned,

    /// <summary>There was no such registration when the request was made.</summary>
    NotRegistered,

    /// <summary>The registration ended, or the device moved, before an answer came.</summary>
    RegistrationEnded,

    /// <summary>The device came back with a new handshake before an answer came.</summary>
    SessionRenewed,

    /// <summary>The server was restarted before an answer came.</summary>
    ServerRestarted,
}

/// <summary>The end of a request: its outcome and, when the device answered, the message.</summary>
public sealed record DeviceResponse(RequestOutcome Outcome, CoapMessage? Message, long ElapsedMs)
{
    /// <summary>The response code; 0.00 when there was no answer.</summary>
    public CoapCode Code => Message?.Code ?? CoapCode.Empty;

    /// <summary>True for an answer of class 2.</summary>
    public bool IsSuccess => Outcome == RequestOutcome.Answered && Code.IsSuccess;

    /// <summary>The Content-Format of the answer, or null.</summary>
    public int? ContentFormat => Message?.ContentFormat;

    /// <summary>The location of what was created, "/16/0"; "/" when there is none.</summary>
    public string Location => Message?.LocationPath ?? "/";

    /// <summary>The payload of the answer, empty when there is none.</summary>
    public ReadOnlyMemory<byte> Payload => Message?.Payload ?? default;

    /// <summary>The payload as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>The payload as TLV.</summary>
    /// <exception cref="FormatException">It is not TLV, or malformed.</exception>
    public List<TlvNode> Tlv() => ContentFormat == MediaType.Tlv
        ? TlvCodec.Decode(Payload)
        : throw new FormatException($"The answer is not TLV: {this}.");

    /// <summary>The payload as resolved records: SenML CBOR, SenML JSON or the JSON of 1.0.
    /// </summary>
    /// <exception cref="FormatException">It is none of them, or malformed.</exception>
    public List<SenmlRecord> Senml() => Content.Senml.Decode(ContentFormat, Payload);

    /// <summary>The value that the payload has for a path, none when it has none.</summary>
    /// <exception cref="FormatException">It has no paths, or is malformed.</exception>
    public ContentValue ValueOf(string path) =>
        Senml().FirstOrDefault(record => record.Path == path)?.Value ?? default;

    /// <summary>The payload as a single value in CBOR.</summary>
    /// <exception cref="FormatException">It is not CBOR, or malformed.</exception>
    public ContentValue Cbor() => ContentFormat == MediaType.Cbor
        && CborValue.TryDecode(Payload, out ContentValue value, out _)
            ? value
            : throw new FormatException($"The answer is not a value in CBOR: {this}.");

    /// <summary>The payload as links.</summary>
    /// <exception cref="FormatException">It is not link-format, or malformed.</exception>
    public List<Link> Links() => ContentFormat == MediaType.LinkFormat
        ? LinkFormat.Parse(Payload.Span)
        : throw new FormatException($"The answer is not link-format: {this}.");

    /// <inheritdoc/>
    public override string ToString() => Message is null ? Outcome.ToString()
        : Message.Payload.IsEmpty ? Code.ToString()
        : $"{Code} {PayloadText.Describe(ContentFormat, Payload)}";
}
