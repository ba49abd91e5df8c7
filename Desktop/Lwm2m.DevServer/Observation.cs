// An observation of the server on a device (RFC 7641, OMA LwM2M 1.1 Core §6.4).

using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer;

/// <summary>Why an observation is over.</summary>
public enum ObservationEnd
{
    /// <summary>It is not over.</summary>
    None,

    /// <summary>A GET with Observe 1 ended it (RFC 7641 §3.6).</summary>
    Cancelled,

    /// <summary>The server forgot it; the next notification gets a RST.</summary>
    Forgotten,

    /// <summary>The device answered without Observe option or with an error.</summary>
    Refused,

    /// <summary>A notification had an error code or no Observe option (RFC 7641 §3.2).</summary>
    EndedByDevice,

    /// <summary>The request had no answer or was reset.</summary>
    NoAnswer,

    /// <summary>No notification came for a long time.</summary>
    Stale,

    /// <summary>The registration ended or was replaced.</summary>
    RegistrationEnded,

    /// <summary>The device moved to another address.</summary>
    AddressChanged,

    /// <summary>The server was restarted.</summary>
    ServerRestarted,
}

/// <summary>A notification as it arrived.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sequence">The value of its Observe option.</param>
/// <param name="ReceivedAtMs">When it arrived.</param>
/// <param name="IsFresh">False when a newer one had arrived before (RFC 7641 §3.4).</param>
public sealed record Notification(
    CoapMessage Message, int Sequence, long ReceivedAtMs, bool IsFresh)
{
    /// <summary>True for a confirmable notification.</summary>
    public bool IsConfirmable => Message.Type == CoapType.Con;
}

/// <summary>An observation.</summary>
public sealed class Observation
{
    internal Observation(
        Registration registration, IReadOnlyList<string> paths, int? format, int? accept,
        Token token)
    {
        Registration = registration;
        Paths = paths;
        Format = format;
        Accept = accept;
        Token = token;
    }

    /// <summary>Raised for each notification after the first answer, also for those that are
    /// not fresh.</summary>
    public event Action<Observation, Notification>? Notified;

    /// <summary>Raised once, when the observation is over.</summary>
    public event Action<Observation, ObservationEnd>? Ended;

    /// <summary>The registration of the device.</summary>
    public Registration Registration { get; }

    /// <summary>What is observed, "/3303/0/5700"; several paths with blanks between them.
    /// </summary>
    public string Path => string.Join(' ', Paths);

    /// <summary>The observed paths.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>True for a composite observation.</summary>
    public bool IsComposite => Format is not null;

    /// <summary>The format that was asked for, or null.</summary>
    public int? Accept { get; }

    /// <summary>The token that all notifications carry.</summary>
    public Token Token { get; }

    /// <summary>The request that set up the observation; its response has the first value.
    /// </summary>
    public DeviceRequest Request { get; internal set; } = null!;

    /// <summary>True from the first answer until the end.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Why it is over, or <see cref="ObservationEnd.None"/>.</summary>
    public ObservationEnd End { get; private set; }

    /// <summary>Notifications that arrived, without duplicates and without the first
    /// answer.</summary>
    public int NotificationsReceived { get; private set; }

    /// <summary>Those of them that were older than one that had arrived before.</summary>
    public int StaleNotifications { get; private set; }

    /// <summary>The newest representation: the first answer or a fresh notification.</summary>
    public CoapMessage? Latest { get; private set; }

    /// <summary>When <see cref="Latest"/> arrived.</summary>
    public long LatestAtMs { get; private set; }

    // The format of the paths of a composite observation.
    internal int? Format { get; }

    // The notification whose rest is being fetched.
    internal DeviceRequest? Rest { get; set; }

    internal ServerTimer? StaleTimer { get; set; }

    internal void Activate(CoapMessage message, long nowMs)
    {
        IsActive = true;
        Latest = message;
        LatestAtMs = nowMs;
    }

    // The rest of the first answer has come.
    internal void Complete(CoapMessage message)
    {
        if (NotificationsReceived == StaleNotifications)
        {
            Latest = message;
        }
    }

    internal bool Receive(CoapMessage message, int sequence, long nowMs)
    {
        int previous = Latest?.Observe ?? 0;
        bool isFresh = Latest is null || IsNewer(previous, sequence, LatestAtMs, nowMs);
        NotificationsReceived++;
        if (isFresh)
        {
            Latest = message;
            LatestAtMs = nowMs;
        }
        else
        {
            StaleNotifications++;
        }

        Notified?.Invoke(this, new Notification(message, sequence, nowMs, isFresh));
        return isFresh;
    }

    internal void Finish(ObservationEnd end)
    {
        if (End == ObservationEnd.None)
        {
            Rest?.IsSuperseded = true;
            End = end;
            IsActive = false;
            Ended?.Invoke(this, end);
        }
    }

    // RFC 7641 §3.4: 24-bit serial number arithmetic, and after 128 seconds anything is newer.
    private static bool IsNewer(int v1, int v2, long t1Ms, long t2Ms)
    {
        const int half = 1 << 23;
        return (v1 < v2 && v2 - v1 < half) || (v1 > v2 && v1 - v2 > half)
            || t2Ms > t1Ms + 128_000;
    }
}
