// A DTLS 1.2 connection (RFC 6347): the handshake with its timer (§4.2.4), then application data.
// Sans-IO: datagrams come in through Take and Next, time through OnTimer.

using System;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The secure connection with one server.</summary>
internal sealed class DtlsConnection
{
    /// <summary>The length of an export.</summary>
    public const int StateBytes =
        ResumableSession.StateBytes + RecordLayer.StateBytes;

    private readonly DtlsParameters _parameters;
    private readonly IRandom _random;
    private readonly RecordLayer _records;
    private readonly FlightSender _sender;
    private readonly ResumableSession _session = new ResumableSession();
    private readonly ClientHandshake _handshake;

    private byte[] _datagram;
    private int _timeoutMs;
    private int _repetitions;
    private bool _isLossFree;

    /// <param name="parameters">What is agreed with the server.</param>
    /// <param name="keys">The key schedule, shared by all connections of a client.</param>
    /// <param name="transport">The socket.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="transmitBuffer">Where handshake messages are written.</param>
    /// <param name="receiveBytes">The largest datagram that can be received.</param>
    public DtlsConnection(
        DtlsParameters parameters, KeySchedule keys, IDatagramTransport transport,
        IRandom random, byte[] transmitBuffer, int receiveBytes)
    {
        _parameters = parameters;
        _random = random;
        _records = new RecordLayer(keys.Crypto);
        _sender = new FlightSender(_records, transport, transmitBuffer);
        _handshake = new ClientHandshake(
            parameters, keys, _records, _sender, _session, receiveBytes);
    }

    public DtlsState State
    {
        get { return _handshake.State; }
    }

    /// <summary>Whether the connection continues an earlier session.</summary>
    public bool IsResumed
    {
        get { return _handshake.IsResumed; }
    }

    /// <summary>
    /// Whether the connection was imported: there is no telling whether the server still has it.
    /// </summary>
    public bool IsImported { get; private set; }

    /// <summary>Whether a new address leaves the connection as it is.</summary>
    public bool HasConnectionId
    {
        get { return _records.ConnectionIdLength > 0; }
    }

    /// <summary>The cipher suite of the connection.</summary>
    public int CipherSuite
    {
        get { return _session.CipherSuite; }
    }

    /// <summary>Whether the master secret is an extended one (RFC 7627).</summary>
    public bool IsExtended
    {
        get { return _session.IsExtended; }
    }

    /// <summary>Why the connection has ended.</summary>
    public RegistrationReason Reason { get; private set; }

    /// <summary>The alert that has ended it, sent or received, or -1.</summary>
    public int Alert { get; private set; }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>Where the application data of the record at hand starts.</summary>
    public int DataOffset
    {
        get { return _records.Offset; }
    }

    /// <summary>The length of the application data of the record at hand.</summary>
    public int DataLength
    {
        get { return _records.Length; }
    }

    /// <summary>The most bytes of application data that one record, and the path, can take.
    /// </summary>
    public int MaxDataBytes
    {
        get
        {
            int bytes = _parameters.PathMtuBytes - _records.Overhead;
            int fragment = _handshake.MaxFragmentBytes;
            return fragment < bytes ? fragment : bytes;
        }
    }

    /// <summary>
    /// Begins a handshake on a fresh socket. A session that is known is offered for resumption.
    /// </summary>
    public void Start(long nowMs)
    {
        Reset(false);
        _isLossFree = true;
        if (_timeoutMs == 0)
        {
            _timeoutMs = _parameters.InitialTimeoutMs;
        }

        _handshake.Start(_random);
        _handshake.SendFlight();
        Await(0, nowMs);
    }

    /// <summary>Ends the connection; its session can be resumed.</summary>
    /// <param name="notifies">Whether the server is told (close_notify).</param>
    public void Close(bool notifies)
    {
        if (notifies && State == DtlsState.Connected)
        {
            _sender.SendAlert(false, AlertDescription.CloseNotify, true);
        }

        Reset(false);
    }

    /// <summary>Takes a datagram; call <see cref="Next"/> until it says None.</summary>
    public void Take(byte[] buffer, int length)
    {
        _datagram = buffer;
        _records.Take(buffer, length);
    }

    /// <summary>Goes on with the datagram that was taken.</summary>
    public DtlsEvent Next(long nowMs)
    {
        DtlsEvent outcome = DtlsEvent.None;
        while (outcome == DtlsEvent.None && State != DtlsState.Closed && _records.Next())
        {
            // Once there is a connection, nothing counts that is not protected.
            bool isConnected = State == DtlsState.Connected;
            bool isProtected = _records.Epoch > 0;
            if (isProtected ? !_records.Open() : isConnected)
            {
                continue;
            }

            switch (_records.Type)
            {
                case ContentType.ApplicationData when isConnected:
                    return DtlsEvent.Data;
                case ContentType.Handshake:
                    outcome = OnHandshake(isConnected, isProtected, nowMs);
                    break;
                case ContentType.Alert when _records.Length == 2:
                    outcome = OnAlert(isConnected);
                    break;
            }
        }

        return outcome;
    }

    /// <summary>Called when <see cref="DueMs"/> is reached: sends the latest flight again.
    /// </summary>
    public DtlsEvent OnTimer(long nowMs)
    {
        if (_repetitions == Limits.FlightRetransmissions)
        {
            bool wasKeyed = State == DtlsState.AwaitingFinished;
            _timeoutMs = 0;
            return Fail(
                wasKeyed ? RegistrationReason.KeyRefused : RegistrationReason.NoAnswer,
                ServerHello.NoAlert, wasKeyed);
        }

        _isLossFree = false;
        _timeoutMs = _timeoutMs < Limits.MaxHandshakeTimeoutMs / 2
            ? _timeoutMs * 2
            : Limits.MaxHandshakeTimeoutMs;
        _handshake.SendFlight();
        Await(_repetitions + 1, nowMs);
        return DtlsEvent.None;
    }

    /// <summary>
    /// Sends <c>buffer[offset .. offset + length)</c> as application data. It is encrypted where it
    /// stands; there has to be <see cref="RecordLayer.HeadRoom"/> in front and
    /// <see cref="RecordLayer.TailRoom"/> behind.
    /// </summary>
    public bool Send(byte[] buffer, int offset, int length)
    {
        return State == DtlsState.Connected && _sender.SendData(buffer, offset, length);
    }

    /// <summary>
    /// Writes the session, and the connection if it is to go on elsewhere: one with a connection
    /// id, which is the only kind that a server recognises on another socket.
    /// </summary>
    public void Export(byte[] buffer, int at, bool hasConnection)
    {
        Array.Clear(buffer, at, StateBytes);
        _session.Export(buffer, at);
        if (hasConnection && State == DtlsState.Connected && HasConnectionId)
        {
            _records.Export(buffer, at + ResumableSession.StateBytes);
        }
    }

    /// <summary>Takes up a session, and the connection if there is one.</summary>
    /// <returns>Whether there was a connection in the export.</returns>
    public bool Import(byte[] buffer, int at)
    {
        Reset(false);
        _session.Import(buffer, at);
        int suite = _session.CipherSuite;
        if (!_parameters.Offers(suite))
        {
            _session.Clear();
            return false;
        }

        _records.TagBytes = Handshake.CipherSuite.TagBytesOf(suite);
        IsImported = _records.Import(buffer, at + ResumableSession.StateBytes);
        if (IsImported)
        {
            _handshake.Continue();
        }

        return IsImported;
    }

    private void Await(int repetitions, long nowMs)
    {
        _repetitions = repetitions;
        DueMs = nowMs + _timeoutMs;
    }

    private DtlsEvent OnHandshake(bool isConnected, bool isProtected, long nowMs)
    {
        int at = _records.Offset;
        int end = at + _records.Length;
        if (isConnected)
        {
            _handshake.OnLateMessage(end > at ? _datagram[at] : -1);
            return DtlsEvent.None;
        }

        switch (_handshake.OnRecord(_datagram, at, end, isProtected))
        {
            case HandshakeEvent.FlightSent:
                Await(0, nowMs);
                return DtlsEvent.None;
            case HandshakeEvent.Complete:
                if (_isLossFree)
                {
                    _timeoutMs = _parameters.InitialTimeoutMs;
                }

                DueMs = long.MaxValue;
                return DtlsEvent.Connected;
            case HandshakeEvent.Refused:
                int alert = _handshake.Alert;
                _sender.SendAlert(true, alert, _handshake.HasKeyExchange);
                return Fail(RegistrationReason.HandshakeFailed, alert, true);
            default:
                return DtlsEvent.None;
        }
    }

    private DtlsEvent OnAlert(bool isConnected)
    {
        const int Fatal = 2;
        bool isFatal = _datagram[_records.Offset] == Fatal;
        int description = _datagram[_records.Offset + 1];
        if (!isFatal && description != AlertDescription.CloseNotify)
        {
            return DtlsEvent.None;
        }

        RegistrationReason reason = isConnected
            ? RegistrationReason.ConnectionClosed
            : AlertDescription.ReasonOf(description);

        if (isConnected && !isFatal)
        {
            // RFC 5246 §7.2.1.
            _sender.SendAlert(false, AlertDescription.CloseNotify, true);
        }

        // After a fatal alert a session must not be resumed (RFC 5246 §7.2.2).
        return Fail(reason, description, isFatal);
    }

    private DtlsEvent Fail(RegistrationReason reason, int alert, bool forgets)
    {
        Reset(true);
        if (forgets)
        {
            _session.Clear();
        }

        Reason = reason;
        Alert = alert;
        return DtlsEvent.Closed;
    }

    private void Reset(bool hasFailed)
    {
        _handshake.Reset(hasFailed);
        _records.Reset();
        IsImported = false;
        DueMs = long.MaxValue;
    }
}
