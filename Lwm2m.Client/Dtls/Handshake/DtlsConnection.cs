// A DTLS 1.2 connection (RFC 6347): the handshake with its timer (§4.2.4), then application data.
// Sans-IO: datagrams come in through Take and Next, time through OnTimer.

using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>The secure connection with one server.</summary>
internal sealed class DtlsConnection : ResumableSession
{
    /// <summary>Where the verify_data of the client's Finished stands: what is sent again when
    /// the server repeats its last flight (RFC 6347 §4.2.4).</summary>
    public const int VerifyAt = KeptAt;

    /// <summary>Where the verify_data that the server's Finished must have stands.</summary>
    public const int ServerVerifyAt = VerifyAt + KeySchedule.VerifyBytes;

    /// <summary>The least length of <see cref="Scratch"/>: the randoms of client and server, one
    /// behind the other, and behind them what <see cref="Reassembly"/> has.</summary>
    public const int ScratchBytes = Reassembly.BufferBytes;

    /// <summary>What is agreed with the server; a handshake begins with it.</summary>
    public DtlsParameters Parameters;

    /// <summary>The socket.</summary>
    public readonly IDatagramTransport Transport;

    /// <summary>What a handshake may use: nobody else does as long as there is no connection.
    /// </summary>
    public readonly byte[] Scratch;

    private readonly ClientHandshake _handshake;

    private int _timeoutMs;
    private int _repetitions;
    private long _dueMs = Deadline.Never;
    private bool _isLossFree;

    /// <param name="parameters">What is agreed with the server.</param>
    /// <param name="handshake">What all connections of a client share.</param>
    /// <param name="transport">The socket.</param>
    /// <param name="scratch">
    /// At least <see cref="ScratchBytes"/> that others use during a connection only.
    /// </param>
    public DtlsConnection(
        DtlsParameters parameters, ClientHandshake handshake, IDatagramTransport transport,
        byte[] scratch)
    {
        Parameters = parameters;
        Transport = transport;
        Scratch = scratch;
        _handshake = handshake;
    }

    public DtlsState State;

    /// <summary>Whether the connection continues an earlier session.</summary>
    public bool IsResumed;

    /// <summary>Whether it was imported: there is no telling whether the server still has it.
    /// </summary>
    public bool IsImported;

    /// <summary>The message number of the latest ClientHello.</summary>
    public int HelloNumber;

    /// <summary>
    /// Whether renegotiation_info is an extension here or one of the suites (RFC 5746 §3.4). A
    /// server has to understand both; an attempt that fails is followed by one the other way.
    /// </summary>
    public bool HasRenegotiationExtension;

    /// <summary>Whether no connection id is asked for although the account says so.</summary>
    public bool WithholdsConnectionId;

    /// <summary>Why the connection has ended.</summary>
    public RegistrationReason Reason;

    /// <summary>The alert that has ended it, sent or received, or -1.</summary>
    public int Alert;

    /// <summary>Whether a new address leaves the connection as it is.</summary>
    public bool HasConnectionId => ConnectionIdLength > 0;

    /// <summary>
    /// The code of the max_fragment_length that is offered, so that no datagram is too large to be
    /// received; 0 if the path carries none that is.
    /// </summary>
    public int FragmentCode
    {
        get
        {
            // 512, 1024, 2048 and 4096 bytes have the codes 1 to 4 (RFC 6066 §4).
            int receiveBytes = _handshake.ReceiveBytes;
            int code = 1;
            while (code < 4 && 512 << code <= receiveBytes - 64)
            {
                code++;
            }

            return receiveBytes < Parameters.PathMtuBytes ? code : 0;
        }
    }

    /// <summary>When <see cref="OnTimer"/> is to be called.</summary>
    public long DueMs => State != DtlsState.AwaitingTurn ? _dueMs
        : _handshake.HasRoom(this) ? 0
        : Deadline.Never;

    /// <summary>Where the application data of the record at hand starts.</summary>
    public int DataOffset => _handshake.Offset;

    /// <summary>The length of the application data of the record at hand.</summary>
    public int DataLength => _handshake.Length;

    /// <summary>The most bytes of application data that a record and the path can take.</summary>
    public int MaxDataBytes
    {
        get
        {
            int bytes = Parameters.PathMtuBytes - Overhead;
            int fragment = (Flags & LimitedFragment) != 0 ? 256 << FragmentCode : bytes;
            return fragment < bytes ? fragment : bytes;
        }
    }

    /// <summary>
    /// Begins a handshake on a fresh socket. A session that is known is offered for resumption.
    /// </summary>
    public void Start(long nowMs)
    {
        Reset();
        Begin(nowMs);
    }

    /// <summary>Ends the connection; its session can be resumed.</summary>
    /// <param name="notifies">Whether the server is told (close_notify).</param>
    public void Close(bool notifies)
    {
        if (notifies && State == DtlsState.Connected)
        {
            SendWarning(AlertDescription.CloseNotify);
        }

        Reset();
    }

    /// <summary>Takes a datagram; call <see cref="Next"/> until it says None.</summary>
    public void Take(byte[] buffer, int length)
    {
        _handshake.Take(this, buffer, length);
    }

    /// <summary>Goes on with the datagram that was taken.</summary>
    public DtlsEvent Next(long nowMs)
    {
        ClientHandshake handshake = _handshake;
        DtlsEvent outcome = DtlsEvent.None;
        while (outcome == DtlsEvent.None && State > DtlsState.AwaitingTurn && handshake.Next())
        {
            // Once there is a connection, nothing counts that is not protected.
            bool isConnected = State == DtlsState.Connected;
            bool isProtected = handshake.Epoch > 0;
            if (isProtected ? !handshake.Open() : isConnected)
            {
                continue;
            }

            int type = handshake.Type;
            if (type == ContentType.Handshake)
            {
                if (!isConnected)
                {
                    outcome = OnHandshake(isProtected, nowMs);
                }
                else if (handshake.Length > 0)
                {
                    OnLateMessage(handshake.Buffer[handshake.Offset]);
                }
            }
            else if (type == ContentType.Alert && handshake.Length == 2)
            {
                outcome = OnAlert(handshake, isConnected);
            }
            else if (type == ContentType.ApplicationData && isConnected)
            {
                outcome = DtlsEvent.Data;
            }
        }

        return outcome;
    }

    /// <summary>
    /// Called when <see cref="DueMs"/> is reached: begins, or sends the latest flight again.
    /// </summary>
    public DtlsEvent OnTimer(long nowMs)
    {
        if (State == DtlsState.AwaitingTurn)
        {
            Begin(nowMs);
            return DtlsEvent.None;
        }

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
        return State == DtlsState.Connected
            && _handshake.SendData(this, buffer, offset, length);
    }

    /// <summary>
    /// Writes the session, and the connection if it is to go on elsewhere: one with an id, which
    /// a server recognises on another socket. Or takes them up; true if a connection is among
    /// them. A flag says so (1), then come the connection, if it is set, and the session.
    /// </summary>
    public bool Transfer(StoredRecord record, bool hasConnection)
    {
        bool isReading = record.IsReading;
        if (isReading)
        {
            Reset();
        }

        if (record.Flag(hasConnection && State == DtlsState.Connected && HasConnectionId))
        {
            TransferRecordState(record);
        }

        record.Copy(Packed, RecordBytes, StateBytes - RecordBytes);
        if (!isReading)
        {
            return false;
        }

        int suite = CipherSuite;
        if (!Parameters.Offers(suite) || IdLength > MaxIdBytes)
        {
            ClearSession();
        }
        else if ((uint)(ConnectionIdLength - 1) < Limits.ConnectionIdBytes)
        {
            TagBytes = Handshake.CipherSuite.TagBytesOf(suite);
            IsImported = true;
            State = DtlsState.Connected;
            return true;
        }

        ClearRecordState();
        return false;
    }

    private void Begin(long nowMs)
    {
        State = DtlsState.AwaitingTurn;
        if (_handshake.Enter(this))
        {
            _isLossFree = true;
            if (_timeoutMs == 0)
            {
                _timeoutMs = Parameters.InitialTimeoutMs;
            }

            Await(0, nowMs);
        }
    }

    private void Await(int repetitions, long nowMs)
    {
        _repetitions = repetitions;
        _dueMs = nowMs + _timeoutMs;
    }

    private DtlsEvent OnHandshake(bool isProtected, long nowMs)
    {
        HandshakeEvent outcome = _handshake.OnRecord(isProtected);
        if (outcome == HandshakeEvent.Refused)
        {
            return Fail(RegistrationReason.HandshakeFailed, _handshake.Alert, true);
        }

        if (outcome == HandshakeEvent.Complete)
        {
            if (_isLossFree)
            {
                _timeoutMs = Parameters.InitialTimeoutMs;
            }

            _dueMs = Deadline.Never;
            return DtlsEvent.Connected;
        }

        if (outcome == HandshakeEvent.FlightSent)
        {
            Await(0, nowMs);
        }

        return DtlsEvent.None;
    }

    /// <summary>
    /// A handshake message on a connection that stands: the server repeats its Finished because
    /// ours was lost, or wants to renegotiate, which is refused (RFC 5746 §4.2, RFC 7925 §17).
    /// </summary>
    private void OnLateMessage(int type)
    {
        if (type == HandshakeType.Finished && IsResumed)
        {
            _handshake.SendKeyFlight(this);
        }
        else if (type == HandshakeType.HelloRequest)
        {
            SendWarning(AlertDescription.NoRenegotiation);
        }
    }

    private DtlsEvent OnAlert(RecordLayer records, bool isConnected)
    {
        bool isFatal = records.Buffer[records.Offset] == FlightSender.Fatal;
        int description = records.Buffer[records.Offset + 1];
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
            SendWarning(AlertDescription.CloseNotify);
        }

        // After a fatal alert a session must not be resumed (RFC 5246 §7.2.2).
        return Fail(reason, description, isFatal);
    }

    private void SendWarning(int description)
    {
        _handshake.SendAlert(this, FlightSender.Warning, description, true);
    }

    private DtlsEvent Fail(RegistrationReason reason, int alert, bool forgets)
    {
        HasRenegotiationExtension ^= State != DtlsState.Connected;
        Reset();
        if (forgets)
        {
            ClearSession();
        }

        Reason = reason;
        Alert = alert;
        return DtlsEvent.Closed;
    }

    private void Reset()
    {
        if (!IsResumed
            && (State == DtlsState.AwaitingServerHelloDone || State == DtlsState.AwaitingFinished))
        {
            ClearSession(); // There is no master secret yet, or none that the server confirmed.
        }

        _handshake.Leave(this);
        _handshake.Reset(this);
        State = DtlsState.Closed;
        IsResumed = false;
        IsImported = false;
        _dueMs = Deadline.Never;
    }
}
