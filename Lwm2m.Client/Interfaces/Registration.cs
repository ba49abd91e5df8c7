// The registration interface (OMA LwM2M Core 1.1 §6.2): Register, Update, Deregister with one
// server, for ever. Every way to fail leads back to AwaitingRetry or straight to Register.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The registration with one server.</summary>
internal sealed partial class Registration : RegistrationMessages
{
    // What is to become of it; from Pausing on, it is to be deregistered.
    private const int Staying = 0;
    private const int Asleep = 1;
    private const int FallingAsleep = 2;
    private const int Pausing = 3;
    private const int Stopping = 4;

    private int _aim;
    private long _stateDueMs;
    private long _dueMs = Deadline.Never;

    // Whether the server is believed to know the client and its observations.
    private bool _isKnown;

    // Whether the server has accepted a registration, once or more.
    private bool _hasAccepted;

    // Why an Update waits for the exchange to become free.
    private RegistrationReason _updateReason;

    // Whether what is stored has not been looked at since Start.
    private bool _needsRestore;

    public Registration(Workspace workspace, Account account)
        : base(workspace, account)
    {
    }

    /// <inheritdoc/>
    public override bool IsRegistered
    {
        get
        {
            return Stage == (int)RegistrationState.Registered
                || Stage == (int)RegistrationState.AwaitingUpdateResponse;
        }
    }

    /// <inheritdoc/>
    protected override bool IsReachable
    {
        get { return Stage == (int)RegistrationState.Registered; }
    }

    /// <inheritdoc/>
    protected override OperationHandler Operations
    {
        get { return _workspace.Management; }
    }

    /// <inheritdoc/>
    protected override long StageDueMs
    {
        get { return _dueMs; }
    }

    /// <inheritdoc/>
    protected override long AwakeMs
    {
        get
        {
            Account account = Account;
            return State != RegistrationState.Registered || !IsQueueing ? -1
                : account.AwakeMs > 0 ? account.AwakeMs
                : account.Transmission.MaxTransmitWaitMs;
        }
    }

    private RegistrationState State
    {
        get { return (RegistrationState)Stage; }
    }

    /// <summary>It is the turn of this server.</summary>
    public void Begin(long nowMs)
    {
        Enter(
            RegistrationState.AwaitingRetry, RegistrationReason.Requested, 0,
            _hasAccepted ? nowMs : nowMs + MsOf(ServerResource.InitialRegistrationDelay));
    }

    /// <inheritdoc/>
    protected override void OnStageDue(long nowMs)
    {
        _dueMs = Deadline.Never;
        if (_aim == FallingAsleep)
        {
            GoToSleep(nowMs);
            return;
        }

        if (nowMs >= _saveMs)
        {
            Save(nowMs);
        }

        bool isDue = nowMs >= _stateDueMs;
        if (State != RegistrationState.Registered)
        {
            if (isDue)
            {
                Connect(nowMs);
                return;
            }
        }
        else if (isDue || _updateReason != RegistrationReason.None || _aim >= Pausing)
        {
            if (_updateReason == RegistrationReason.None)
            {
                _updateReason = RegistrationReason.TimeElapsed;
            }

            OnExchangeFree(nowMs);
            return;
        }

        _dueMs = Deadline.Earlier(_saveMs, _stateDueMs);
    }

    /// <inheritdoc/>
    protected override void OnExchangeFree(long nowMs)
    {
        if (!IsExchangeFree || State != RegistrationState.Registered)
        {
            return;
        }

        if (_aim >= Pausing)
        {
            // The server forgets the observations too: a notification on the heels of the
            // Deregister would only be rejected.
            Clear();
            SendDeregister(nowMs);
            Enter(
                RegistrationState.AwaitingDeregisterResponse,
                _aim == Stopping
                    ? RegistrationReason.Requested
                    : RegistrationReason.DisabledByServer);
        }
        else if (_updateReason != RegistrationReason.None)
        {
            SendUpdate(_updateReason, nowMs);
        }
    }

    private void SendUpdate(RegistrationReason reason, long nowMs)
    {
        if (NeedsRegister)
        {
            SendRegister(RegistrationReason.RegistrationChanged, 0, nowMs);
            return;
        }

        _updateReason = RegistrationReason.None;
        SendUpdate(nowMs);
        Enter(RegistrationState.AwaitingUpdateResponse, reason);
    }

    private void SendRegister(RegistrationReason reason, int code, long nowMs)
    {
        Forget();
        if (SendRegister(nowMs))
        {
            Enter(
                RegistrationState.AwaitingRegisterResponse, reason, code, Deadline.Never);
        }
        else
        {
            // More objects than one message holds: retrying is all that is left.
            Fail(RegistrationReason.Refused, CoapCode.RequestEntityTooLarge, nowMs);
        }
    }

    private void EnterRegistered(int code, long nowMs)
    {
        bool isChanged = !_isSaved || IsUnconfirmed;
        long lifetimeMs = MsOf(ServerResource.Lifetime);

        _isKnown = true;
        _hasAccepted = true;
        _workspace.IsUnproven = false;
        OnAccepted();

        // Early enough for all retransmissions of the Update, if the lifetime has that much.
        Enter(
            RegistrationState.Registered, RegistrationReason.Accepted, code,
            nowMs + Deadline.Later(
                lifetimeMs - Account.Transmission.MaxTransmitWaitMs, lifetimeMs / 2));
        IsSettled = true;
        ObjectRegistry objects = _workspace.Objects;
        for (int i = 0; i < objects.Count; i++)
        {
            objects[i].OnRegistered();
        }

        if (isChanged)
        {
            OnStateChanged();
        }

        Reschedule();
    }

    /// <summary>The registration has ended as it should: disabled or stopped.</summary>
    private void Rest(RegistrationReason reason, int code, long nowMs)
    {
        Disconnect(true);
        Forget();
        if (_aim == Stopping)
        {
            Enter(RegistrationState.Stopped, reason, code, Deadline.Never);
        }
        else
        {
            Enter(
                RegistrationState.Disabled, RegistrationReason.DisabledByServer, 0,
                nowMs + MsOf(ServerResource.DisableTimeout));
        }

        IsSettled = true;
    }

    /// <summary>The server no longer knows the client, or is not to be trusted to.</summary>
    private void Forget()
    {
        _isKnown = false;
        Clear();
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
        Stage = (int)state;
        _stateDueMs = dueMs;
        _dueMs = _aim == FallingAsleep ? 0 : Deadline.Earlier(_saveMs, dueMs);
        if (!IsRegistered)
        {
            _updateReason = RegistrationReason.None;
            _aim = _aim == Pausing ? Staying : _aim;
        }

        RegistrationHandler handler = _workspace.RegistrationChanged;
        if (handler != null)
        {
            handler(ServerId, state, reason, ShownCode(reason, code));
        }
    }
}
