// What is asked of a registration from outside: by the application, by the server, by the objects.
// What needs the exchange waits for it.

using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

internal sealed partial class Registration
{
    /// <inheritdoc/>
    public override void Tell(Notice what, long nowMs)
    {
        RegistrationReason updateReason = RegistrationReason.None;
        switch (what)
        {
            case Notice.Lifetime:
            case Notice.InstancesChanged:
                _stated |= what == Notice.Lifetime ? LifetimePart : ObjectPart;
                updateReason = RegistrationReason.RegistrationChanged;
                break;
            case Notice.Binding when HasQueueChanged:
                updateReason = RegistrationReason.RegistrationChanged;
                break;
            case Notice.UpdateTrigger:
                updateReason = RegistrationReason.Triggered;
                break;
            case Notice.DefaultMinimumPeriod:
            case Notice.DefaultMaximumPeriod:
                Reschedule();
                break;
            case Notice.Disable when _aim == Staying:
                RequestDeregister(Pausing, nowMs);
                break;
            case Notice.BootstrapTrigger:
                _workspace.Bootstrap.RequestBootstrap(
                    null, RegistrationReason.Triggered, nowMs);
                break;
            case Notice.Start:
                Start(nowMs);
                break;
            case Notice.Stop:
                Stop(nowMs);
                break;
            case Notice.Suspend when State != RegistrationState.Stopped:
                _aim = FallingAsleep;
                _dueMs = nowMs;
                break;
            case Notice.Renew:
                Renew();
                break;
            case Notice.Update:
            case Notice.Enable:
                TryNow(what, nowMs);
                updateReason = RegistrationReason.Requested;
                break;
            case Notice.NetworkChanged
                when IsConnected || State == RegistrationState.AwaitingRetry:
                ResetRetries();
                RetryAt(nowMs, RegistrationReason.NetworkChanged, 0, nowMs);
                break;
        }

        // It is sent by the next Poll that finds the exchange free, so the response to a request
        // that has caused it leaves first.
        if (updateReason != RegistrationReason.None && IsRegistered)
        {
            _updateReason = updateReason;
            _dueMs = nowMs;
        }
    }

    /// <summary>Begins to register; with a priority, when its turn comes.</summary>
    private void Start(long nowMs)
    {
        if (ServerId < 0)
        {
            return;
        }

        int aim = _aim;
        _aim = Staying;
        if (aim == Asleep)
        {
            _needsRestore = true;
            Enter(RegistrationState.AwaitingRetry, RegistrationReason.Requested, 0, nowMs);
        }
        else if (State == RegistrationState.Stopped
            || (aim == Stopping && State == RegistrationState.AwaitingDeregisterResponse))
        {
            ResetRetries();
            _needsRestore = true;
            IsSettled = false;
            Disconnect(false);
            Forget();
            if (Account.RegistrationPriority == Account.Absent)
            {
                Begin(nowMs);
            }
            else
            {
                Enter(RegistrationState.AwaitingTurn, RegistrationReason.Requested);
            }
        }
    }

    /// <summary>Deregisters, if registered, and stays stopped.</summary>
    private void Stop(long nowMs)
    {
        if (IsRegistered)
        {
            RequestDeregister(Stopping, nowMs);
        }
        else if (State != RegistrationState.Stopped)
        {
            _aim = Stopping;
            if (State != RegistrationState.AwaitingRegisterResponse
                && State != RegistrationState.AwaitingDeregisterResponse)
            {
                Rest(RegistrationReason.Requested, 0, nowMs);
            }
        }
    }

    /// <summary>Deregisters: Disable was executed, or the client stops.</summary>
    private void RequestDeregister(int aim, long nowMs)
    {
        if (IsRegistered)
        {
            _aim = aim;
            _dueMs = nowMs;
        }
    }

    /// <summary>Stops without deregistering.</summary>
    private void GoToSleep(long nowMs)
    {
        Save(nowMs);
        _aim = Asleep;
        if (_storage == null && OutlivesSocket)
        {
            CloseSocket();
        }
        else
        {
            // It goes on from the store: the connection is there and nowhere else.
            SaveSession(true);
            Disconnect(false);
        }

        Enter(RegistrationState.Stopped, RegistrationReason.Requested);
    }

    /// <summary>
    /// The configuration will be another: stopped without a word, and nothing of before counts.
    /// </summary>
    private void Renew()
    {
        Disconnect(false);
        Forget();
        ForgetStored();
        Reset();
        _hasAccepted = false;
        _aim = Staying;
        if (Dtls != null)
        {
            Dtls.ClearSession();
        }

        if (State != RegistrationState.Stopped)
        {
            Enter(RegistrationState.Stopped, RegistrationReason.RegistrationChanged);
        }
    }

    /// <summary>Does not wait for the next attempt.</summary>
    private void TryNow(Notice what, long nowMs)
    {
        if (State == RegistrationState.AwaitingRetry
            || (what == Notice.Enable && (State == RegistrationState.Disabled
                || State == RegistrationState.AwaitingTurn)))
        {
            // There is no socket: a connection that is to go on over the next one stays.
            ResetRetries();
            Enter(RegistrationState.AwaitingRetry, RegistrationReason.Requested, 0, nowMs);
        }
    }
}
