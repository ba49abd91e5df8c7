// How long to wait before the next attempt to register (OMA LwM2M Core 1.1 §6.2.1.2): the
// Communication Retry Timer, doubled with every failure, plus up to a quarter of jitter, so that a
// thousand devices do not all come back at once.

using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>The exponential back-off of one registration.</summary>
internal sealed class RetryDelay
{
    private const int DefaultSeconds = 60;

    /// <summary>The first wait when there was not even a network to try.</summary>
    private const int FirstLocalMs = 2000;

    private readonly Account _account;
    private readonly IRandom _random;
    private int _failures;

    public RetryDelay(Account account, IRandom random)
    {
        _account = account;
        _random = random;
    }

    /// <summary>There was success: the next failure is the first again.</summary>
    public void Reset()
    {
        _failures = 0;
    }

    /// <summary>The milliseconds to wait after one more failure.</summary>
    public int NextMs(RegistrationReason reason)
    {
        int capMs = Limits.MaxRetryDelayMs;
        long delayMs = _account.ServerValue(
            ServerResource.CommunicationRetryTimer, DefaultSeconds) * 1000L;
        delayMs = delayMs < FirstLocalMs ? FirstLocalMs : delayMs;
        if (reason == RegistrationReason.HostUnknown || reason == RegistrationReason.NetworkDown)
        {
            // Nothing was sent, so nobody is spared by waiting long.
            capMs = delayMs < capMs ? (int)delayMs : capMs;
            delayMs = FirstLocalMs;
        }

        for (int i = 0; i < _failures && delayMs < capMs; i++)
        {
            delayMs <<= 1;
        }

        _failures++;
        int cappedMs = delayMs > capMs ? capMs : (int)delayMs;
        return cappedMs + _random.Next((cappedMs >> 2) + 1);
    }
}
