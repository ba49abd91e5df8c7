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
//
// There is one for all connections of a client, and one handshake at a time: who wants to begin
// while another's is under way waits until that has ended, which it does by itself. It stands on
// what makes records (RecordLayer), puts messages together (Reassembly) and sends them
// (FlightSender, HelloSender), which serves the connections after their handshakes, too.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Makes a connection out of a socket and a key, or out of an earlier session.</summary>
internal sealed class ClientHandshake : HelloSender
{
    private const int MaxHelloVerifyRequests = 3;

    private readonly IRandom _random;
    private readonly ServerHello _serverHello = new ServerHello();
    private readonly Sha256 _transcript = new Sha256();

    // Whose handshake it is, and who is next.
    private DtlsConnection _connection;
    private DtlsConnection _waiting;

    // The number of the message that comes next.
    private int _receiveNumber;

    // Whether the client's Finished of a full handshake is on its way.
    private bool _hasKeyExchange;

    /// <param name="crypto">The cryptography.</param>
    /// <param name="random">For the client's random.</param>
    /// <param name="transmitBuffer">Where messages are written.</param>
    /// <param name="receiveBytes">The largest datagram that can be received.</param>
    public ClientHandshake(ICrypto crypto, IRandom random, byte[] transmitBuffer, int receiveBytes)
        : base(crypto, transmitBuffer)
    {
        _random = random;
        ReceiveBytes = receiveBytes;
        Keys = new KeySchedule(crypto, _transcript, transmitBuffer);
    }

    public readonly KeySchedule Keys;
    public readonly int ReceiveBytes;

    /// <summary>The alert that the server deserved and got, after Refused.</summary>
    public int Alert;

    /// <summary>Whether somebody waits for a turn that is free.</summary>
    public bool IsAwaited
    {
        get { return _connection == null && _waiting != null; }
    }

    /// <summary>Whether there is a turn for a connection that waits, or a place as the next.
    /// </summary>
    public bool HasRoom(DtlsConnection connection)
    {
        return _waiting == null || (_waiting == connection && _connection == null);
    }

    /// <summary>
    /// Begins the handshake of a connection and sends the first ClientHello; false while that of
    /// another is under way.
    /// </summary>
    public bool Enter(DtlsConnection connection)
    {
        if (_waiting == null)
        {
            _waiting = connection;
        }

        if (_connection != null || _waiting != connection)
        {
            return false;
        }

        _waiting = null;
        _connection = connection;
        byte[] scratch = connection.Scratch;
        for (int i = 0; i < KeySchedule.RandomBytes; i++)
        {
            scratch[i] = (byte)_random.Next(256);
        }

        UseMessages(scratch);
        _receiveNumber = 0;
        _hasKeyExchange = false;
        connection.HelloNumber = 0;
        connection.State = DtlsState.AwaitingServerHello;
        SendFlight();
        return true;
    }

    /// <summary>Ends the handshake of a connection, or its wait for one.</summary>
    public void Leave(DtlsConnection connection)
    {
        if (_waiting == connection)
        {
            _waiting = null;
        }

        if (_connection == connection)
        {
            _connection = null;
        }
    }

    /// <summary>Sends the latest flight, for the first time or again.</summary>
    public void SendFlight()
    {
        DtlsConnection connection = _connection;
        if (_hasKeyExchange)
        {
            SendKeyFlight(connection);
        }
        else
        {
            SendHello(connection);
        }
    }

    /// <summary>Goes through the messages and fragments of a record.</summary>
    public HandshakeEvent OnRecord(bool isProtected)
    {
        byte[] buffer = Buffer;
        int at = Offset;
        int end = at + Length;
        HandshakeEvent outcome = HandshakeEvent.None;
        if (_hasKeyExchange && !isProtected
            && buffer[end - MessageHeaderBytes] == HandshakeType.ServerHelloDone)
        {
            // The server repeats its flight: ours was lost (RFC 6347 §4.2.4). ServerHelloDone is
            // the last message of it and has no body. In a record that is too short for it this
            // byte belongs to the record's header: at worst the flight is sent once too often.
            SendFlight();
        }

        // Only Finished is protected, and nothing else is then waited for.
        while (end - at >= MessageHeaderBytes && outcome == HandshakeEvent.None
            && isProtected == (_connection.State == DtlsState.AwaitingFinished))
        {
            int length = Bytes.ReadUInt24(buffer, at + 9);
            int next = at + MessageHeaderBytes + length;
            if (next > end
                || Bytes.ReadUInt24(buffer, at + 6) + length > Bytes.ReadUInt24(buffer, at + 1))
            {
                break;
            }

            outcome = OnFragment(buffer, at, length);
            at = next;
        }

        return outcome;
    }

    /// <summary>A fragment, which may be a whole message, and what it makes complete.</summary>
    private HandshakeEvent OnFragment(byte[] buffer, int at, int length)
    {
        HandshakeEvent outcome = HandshakeEvent.None;
        int type = buffer[at];
        int number = Bytes.ReadUInt16(buffer, at + 4);
        if (type < HandshakeType.ServerHello)
        {
            // HelloRequest: the server wants what is already under way (RFC 5246 §7.4.1.1).
            return outcome;
        }

        // A server that keeps no state may answer every ClientHello with the same number.
        bool isHello = type <= HandshakeType.HelloVerifyRequest
            && _connection.State == DtlsState.AwaitingServerHello;
        if ((number == _receiveNumber || isHello) && length == Bytes.ReadUInt24(buffer, at + 1))
        {
            _receiveNumber = number;
            outcome = OnMessage(buffer, at);
        }
        else if (number >= _receiveNumber)
        {
            AddFragment(buffer, at);
        }

        int whole;
        while (outcome == HandshakeEvent.None
            && (whole = FindMessage(_receiveNumber)) >= 0)
        {
            outcome = OnMessage(Messages, whole);
        }

        return outcome;
    }

    /// <summary>The next message, whole; its header is at <paramref name="at"/>.</summary>
    private HandshakeEvent OnMessage(byte[] buffer, int at)
    {
        int length = Bytes.ReadUInt24(buffer, at + 1);
        int type = buffer[at];
        int body = at + MessageHeaderBytes;
        int end = body + length;
        DtlsState state = _connection.State;
        _receiveNumber++;
        if (state == DtlsState.AwaitingServerHello)
        {
            if (type == HandshakeType.HelloVerifyRequest)
            {
                return OnHelloVerifyRequest(buffer, body, end);
            }

            if (type == HandshakeType.ServerHello)
            {
                return OnServerHello(buffer, at, end);
            }
        }
        else if (state == DtlsState.AwaitingFinished)
        {
            if (type == HandshakeType.Finished)
            {
                return OnFinished(buffer, body, length);
            }
        }
        else if (type == HandshakeType.ServerHelloDone)
        {
            _transcript.Update(buffer, at, end - at);
            return length > 0 ? Refuse(AlertDescription.DecodeError) : ExchangeKeys();
        }
        else if (type == HandshakeType.ServerKeyExchange)
        {
            _transcript.Update(buffer, at, end - at);
            return length < 2 || Bytes.ReadUInt16(buffer, body) != length - 2
                ? Refuse(AlertDescription.DecodeError)
                : HandshakeEvent.None;
        }

        return Refuse(AlertDescription.UnexpectedMessage);
    }

    /// <summary>version (2) | cookie, its length (1) before it (RFC 6347 §4.2.1).</summary>
    private HandshakeEvent OnHelloVerifyRequest(byte[] buffer, int body, int end)
    {
        int length = end - body - 3;
        if (length < 0 || buffer[body + 2] != length)
        {
            return Refuse(AlertDescription.DecodeError);
        }

        if (_connection.HelloNumber == MaxHelloVerifyRequests)
        {
            return Refuse(AlertDescription.UnexpectedMessage);
        }

        if (!SetCookie(buffer, body + 3, length))
        {
            return HandshakeEvent.None; // Sent, or carried, twice.
        }

        _connection.HelloNumber++;
        SendFlight();
        return HandshakeEvent.FlightSent;
    }

    private HandshakeEvent OnServerHello(byte[] buffer, int at, int end)
    {
        // The first ClientHello of an exchange with cookie does not count (RFC 6347 §4.2.1).
        DtlsConnection connection = _connection;
        int length = WriteHello(connection);
        _transcript.Reset();
        _transcript.Update(
            Output, HeaderBytes, MessageHeaderBytes + length);
        _transcript.Update(buffer, at, end - at);

        ServerHello hello = _serverHello;
        int alert = hello.Read(
            buffer, at + MessageHeaderBytes, end, connection.Parameters,
            connection.FragmentCode);
        if (alert != ServerHello.NoAlert)
        {
            return Refuse(alert);
        }

        if (!connection.SetConnectionId(
            buffer, hello.ConnectionIdOffset, hello.ConnectionIdLength))
        {
            // Longer than this client can hold: the next attempt is made without.
            connection.WithholdsConnectionId = true;
            return Refuse(AlertDescription.IllegalParameter);
        }

        Array.Copy(
            buffer, at + (MessageHeaderBytes + ServerHello.RandomOffset), connection.Scratch,
            KeySchedule.RandomBytes, KeySchedule.RandomBytes);
        connection.IsResumed = connection.HasIdOf(hello, buffer);
        if (!connection.IsResumed)
        {
            connection.SetSession(hello, buffer);
            connection.State = DtlsState.AwaitingServerHelloDone;
            return HandshakeEvent.None;
        }

        if (connection.CipherSuite != hello.CipherSuite
            || ((connection.Flags ^ hello.Flags) & ResumableSession.Extended) != 0)
        {
            return Refuse(AlertDescription.HandshakeFailure);
        }

        // The server resumes the session: its Finished comes next.
        DeriveKeys(false, _receiveNumber);
        return HandshakeEvent.None;
    }

    /// <summary>The server's flight is complete: ours follows.</summary>
    private HandshakeEvent ExchangeKeys()
    {
        DtlsConnection connection = _connection;
        int number = connection.HelloNumber + 1;
        int length = WriteKeyExchange(connection.Parameters.Identity, number);
        _transcript.Update(Output, HeaderBytes, length);
        Keys.DeriveMaster(connection, _transcript);
        DeriveKeys(true, number + 1);
        _hasKeyExchange = true;
        SendFlight();
        return HandshakeEvent.FlightSent;
    }

    /// <summary>Derives the keys, and what both sides' Finished messages hold.</summary>
    /// <param name="isClientFirst">Whether the client's Finished comes before the server's.</param>
    /// <param name="number">The message number of the first Finished.</param>
    private void DeriveKeys(bool isClientFirst, int number)
    {
        DtlsConnection connection = _connection;
        Keys.Expand(connection);
        connection.TagBytes = CipherSuite.TagBytesOf(connection.CipherSuite);
        Verify(isClientFirst, number);
        Verify(!isClientFirst, 0);
        Keys.Wipe();

        // What came unprotected is not to be taken for the server's Finished.
        ForgetMessages();
        connection.State = DtlsState.AwaitingFinished;
    }

    /// <summary>Derives the verify_data of one side, and adds its Finished to the transcript
    /// before it is sent, or has come.</summary>
    private void Verify(bool isClient, int number)
    {
        byte[] data = _connection.Packed;
        int at = isClient ? DtlsConnection.VerifyAt : DtlsConnection.ServerVerifyAt;
        Keys.Verify(isClient, _transcript, data, at);
        int length = WriteFinished(0, number, data, at);
        _transcript.Update(Output, 0, length);
    }

    private HandshakeEvent OnFinished(byte[] buffer, int body, int length)
    {
        DtlsConnection connection = _connection;
        if (length != KeySchedule.VerifyBytes
            || !Bytes.Equal(
                buffer, body, connection.Packed, DtlsConnection.ServerVerifyAt, length))
        {
            return Refuse(AlertDescription.DecryptError);
        }

        if (connection.IsResumed)
        {
            SendKeyFlight(connection);
        }

        connection.State = DtlsState.Connected;
        Leave(connection);
        return HandshakeEvent.Complete;
    }

    /// <summary>Tells the server what it has deserved.</summary>
    private HandshakeEvent Refuse(int alert)
    {
        Alert = alert;
        SendAlert(_connection, Fatal, alert, _hasKeyExchange);
        return HandshakeEvent.Refused;
    }
}
