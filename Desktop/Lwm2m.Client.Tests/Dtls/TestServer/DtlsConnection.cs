// One connection of the test server: its records in both directions (RFC 6347 §4.1), alerts
// (RFC 5246 §7.2) and the timer of its flight (RFC 6347 §4.2.4).

using System.Net;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>What a connection waits for.</summary>
internal enum ConnectionState
{
    AwaitingKeyExchange,
    AwaitingFinished,
    Established,
    Closed,
}

/// <summary>A connection with a client.</summary>
internal sealed partial class DtlsConnection(
    DtlsTestServer server, IPEndPoint peer, ClientHello hello, HandshakeMessage helloMessage,
    long helloRecordSequence)
{
    private const int DefaultPlaintextBytes = 16_384;

    private readonly DtlsServerOptions _options = server.Options;
    private readonly ReplayWindow _window = new();
    private readonly long[] _sequences = [helloRecordSequence, 0];
    private RecordCipher? _readCipher;
    private RecordCipher? _writeCipher;
    private bool _isReadCipherChanged;
    private Flight? _flight;
    private int _timeoutMs;
    private int _transmissions;
    private long _resentAtDatagram = -1;

    public ConnectionState State { get; private set; }

    /// <summary>Where the client is now.</summary>
    public IPEndPoint Peer { get; set; } = peer;

    public ClientHello Hello => hello;

    /// <summary>The message_seq of the ClientHello that began this.</summary>
    public int HelloSequence => helloMessage.Sequence;

    /// <summary>The session; null until the keys are known.</summary>
    public DtlsSession? Session { get; private set; }

    public bool IsResumed { get; private set; }

    /// <summary>The CID that the client writes; null when none is negotiated.</summary>
    public byte[]? LocalCid { get; private set; }

    /// <summary>The CID that the server writes, often empty.</summary>
    public byte[] PeerCid { get; private set; } = [];

    /// <summary>When the flight is to be sent again.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>The most bytes of plaintext in a record (RFC 6066 §4).</summary>
    public int PlaintextBytes { get; private set; } = DefaultPlaintextBytes;

    /// <summary>Takes a protected record; false if it is not an authentic new one.</summary>
    public bool ReceiveProtected(IPEndPoint from, DtlsRecord record)
    {
        if (_readCipher is null || !_isReadCipherChanged || State == ConnectionState.Closed
            || record.Epoch != 1 || record.Cid.Length != (LocalCid?.Length ?? 0)
            || !_window.IsNew(record.Sequence))
        {
            return false;
        }

        if (_readCipher.Open(record) is not var (type, plaintext))
        {
            if (State == ConnectionState.AwaitingFinished && _options.WrongKeyAlert is { } alert)
            {
                server.Fail(this, alert);
            }

            return false;
        }

        if (_window.Add(record.Sequence) && State == ConnectionState.Established
            && !from.Equals(Peer))
        {
            // RFC 9146 §6; without a CID a record of another address does not come here.
            server.Move(this, from);
        }

        if (plaintext.Length > PlaintextBytes || record.Version != DtlsVersion.Dtls12)
        {
            server.Violations.Add($"record of {plaintext.Length} bytes, {record.Version:x4}");
        }

        ReceiveContent(type, plaintext, record.Sequence);
        return true;
    }

    /// <summary>Takes an alert.</summary>
    public void ReceiveAlert(byte[] content, bool isProtected)
    {
        if (content is not [var level, var code])
        {
            return;
        }

        server.NoteAlert(this, level, code, isProtected);
        if (code == AlertCode.CloseNotify)
        {
            SendAlert(AlertCode.Warning, AlertCode.CloseNotify);
            server.Drop(this);
        }
        else if (level == AlertCode.Fatal)
        {
            server.Drop(this);
            server.Uncache(Session);
        }
    }

    /// <summary>Sends application data.</summary>
    public void Send(byte[] plaintext)
    {
        if (State != ConnectionState.Established)
        {
            throw new InvalidOperationException($"sends in {State}");
        }

        SendRecord(RecordType.ApplicationData, plaintext);
    }

    public void SendAlert(byte level, byte code) => SendRecord(RecordType.Alert, [level, code]);

    /// <summary>Asks for a renegotiation (RFC 5246 §7.4.1.1).</summary>
    public void SendHelloRequest() => SendRecord(
        RecordType.Handshake, new HandshakeMessage(MessageType.HelloRequest, 0, []).ToArray());

    public void Close()
    {
        State = ConnectionState.Closed;
        DueMs = long.MaxValue;
    }

    /// <summary>Retransmits, or gives up.</summary>
    public void OnTimeout()
    {
        if (_transmissions > _options.MaxRetransmissions)
        {
            server.Drop(this);
            return;
        }

        _timeoutMs = Math.Min(2 * _timeoutMs, _options.MaxTimeoutMs);
        Transmit();
        DueMs = server.NowMs + _timeoutMs;
    }

    private void ReceiveContent(byte type, byte[] plaintext, long sequence)
    {
        switch (type)
        {
            case RecordType.Handshake:
                ReceiveHandshake(HandshakeFragment.ReadAll(plaintext), 1);
                break;
            case RecordType.Alert:
                ReceiveAlert(plaintext, true);
                break;
            case RecordType.ApplicationData when State == ConnectionState.Established:
                server.Deliver(this, sequence, plaintext);
                break;
            case RecordType.ApplicationData:
                break;
            default:
                server.Violations.Add($"content type {type} in epoch 1");
                break;
        }
    }

    private void SendFlight(bool isRetransmitted, params List<FlightItem> items)
    {
        items = [.. items.TakeWhile(_ => server.CountMessage())];
        _flight = new Flight(items);
        _transmissions = 0;
        _timeoutMs = _options.FirstTimeoutMs;
        Transmit();
        DueMs = isRetransmitted ? server.NowMs + _timeoutMs : long.MaxValue;
    }

    private void Transmit()
    {
        _transmissions++;
        List<byte[]> datagrams = _flight!.Pack(_options, PlaintextBytes, MakeRecord);
        foreach (byte[] datagram in _options.ShapeFlight?.Invoke(datagrams) ?? datagrams)
        {
            server.Send(Peer, datagram);
        }
    }

    /// <summary>The client has sent again what it sent before: so must the server.</summary>
    private void Resend()
    {
        if (_flight is not null && _resentAtDatagram != server.DatagramNumber)
        {
            _resentAtDatagram = server.DatagramNumber;
            Transmit();
        }
    }

    private void SendRecord(byte type, byte[] content)
    {
        // In an abbreviated handshake the server changes its cipher first.
        int epoch = State == ConnectionState.Established
            || (IsResumed && State == ConnectionState.AwaitingFinished) ? 1 : 0;
        server.Send(Peer, MakeRecord(type, epoch, content));
    }

    private byte[] MakeRecord(byte type, int epoch, byte[] content)
    {
        long sequence = _sequences[epoch]++;
        if (epoch == 0)
        {
            return new DtlsRecord(type, DtlsVersion.Dtls12, epoch, sequence, [], content).ToArray();
        }

        server.Sealed.Add(new SealedRecord(
            _writeCipher!.Name, $"{epoch:X4}{sequence:X12}", Convert.ToHexString(content)));
        return _writeCipher.Seal(type, epoch, sequence, PeerCid, content).ToArray();
    }
}
