// The one outstanding confirmable message to a server (RFC 7252 §4.2; NSTART is 1, §4.7). It keeps
// the message as plaintext and repeats it with exponential back-off until it is acknowledged; a
// request then still waits for its response.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Coap;

/// <summary>What an incoming message or a timer meant to the exchange.</summary>
internal enum ExchangeEvent
{
    /// <summary>Nothing: the message belongs to something else.</summary>
    None = 0,

    /// <summary>Progress, but not the end: go on waiting.</summary>
    Continues,

    /// <summary>A message that needs no response was acknowledged.</summary>
    Acknowledged,

    /// <summary>The response has come; the view holds it.</summary>
    Responded,

    /// <summary>The peer sent a Reset.</summary>
    Rejected,

    /// <summary>No answer within MAX_TRANSMIT_WAIT.</summary>
    TimedOut,

    /// <summary>The message is to be sent once more.</summary>
    Retransmit,
}

/// <summary>A confirmable message on its way.</summary>
internal sealed class Exchange
{
    /// <summary>The purpose of an exchange that is free.</summary>
    public const int Free = 0;

    // To be read only: a property would cost a call on the device.

    /// <summary>What the exchange is for, as its user numbers it; 0 while it is free.</summary>
    public int Purpose;

    /// <summary>The message, to be sent and sent again; free while the exchange is.</summary>
    public readonly byte[] Buffer;

    /// <summary>The length of the message.</summary>
    public int Length;

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs = Deadline.Never;

    private readonly TransmissionParameters _parameters;
    private readonly IRandom _random;

    private int _timeoutMs;
    private int _retransmissions;
    private bool _isRequest;
    private bool _awaitsResponse;

    /// <param name="parameters">The time-outs.</param>
    /// <param name="random">For the jitter.</param>
    /// <param name="capacity">The most bytes of a message.</param>
    public Exchange(TransmissionParameters parameters, IRandom random, int capacity)
    {
        Buffer = new byte[capacity];
        _parameters = parameters;
        _random = random;
    }

    /// <summary>Whether the message had to be sent more than once.</summary>
    public bool IsRepeated
    {
        get { return _retransmissions > 0; }
    }

    /// <summary>Starts with the message that has been written into Buffer.</summary>
    public void Start(int purpose, int length, bool isRequest, long nowMs)
    {
        Purpose = purpose;
        Length = length;
        _isRequest = isRequest;
        _awaitsResponse = false;
        _retransmissions = 0;
        int timeoutMs = _parameters.AckTimeoutMs;
        int spread = timeoutMs * (_parameters.AckRandomPercent - 100) / 100;
        timeoutMs += _random.Next(spread + 1);
        _timeoutMs = timeoutMs;
        DueMs = nowMs + timeoutMs;
    }

    /// <summary>Forgets the message.</summary>
    public void Cancel()
    {
        Purpose = Free;
        DueMs = Deadline.Never;
    }

    /// <summary>Looks at a message from the peer; an end frees the exchange.</summary>
    public ExchangeEvent OnMessage(MessageView message, MessageKind kind, long nowMs)
    {
        byte[] buffer = Buffer;
        int type = message.Type;
        bool isMine = message.MessageId == Bytes.ReadUInt16(buffer, 2);
        if (Purpose == Free)
        {
            return ExchangeEvent.None;
        }

        if (kind == MessageKind.Response && type != MessageType.Reset)
        {
            // A piggybacked response needs the message id too, a separate one only the token.
            return _isRequest && message.TokenLength == (buffer[0] & 15)
                && Bytes.Equal(
                    message.Buffer, message.TokenOffset, buffer, 4, message.TokenLength)
                && (isMine || type != MessageType.Acknowledgement)
                ? End(ExchangeEvent.Responded)
                : ExchangeEvent.None;
        }

        if (kind != MessageKind.Empty || type < MessageType.Acknowledgement || !isMine)
        {
            return ExchangeEvent.None;
        }

        if (type == MessageType.Reset || !_isRequest)
        {
            return End(type == MessageType.Reset
                ? ExchangeEvent.Rejected
                : ExchangeEvent.Acknowledged);
        }

        // Acknowledged: no more repetitions. The response may take as long again.
        if (!_awaitsResponse)
        {
            _awaitsResponse = true;
            DueMs = nowMs + _parameters.MaxTransmitWaitMs;
        }

        return ExchangeEvent.Continues;
    }

    /// <summary>Called when <see cref="DueMs"/> is reached.</summary>
    public ExchangeEvent OnTimer(long nowMs)
    {
        if (_awaitsResponse || _retransmissions == _parameters.MaxRetransmit)
        {
            return End(ExchangeEvent.TimedOut);
        }

        _retransmissions++;
        _timeoutMs <<= 1;
        DueMs = nowMs + _timeoutMs;
        return ExchangeEvent.Retransmit;
    }

    private ExchangeEvent End(ExchangeEvent outcome)
    {
        Cancel();
        return outcome;
    }
}
