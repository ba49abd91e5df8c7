// The registration interface (OMA LwM2M Core 1.1 §6.2): Register, Update, Deregister with one
// server, for ever. Every way to fail leads back to AwaitingRetry or straight to Register.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The registration with one server.</summary>
internal sealed partial class Registration : Conversation
{
    private readonly ServerSession _session;
    private readonly Workspace _workspace;
    private readonly DeviceManagement _management;
    private readonly RegistrationMessages _messages;
    private readonly RetryDelay _retryDelay;

    private RegistrationState _state;
    private long _stateDueMs;
    private long _dueMs = Deadline.Never;
    private bool _isConnected;

    // Whether the server is believed to know the client and its observations.
    private bool _isKnown;

    // Whether it no longer holds up the others.
    private bool _isSettled;

    // What waits for the exchange to become free.
    private RegistrationReason _updateReason;
    private bool _wantsDeregister;
    private bool _isStopping;

    // To be stopped, or stopped, without a word and with the registration as it is.
    private bool _isSuspending;
    private bool _isSuspended;
    private bool _needsRestore;

    public Registration(ServerSession session, Workspace workspace, DeviceManagement management)
    {
        _session = session;
        _workspace = workspace;
        _management = management;
        _messages = new RegistrationMessages(session, workspace, management.Discovery);
        _retryDelay = new RetryDelay();
    }

    /// <summary>
    /// How the application is shown a response code; an alert is shown as it is.
    /// </summary>
    public static int ShownCode(RegistrationReason reason, int code)
    {
        return reason >= RegistrationReason.IdentityUnknown
            ? code
            : ((code >> 5) * 100) + (code & 31);
    }

    /// <summary>Whether the server has accepted, once or more.</summary>
    public bool HasAccepted;

    /// <summary>Told about every change of state.</summary>
    public RegistrationHandler Changed;

    public RegistrationState State
    {
        get { return _state; }
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public override long DueMs
    {
        get { return _dueMs; }
    }

    /// <summary>Whether there is a socket.</summary>
    public override bool IsConnected
    {
        get { return _isConnected; }
    }

    /// <summary>Whether the server may send requests and gets notifications.</summary>
    public override bool IsRegistered
    {
        get
        {
            return _state == RegistrationState.Registered
                || _state == RegistrationState.AwaitingUpdateResponse;
        }
    }

    /// <inheritdoc/>
    public override OperationHandler Operations
    {
        get { return _management; }
    }

    /// <summary>
    /// Whether notifications can be sent now: the client is registered, connected and awake, and
    /// no Update is unanswered.
    /// </summary>
    public bool IsReachable
    {
        get { return _state == RegistrationState.Registered; }
    }

    /// <inheritdoc/>
    public override long AwakeMs
    {
        get
        {
            switch (_state)
            {
                case RegistrationState.Registered:
                    return !_messages.IsQueueing ? -1
                        : Account.AwakeMs > 0 ? Account.AwakeMs
                        : Account.Transmission.MaxTransmitWaitMs;
                case RegistrationState.Stopped:
                case RegistrationState.AwaitingTurn:
                case RegistrationState.AwaitingRetry:
                case RegistrationState.Disabled:
                    return 0;
                default:
                    return -1;
            }
        }
    }

    /// <summary>Whether servers later in the order wait for this one.</summary>
    public bool IsHoldingOthers
    {
        get { return !_isSettled && _state != RegistrationState.Stopped; }
    }

    /// <summary>Whether the server knows LwM2M 1.0 only.</summary>
    public bool IsVersion10
    {
        get { return _messages.IsVersion10; }
    }

    /// <summary>Begins to register; with a priority, when its turn comes.</summary>
    public void Start(long nowMs)
    {
        if (Account.ServerId < 0)
        {
            return;
        }

        bool wasStopping = _isStopping;
        _isStopping = false;
        _isSuspending = false;
        if (_isSuspended)
        {
            _isSuspended = false;
            _needsRestore = true;
            Enter(RegistrationState.AwaitingRetry, RegistrationReason.Requested, 0, nowMs);
        }
        else if (wasStopping && IsRegistered)
        {
            _wantsDeregister = false;
        }
        else if (_state == RegistrationState.Stopped
            || (wasStopping && _state == RegistrationState.AwaitingDeregisterResponse))
        {
            _retryDelay.Reset();
            _needsRestore = true;
            _isSettled = false;
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

    /// <summary>It is the turn of this server.</summary>
    public void Begin(long nowMs)
    {
        int delay = HasAccepted
            ? 0
            : Account.ServerValue(ServerResource.InitialRegistrationDelay, 0);
        Enter(
            RegistrationState.AwaitingRetry, RegistrationReason.Requested, 0,
            nowMs + (delay * 1000L));
    }

    /// <summary>Called when <see cref="DueMs"/> is reached.</summary>
    public override void OnTimer(long nowMs)
    {
        _dueMs = Deadline.Never;
        if (_isSuspending)
        {
            Suspend(nowMs);
            return;
        }

        if (nowMs >= _saveMs)
        {
            Save(nowMs);
        }

        if (nowMs < _stateDueMs && _updateReason == RegistrationReason.None && !_wantsDeregister)
        {
            _dueMs = _saveMs < _stateDueMs ? _saveMs : _stateDueMs;
            return;
        }

        switch (_state)
        {
            case RegistrationState.AwaitingRetry:
            case RegistrationState.Disabled:
                Connect(nowMs);
                break;
            case RegistrationState.Registered:
                if (_updateReason == RegistrationReason.None)
                {
                    _updateReason = RegistrationReason.TimeElapsed;
                }

                OnExchangeFree(nowMs);
                break;
        }
    }

    /// <summary>The exchange is free: sends what has been waiting for it.</summary>
    public override void OnExchangeFree(long nowMs)
    {
        if (_session.Exchange.Purpose != Exchange.Free || _state != RegistrationState.Registered)
        {
            return;
        }

        if (_wantsDeregister)
        {
            // The server forgets the observations too: a notification on the heels of the
            // Deregister would only be rejected.
            _session.Reporting.Clear();
            _messages.SendDeregister(nowMs);
            Enter(
                RegistrationState.AwaitingDeregisterResponse,
                _isStopping ? RegistrationReason.Requested : RegistrationReason.DisabledByServer);
        }
        else if (_updateReason != RegistrationReason.None)
        {
            SendUpdate(_updateReason, nowMs);
        }
    }

    private Account Account
    {
        get { return _session.Account; }
    }

    private void SendUpdate(RegistrationReason reason, long nowMs)
    {
        if (_messages.NeedsRegister)
        {
            SendRegister(RegistrationReason.RegistrationChanged, nowMs);
            return;
        }

        _updateReason = RegistrationReason.None;
        _messages.SendUpdate(nowMs);
        Enter(RegistrationState.AwaitingUpdateResponse, reason);
    }

    private void SendRegister(RegistrationReason reason, long nowMs)
    {
        Forget();
        if (_messages.SendRegister(nowMs))
        {
            Enter(RegistrationState.AwaitingRegisterResponse, reason);
        }
        else
        {
            // More objects than one message holds: retrying is all that is left.
            Retry(RegistrationReason.Refused, CoapCode.RequestEntityTooLarge, nowMs);
        }
    }

    private void EnterRegistered(int code, long nowMs)
    {
        long lifetimeMs = Account.LifetimeSeconds * 1000L;
        long waitMs = Account.Transmission.MaxTransmitWaitMs;

        // Early enough for all retransmissions of the Update, if the lifetime has that much.
        long refreshMs = lifetimeMs > 2 * waitMs ? lifetimeMs - waitMs : lifetimeMs / 2;
        bool isChanged = !_isSaved || _messages.IsUnconfirmed;
        _isKnown = true;
        HasAccepted = true;
        _messages.OnAccepted();
        Enter(RegistrationState.Registered, RegistrationReason.Accepted, code, nowMs + refreshMs);
        _isSettled = true;
        if (isChanged)
        {
            OnStateChanged();
        }

        _wantsDeregister |= _isStopping;
        _session.Reporting.Reschedule();
    }

    /// <summary>The registration has ended as it should: disabled or stopped.</summary>
    private void Rest(RegistrationReason reason, int code, long nowMs)
    {
        Disconnect(true);
        Forget();
        if (_isStopping)
        {
            Enter(RegistrationState.Stopped, reason, code, Deadline.Never);
        }
        else
        {
            int seconds = Account.ServerValue(
                ServerResource.DisableTimeout, Account.DefaultDisableTimeoutSeconds);
            Enter(
                RegistrationState.Disabled, RegistrationReason.DisabledByServer, 0,
                nowMs + (seconds * 1000L));
        }

        _isSettled = true;
    }

    /// <summary>The server no longer knows the client, or is not to be trusted to.</summary>
    private void Forget()
    {
        _isKnown = false;
        _session.Reporting.Clear();
        _saveMs = Deadline.Never;
        Erase();
    }

    /// <summary>Enters a state that only an event ends.</summary>
    private void Enter(RegistrationState state, RegistrationReason reason)
    {
        Enter(state, reason, 0, Deadline.Never);
    }

    private void Enter(RegistrationState state, RegistrationReason reason, int code, long dueMs)
    {
        _state = state;
        _stateDueMs = dueMs;
        _dueMs = _isSuspending ? 0
            : _saveMs < dueMs ? _saveMs
            : dueMs;
        if (!IsRegistered)
        {
            _updateReason = RegistrationReason.None;
            _wantsDeregister = false;
        }

        Raise(reason, code);
    }

    private void Raise(RegistrationReason reason, int code)
    {
        if (Changed != null)
        {
            Changed(Account.ServerId, _state, reason, ShownCode(reason, code));
        }
    }
}
