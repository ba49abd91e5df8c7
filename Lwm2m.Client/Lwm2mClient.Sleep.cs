// Queue mode (OMA LwM2M Core 1.1 §6.5, Transport 1.1 §6.5): when the client need not listen, and
// until when.

using Lwm2m.Client.Interfaces;

namespace Lwm2m.Client;

public sealed partial class Lwm2mClient
{
    private SleepHandler _sleepAllowed;
    private long _sleepUntilMs;

    /// <summary>
    /// Whether the client registers in queue mode: its servers hold their requests back until it
    /// sends an Update, and it does not listen all the time. False by default. Servers of LwM2M
    /// 1.0 go by their binding instead (<c>Account.IsQueueBinding</c>). Set it before Start.
    /// </summary>
    public bool QueueMode
    {
        get { return _workspace.QueueMode; }
        set { _workspace.QueueMode = value; }
    }

    /// <summary>
    /// Whether each registration, with its observations and attributes, is stored whenever it
    /// changes, but not more often than once a minute: then a device that restarts without warning
    /// goes on with an Update, too. False by default: <see cref="Suspend"/> alone stores it. Set it
    /// before Start.
    /// </summary>
    public bool KeepsRegistrations
    {
        get { return _workspace.KeepsRegistrations; }
        set { _workspace.KeepsRegistrations = value; }
    }

    /// <summary>
    /// Says, before Start, how long it is since <see cref="Suspend"/>. Then a registration that was
    /// stored goes on with its Update when that is due, if the connection goes on, too; otherwise
    /// with one at once.
    /// </summary>
    /// <param name="durationMs">The duration in milliseconds.</param>
    public void SetSlept(long durationMs)
    {
        _workspace.SuspendedMs = _clock.NowMs - durationMs;
    }

    /// <summary>
    /// Called inside <see cref="Poll"/> when no server may send anything before the client does,
    /// and again when the time changes: the radio can be off, or the device asleep (see
    /// <see cref="Suspend"/>). Set it before Start.
    /// </summary>
    public SleepHandler SleepAllowed
    {
        get { return _sleepAllowed; }
        set { _sleepAllowed = value; }
    }

    /// <summary>Whether that is so since the latest Poll.</summary>
    public bool MaySleep
    {
        get { return _sleepUntilMs > 0; }
    }

    /// <summary>How long to sleep, or to wait for messages.</summary>
    private int WaitOrSleep(long dueMs, long nowMs)
    {
        long awakeUntilMs = 0;
        long sleepUntilMs = _storeMs;
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            awakeUntilMs = Deadline.Later(awakeUntilMs, session.AwakeUntilMs);
            sleepUntilMs = Deadline.Earlier(sleepUntilMs, session.DueMs);
        }

        if (awakeUntilMs > nowMs)
        {
            _sleepUntilMs = 0;
            return (int)(Deadline.Earlier(awakeUntilMs, dueMs) - nowMs);
        }

        int sleepMs = (int)Deadline.Earlier(sleepUntilMs - nowMs, int.MaxValue);
        if (_sleepUntilMs != sleepUntilMs)
        {
            _sleepUntilMs = sleepUntilMs;
            if (_sleepAllowed != null)
            {
                _sleepAllowed(sleepMs);
            }
        }

        return sleepMs;
    }
}

/// <summary>Tells that the client need not listen.</summary>
/// <param name="durationMs">
/// How long, in milliseconds, unless the application has something to say: then it is to be polled
/// for the next Update, notification or attempt; <see cref="int.MaxValue"/> if nothing is due.
/// </param>
public delegate void SleepHandler(int durationMs);
