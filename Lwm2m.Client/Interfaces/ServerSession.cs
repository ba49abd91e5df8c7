// The conversation with one server: its socket, its secure connection, its one outstanding
// exchange, its message ids, the requests that must not be done twice. Incoming messages are
// sorted here (RFC 7252 §4.2, §4.3); what they mean is decided by RequestHandler, by
// InformationReporting, and by what kind of conversation it is: a Registration or a Bootstrap.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>Everything that belongs to one server, and the course of what there is to say to it.
/// </summary>
internal abstract partial class ServerSession
{
    /// <summary>The exchange carries a message of the registration or the bootstrap.</summary>
    public const int RegistrationPurpose = 1;

    /// <summary>The exchange carries a Send.</summary>
    public const int SendPurpose = 2;

    /// <summary>The exchange carries a separate response: from here on, no requests.</summary>
    public const int ResponsePurpose = 3;

    /// <summary>The exchange carries a notification of observation (purpose - 4).</summary>
    public const int NotificationPurpose = 4;

    private const int TokenBytes = 4;

    protected readonly Workspace _workspace;

    // Of the workspace, what is often used.
    protected readonly MessageWriter _message;
    protected readonly MessageContent _content;
    protected readonly StoredRecord _record;
    protected readonly IStorage _storage;
    protected readonly byte[] _transmitBuffer;

    private readonly byte[] _token = new byte[TokenBytes];
    private int _nextMessageId;
    private int _answeredMessageId = -1;

    // When the latest message was sent or received; MaxValue for one that this Poll sends.
    private long _activeMs = -(Deadline.Never >> 1);

    /// <param name="workspace">What all servers share.</param>
    /// <param name="account">The server.</param>
    /// <param name="takesRequests">Whether it may send requests.</param>
    protected ServerSession(Workspace workspace, Account account, bool takesRequests = true)
    {
        _workspace = workspace;
        _message = workspace.Message;
        _content = workspace.Content;
        _record = workspace.Record;
        _storage = workspace.Storage;
        _transmitBuffer = workspace.TransmitBuffer;
        Account = account;
        Exchange = new Exchange(account.Transmission, workspace.Random, Limits.ExchangeBytes);
        _transport = workspace.NewTransport();
        Secure();
        _nextMessageId = workspace.Random.Next(0x10000);
        Duplicates = takesRequests
            ? new DuplicateTable(account.Transmission.ExchangeLifetimeMs)
            : null;
        Pending = new PendingRequest();
    }

    /// <summary>The session with the next server, or null.</summary>
    public ServerSession Next;

    public readonly Account Account;

    public readonly Exchange Exchange;

    /// <summary>The requests that must not be done twice; null if there are none.</summary>
    public readonly DuplicateTable Duplicates;

    public readonly PendingRequest Pending;

    /// <summary>The size exponent of blocks that this server last wanted (RFC 7959).</summary>
    public int BlockExponent = BlockOption.LargestExponent;

    /// <summary>
    /// Where the conversation stands: a <see cref="RegistrationState"/> or a
    /// <see cref="BootstrapState"/>; 0 at rest.
    /// </summary>
    public int Stage;

    /// <summary>Whether there is a socket.</summary>
    public bool IsConnected;

    /// <summary>Whether the server no longer holds up the registration with others.</summary>
    public bool IsSettled;

    /// <summary>Whether the server knows LwM2M 1.0 only.</summary>
    public bool IsVersion10;

    /// <summary>When <see cref="OnReportDue"/> is to be called.</summary>
    protected long ReportDueMs = Deadline.Never;

    /// <summary>Whether the server may send requests and gets notifications.</summary>
    public abstract bool IsRegistered { get; }

    /// <summary>The Short Server ID.</summary>
    public int ServerId
    {
        get { return Account.ServerId; }
    }

    /// <summary>Whether a confirmable message can be sent.</summary>
    public bool IsExchangeFree
    {
        get { return Exchange.Purpose == Exchange.Free; }
    }

    /// <summary>When <see cref="Poll"/> has something to do without a message.</summary>
    public long DueMs
    {
        get
        {
            if (Pending.IsCompleted && IsExchangeFree)
            {
                return 0;
            }

            long due = Deadline.Earlier(StageDueMs, Exchange.DueMs);
            due = Deadline.Earlier(due, ReportDueMs);
            return Dtls == null ? due : Deadline.Earlier(due, Dtls.DueMs);
        }
    }

    /// <summary>Until when the server may send a request, or an answer.</summary>
    public virtual long AwakeUntilMs
    {
        get
        {
            long awakeMs = AwakeMs;
            return !IsConnected ? 0
                : awakeMs < 0 || !IsExchangeFree || Pending.IsTaken
                    ? Deadline.Never
                : _activeMs + awakeMs;
        }
    }

    /// <summary>What the requests of the server do.</summary>
    protected abstract OperationHandler Operations { get; }

    /// <summary>When <see cref="OnStageDue"/> is to be called.</summary>
    protected abstract long StageDueMs { get; }

    /// <summary>
    /// How long after the latest message the server may send a request while there is a socket:
    /// -1 if it may at any time.
    /// </summary>
    protected virtual long AwakeMs
    {
        get { return -1; }
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

    /// <summary>Something has come about, or is wanted.</summary>
    public abstract void Tell(Notice what, long nowMs);

    /// <summary>A value has changed, an instance has come or gone; true if that is to be
    /// reported.</summary>
    public virtual bool OnChanged(long path)
    {
        return false;
    }

    /// <summary>
    /// Begins to send the values that paths have now, or the samples of a batch, in as many
    /// messages as it takes.
    /// </summary>
    public virtual SendStatus Send(long[] paths, SampleBatch batch, SendHandler handler)
    {
        return SendStatus.NotRegistered;
    }

    /// <summary>Takes messages and does what is due.</summary>
    /// <returns>When it is to be called again, unless a message comes before.</returns>
    public long Poll(long nowMs)
    {
        int taken = 0;
        int length = -1;
        byte[] buffer = _workspace.ReceiveBuffer;
        for (; IsConnected && taken < Limits.DatagramsPerPoll; taken++)
        {
            length = _transport.Receive(buffer, 0, buffer.Length);
            if (length < 0)
            {
                break;
            }

            TakeDatagram(length, nowMs);
        }

        if (length == -2 && IsConnected)
        {
            Fail(RegistrationReason.NetworkDown, 0, nowMs);
        }

        _workspace.Requests.OnTimer(nowMs);
        long dueMs = DueMs;
        if (nowMs >= dueMs)
        {
            OnTimer(nowMs);
            dueMs = DueMs;
            _activeMs = Deadline.Earlier(_activeMs, nowMs);
        }

        if (taken > 0)
        {
            _activeMs = nowMs;
        }

        // There may be more where these came from.
        return taken == Limits.DatagramsPerPoll ? nowMs : dueMs;
    }

    /// <summary>Called when <see cref="StageDueMs"/> is reached.</summary>
    protected abstract void OnStageDue(long nowMs);

    /// <summary>A handshake has begun.</summary>
    protected abstract void OnConnecting();

    /// <summary>A secure connection has come about, or goes on over a new socket; or none is
    /// needed.</summary>
    /// <param name="isResumed">Whether it is one that a registration goes on with.</param>
    /// <param name="updateMs">When the next Update is due.</param>
    /// <param name="nowMs">The time.</param>
    protected abstract void OnSecured(bool isResumed, long updateMs, long nowMs);

    /// <summary>What is under way has failed: waits for the next attempt.</summary>
    protected abstract void Fail(RegistrationReason reason, int code, long nowMs);

    /// <summary>The end of an exchange of the registration or the bootstrap.</summary>
    /// <param name="code">The code of the response, or 0.</param>
    /// <param name="reason">Accepted, Refused or NoAnswer.</param>
    /// <param name="nowMs">The time.</param>
    protected abstract void OnAnswer(int code, RegistrationReason reason, long nowMs);

    /// <summary>The exchange is free: sends what has been waiting for it.</summary>
    protected virtual void OnExchangeFree(long nowMs)
    {
    }

    /// <summary>There may be something to report.</summary>
    protected void Reschedule()
    {
        ReportDueMs = 0;
    }

    /// <summary>Called when <see cref="ReportDueMs"/> is reached: reports what is due.</summary>
    protected virtual void OnReportDue(long nowMs)
    {
        ReportDueMs = Deadline.Never;
    }

    /// <summary>The end of an exchange that carried a notification.</summary>
    protected virtual void OnNotified(int observation, ExchangeEvent outcome, long nowMs)
    {
    }

    /// <summary>The end of an exchange that carried a Send.</summary>
    protected virtual void OnSent(int code, RegistrationReason reason, long nowMs)
    {
    }

    /// <summary>A Reset has come for a message that was sent once.</summary>
    protected virtual void OnReset(int messageId)
    {
    }

    /// <summary>The exchange has ended with its connection.</summary>
    protected virtual void OnExchangeLost()
    {
    }

    private void EndExchange()
    {
        IsConnected = false;
        Exchange.Cancel();
        Pending.Clear();
        OnExchangeLost();
    }

    private void OnTimer(long nowMs)
    {
        Exchange exchange = Exchange;
        if (nowMs >= exchange.DueMs)
        {
            int purpose = exchange.Purpose;
            OnExchange(exchange.OnTimer(nowMs), purpose, nowMs);
        }

        DtlsConnection dtls = Dtls;
        if (dtls != null && nowMs >= dtls.DueMs && dtls.OnTimer(nowMs) == DtlsEvent.Closed)
        {
            OnConnection(DtlsEvent.Closed, nowMs);
        }

        if (nowMs >= StageDueMs)
        {
            OnStageDue(nowMs);
        }

        if (nowMs >= ReportDueMs)
        {
            OnReportDue(nowMs);
        }

        if (Pending.IsCompleted)
        {
            UseFreeExchange(nowMs);
        }
    }

    private void OnExchange(ExchangeEvent outcome, int purpose, long nowMs)
    {
        switch (outcome)
        {
            case ExchangeEvent.None:
            case ExchangeEvent.Continues:
                return;
            case ExchangeEvent.Retransmit:
                Transmit(Exchange.Buffer, 0, Exchange.Length);
                Reschedule();
                return;
        }

        // A Reset is a refusal without a code.
        int code = outcome == ExchangeEvent.Responded ? _workspace.View.Code : CoapCode.Empty;
        RegistrationReason reason = outcome == ExchangeEvent.TimedOut ? RegistrationReason.NoAnswer
            : CoapCode.IsSuccess(code) ? RegistrationReason.Accepted
            : RegistrationReason.Refused;
        if (purpose == RegistrationPurpose)
        {
            OnAnswer(code, reason, nowMs);
        }
        else if (purpose == SendPurpose)
        {
            OnSent(code, reason, nowMs);
        }
        else if (purpose >= NotificationPurpose)
        {
            OnNotified(purpose - NotificationPurpose, outcome, nowMs);
        }

        UseFreeExchange(nowMs);
    }

    /// <summary>The exchange is free: whoever waits may have it, one after the other.</summary>
    private void UseFreeExchange(long nowMs)
    {
        if (IsExchangeFree && IsConnected)
        {
            OnExchangeFree(nowMs);
        }

        if (IsExchangeFree && Pending.IsCompleted)
        {
            _workspace.Requests.SendSeparateResponse(this, Operations, nowMs);
        }

        if (IsExchangeFree)
        {
            Reschedule();
        }
    }
}
