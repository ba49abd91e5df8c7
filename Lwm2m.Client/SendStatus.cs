// What becomes of a Send (OMA LwM2M Core 1.1 §6.4.6).

namespace Lwm2m.Client;

/// <summary>The outcome of <c>Lwm2mClient.Send</c>.</summary>
public enum SendStatus
{
    /// <summary>It is on its way; the handler is told the outcome.</summary>
    Started = 0,

    /// <summary>The server has taken all of it.</summary>
    Delivered = 1,

    /// <summary>
    /// The server does not want to be sent anything: Mute Send (/1/x/23) is true, or absent.
    /// </summary>
    Muted = 2,

    /// <summary>
    /// The client is not registered with the server, or with version 1.0, which has no Send.
    /// </summary>
    NotRegistered = 3,

    /// <summary>
    /// There is nothing that may be sent: no such instance, nothing that the server may read, an
    /// object that is never sent (0 and 21).
    /// </summary>
    NotAllowed = 4,

    /// <summary>Another Send to this server is on its way, or the body buffer is in use.</summary>
    Busy = 5,

    /// <summary>The values are more than a body can have.</summary>
    TooLarge = 6,

    /// <summary>The server has refused it; the handler is told the code.</summary>
    Refused = 7,

    /// <summary>There was no answer: it may have arrived or not.</summary>
    NoAnswer = 8,
}

/// <summary>Is told what has become of a Send.</summary>
/// <param name="serverId">The Short Server ID.</param>
/// <param name="status">The outcome.</param>
/// <param name="code">The code of the server's answer, 400 for 4.00; 0 if there was none.</param>
public delegate void SendHandler(int serverId, SendStatus status, int code);
