// The handshake of a client with a pre-shared key (RFC 6347 §4.2, RFC 4279 §2):
//
//   client                                  server
//   ClientHello                   →
//                                 ←         HelloVerifyRequest (most servers)
//   ClientHello with the cookie   →
//                                 ←         ServerHello, [ServerKeyExchange], ServerHelloDone
//   ClientKeyExchange, Finished   →
//                                 ←         Finished
// and with a session to resume (RFC 5246 §7.3):
//   ClientHello with session id   →
//                                 ←         ServerHello, Finished
//   Finished                      →
//
// ChangeCipherSpec is sent but not waited for: the epoch of a record says the same.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Makes a connection out of a socket and a key, or out of an earlier session.</summary>
internal sealed class ClientHandshake
{
    private const int MaxHelloVerifyRequests = 3;

    private readonly DtlsParameters _parameters;
    private readonly KeySchedule _keys;
    private readonly RecordLayer _records;
    private readonly FlightSender _sender;
    private readonly ResumableSession _session;
    private readonly ClientHello _clientHello;
    private readonly ServerHello _serverHello = new ServerHello();
    private readonly Reassembly _reassembly = new Reassembly();
    private readonly Sha256 _transcript = new Sha256();
    private readonly byte[] _clientVerify = new byte[KeySchedule.VerifyBytes];
    private readonly byte[] _serverVerify = new byte[KeySchedule.VerifyBytes];

    // The message number of the latest ClientHello, and of the message that comes next.
    private int _helloNumber;
    private int _receiveNumber;

    /// <param name="parameters">What is agreed with the server.</param>
    /// <param name="keys">The key schedule, shared by all connections of a client.</param>
    /// <param name="records">The record layer of the connection.</param>
    /// <param name="sender">Sends what the handshake has to say.</param>
    /// <param name="session">The session to resume, or the place for a new one.</param>
    /// <param name="receiveBytes">The largest datagram that can be received.</param>
    public ClientHandshake(
        DtlsParameters parameters, KeySchedule keys, RecordLayer records, FlightSender sender,
        ResumableSession session, int receiveBytes)
    {
        _parameters = parameters;
        _keys = keys;
        _records = records;
        _sender = sender;
        _session = session;
        _clientHello = new ClientHello(parameters, session, receiveBytes);
    }

    public DtlsState State { get; private set; }

    /// <summary>Whether the connection continues an earlier session.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Whether the client's Finished of a full handshake is on its way.</summary>
    public bool HasKeyExchange { get; private set; }

    /// <summary>The alert that the server deserves, after Refused.</summary>
    public int Alert { get; private set; }

    /// <summary>The largest fragment of a record that was agreed on.</summary>
    public int MaxFragmentBytes
    {
        get { return _session.HasMaxFragmentLength ? 256 << _clientHello.FragmentCode : 16384; }
    }

    /// <summary>Begins; <see cref="SendFlight"/> sends the first ClientHello.</summary>
    public void Start(IRandom random)
    {
        byte[] bytes = _clientHello.Random;
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)random.Next(256);
        }

        _clientHello.ClearCookie();
        _helloNumber = 0;
        _receiveNumber = 0;
        State = DtlsState.AwaitingServerHello;
    }

    /// <summary>Ends the handshake, or the connection that has come out of it.</summary>
    /// <param name="hasFailed">Whether the next attempt had better be made differently.</param>
    public void Reset(bool hasFailed)
    {
        if (State == DtlsState.AwaitingFinished && !IsResumed)
        {
            _session.Clear(); // Whether its master secret is the server's is not known.
        }

        _clientHello.HasRenegotiationExtension ^= hasFailed && State != DtlsState.Connected;
        _reassembly.Clear();
        Bytes.Wipe(_clientVerify);
        Bytes.Wipe(_serverVerify);
        HasKeyExchange = false;
        IsResumed = false;
        State = DtlsState.Closed;
    }

    /// <summary>Takes up a connection where its export has left it.</summary>
    public void Continue()
    {
        State = DtlsState.Connected;
    }

    /// <summary>Sends the latest flight, for the first time or again.</summary>
    public void SendFlight()
    {
        if (HasKeyExchange)
        {
            _sender.SendKeyFlight(_parameters.Identity, _helloNumber + 1, _clientVerify);
        }
        else
        {
            int end = _clientHello.Write(_sender.Buffer, FlightSender.BodyOffset);
            _sender.SendMessage(
                HandshakeType.ClientHello, _helloNumber, end - FlightSender.BodyOffset,
                _parameters.PathMtuBytes);
        }
    }

    /// <summary>Goes through the messages and fragments of a record.</summary>
    public HandshakeEvent OnRecord(byte[] buffer, int at, int end, bool isProtected)
    {
        HandshakeEvent outcome = HandshakeEvent.None;
        if (HasKeyExchange && !isProtected
            && buffer[end - Reassembly.HeaderBytes] == HandshakeType.ServerHelloDone)
        {
            // The server repeats its flight: ours was lost (RFC 6347 §4.2.4). ServerHelloDone is
            // the last message of it and has no body. In a record that is too short for it this
            // byte belongs to the record's header: at worst the flight is sent once too often.
            SendFlight();
        }

        // Only Finished is protected, and nothing else is then waited for.
        while (end - at >= Reassembly.HeaderBytes && outcome == HandshakeEvent.None
            && isProtected == (State == DtlsState.AwaitingFinished))
        {
            int length = Bytes.ReadUInt24(buffer, at + 1);
            int number = Bytes.ReadUInt16(buffer, at + 4);
            int offset = Bytes.ReadUInt24(buffer, at + 6);
            int fragment = Bytes.ReadUInt24(buffer, at + 9);
            if (fragment > end - at - Reassembly.HeaderBytes || offset + fragment > length)
            {
                break;
            }

            // A server that keeps no state may answer every ClientHello with the same number.
            int type = buffer[at];
            bool isHello = State == DtlsState.AwaitingServerHello
                && (type == HandshakeType.HelloVerifyRequest || type == HandshakeType.ServerHello);
            if (type == HandshakeType.HelloRequest || type == HandshakeType.ClientHello)
            {
                // The server wants what is already under way (RFC 5246 §7.4.1.1).
            }
            else if ((number == _receiveNumber || isHello) && fragment == length)
            {
                _receiveNumber = number;
                outcome = OnMessage(buffer, at, length);
            }
            else if (number >= _receiveNumber)
            {
                _reassembly.Add(buffer, at);
            }

            int whole = _reassembly.Find(_receiveNumber);
            while (whole >= 0 && outcome == HandshakeEvent.None)
            {
                byte[] kept = _reassembly.Buffer;
                outcome = OnMessage(kept, whole, Bytes.ReadUInt24(kept, whole + 1));
                whole = _reassembly.Find(_receiveNumber);
            }

            at += Reassembly.HeaderBytes + fragment;
        }

        return outcome;
    }

    /// <summary>
    /// A handshake message on a connection that stands: the server repeats its Finished because
    /// ours was lost, or wants to renegotiate, which is refused (RFC 5746 §4.2, RFC 7925 §17).
    /// </summary>
    public void OnLateMessage(int type)
    {
        if (type == HandshakeType.Finished && IsResumed)
        {
            _sender.SendKeyFlight(null, _helloNumber + 1, _clientVerify);
        }
        else if (type == HandshakeType.HelloRequest)
        {
            _sender.SendAlert(false, AlertDescription.NoRenegotiation, true);
        }
    }

    /// <summary>The next message, whole; its header is at <paramref name="at"/>.</summary>
    private HandshakeEvent OnMessage(byte[] buffer, int at, int length)
    {
        int type = buffer[at];
        int body = at + Reassembly.HeaderBytes;
        int end = body + length;
        _receiveNumber++;
        switch (State)
        {
            case DtlsState.AwaitingServerHello when type == HandshakeType.HelloVerifyRequest:
                return OnHelloVerifyRequest(buffer, body, end);
            case DtlsState.AwaitingServerHello when type == HandshakeType.ServerHello:
                return OnServerHello(buffer, at, end);
            case DtlsState.AwaitingServerHelloDone when type == HandshakeType.ServerKeyExchange:
                _transcript.Update(buffer, at, end - at);
                return length >= 2 && Bytes.ReadUInt16(buffer, body) == length - 2
                    ? HandshakeEvent.None
                    : Refuse(AlertDescription.DecodeError);
            case DtlsState.AwaitingServerHelloDone when type == HandshakeType.ServerHelloDone:
                _transcript.Update(buffer, at, end - at);
                if (length > 0)
                {
                    return Refuse(AlertDescription.DecodeError);
                }

                ExchangeKeys();
                return HandshakeEvent.FlightSent;
            case DtlsState.AwaitingFinished when type == HandshakeType.Finished:
                return OnFinished(buffer, body, length);
            default:
                return Refuse(AlertDescription.UnexpectedMessage);
        }
    }

    /// <summary>version (2) | cookie, its length (1) before it (RFC 6347 §4.2.1).</summary>
    private HandshakeEvent OnHelloVerifyRequest(byte[] buffer, int body, int end)
    {
        if (end - body < 3 || buffer[body + 2] != end - body - 3)
        {
            return Refuse(AlertDescription.DecodeError);
        }

        if (_helloNumber == MaxHelloVerifyRequests)
        {
            return Refuse(AlertDescription.UnexpectedMessage);
        }

        if (!_clientHello.SetCookie(buffer, body + 3, end - body - 3))
        {
            return HandshakeEvent.None; // Sent, or carried, twice.
        }

        _helloNumber++;
        SendFlight();
        return HandshakeEvent.FlightSent;
    }

    private HandshakeEvent OnServerHello(byte[] buffer, int at, int end)
    {
        // The first ClientHello of an exchange with cookie does not count (RFC 6347 §4.2.1).
        byte[] transmit = _sender.Buffer;
        int helloEnd = _clientHello.Write(transmit, FlightSender.BodyOffset);
        FlightSender.WriteHeader(
            transmit, RecordLayer.HeaderBytes, HandshakeType.ClientHello,
            helloEnd - FlightSender.BodyOffset, _helloNumber);
        _transcript.Reset();
        _transcript.Update(
            transmit, RecordLayer.HeaderBytes, helloEnd - RecordLayer.HeaderBytes);
        _transcript.Update(buffer, at, end - at);

        ServerHello hello = _serverHello;
        int alert = hello.Read(
            buffer, at + Reassembly.HeaderBytes, end, _parameters, _clientHello.FragmentCode);
        if (alert != ServerHello.NoAlert)
        {
            return Refuse(alert);
        }

        if (!_records.SetConnectionId(
            buffer, hello.ConnectionIdOffset, hello.ConnectionIdLength))
        {
            // Longer than this client can hold: the next attempt is made without.
            _clientHello.WithholdsConnectionId = true;
            return Refuse(AlertDescription.IllegalParameter);
        }

        _records.TagBytes = CipherSuite.TagBytesOf(hello.CipherSuite);
        IsResumed = _session.HasId(hello.SessionId, hello.SessionIdLength);
        if (!IsResumed)
        {
            State = DtlsState.AwaitingServerHelloDone;
            return HandshakeEvent.None;
        }

        if (_session.CipherSuite != hello.CipherSuite
            || _session.IsExtended != hello.HasExtendedMasterSecret)
        {
            return Refuse(AlertDescription.HandshakeFailure);
        }

        TakeUpKeys();
        return HandshakeEvent.None;
    }

    /// <summary>The server's flight is complete: ours follows.</summary>
    private void ExchangeKeys()
    {
        int length = _sender.WriteKeyExchange(_parameters.Identity, _helloNumber + 1);
        _transcript.Update(_sender.Buffer, RecordLayer.HeaderBytes, length);
        _session.SetId(_serverHello.SessionId, _serverHello.SessionIdLength);
        _session.CipherSuite = _serverHello.CipherSuite;
        _session.IsExtended = _serverHello.HasExtendedMasterSecret;
        _session.HasMaxFragmentLength = _serverHello.HasMaxFragmentLength;
        _keys.DeriveMaster(
            _parameters.Key, _session.IsExtended ? _transcript : null, _clientHello.Random,
            _serverHello.Random, _session.Master);
        DeriveKeys();
        _keys.Verify(true, _transcript, _clientVerify, 0);
        AddFinished(_helloNumber + 2, _clientVerify);
        _keys.Verify(false, _transcript, _serverVerify, 0);
        _keys.Wipe();
        HasKeyExchange = true;
        EnterAwaitingFinished();
        SendFlight();
    }

    /// <summary>The server resumes the session: its Finished comes next.</summary>
    private void TakeUpKeys()
    {
        DeriveKeys();
        _keys.Verify(false, _transcript, _serverVerify, 0);
        AddFinished(_receiveNumber, _serverVerify);
        _keys.Verify(true, _transcript, _clientVerify, 0);
        _keys.Wipe();
        EnterAwaitingFinished();
    }

    private void DeriveKeys()
    {
        _keys.Expand(
            _session.Master, _clientHello.Random, _serverHello.Random, _records.KeyBlock);
        _records.UseKeys();
    }

    /// <summary>Adds a Finished message to the transcript before it is sent, or has come.
    /// </summary>
    private void AddFinished(int number, byte[] verifyData)
    {
        byte[] transmit = _sender.Buffer;
        int length = FlightSender.WriteFinished(transmit, 0, number, verifyData);
        _transcript.Update(transmit, 0, length);
    }

    private void EnterAwaitingFinished()
    {
        // What came unprotected is not to be taken for the server's Finished.
        _reassembly.Clear();
        State = DtlsState.AwaitingFinished;
    }

    private HandshakeEvent OnFinished(byte[] buffer, int body, int length)
    {
        if (length != KeySchedule.VerifyBytes
            || !Bytes.Equal(buffer, body, _serverVerify, 0, length))
        {
            return Refuse(AlertDescription.DecryptError);
        }

        if (IsResumed)
        {
            _sender.SendKeyFlight(null, _helloNumber + 1, _clientVerify);
        }

        State = DtlsState.Connected;
        return HandshakeEvent.Complete;
    }

    private HandshakeEvent Refuse(int alert)
    {
        Alert = alert;
        return HandshakeEvent.Refused;
    }
}
