// Notes what goes over a socket, below the code under test.

using Interop.Support;
using Lwm2m.Client.Transport;

namespace Interop.Dtls;

/// <summary>A datagram on the wire.</summary>
internal sealed record WireDatagram(bool IsSent, byte[] Bytes);

/// <summary>A UDP socket with a list of what it has sent and received.</summary>
internal sealed class WireTap : IDatagramTransport
{
    // Taken while the socket is in use: another thread may exchange it.
    private readonly Lock _gate = new();
    private readonly UdpTransport _socket = new();
    private readonly Journal<WireDatagram> _datagrams = new();

    private string _host = "";
    private int _port;

    // The positions at which the client under test has opened a socket.
    private readonly Journal<int> _sockets = new();

    /// <summary>Each how many-th datagram is lost, in either direction; 0 for none.</summary>
    public int LosesEvery { get; set; }

    /// <summary>How many were lost.</summary>
    public int Lost { get; private set; }

    /// <summary>The position of the next datagram.</summary>
    public int Mark => _datagrams.Mark;

    /// <summary>The latest handshake and what came after it.</summary>
    public HandshakeFacts Facts => Enumerable.Reverse(_sockets.Since(0))
        .Select(start => new HandshakeFacts(Since(start)))
        .First(facts => facts.ClientHellos > 0);

    /// <summary>The datagrams from a position on.</summary>
    public List<WireDatagram> Since(int mark) => _datagrams.Since(mark);

    public TransportStatus Connect(string host, int port)
    {
        lock (_gate)
        {
            _host = host;
            _port = port;
            _sockets.Add(_datagrams.Mark);
            return _socket.Connect(host, port);
        }
    }

    /// <summary>Goes on from another local port, as behind a NAT; nobody is told.</summary>
    public void Move()
    {
        lock (_gate)
        {
            Expect.Equal(TransportStatus.Connected, _socket.Connect(_host, _port), "socket");
        }
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        lock (_gate)
        {
            _datagrams.Add(new WireDatagram(true, buffer[offset..(offset + length)]));
            return IsLost() || _socket.Send(buffer, offset, length);
        }
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        lock (_gate)
        {
            int length = _socket.Receive(buffer, offset, capacity);
            if (length > 0)
            {
                _datagrams.Add(new WireDatagram(false, buffer[offset..(offset + length)]));
                return IsLost() ? -1 : length;
            }

            return length;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _socket.Close();
        }
    }

    private bool IsLost()
    {
        bool isLost = LosesEvery > 0 && _datagrams.Mark % LosesEvery == 0;
        Lost += isLost ? 1 : 0;
        return isLost;
    }
}
