// The conversation with one server: its socket, its secure connection, its one outstanding
// exchange, its message ids, the requests that must not be done twice. Incoming messages are
// sorted here (RFC 7252 §4.2, §4.3); what they mean is decided by the conversation, by
// RequestHandler and InformationReporting.

using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Interfaces;

/// <summary>Everything that belongs to one server.</summary>
internal sealed partial class ServerSession
{
    /// <summary>The exchange carries a message of the registration.</summary>
    public const int RegistrationPurpose = 1;

    /// <summary>The exchange carries a separate response.</summary>
    public const int ResponsePurpose = 2;

    /// <summary>The exchange carries a Send.</summary>
    public const int SendPurpose = 3;

    /// <summary>The exchange carries a notification of observation (purpose - 4).</summary>
    public const int NotificationPurpose = 4;

    private const int TokenBytes = 4;

    private readonly Workspace _workspace;
    private readonly RequestHandler _requests;
    private readonly Conversation _conversation;
    private readonly byte[] _token = new byte[TokenBytes];
    private int _nextMessageId;
    private int _answeredMessageId = -1;

    // When the latest message was sent or received; MaxValue for one that this Poll sends.
    private long _activeMs = long.MinValue >> 1;

    /// <param name="workspace">What all servers share.</param>
    /// <param name="requests">Answers requests.</param>
    /// <param name="management">The operations of a server.</param>
    /// <param name="transport">The socket.</param>
    /// <param name="account">The server.</param>
    /// <param name="conversation">What there is to say; null for a registration.</param>
    public ServerSession(
        Workspace workspace, RequestHandler requests, DeviceManagement management,
        IDatagramTransport transport, Account account, Conversation conversation)
    {
        _workspace = workspace;
        _requests = requests;
        Account = account;
        Exchange = new Exchange(account.Transmission, workspace.Random, Limits.ExchangeBytes);
        Link = new ServerLink(workspace, transport, account, Exchange.Buffer);
        _nextMessageId = workspace.Random.Next(0x10000);
        Slot = new SessionSlot(workspace, this);
        Duplicates = new DuplicateTable(account.Transmission.ExchangeLifetimeMs);
        int number = ++workspace.Sessions;
        Attributes = new AttributeTable(workspace.Attributes, number);
        Pending = new PendingRequest();
        Reporting = new InformationReporting(this, workspace, management.Reader, number);
        if (conversation == null)
        {
            Registration = new Registration(this, workspace, management);
            conversation = Registration;
        }

        _conversation = conversation;
    }

    public readonly Account Account;

    public readonly ServerLink Link;

    public readonly SessionSlot Slot;

    public readonly Exchange Exchange;

    public readonly DuplicateTable Duplicates;

    public readonly AttributeTable Attributes;

    public readonly PendingRequest Pending;

    public readonly InformationReporting Reporting;

    /// <summary>The registration; null with a bootstrap server.</summary>
    public readonly Registration Registration;

    /// <summary>The size exponent of blocks that this server last wanted (RFC 7959).</summary>
    public int BlockExponent = BlockOption.LargestExponent;

    /// <summary>When <see cref="Poll"/> has something to do without a message.</summary>
    public long DueMs
    {
        get
        {
            if (Pending.IsCompleted && Exchange.Purpose == Exchange.Free)
            {
                return 0;
            }

            long due = _conversation.DueMs;
            due = Exchange.DueMs < due ? Exchange.DueMs : due;
            due = Link.DueMs < due ? Link.DueMs : due;
            return Reporting.DueMs < due ? Reporting.DueMs : due;
        }
    }

    /// <summary>Until when the server may send a request, or an answer.</summary>
    public long AwakeUntilMs
    {
        get
        {
            long awakeMs = _conversation.AwakeMs;
            return awakeMs < 0 || Exchange.Purpose != Exchange.Free || Pending.IsTaken
                ? Deadline.Never
                : awakeMs == 0 ? 0
                : _activeMs + awakeMs;
        }
    }

    /// <summary>Takes messages and does what is due.</summary>
    /// <returns>When it is to be called again, unless a message comes before.</returns>
    public long Poll(long nowMs)
    {
        int taken = 0;
        int length = -1;
        if (_conversation.IsConnected)
        {
            ServerLink link = Link;
            for (; taken < Limits.DatagramsPerPoll; taken++)
            {
                length = link.Receive();
                if (length < 0)
                {
                    break;
                }

                TakeDatagram(link, length, nowMs);
            }
        }

        if (length == -2 && _conversation.IsConnected)
        {
            _conversation.OnNetworkDown(nowMs);
        }

        long dueMs = DueMs;
        if (nowMs >= dueMs)
        {
            OnTimer(nowMs);
            dueMs = DueMs;
            _activeMs = _activeMs < nowMs ? _activeMs : nowMs;
        }

        if (taken > 0)
        {
            _activeMs = nowMs;
        }

        // There may be more where these came from.
        return taken == Limits.DatagramsPerPoll ? nowMs : dueMs;
    }

    /// <summary>Ends the conversation: no exchange crosses an epoch (RFC 7252 §9.1.1).
    /// </summary>
    /// <param name="notifies">Whether the server is told that a secure connection ends.</param>
    public void Disconnect(bool notifies)
    {
        EndExchange();
        _requests.Forget(this);
        Link.Disconnect(notifies);
    }

    /// <summary>Closes the socket only: a connection with an id goes on over the next one.
    /// </summary>
    public void CloseSocket()
    {
        EndExchange();
        Link.CloseSocket();
    }

    /// <summary>The message id of the next message.</summary>
    public int TakeMessageId()
    {
        _nextMessageId = (_nextMessageId + 1) & 0xFFFF;
        return _nextMessageId;
    }

    /// <summary>
    /// Ends the conversation without a word, so that it can go on after a sleep: from the store,
    /// and then the connection is there and nowhere else, or without one from memory.
    /// </summary>
    public void Suspend()
    {
        if (_workspace.Storage == null && Link.OutlivesSocket)
        {
            CloseSocket();
            return;
        }

        Slot.Save(true);
        Disconnect(false);
    }

    /// <summary>Goes on with the message ids and Observe numbers of an earlier session.
    /// </summary>
    public void ContinueNumbers(int messageId, int sequence)
    {
        _nextMessageId = messageId;
        Reporting.ContinueSequence(sequence);
    }

    /// <summary>Sends the message that has been written.</summary>
    public void Send()
    {
        MessageWriter message = _workspace.Message;
        _activeMs = Deadline.Never;
        Link.Send(message.Buffer, message.Start, message.Length);
    }

    /// <summary>Begins a request, with a new token, in the exchange.</summary>
    public MessageWriter BeginRequest(int code)
    {
        // The blocks of one body have one token: there are servers that find them by it.
        bool isNew = !_workspace.Content.Body.Is(
            this, BodyBuffer.Outgoing, 0, Lwm2mPath.Root);
        for (int i = 0; isNew && i < TokenBytes; i++)
        {
            _token[i] = (byte)_workspace.Random.Next(256);
        }

        MessageWriter message = UseExchange();
        message.Begin(
            MessageType.Confirmable, code, TakeMessageId(), _token, 0, TokenBytes);
        return message;
    }

    /// <summary>
    /// Makes a confirmable message of what is now written: into the exchange, if it is free.
    /// </summary>
    public MessageWriter UseExchange()
    {
        MessageWriter message = _workspace.Message;
        int most = Link.MaxMessageBytes;
        message.Use(Exchange.Buffer, 0, most < Limits.ExchangeBytes ? most : Limits.ExchangeBytes);
        return message;
    }

    /// <summary>Makes what is now written a message that is sent once.</summary>
    public MessageWriter UseTransmitBuffer()
    {
        MessageWriter message = _workspace.Message;
        message.Use(
            _workspace.TransmitBuffer, Workspace.MessageStart,
            Workspace.MessageStart + Link.MaxMessageBytes);
        return message;
    }

    /// <summary>Sends the message written after <see cref="UseExchange"/>.</summary>
    public void StartExchange(int purpose, bool isRequest, long nowMs)
    {
        Exchange.Start(purpose, _workspace.Message.Length, isRequest, nowMs);
        Send();
    }

    /// <summary>Sends an acknowledgement or a Reset (RFC 7252 §4.2).</summary>
    public void SendEmpty(int type, int messageId)
    {
        UseTransmitBuffer().BeginEmpty(type, messageId);
        Send();
    }

    private void EndExchange()
    {
        Exchange.Cancel();
        Pending.Clear();
        Reporting.OnExchangeLost();
    }

    private void OnTimer(long nowMs)
    {
        _requests.OnTimer(nowMs);
        if (nowMs >= Exchange.DueMs)
        {
            int purpose = Exchange.Purpose;
            OnExchange(Exchange.OnTimer(nowMs), purpose, nowMs);
        }

        if (nowMs >= Link.DueMs && Link.OnTimer(nowMs) == DtlsEvent.Closed)
        {
            _conversation.OnConnection(false, nowMs);
        }

        if (nowMs >= _conversation.DueMs)
        {
            _conversation.OnTimer(nowMs);
        }

        if (nowMs >= Reporting.DueMs)
        {
            Reporting.OnTimer(nowMs);
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
                Link.Send(Exchange.Buffer, 0, Exchange.Length);
                Reporting.Reschedule();
                return;
        }

        if (purpose == RegistrationPurpose)
        {
            _conversation.OnExchange(outcome, nowMs);
        }
        else if (purpose == SendPurpose)
        {
            Reporting.OnSent(outcome, nowMs);
        }
        else if (purpose >= NotificationPurpose)
        {
            Reporting.OnExchange(purpose - NotificationPurpose, outcome, nowMs);
            if (outcome == ExchangeEvent.TimedOut)
            {
                _conversation.OnNoAnswer(nowMs);
            }
        }

        UseFreeExchange(nowMs);
    }

    /// <summary>The exchange is free: whoever waits may have it, one after the other.</summary>
    private void UseFreeExchange(long nowMs)
    {
        if (Exchange.Purpose == Exchange.Free && _conversation.IsConnected)
        {
            _conversation.OnExchangeFree(nowMs);
        }

        if (Exchange.Purpose == Exchange.Free && Pending.IsCompleted)
        {
            _requests.SendSeparateResponse(this, _conversation.Operations, nowMs);
        }

        if (Exchange.Purpose == Exchange.Free)
        {
            Reporting.Reschedule();
        }
    }
}
