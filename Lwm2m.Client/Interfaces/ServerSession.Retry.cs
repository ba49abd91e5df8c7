// How long to wait before the next attempt to register (OMA LwM2M Core 1.1 §6.2.1, appendix E.2,
// /1/x/17 to 20). A sequence is a number of attempts; between them lies the Communication Retry
// Timer, doubled with every failure; between sequences the Communication Sequence Delay Timer.
// To each comes some jitter, so that a thousand devices do not all come back at once.

using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal abstract partial class ServerSession
{
    /// <summary>The first wait when there was not even a network to try.</summary>
    private const int FirstLocalMs = 2000;

    private int _failures;
    private int _localFailures;
    private int _sequences;

    /// <summary>
    /// Whether the latest failure was the last of the last sequence, so that counting begins anew:
    /// the registration has failed.
    /// </summary>
    protected bool IsExhausted
    {
        get { return (_failures | _localFailures | _sequences) == 0; }
    }

    /// <summary>There was success: the next failure is the first again.</summary>
    protected void ResetRetries()
    {
        _failures = 0;
        _localFailures = 0;
        _sequences = 0;
    }

    /// <summary>When to try again after one more failure.</summary>
    protected long NextAttemptMs(RegistrationReason reason, long nowMs)
    {
        int[] values = Account.Server;
        long delayMs = Deadline.Later(
            MsOf(ServerResource.CommunicationRetryTimer), FirstLocalMs);
        if (IsLocal(reason))
        {
            // Nothing was sent: no attempt, and nobody is spared by waiting long.
            delayMs = Deadline.Earlier(
                Doubled(FirstLocalMs, ++_localFailures, delayMs), delayMs);
        }
        else
        {
            _localFailures = 0;
            if (++_failures < values[ServerResource.CommunicationRetryCount])
            {
                delayMs = Doubled(delayMs, _failures, Limits.MaxRetryDelayMs);
            }
            else
            {
                _failures = 0;
                if (++_sequences >= values[ServerResource.CommunicationSequenceRetryCount])
                {
                    _sequences = 0;
                }

                if (values[ServerResource.CommunicationSequenceDelay] == int.MaxValue)
                {
                    return Deadline.Never;
                }

                delayMs = Deadline.Later(
                    delayMs, MsOf(ServerResource.CommunicationSequenceDelay));
            }
        }

        int jitterMs = (int)Deadline.Earlier(delayMs >> 2, Limits.MaxRetryJitterMs);
        return nowMs + delayMs + _workspace.Random.Next(jitterMs + 1);
    }

    /// <summary>A duration of the Server object.</summary>
    protected long MsOf(int resourceId)
    {
        return Account.Server[resourceId] * 1000L;
    }

    /// <summary>Whether a connection has failed on this side, so that it may go on.</summary>
    protected static bool IsLocal(RegistrationReason reason)
    {
        return reason == RegistrationReason.NetworkChanged
            || reason == RegistrationReason.NetworkDown
            || reason == RegistrationReason.HostUnknown;
    }

    /// <summary>The wait after a number of failures: doubled with each but the first.</summary>
    private static long Doubled(long delayMs, int failures, long endMs)
    {
        for (int i = 1; i < failures && delayMs < endMs; i++)
        {
            delayMs <<= 1;
        }

        return delayMs;
    }
}
