// What is asked of a registration from outside: by the application, by the server, by the objects.
// What needs the exchange waits for it.

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
    /// <summary>Deregisters, if registered, and stays stopped.</summary>
    public void Stop(long nowMs)
    {
        _isStopping = true;
        _isSuspending = false;
        if (IsRegistered)
        {
            RequestDeregister(nowMs);
        }
        else if (_state != RegistrationState.Stopped
            && _state != RegistrationState.AwaitingRegisterResponse
            && _state != RegistrationState.AwaitingDeregisterResponse)
        {
            Rest(RegistrationReason.Requested, 0, nowMs);
        }
    }

    /// <summary>Asks to be stopped without deregistering; the next Poll does it.</summary>
    public void RequestSuspend(long nowMs)
    {
        if (_state != RegistrationState.Stopped)
        {
            _isSuspending = true;
            _dueMs = nowMs;
        }
    }

    /// <summary>
    /// The application does not want to wait: an Update, or an attempt to register.
    /// </summary>
    /// <param name="isForced">Also if the server is disabled or it is not its turn.</param>
    /// <param name="nowMs">The time.</param>
    public void RequestNow(bool isForced, long nowMs)
    {
        if (_state == RegistrationState.AwaitingRetry
            || (isForced && (_state == RegistrationState.Disabled
                || _state == RegistrationState.AwaitingTurn)))
        {
            // There is no socket: a connection that is to go on over the next one stays.
            _retryDelay.Reset();
            Enter(RegistrationState.AwaitingRetry, RegistrationReason.Requested, 0, nowMs);
        }

        RequestUpdate(RegistrationReason.Requested, nowMs);
    }

    /// <summary>
    /// Asks for an Update. It is sent by the next Poll that finds the exchange free, so the
    /// response to a request that has caused it leaves first.
    /// </summary>
    public void RequestUpdate(RegistrationReason reason, long nowMs)
    {
        if (IsRegistered)
        {
            _updateReason = reason;
            _dueMs = nowMs;
        }
    }

    /// <summary>Asks for a Deregister: Disable was executed, or the client stops.</summary>
    public void RequestDeregister(long nowMs)
    {
        if (IsRegistered)
        {
            _wantsDeregister = true;
            _dueMs = nowMs;
        }
    }

    /// <summary>The lifetime has changed: the server must know at once.</summary>
    public void OnLifetimeChanged(long nowMs)
    {
        _messages.IsLifetimeStated = true;
        RequestUpdate(RegistrationReason.RegistrationChanged, nowMs);
    }

    /// <summary>The binding has changed: the server must know if that means another mode.</summary>
    public void OnBindingChanged(long nowMs)
    {
        if (_messages.HasQueueChanged)
        {
            RequestUpdate(RegistrationReason.RegistrationChanged, nowMs);
        }
    }

    /// <summary>Instances have come or gone: the server must know.</summary>
    public void OnInstancesChanged(long nowMs)
    {
        _messages.AreObjectsStated = true;
        RequestUpdate(RegistrationReason.RegistrationChanged, nowMs);
    }
}
