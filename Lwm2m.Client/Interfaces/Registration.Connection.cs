// The registration and its connection: when a new socket is taken, and what that means. A
// registration outlives its socket if the secure session does: a resumed one is told by an Update,
// a new one by Register. Without security a new socket means Register.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
    /// <summary>
    /// A notification that was not acknowledged has ended its observation (RFC 7641 §4.2), which
    /// only a new registration tells the server.
    /// </summary>
    protected override void OnNotified(int observation, ExchangeEvent outcome, long nowMs)
    {
        base.OnNotified(observation, outcome, nowMs);
        if (outcome == ExchangeEvent.TimedOut)
        {
            Forget();
            RetryAt(nowMs, RegistrationReason.NoAnswer, 0, nowMs);
        }
    }

    /// <inheritdoc/>
    protected override void OnConnecting()
    {
        Enter(RegistrationState.AwaitingHandshake, RegistrationReason.TimeElapsed);
    }

    /// <inheritdoc/>
    protected override void OnSecured(bool isResumed, long updateMs, long nowMs)
    {
        if (!isResumed)
        {
            // For the next start, whatever comes before it.
            SaveSession(false);
        }

        bool goesOn = _isKnown && isResumed && !Account.RegistersAfterResumption;
        if (goesOn && updateMs > nowMs && !IsChanged)
        {
            IsSettled = true;
            Enter(
                RegistrationState.Registered, RegistrationReason.SessionResumed, 0, updateMs);
            OnStateChanged();
            Reschedule();
        }
        else if (goesOn)
        {
            SendUpdate(RegistrationReason.SessionResumed, nowMs);
        }
        else
        {
            SendRegister(RegistrationReason.TimeElapsed, 0, nowMs);
        }
    }

    /// <summary>Begins with what is stored, if it has not been looked at yet.</summary>
    private void Connect(long nowMs)
    {
        long updateMs = nowMs;
        if (_needsRestore)
        {
            _needsRestore = false;
            RestoreSession();
            updateMs = Restore(nowMs);
        }

        Connect(updateMs, nowMs);
    }

    /// <summary>Takes a new socket after a wait: exponential back-off with jitter.
    /// </summary>
    protected override void Fail(RegistrationReason reason, int code, long nowMs)
    {
        RetryAt(NextAttemptMs(reason, nowMs), reason, code, nowMs);
        if (State != RegistrationState.AwaitingRetry)
        {
            return;
        }

        bool hasFailed = IsExhausted || IsRejection(reason, code);
        if ((hasFailed || reason == RegistrationReason.HostUnknown)
            && !Account.BlocksOnRegistrationFailure)
        {
            IsSettled = true;
        }

        IBootstrapRequester bootstrap = _workspace.Bootstrap;
        if (hasFailed && Account.BootstrapsOnRegistrationFailure && bootstrap != null)
        {
            bootstrap.RequestBootstrap(this, reason, nowMs);
        }
    }

    /// <summary>
    /// Whether the server has said that this client is not to be registered: a client error in
    /// answer to Register, but for those that pass, or a PSK identity that it does not know.
    /// </summary>
    private static bool IsRejection(RegistrationReason reason, int code)
    {
        return reason == RegistrationReason.IdentityUnknown
            || (reason == RegistrationReason.Refused && code >> 5 == 4
                && code != CoapCode.RequestEntityIncomplete
                && code != CoapCode.RequestEntityTooLarge
                && code != CoapCode.TooManyRequests);
    }

    /// <summary>Takes a new socket; or rests, if that is what is under way.</summary>
    private void RetryAt(long dueMs, RegistrationReason reason, int code, long nowMs)
    {
        if (_aim == Stopping || State == RegistrationState.AwaitingDeregisterResponse)
        {
            Rest(reason, code, nowMs);
            return;
        }

        if (OutlivesSocket && IsLocal(reason))
        {
            CloseSocket();
        }
        else
        {
            Disconnect(false);
        }

        if (Dtls == null
            && !(Account.KeepsAddress && IsLocal(reason)))
        {
            Forget();
        }

        Enter(RegistrationState.AwaitingRetry, reason, code, dueMs);
    }
}
