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
    /// The network is back or the local address may have changed: a new socket. With a connection
    /// id the secure connection goes on over it.
    /// </summary>
    public void OnNetworkChanged(long nowMs)
    {
        if (_isConnected || _state == RegistrationState.AwaitingRetry)
        {
            _retryDelay.Reset();
            ConnectAgain(RegistrationReason.NetworkChanged, nowMs);
        }
    }

    /// <summary>
    /// A confirmable notification was not acknowledged: its observation has ended (RFC 7641
    /// §4.2), which only a new registration tells the server.
    /// </summary>
    public override void OnNoAnswer(long nowMs)
    {
        Forget();
        ConnectAgain(RegistrationReason.NoAnswer, nowMs);
    }

    /// <summary>The socket has failed.</summary>
    public override void OnNetworkDown(long nowMs)
    {
        Retry(RegistrationReason.NetworkDown, 0, nowMs);
    }

    /// <summary>The handshake is complete; or it has failed, or the connection has ended.
    /// </summary>
    public override void OnConnection(bool isComplete, long nowMs)
    {
        DtlsConnection dtls = _session.Link.Dtls;
        if (!isComplete)
        {
            // Only the reasons that have to do with security come with an alert.
            bool isSecurity = dtls.Reason >= RegistrationReason.IdentityUnknown;
            Retry(dtls.Reason, isSecurity ? dtls.Alert : 0, nowMs);
        }
        else
        {
            if (!dtls.IsResumed)
            {
                // For the next start, whatever comes before it.
                _session.Slot.Save(false);
            }

            OnSecured(dtls.IsResumed, nowMs, nowMs);
        }
    }

    /// <summary>
    /// The configuration will be another: stopped without a word, and nothing of before counts.
    /// </summary>
    public void Renew()
    {
        DtlsConnection dtls = _session.Link.Dtls;
        Disconnect(false);
        Forget();
        _session.Slot.Forget();
        _messages.Reset();
        HasAccepted = false;
        _isStopping = false;
        _isSuspending = false;
        _isSuspended = false;
        if (dtls != null)
        {
            dtls.ClearSession();
        }

        if (_state != RegistrationState.Stopped)
        {
            Enter(RegistrationState.Stopped, RegistrationReason.Requested);
        }
    }

    private void Suspend(long nowMs)
    {
        Save(nowMs);
        _isSuspending = false;
        _isSuspended = true;
        _isConnected = false;
        _session.Suspend();
        Enter(RegistrationState.Stopped, RegistrationReason.Requested);
    }

    /// <summary>A secure connection has come about, or goes on over a new socket.</summary>
    /// <param name="isResumed">Whether it is one that the registration goes on with.</param>
    /// <param name="updateMs">When the next Update is due.</param>
    /// <param name="nowMs">The time.</param>
    private void OnSecured(bool isResumed, long updateMs, long nowMs)
    {
        bool goesOn = _isKnown && isResumed && !Account.RegistersAfterResumption;
        if (goesOn && updateMs > nowMs && !_messages.IsChanged)
        {
            _isSettled = true;
            Enter(
                RegistrationState.Registered, RegistrationReason.SessionResumed, 0, updateMs);
            OnStateChanged();
            _session.Reporting.Reschedule();
        }
        else if (goesOn)
        {
            SendUpdate(RegistrationReason.SessionResumed, nowMs);
        }
        else
        {
            SendRegister(RegistrationReason.TimeElapsed, nowMs);
        }
    }

    private void Connect(long nowMs)
    {
        long updateMs = nowMs;
        if (_needsRestore)
        {
            _needsRestore = false;
            _session.Slot.Restore();
            updateMs = Restore(nowMs);
        }

        // A connection that goes on may bring what was done already; another one does not.
        bool goesOn = _session.Link.OutlivesSocket;
        if (!goesOn)
        {
            _session.Duplicates.Clear();
        }

        TransportStatus status = _session.Link.Connect(nowMs);
        if (status != TransportStatus.Connected)
        {
            Retry(
                status == TransportStatus.HostUnknown
                    ? RegistrationReason.HostUnknown
                    : RegistrationReason.NetworkDown,
                0, nowMs);
            return;
        }

        _isConnected = true;
        if (_session.Link.IsSecured)
        {
            OnSecured(
                goesOn || (_session.Link.Dtls == null && Account.KeepsAddress),
                updateMs, nowMs);
        }
        else
        {
            Enter(RegistrationState.AwaitingHandshake, RegistrationReason.TimeElapsed);
        }
    }

    /// <summary>Takes a new socket, at once.</summary>
    private void ConnectAgain(RegistrationReason reason, long nowMs)
    {
        RetryAt(nowMs, reason, 0, nowMs);
    }

    /// <summary>Takes a new socket after a wait: exponential back-off with jitter.
    /// </summary>
    private void Retry(RegistrationReason reason, int code, long nowMs)
    {
        long dueMs = _retryDelay.NextMs(Account, _workspace.Random, reason, nowMs);
        RetryAt(dueMs, reason, code, nowMs);
        if (_state != RegistrationState.AwaitingRetry)
        {
            return;
        }

        bool hasFailed = _retryDelay.IsExhausted || IsRejection(reason, code);
        if ((hasFailed || reason == RegistrationReason.HostUnknown)
            && !Account.BlocksOnRegistrationFailure)
        {
            _isSettled = true;
        }

        if (hasFailed && Account.BootstrapsOnRegistrationFailure && _workspace.Bootstrap != null)
        {
            _workspace.Bootstrap.RequestBootstrap(_session, reason, nowMs);
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
        if (_isStopping || _state == RegistrationState.AwaitingDeregisterResponse)
        {
            Rest(reason, code, nowMs);
            return;
        }

        if (_session.Link.OutlivesSocket && IsLocal(reason))
        {
            _isConnected = false;
            _session.CloseSocket();
        }
        else
        {
            Disconnect(false);
        }

        if (_session.Link.Dtls == null
            && !(Account.KeepsAddress && IsLocal(reason)))
        {
            Forget();
        }

        Enter(RegistrationState.AwaitingRetry, reason, code, dueMs);
    }

    /// <summary>Whether a connection has failed on this side, so that it may go on.</summary>
    public static bool IsLocal(RegistrationReason reason)
    {
        return reason == RegistrationReason.NetworkChanged
            || reason == RegistrationReason.NetworkDown
            || reason == RegistrationReason.HostUnknown;
    }

    private void Disconnect(bool notifies)
    {
        _isConnected = false;
        _session.Disconnect(notifies);
    }
}
