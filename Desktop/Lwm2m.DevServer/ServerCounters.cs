// What the server core has counted since it was constructed; Restart does not clear it.

namespace Lwm2m.DevServer;

/// <summary>Counters of a <see cref="ServerCore"/>.</summary>
public sealed class ServerCounters
{
    /// <summary>Datagrams given to the core.</summary>
    public long DatagramsReceived { get; internal set; }

    /// <summary>Datagrams that the core sent, retransmissions included.</summary>
    public long DatagramsSent { get; internal set; }

    /// <summary>Datagrams that are not well-formed CoAP.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Requests of devices that were executed, each duplicate counted once.</summary>
    public long RequestsExecuted { get; internal set; }

    /// <summary>Requests and responses that were received again and not executed again.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Confirmable messages sent again.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Requests to devices started.</summary>
    public long RequestsStarted { get; internal set; }

    /// <summary>Requests to devices that ended without an answer.</summary>
    public long TimeOuts { get; internal set; }

    /// <summary>RST messages received.</summary>
    public long ResetsReceived { get; internal set; }

    /// <summary>RST messages sent.</summary>
    public long ResetsSent { get; internal set; }

    /// <summary>Notifications of live observations, duplicates not counted.</summary>
    public long Notifications { get; internal set; }

    /// <summary>Notifications older than one that had arrived before (RFC 7641 §3.4).</summary>
    public long StaleNotifications { get; internal set; }

    /// <summary>Registrations accepted.</summary>
    public long Registrations { get; internal set; }

    /// <summary>Updates accepted.</summary>
    public long Updates { get; internal set; }

    /// <summary>Deregistrations accepted.</summary>
    public long Deregistrations { get; internal set; }

    /// <summary>Sends accepted.</summary>
    public long Sends { get; internal set; }

    /// <summary>Registrations that ended because no Update came in time.</summary>
    public long Expirations { get; internal set; }

    /// <summary>Answers of devices that break a rule of CoAP or LwM2M; each is logged.</summary>
    public long Violations { get; internal set; }
}
