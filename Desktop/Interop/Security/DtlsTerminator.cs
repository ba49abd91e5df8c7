// Stands in front of a server that speaks plain CoAP: DTLS in, UDP on the loopback address out.
// Each DTLS session has a socket of its own, so that the server can tell the devices apart, and
// keeps it when the session is resumed or the device moves.

using System.Net;
using System.Net.Sockets;
using Interop.Support;
using Lwm2m.DevServer.Security;

namespace Interop.Security;

/// <summary>A DTLS terminator on a free port of the loopback address.</summary>
internal sealed class DtlsTerminator : IDisposable
{
    private const int MaxDatagramBytes = 65_535;

    private readonly IPEndPoint _server;
    private readonly Dictionary<DtlsPeer, Socket> _sockets = [];
    private bool _isDisposed;

    /// <param name="serverPort">The UDP port of the server.</param>
    /// <param name="keys">The keys of the devices.</param>
    /// <param name="options">How DTLS behaves.</param>
    public DtlsTerminator(int serverPort, PskStore keys, DtlsOptions? options = null)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        Dtls = new DtlsEndpoint(new IPEndPoint(IPAddress.Loopback, 0), keys, options);
        Dtls.Happened += Events.Add;
        Dtls.Received += Forward;
        Dtls.Start();
    }

    /// <summary>Its DTLS side: options, keys and associations can be changed.</summary>
    public DtlsEndpoint Dtls { get; }

    public int Port => Dtls.LocalEndPoint.Port;

    public string Uri => $"coaps://127.0.0.1:{Port}";

    /// <summary>What DTLS did.</summary>
    public Journal<DtlsEvent> Events { get; } = new();

    /// <summary>The address under which the server knows a device, or null.</summary>
    public IPEndPoint? AddressOf(DtlsPeer peer)
    {
        lock (_sockets)
        {
            return (IPEndPoint?)_sockets.GetValueOrDefault(peer)?.LocalEndPoint;
        }
    }

    /// <summary>Waits for a handshake after a mark of <see cref="Events"/>.</summary>
    public async Task<DtlsSessionInfo> HandshakeAsync(int mark) =>
        (await Events.FirstAsync(
            mark, e => e.Kind == DtlsEventKind.Connected, "DTLS handshake")).Session!;

    public void Dispose()
    {
        Dtls.Dispose();
        lock (_sockets)
        {
            _isDisposed = true;
            foreach (Socket socket in _sockets.Values)
            {
                socket.Dispose();
            }
        }
    }

    private void Forward(DtlsPeer peer, byte[] datagram)
    {
        try
        {
            SocketOf(peer)?.Send(datagram);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is not there: lost on the way.
        }
    }

    private Socket? SocketOf(DtlsPeer peer)
    {
        lock (_sockets)
        {
            if (_isDisposed)
            {
                return null;
            }

            if (_sockets.TryGetValue(peer, out Socket? socket))
            {
                return socket;
            }

            socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            socket.Connect(_server);
            _sockets.Add(peer, socket);
            _ = ReturnAsync(peer, socket);
            return socket;
        }
    }

    private async Task ReturnAsync(DtlsPeer peer, Socket socket)
    {
        var buffer = new byte[MaxDatagramBytes];
        while (true)
        {
            try
            {
                int length = await socket.ReceiveAsync(buffer);
                Dtls.Send(peer, buffer.AsSpan(0, length));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // Nobody has listened to what was sent before.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
