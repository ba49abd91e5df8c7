// One entry of the server's log: a message that came or went, or something that happened.

using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer;

/// <summary>What a log entry is about.</summary>
public enum LogKind
{
    /// <summary>A message from a device.</summary>
    Received,

    /// <summary>A message to a device.</summary>
    Sent,

    /// <summary>A confirmable message to a device, sent again.</summary>
    Retransmitted,

    /// <summary>A message from a device that had come before.</summary>
    Duplicate,

    /// <summary>A datagram that is not CoAP.</summary>
    Malformed,

    /// <summary>A registration, an observation or a request changed its state.</summary>
    Event,

    /// <summary>A device broke a rule of CoAP or LwM2M.</summary>
    Violation,
}

/// <summary>An entry of the log.</summary>
public sealed record LogEntry(
    long TimeMs, LogKind Kind, EndPoint? Peer, CoapMessage? Message, string? Text)
{
    /// <summary>The message or the text in one line.</summary>
    public string Summary => Message is null ? Text ?? string.Empty
        : Text is null ? Message.ToString()
        : $"{Text}: {Message}";
}
