// A UDP socket with a thread that receives.

using System.Net;
using System.Net.Sockets;

namespace Lwm2m.DevServer;

/// <summary>A bound UDP socket.</summary>
internal sealed class UdpSocket : IDisposable
{
    private const int MaxDatagramBytes = 65_535;

    private readonly Socket _socket;
    private Thread? _thread;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    internal UdpSocket(IPEndPoint bind)
    {
        _socket = new Socket(bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(bind);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    internal IPEndPoint LocalEndPoint { get; }

    /// <summary>Hands each datagram to <paramref name="received"/> from now on.</summary>
    internal void Start(string threadName, Action<IPEndPoint, byte[]> received)
    {
        _thread = new Thread(() => Receive(received)) { IsBackground = true, Name = threadName };
        _thread.Start();
    }

    internal void Send(EndPoint peer, ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, peer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As good as lost on the way; retransmissions and time-outs deal with it.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _thread?.Join();
    }

    private void Receive(Action<IPEndPoint, byte[]> received)
    {
        var buffer = new byte[MaxDatagramBytes];
        EndPoint any = new IPEndPoint(
            _socket.AddressFamily == AddressFamily.InterNetworkV6
                ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (true)
        {
            try
            {
                EndPoint peer = any;
                int length = _socket.ReceiveFrom(buffer, ref peer);
                received((IPEndPoint)peer, buffer.AsSpan(0, length).ToArray());
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset
                or SocketError.MessageSize or SocketError.NetworkReset)
            {
                // An ICMP answer to something that we sent, or too long for a datagram.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
