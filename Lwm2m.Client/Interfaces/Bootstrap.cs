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
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>The conversation with the bootstrap server.</summary>
internal sealed class Bootstrap : Conversation, IBootstrapRequester
{
    private static readonly byte[] s_preferredFormat = Bytes.FromText("pct=112");

    private readonly Workspace _workspace;
    private readonly Accounts _accounts;
    private readonly ServerSession[] _servers;
    private readonly BootstrapOperations _operations;
    private readonly RetryDelay _retryDelay = new RetryDelay();
    private readonly byte[] _endpointQuery;
    private ServerSession _session;

    private BootstrapState _state;
    private long _dueMs = Deadline.Never;
    private long _purgeMs = Deadline.Never;
    private bool _isConnected;
    private bool _isFormatOmitted;
    private bool _isFinishing;

    // Whether no server has yet accepted what the latest bootstrap has provided.
    private bool _isUnproven;

    public Bootstrap(
        Workspace workspace, RequestHandler requests, Discovery discovery, Accounts accounts,
        Configuration staging, ServerSession[] servers)
    {
        _workspace = workspace;
        _accounts = accounts;
        _servers = servers;
        _operations = new BootstrapOperations(
            workspace, requests, discovery, accounts, staging, this);
        _endpointQuery = RegistrationMessages.WithName('e', 'p', workspace.Endpoint);
    }

    /// <summary>Told about every change of state.</summary>
    public BootstrapHandler Changed;

    public BootstrapState State
    {
        get { return _state; }
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public override long DueMs
    {
        get { return _dueMs < _purgeMs ? _dueMs : _purgeMs; }
    }

    /// <summary>Whether there is a socket.</summary>
    public override bool IsConnected
    {
        get { return _isConnected; }
    }

    /// <summary>Whether the bootstrap server may send requests.</summary>
    public override bool IsRegistered
    {
        get { return _state >= BootstrapState.AwaitingResponse; }
    }

    /// <inheritdoc/>
    public override long AwakeMs
    {
        get { return _isConnected ? -1 : 0; }
    }

    /// <inheritdoc/>
    public override OperationHandler Operations
    {
        get { return _operations; }
    }

    /// <summary>Says what carries the messages.</summary>
    public void Use(ServerSession session)
    {
        _session = session;
    }

    /// <summary>Begins to bootstrap, if there is no server to register with.</summary>
    public void Start(long nowMs)
    {
        ArmPurge(nowMs);
        if (_accounts.Count == 0)
        {
            RequestBootstrap(null, RegistrationReason.Requested, nowMs);
        }
    }

    /// <summary>Gives up what is under way.</summary>
    public void Stop()
    {
        if (_state != BootstrapState.Idle)
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
        int instance = _accounts.Bootstrap.SecurityInstance;
        if (instance < 0
            || (_state != BootstrapState.Idle && _state != BootstrapState.Finished))
        {
            return;
        }

        long dueMs = nowMs + MsOf(instance, SecurityResource.HoldOffTime);
        if (session != null && _isUnproven && !HasRegistered())
        {
            long laterMs = NextMs(reason, nowMs);
            dueMs = laterMs > dueMs ? laterMs : dueMs;
        }
        else
        {
            _retryDelay.Reset();
        }

        Disconnect(true);
        Enter(BootstrapState.AwaitingRetry, reason, 0, dueMs);
    }

    /// <summary>The network is back or the local address may have changed: once more, at once.
    /// </summary>
    public void OnNetworkChanged(long nowMs)
    {
        if (_state != BootstrapState.Idle && _state != BootstrapState.Finished)
        {
            _retryDelay.Reset();
            Disconnect(false);
            Enter(BootstrapState.AwaitingRetry, RegistrationReason.NetworkChanged, 0, nowMs);
        }
    }

    /// <summary>Bootstrap-Finish is accepted; its response leaves first.</summary>
    public void OnFinish(long nowMs)
    {
        _isFinishing = true;
        _dueMs = nowMs;
    }

    /// <inheritdoc/>
    public override void OnTimer(long nowMs)
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

        switch (_state)
        {
            case BootstrapState.AwaitingRetry:
                Connect(nowMs);
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
    public override void OnExchange(ExchangeEvent outcome, long nowMs)
    {
        if (_state != BootstrapState.AwaitingResponse)
        {
            return;
        }

        int code = outcome == ExchangeEvent.Responded ? _workspace.View.Code : 0;
        if (CoapCode.IsSuccess(code))
        {
            Enter(
                BootstrapState.AwaitingFinish, RegistrationReason.Accepted, code,
                nowMs + _session.Account.Transmission.ExchangeLifetimeMs);
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
            Fail(
                outcome == ExchangeEvent.TimedOut
                    ? RegistrationReason.NoAnswer
                    : RegistrationReason.Refused,
                code, nowMs);
        }
    }

    /// <inheritdoc/>
    public override void OnConnection(bool isComplete, long nowMs)
    {
        if (isComplete)
        {
            SendRequest(nowMs);
        }
        else
        {
            DtlsConnection dtls = _session.Link.Dtls;
            bool isSecurity = dtls.Reason >= RegistrationReason.IdentityUnknown;
            Fail(dtls.Reason, isSecurity ? dtls.Alert : 0, nowMs);
        }
    }

    /// <inheritdoc/>
    public override void OnNetworkDown(long nowMs)
    {
        Fail(RegistrationReason.NetworkDown, 0, nowMs);
    }

    private void Connect(long nowMs)
    {
        _session.Duplicates.Clear();
        TransportStatus status = _session.Link.Connect(nowMs);
        if (status != TransportStatus.Connected)
        {
            Fail(
                status == TransportStatus.HostUnknown
                    ? RegistrationReason.HostUnknown
                    : RegistrationReason.NetworkDown,
                0, nowMs);
            return;
        }

        _isConnected = true;
        if (_session.Link.IsSecured)
        {
            SendRequest(nowMs);
        }
        else
        {
            Enter(BootstrapState.AwaitingHandshake, RegistrationReason.TimeElapsed, 0);
        }
    }

    private void SendRequest(long nowMs)
    {
        _operations.Begin();
        MessageWriter message = _session.BeginRequest(CoapCode.Post);
        message.AddOption(CoapOption.UriPath, BootstrapOperations.Path, 0, 2);
        message.AddOption(CoapOption.UriQuery, _endpointQuery, 0, _endpointQuery.Length);
        if (!_isFormatOmitted)
        {
            message.AddOption(CoapOption.UriQuery, s_preferredFormat, 0, s_preferredFormat.Length);
        }

        _session.StartExchange(ServerSession.RegistrationPurpose, true, nowMs);
        Enter(BootstrapState.AwaitingResponse, RegistrationReason.TimeElapsed, 0);
    }

    /// <summary>
    /// Puts what was provided into force. Every registration begins anew, for its server may be
    /// another; allocates host names and key material.
    /// </summary>
    private void Apply(long nowMs)
    {
        _isFinishing = false;
        _isUnproven = true;
        for (int i = 0; i < _servers.Length; i++)
        {
            _servers[i].Registration.Renew();
        }

        _operations.Apply();
        for (int i = 0; i < _servers.Length; i++)
        {
            _servers[i].Registration.Start(nowMs);
        }

        ArmPurge(nowMs);
        Enter(
            BootstrapState.Finished, RegistrationReason.Accepted, 0,
            nowMs + _session.Account.Transmission.MaxTransmitWaitMs);
    }

    /// <summary>Waits for the next attempt; nothing of this one counts.</summary>
    private void Fail(RegistrationReason reason, int code, long nowMs)
    {
        Disconnect(false);
        if (_state == BootstrapState.Finished)
        {
            Enter(BootstrapState.Idle, reason, code);
        }
        else
        {
            Enter(BootstrapState.AwaitingRetry, reason, code, NextMs(reason, nowMs));
        }
    }

    private long NextMs(RegistrationReason reason, long nowMs)
    {
        return _retryDelay.NextMs(_accounts.Bootstrap, _workspace.Random, reason, nowMs);
    }

    /// <summary>Whether a server has accepted what the latest bootstrap has provided.</summary>
    private bool HasRegistered()
    {
        for (int i = 0; i < _servers.Length; i++)
        {
            if (_servers[i].Registration.HasAccepted)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Notes when the bootstrap account goes: Bootstrap-Server Account Timeout (/0/x/12) after
    /// there are servers to register with.
    /// </summary>
    private void ArmPurge(long nowMs)
    {
        int instance = _accounts.Bootstrap.SecurityInstance;
        long timeoutMs = instance < 0 || _accounts.Count == 0 ? 0
            : MsOf(instance, SecurityResource.AccountTimeout);
        _purgeMs = timeoutMs > 0 ? nowMs + timeoutMs : Deadline.Never;
    }

    /// <summary>A value of the bootstrap account in seconds, 0 if it is absent.</summary>
    private long MsOf(int instance, int resourceId)
    {
        return 1000 * _accounts.Configuration.Integer(
            Accounts.SecurityPath(instance, resourceId), 0);
    }

    private void Purge()
    {
        _purgeMs = Deadline.Never;
        Stop();
        _accounts.RemoveBootstrap();
        _operations.RefreshObjects();
    }

    private void Disconnect(bool notifies)
    {
        _isConnected = false;
        _isFinishing = false;
        _session.Disconnect(notifies);
    }

    /// <summary>Enters a state that does not end by itself.</summary>
    private void Enter(BootstrapState state, RegistrationReason reason, int code)
    {
        Enter(state, reason, code, Deadline.Never);
    }

    private void Enter(BootstrapState state, RegistrationReason reason, int code, long dueMs)
    {
        _state = state;
        _dueMs = dueMs;
        if (Changed != null)
        {
            Changed(state, reason, Registration.ShownCode(reason, code));
        }
    }
}
