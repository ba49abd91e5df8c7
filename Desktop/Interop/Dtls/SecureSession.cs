// The device library's DTLS connection on a real socket, as a transport for what is above: the
// library's own sessions do the same in their loop. Blocks with a deadline.

using System.Diagnostics;
using System.Text;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Transport;

namespace Interop.Dtls;

/// <summary>What a session is made with.</summary>
internal sealed record SecureOptions
{
    public byte[] Identity { get; init; } = "dev1"u8.ToArray();

    public byte[] Key { get; init; } = "sesame"u8.ToArray();

    public int[] Suites { get; init; } = [CipherSuite.PskAes128Ccm8, CipherSuite.PskAes128Ccm];

    public bool OffersConnectionId { get; init; } = true;

    public string? ServerName { get; init; }

    /// <summary>A flight is repeated up to four times, each time after twice as long.</summary>
    public int InitialTimeoutMs { get; init; } = 1000;

    public int PathMtuBytes { get; init; } = Limits.PathMtuBytes;

    /// <summary>The largest datagram that can be received.</summary>
    public int ReceiveBytes { get; init; } = 2048;
}

/// <summary>A secure session with a server on the loopback address.</summary>
internal sealed class SecureSession : IDatagramTransport, IDisposable
{
    private const string Host = "127.0.0.1";

    private readonly SystemPlatform _platform = new();
    private readonly WireTap _wire = new();
    private readonly DtlsConnection _connection;
    private readonly byte[] _received;
    private readonly byte[] _sent = new byte[2048];
    private readonly int _port;
    private bool _hasDatagram;
    private int _start;

    public SecureSession(int port, SecureOptions options)
    {
        _port = port;
        _received = new byte[options.ReceiveBytes];
        var parameters = new DtlsParameters
        {
            Identity = options.Identity,
            Key = options.Key,
            CipherSuites = options.Suites,
            OffersConnectionId = options.OffersConnectionId,
            ServerName = options.ServerName,
            InitialTimeoutMs = options.InitialTimeoutMs,
            PathMtuBytes = options.PathMtuBytes,
        };
        _connection = new DtlsConnection(
            parameters,
            new ClientHandshake(
                new ManagedCrypto(), _platform, new byte[2048], _received.Length),
            _wire, new byte[Limits.ExchangeBytes]);
    }

    /// <summary>The socket below.</summary>
    public WireTap Wire => _wire;

    /// <summary>The connection under test.</summary>
    public DtlsConnection Connection => _connection;

    /// <summary>What the wire has shown since the latest handshake began.</summary>
    public HandshakeFacts Facts => new(_wire.Since(_start));

    /// <summary>
    /// A handshake that has to succeed, on a new local port. What the client believes must be what
    /// the wire shows.
    /// </summary>
    public HandshakeFacts Handshake(Row? row = null)
    {
        DtlsEvent end = TryHandshake();
        HandshakeFacts facts = Facts;
        row?.Take(facts);
        Expect.True(
            end == DtlsEvent.Connected,
            $"connected; found {end}, {_connection.Reason}, alert {_connection.Alert}");
        Expect.Equal(facts.Suite, _connection.CipherSuite, "suite that the client believes in");
        Expect.Equal(facts.IsResumed, _connection.IsResumed, "IsResumed of the client");
        Expect.Equal(
            facts.HasExtendedMasterSecret,
            (_connection.Flags & ResumableSession.Extended) != 0, "Extended of the client");
        Expect.Equal(
            facts.ConnectionId is { Length: > 0 }, _connection.HasConnectionId,
            "HasConnectionId of the client");
        return facts;
    }

    /// <summary>A handshake on a new local port; returns how it ends.</summary>
    public DtlsEvent TryHandshake(int timeoutMs = 15000)
    {
        Expect.Equal(TransportStatus.Connected, _wire.Connect(Host, _port), "socket");
        _start = _wire.Mark;
        _hasDatagram = false;
        _connection.Start(_platform.NowMs);
        var elapsed = Stopwatch.StartNew();
        while (elapsed.ElapsedMilliseconds < timeoutMs)
        {
            DtlsEvent now = Step();
            if (now is DtlsEvent.Connected or DtlsEvent.Closed)
            {
                return now;
            }

            Expect.True(now == DtlsEvent.None, $"no {now} before the handshake is over");
        }

        throw new TimeoutException($"the handshake has no end after {timeoutMs} ms");
    }

    /// <summary>
    /// An attempt while nobody listens: five ClientHellos, then a reason. The next attempt
    /// signals RFC 5746 in the other way.
    /// </summary>
    public void TryNobody()
    {
        Expect.Equal(DtlsEvent.Closed, TryHandshake(), "end of the handshake");
        Expect.Equal(RegistrationReason.NoAnswer, _connection.Reason, "reason");
        Expect.Equal(5, Facts.ClientHellos, "ClientHellos: one and four repetitions");
        Expect.True(Facts is { HasSignallingSuite: true, HasRenegotiationInfo: false }, "suite");
    }

    /// <summary>Goes on from another local port; the connection is not told.</summary>
    public void Move() => _wire.Move();

    /// <summary>Sends a text as one record.</summary>
    public void SendText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Expect.True(Send(bytes, 0, bytes.Length), "sent");
    }

    /// <summary>The next record as a text, or null.</summary>
    public string? ReceiveText(int timeoutMs = 3000)
    {
        byte[] buffer = new byte[_received.Length];
        var elapsed = Stopwatch.StartNew();
        while (elapsed.ElapsedMilliseconds < timeoutMs)
        {
            int length = Receive(buffer, 0, buffer.Length);
            if (length >= 0)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }

            if (length == -2)
            {
                return null;
            }

            Thread.Sleep(1);
        }

        return null;
    }

    /// <summary>Runs until the connection has ended.</summary>
    public void AwaitClosed(int timeoutMs = 3000)
    {
        var elapsed = Stopwatch.StartNew();
        while (_connection.State != DtlsState.Closed)
        {
            Expect.True(elapsed.ElapsedMilliseconds < timeoutMs, "the connection ends");
            Step();
        }
    }

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port) =>
        TryHandshake() == DtlsEvent.Connected
            ? TransportStatus.Connected
            : TransportStatus.NetworkDown;

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        Array.Copy(buffer, offset, _sent, RecordLayer.HeadRoom, length);
        return _connection.Send(_sent, RecordLayer.HeadRoom, length);
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        do
        {
            DtlsEvent now = Step();
            if (now == DtlsEvent.Data)
            {
                int length = Math.Min(capacity, _connection.DataLength);
                Array.Copy(_received, _connection.DataOffset, buffer, offset, length);
                return length;
            }

            if (_connection.State == DtlsState.Closed)
            {
                return -2;
            }
        }
        while (_hasDatagram);

        return -1;
    }

    /// <summary>Tells the server (close_notify); the session can be resumed.</summary>
    public void Close() => _connection.Close(true);

    /// <summary>Ends the connection and says nothing to the server.</summary>
    public void Vanish() => _connection.Close(false);

    public void Dispose()
    {
        _connection.Close(true);
        _wire.Close();
    }

    /// <summary>One thing of what is due: a record, a datagram, a timer.</summary>
    private DtlsEvent Step()
    {
        long now = _platform.NowMs;
        if (!_hasDatagram)
        {
            int length = _wire.Receive(_received, 0, _received.Length);
            Expect.True(length != -2, "the link is up");
            if (length < 0)
            {
                if (now >= _connection.DueMs)
                {
                    return _connection.OnTimer(now);
                }

                Thread.Sleep(1);
                return DtlsEvent.None;
            }

            _connection.Take(_received, length);
            _hasDatagram = true;
        }

        DtlsEvent next = _connection.Next(now);
        _hasDatagram = next != DtlsEvent.None;
        return next;
    }
}
