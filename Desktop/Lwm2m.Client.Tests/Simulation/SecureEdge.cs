// The server's end of DTLS in the virtual world: records on one side, messages of ServerCore on
// the other. ServerCore knows a device by its session, as servers do that bind a device to its
// PSK identity: a connection that moves (RFC 9146) and a session that is resumed stay the same
// peer; a full handshake makes a new one.

using System.Globalization;
using System.Net;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>DTLS in front of the server, and the watch over both ends of it.</summary>
internal sealed class SecureEdge
{
    /// <summary>The identity that the server knows.</summary>
    public const string Identity = "device-1-identity";

    private readonly World _world;
    private readonly VirtualServer _server;
    private readonly Dictionary<DtlsSession, IPEndPoint> _peers =
        new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IPEndPoint, DtlsConnection> _connections = [];
    private readonly HashSet<(DtlsConnection, long)> _delivered = [];
    private int _nextPort = 1;

    public SecureEdge(World world, VirtualServer server, int seed)
    {
        _world = world;
        _server = server;
        Dtls = new DtlsTestServer(
            seed, (to, datagram) => world.CarryToClient(server, to, datagram));
        Dtls.Options.Keys.Add(Identity, Key);
        Dtls.Established += OnEstablished;
        Dtls.Delivered += OnDelivered;
        server.Core.Closing += peer =>
        {
            if (_connections.TryGetValue((IPEndPoint)peer, out DtlsConnection? connection)
                && IsOpen(connection))
            {
                connection.Close();
            }
        };
        Crypto = new WatchedCrypto(world.IsGenuine);
    }

    /// <summary>The key that goes with the identity.</summary>
    public static byte[] Key { get; } = "a key of 16 byte"u8.ToArray();

    public DtlsTestServer Dtls { get; }

    /// <summary>What the client encrypts with.</summary>
    public WatchedCrypto Crypto { get; }

    /// <summary>The messages that have come to the server, in clear.</summary>
    public List<Datagram> Messages { get; } = [];

    /// <summary>Whether <see cref="Messages"/> are kept.</summary>
    public bool KeepsMessages { get; set; }

    /// <summary>The one connection with the client, or null.</summary>
    public DtlsConnection? Connection => _connections.Values.LastOrDefault(IsOpen);

    /// <summary>The requests of the client that have come.</summary>
    public IEnumerable<CoapMessage> Requests =>
        Messages.Select(message => message.Message).Where(message => message.Code.IsRequest);

    /// <summary>Where ServerCore sees the client that is at an address now, or null.</summary>
    public IPEndPoint? PeerAt(IPEndPoint? address) => _connections
        .FirstOrDefault(pair => IsOpen(pair.Value) && pair.Value.Peer.Equals(address)).Key;

    public void ObserveSent(IPEndPoint from, byte[] datagram)
    {
        Dtls.Seals.ObserveSent(from, datagram);
        if (Dtls.Seals.Repeated.Count > 0)
        {
            throw new InvariantException($"sealed twice: {Dtls.Seals.Repeated[0]}");
        }
    }

    public void Receive(IPEndPoint from, byte[] datagram) =>
        Dtls.Receive(from, datagram, _world.NowMs);

    public long Advance() => Dtls.Advance(_world.NowMs);

    /// <summary>Sends a message of ServerCore, if there is a connection.</summary>
    public void Send(IPEndPoint peer, byte[] message)
    {
        if (_connections.TryGetValue(peer, out DtlsConnection? connection) && IsOpen(connection))
        {
            connection.Send(message);
        }
    }

    private static bool IsOpen(DtlsConnection connection) =>
        connection.State == ConnectionState.Established;

    private void OnEstablished(DtlsConnection connection)
    {
        DtlsSession session = connection.Session!;
        if (!_peers.TryGetValue(session, out IPEndPoint? peer))
        {
            // Addresses that no socket has.
            peer = new IPEndPoint(new IPAddress([10, 0, 0, 1]), _nextPort++);
            _peers.Add(session, peer);
        }

        // One device, one connection; but for what it fetches it has another socket.
        VirtualSocket? socket = SocketOf(connection);
        foreach (DtlsConnection other in _connections.Values.Where(IsOpen).ToArray())
        {
            if (SocketOf(other) is not { } another || socket is null || another == socket)
            {
                Dtls.Drop(other);
            }
        }

        _connections[peer] = connection;
        _server.Core.Log(peer, string.Create(CultureInfo.InvariantCulture,
            $"secured from {connection.Peer}, resumed {connection.IsResumed}"));
        if (connection.IsResumed)
        {
            _server.Core.SessionResumed(peer);
        }
    }

    private VirtualSocket? SocketOf(DtlsConnection connection) =>
        _world.Sockets.FirstOrDefault(socket => socket.EndPoints.Contains(connection.Peer));

    private void OnDelivered(DtlsConnection connection, long sequence, byte[] plaintext)
    {
        if (!Dtls.Seals.Contains(connection, sequence))
        {
            throw new InvariantException($"record {sequence} was never sealed");
        }

        if (!_delivered.Add((connection, sequence)))
        {
            throw new InvariantException($"record {sequence} was delivered twice");
        }

        if (Dtls.Violations.Count > 0)
        {
            throw new InvariantException(Dtls.Violations[0]);
        }

        if (KeepsMessages)
        {
            Messages.Add(new Datagram(_world.NowMs, true, plaintext));
        }

        _server.Core.Receive(_peers[connection.Session!], plaintext);
    }
}
