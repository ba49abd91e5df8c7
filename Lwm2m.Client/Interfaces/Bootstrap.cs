// The bootstrap interface (OMA LwM2M Core 1.1 §6.1; Transport 1.1 §6.4.1): the conversation with
// the bootstrap server. What the server provides goes into a copy of the configuration; the one in
// force, and with it all registrations, stays as it is until Bootstrap-Finish. Then the copy is
// stored, which a power cut does wholly or not at all, and put into force.
//   Bootstrap-Request  POST /bs?ep=…&pct=112                 → 2.04
//   Bootstrap-Finish   POST /bs, from the server             → 2.04, 4.06
// The operations of the server are in BootstrapOperations.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Interfaces;

/// <summary>The conversation with the bootstrap server.</summary>
internal sealed class Bootstrap : ServerSession, IBootstrapRequester
{
    private static readonly byte[] s_preferredFormat = Bytes.FromText("pct=112");

    private readonly Accounts _accounts;
    private readonly ServerSession _first;
    private readonly BootstrapOperations _operations;

    private long _dueMs = Deadline.Never;
    private long _purgeMs = Deadline.Never;
    private bool _isFormatOmitted;
    private bool _isFinishing;

    public Bootstrap(
        Workspace workspace, Accounts accounts, Configuration staging, ServerSession first)
        : base(workspace, accounts.Bootstrap)
    {
        _accounts = accounts;
        _first = first;
        _operations = new BootstrapOperations(workspace, accounts, staging, this);
    }

    /// <summary>Told about every change of state.</summary>
    public BootstrapHandler Changed;

    public BootstrapState State
    {
        get { return (BootstrapState)Stage; }
    }

    /// <inheritdoc/>
    public override bool IsRegistered
    {
        get { return State > BootstrapState.AwaitingHandshake; }
    }

    /// <inheritdoc/>
    protected override OperationHandler Operations
    {
        get { return _operations; }
    }

    /// <inheritdoc/>
    protected override long StageDueMs
    {
        get { return Deadline.Earlier(_dueMs, _purgeMs); }
    }

    /// <inheritdoc/>
    public override void Tell(Notice what, long nowMs)
    {
        switch (what)
        {
            case Notice.Start:
                ArmPurge(nowMs);
                if (_accounts.Count == 0)
                {
                    // There is no server to register with.
                    RequestBootstrap(null, RegistrationReason.Requested, nowMs);
                }

                break;
            case Notice.Stop:
            case Notice.Suspend:
                Stop();
                break;
            case Notice.Bootstrap:
                RequestBootstrap(null, RegistrationReason.Requested, nowMs);
                break;
            case Notice.NetworkChanged
                when State != BootstrapState.Idle && State != BootstrapState.Finished:
                // Once more, at once.
                ResetRetries();
                Reconnect(false, RegistrationReason.NetworkChanged, nowMs);
                break;
        }
    }

    /// <summary>Gives up what is under way.</summary>
    private void Stop()
    {
        if (State != BootstrapState.Idle)
        {
            Disconnect(true);
            Enter(BootstrapState.Idle, RegistrationReason.Requested, 0);
        }
    }

    /// <summary>
    /// Begins to bootstrap after the Client Hold Off Time. A registration that fails although the
    /// latest bootstrap has provided it waits longer each time.
    /// </summary>
    /// <param name="session">The server whose registration has failed, or null.</param>
    /// <param name="reason">Why.</param>
    /// <param name="nowMs">The time.</param>
    public void RequestBootstrap(ServerSession session, RegistrationReason reason, long nowMs)
    {
        if (Account.SecurityInstance < 0
            || (State != BootstrapState.Idle && State != BootstrapState.Finished))
        {
            return;
        }

        long dueMs = nowMs + AccountMs(SecurityResource.HoldOffTime);
        if (session != null && _workspace.IsUnproven)
        {
            dueMs = Deadline.Later(dueMs, NextAttemptMs(reason, nowMs));
        }
        else
        {
            ResetRetries();
        }

        Reconnect(true, reason, dueMs);
    }

    /// <summary>Bootstrap-Finish is accepted; its response leaves first.</summary>
    public void OnFinish(long nowMs)
    {
        _isFinishing = true;
        _dueMs = nowMs;
    }

    /// <inheritdoc/>
    protected override void OnStageDue(long nowMs)
    {
        if (nowMs >= _purgeMs)
        {
            Purge();
        }

        if (nowMs < _dueMs)
        {
            return;
        }

        _dueMs = Deadline.Never;
        if (_isFinishing)
        {
            Apply(nowMs);
            return;
        }

        switch (State)
        {
            case BootstrapState.AwaitingRetry:
                Connect(nowMs, nowMs);
                break;
            case BootstrapState.AwaitingFinish:
                Fail(RegistrationReason.NoAnswer, 0, nowMs);
                break;
            case BootstrapState.Finished:
                Stop();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnAnswer(int code, RegistrationReason reason, long nowMs)
    {
        if (State != BootstrapState.AwaitingResponse || _isFinishing)
        {
            return;
        }

        if (reason == RegistrationReason.Accepted)
        {
            Enter(
                BootstrapState.AwaitingFinish, reason, code,
                nowMs + Account.Transmission.ExchangeLifetimeMs);
        }
        else if (!_isFormatOmitted
            && (code == CoapCode.BadRequest || code == CoapCode.UnsupportedContentFormat))
        {
            // A server of 1.0 does not know what a preferred format is.
            _isFormatOmitted = true;
            SendRequest(nowMs);
        }
        else
        {
            _isFormatOmitted = false;
            Fail(reason, code, nowMs);
        }
    }

    /// <inheritdoc/>
    protected override void OnConnecting()
    {
        Enter(BootstrapState.AwaitingHandshake, RegistrationReason.TimeElapsed, 0);
    }

    /// <inheritdoc/>
    protected override void OnSecured(bool isResumed, long updateMs, long nowMs)
    {
        SendRequest(nowMs);
    }

    private void SendRequest(long nowMs)
    {
        _operations.Begin();
        MessageWriter message = BeginRequest(CoapCode.Post);
        message.AddOption(CoapOption.UriPath, BootstrapOperations.Path);
        message.AddOption(CoapOption.UriQuery, _workspace.EndpointQuery);
        if (!_isFormatOmitted)
        {
            message.AddOption(CoapOption.UriQuery, s_preferredFormat);
        }

        StartExchange(RegistrationPurpose, nowMs);
        Enter(BootstrapState.AwaitingResponse, RegistrationReason.TimeElapsed, 0);
    }

    /// <summary>
    /// Puts what was provided into force. Every registration begins anew, for its server may be
    /// another; allocates host names and key material.
    /// </summary>
    private void Apply(long nowMs)
    {
        _workspace.IsUnproven = true;
        TellAll(Notice.Renew, nowMs);
        _operations.Apply();
        TellAll(Notice.Start, nowMs);
        Enter(
            BootstrapState.Finished, RegistrationReason.Accepted, 0,
            nowMs + Account.Transmission.MaxTransmitWaitMs);
    }

    /// <summary>Waits for the next attempt; nothing of this one counts.</summary>
    protected override void Fail(RegistrationReason reason, int code, long nowMs)
    {
        Disconnect(false);
        if (State == BootstrapState.Finished)
        {
            Enter(BootstrapState.Idle, reason, code);
        }
        else
        {
            Enter(BootstrapState.AwaitingRetry, reason, code, NextAttemptMs(reason, nowMs));
        }
    }

    private void TellAll(Notice what, long nowMs)
    {
        for (ServerSession session = _first; session != null; session = session.Next)
        {
            session.Tell(what, nowMs);
        }
    }

    /// <summary>
    /// Notes when the bootstrap account goes: Bootstrap-Server Account Timeout (/0/x/12) after
    /// there are servers to register with.
    /// </summary>
    private void ArmPurge(long nowMs)
    {
        long timeoutMs = Account.SecurityInstance < 0 || _accounts.Count == 0 ? 0
            : AccountMs(SecurityResource.AccountTimeout);
        _purgeMs = timeoutMs > 0 ? nowMs + timeoutMs : Deadline.Never;
    }

    /// <summary>A value of the bootstrap account in seconds, 0 if it is absent.</summary>
    private long AccountMs(int resourceId)
    {
        return 1000 * _accounts.Configuration.Integer(
            Accounts.SecurityPath(Account.SecurityInstance, resourceId), 0);
    }

    private void Purge()
    {
        _purgeMs = Deadline.Never;
        Stop();
        _accounts.RemoveBootstrap();
        _operations.RefreshObjects();
    }

    /// <summary>Ends what is under way; begins anew after a wait.</summary>
    private void Reconnect(bool notifies, RegistrationReason reason, long dueMs)
    {
        Disconnect(notifies);
        Enter(BootstrapState.AwaitingRetry, reason, 0, dueMs);
    }

    /// <summary>Enters a state that does not end by itself.</summary>
    private void Enter(BootstrapState state, RegistrationReason reason, int code)
    {
        Enter(state, reason, code, Deadline.Never);
    }

    private void Enter(BootstrapState state, RegistrationReason reason, int code, long dueMs)
    {
        Stage = (int)state;
        _isFinishing = false;
        if (state < BootstrapState.AwaitingResponse)
        {
            _accounts.Staging = null;
        }

        _dueMs = dueMs;
        if (Changed != null)
        {
            Changed(state, reason, ShownCode(reason, code));
        }
    }
}
