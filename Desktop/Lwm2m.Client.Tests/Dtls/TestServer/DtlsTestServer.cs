// A DTLS 1.2 server with pre-shared keys for tests (RFC 6347, RFC 4279, RFC 6655, RFC 7627,
// RFC 5746, RFC 6066, RFC 9146) without sockets, threads or clock: datagrams and time go in,
// datagrams and application data come out. It is built on BouncyCastle's primitives only, whose
// own protocol blocks and reads the real clock, and shares nothing with the client of this
// repository. With the same seed and the same input it does the same.

using System.Net;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>An alert that a client sent.</summary>
internal sealed record ReceivedAlert(
    DtlsConnection Connection, byte Level, byte Code, bool IsProtected);

/// <summary>The server: all connections, and which of them a datagram belongs to.</summary>
internal sealed partial class DtlsTestServer(int seed, Action<IPEndPoint, byte[]> send)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<IPEndPoint, DtlsConnection> _handshaking = [];
    private readonly Dictionary<IPEndPoint, DtlsConnection> _established = [];
    private readonly Dictionary<string, DtlsConnection> _byCid = [];
    private readonly Dictionary<string, DtlsSession> _sessions = [];

    /// <summary>A handshake has ended well.</summary>
    public event Action<DtlsConnection>? Established;

    /// <summary>Application data that is authentic and new: the connection, the sequence number of
    /// its record, the plaintext.</summary>
    public event Action<DtlsConnection, long, byte[]>? Delivered;

    public DtlsServerOptions Options { get; } = new();

    /// <summary>What the clients have sealed.</summary>
    public SealLog Seals { get; } = new();

    /// <summary>What the server has sealed.</summary>
    public HashSet<SealedRecord> Sealed { get; } = [];

    public long NowMs { get; private set; }

    /// <summary>Counts the datagrams that came.</summary>
    public long DatagramNumber { get; private set; }

    /// <summary>The connections on which application data can flow.</summary>
    public IReadOnlyCollection<DtlsConnection> Connections => _established.Values;

    /// <summary>The alerts that clients have sent.</summary>
    public List<ReceivedAlert> Alerts { get; } = [];

    /// <summary>What authentic records had that they must not have.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Full handshakes that ended well.</summary>
    public int FullHandshakes { get; private set; }

    /// <summary>Abbreviated handshakes that ended well.</summary>
    public int Resumptions { get; private set; }

    /// <summary>Protected records that were dropped.</summary>
    public int Dropped { get; private set; }

    /// <summary>HelloVerifyRequests sent.</summary>
    public int VerifyRequests { get; private set; }

    /// <summary>How many more handshake messages, of either side, there are before the server
    /// neither hears nor speaks; null for ever. ChangeCipherSpec counts when the server sends it.
    /// </summary>
    public int? MessagesUntilBreakOff { get; set; }

    /// <summary>Takes a datagram.</summary>
    public void Receive(IPEndPoint from, byte[] datagram, long nowMs)
    {
        NowMs = nowMs;
        DatagramNumber++;
        var reader = new WireReader(datagram);
        while (!reader.IsAtEnd && MessagesUntilBreakOff != 0)
        {
            int at = datagram.Length - reader.Remaining;
            DtlsConnection? byCid = FindByCid(datagram.AsSpan(at));
            if (DtlsRecord.Read(ref reader, byCid?.LocalCid!.Length ?? 0) is not { } record)
            {
                return;
            }

            if (record.Type == RecordType.Cid && byCid is null)
            {
                Dropped++;
                return;
            }

            Receive(from, record, byCid);
        }
    }

    /// <summary>Retransmits what is due and returns when something is due next, or
    /// <see cref="long.MaxValue"/>.</summary>
    public long Advance(long nowMs)
    {
        NowMs = nowMs;
        if (MessagesUntilBreakOff == 0)
        {
            return long.MaxValue;
        }

        foreach (DtlsConnection connection in _handshaking.Values.ToArray())
        {
            if (connection.DueMs <= nowMs)
            {
                connection.OnTimeout();
            }
        }

        return _handshaking.Values.Select(connection => connection.DueMs)
            .DefaultIfEmpty(long.MaxValue).Min();
    }

    /// <summary>Drops the connections, the sessions, or both, without a word.</summary>
    public void Forget(bool connections, bool sessions)
    {
        if (connections)
        {
            foreach (DtlsConnection connection in
                _handshaking.Values.Concat(_established.Values).Concat(_byCid.Values).ToArray())
            {
                Drop(connection);
            }

            _hellos.Clear();
        }

        if (sessions)
        {
            _sessions.Clear();
        }
    }

    /// <summary>The process ends and starts anew.</summary>
    public void Restart()
    {
        Forget(connections: true, sessions: true);
        _cookieSecret = RandomBytes(32);
    }

    /// <summary>Sends a ClientHello, as a server may that has lost its session.</summary>
    public void SendClientHello(IPEndPoint to)
    {
        byte[] body = new WireWriter()
            .UInt16(DtlsVersion.Dtls12).Bytes(RandomBytes(32)).Vector(1, []).Vector(1, [])
            .Vector(2, new WireWriter().UInt16(Suite.PskWithAes128Ccm8).ToArray()).Vector(1, [0])
            .ToArray();
        SendPlain(to, RecordType.Handshake, DtlsVersion.Dtls12, 0,
            new HandshakeMessage(MessageType.ClientHello, 0, body).ToArray());
    }

    public byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    public void Send(IPEndPoint to, byte[] datagram) => send(to, datagram);

    /// <summary>Ends a handshake or a connection with a fatal alert.</summary>
    public void Fail(DtlsConnection connection, byte alert)
    {
        connection.SendAlert(AlertCode.Fatal, alert);
        Drop(connection);
    }

    public void Drop(DtlsConnection connection)
    {
        connection.Close();
        Remove(_handshaking, connection);
        Remove(_established, connection);
        if (connection.LocalCid is { Length: > 0 } cid)
        {
            _byCid.Remove(Convert.ToHexString(cid));
        }
    }

    public void Establish(DtlsConnection connection)
    {
        Remove(_handshaking, connection);
        if (_established.TryGetValue(connection.Peer, out DtlsConnection? previous))
        {
            Drop(previous);
        }

        _established[connection.Peer] = connection;
        if (connection.Session is { Id.Length: > 0 } session)
        {
            _sessions[Convert.ToHexString(session.Id)] = session;
        }

        FullHandshakes += connection.IsResumed ? 0 : 1;
        Resumptions += connection.IsResumed ? 1 : 0;
        Established?.Invoke(connection);
    }

    /// <summary>The client has another address.</summary>
    public void Move(DtlsConnection connection, IPEndPoint to)
    {
        Remove(_established, connection);
        connection.Peer = to;
        _established[to] = connection;
    }

    public void Deliver(DtlsConnection connection, long sequence, byte[] plaintext) =>
        Delivered?.Invoke(connection, sequence, plaintext);

    public void NoteAlert(DtlsConnection connection, byte level, byte code, bool isProtected) =>
        Alerts.Add(new ReceivedAlert(connection, level, code, isProtected));

    public DtlsSession? FindSession(byte[] id) =>
        _sessions.GetValueOrDefault(Convert.ToHexString(id));

    public void Uncache(DtlsSession? session) =>
        _sessions.Remove(Convert.ToHexString(session?.Id ?? []));

    public byte[] TakeCid(DtlsConnection connection, int length)
    {
        byte[] cid;
        do
        {
            cid = RandomBytes(length);
        }
        while (length > 0 && !_byCid.TryAdd(Convert.ToHexString(cid), connection));
        return cid;
    }

    /// <summary>Counts a handshake message; false when this one is no longer heard or said.
    /// </summary>
    public bool CountMessage()
    {
        if (MessagesUntilBreakOff is not { } left)
        {
            return true;
        }

        MessagesUntilBreakOff = Math.Max(0, left - 1);
        return left > 0;
    }

    private static void Remove(
        Dictionary<IPEndPoint, DtlsConnection> connections, DtlsConnection connection)
    {
        if (connections.GetValueOrDefault(connection.Peer) == connection)
        {
            connections.Remove(connection.Peer);
        }
    }

    private DtlsConnection? FindByCid(ReadOnlySpan<byte> record)
    {
        if (record[0] != RecordType.Cid)
        {
            return null;
        }

        foreach (DtlsConnection connection in _byCid.Values)
        {
            if (record.Length > DtlsRecord.FixedBytes
                && record[DtlsRecord.FixedBytes..].StartsWith(connection.LocalCid))
            {
                return connection;
            }
        }

        return null;
    }

    private void Receive(IPEndPoint from, DtlsRecord record, DtlsConnection? byCid)
    {
        DtlsConnection? handshaking = _handshaking.GetValueOrDefault(from);
        try
        {
            if (record.Epoch > 0)
            {
                DtlsConnection? established = _established.GetValueOrDefault(from);
                bool isTaken = byCid is not null
                    ? byCid.ReceiveProtected(from, record)
                    : handshaking?.ReceiveProtected(from, record) == true
                        || established?.ReceiveProtected(from, record) == true;
                Dropped += isTaken ? 0 : 1;
                return;
            }

            switch (record.Type)
            {
                case RecordType.Handshake:
                    ReceivePlainHandshake(from, record);
                    break;
                case RecordType.ChangeCipherSpec when record.Fragment is [1]:
                    handshaking?.ReceiveChangeCipherSpec();
                    break;
                case RecordType.Alert:
                    handshaking?.ReceiveAlert(record.Fragment, false);
                    break;
            }
        }
        catch (AlertException malformed)
        {
            if (_handshaking.TryGetValue(from, out DtlsConnection? connection))
            {
                Fail(connection, malformed.Alert);
            }
            else if (record.Epoch == 0)
            {
                SendPlain(from, RecordType.Alert, DtlsVersion.Dtls12, record.Sequence,
                    [AlertCode.Fatal, malformed.Alert]);
            }
        }
    }
}
