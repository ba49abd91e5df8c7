// The UDP transport on a real socket of the loopback interface.

using System.Net;
using System.Net.Sockets;
using Lwm2m.Client.Transport;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Sockets;

public sealed class UdpTransportTests
{
    private static readonly byte[] s_datagram = [1, 2, 3, 4];

    /// <summary>Linux answers a Send with the ICMP message that the one before has caused, and
    /// sends nothing.</summary>
    [Fact]
    public void What_is_sent_after_the_server_has_come_back_reaches_it()
    {
        using Socket server = Open(0);
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        var transport = new UdpTransport();
        Assert.Equal(TransportStatus.Connected, transport.Connect("127.0.0.1", port));
        server.Close();
        Assert.True(transport.Send(s_datagram, 0, 1));

        using Socket back = Open(port);
        Assert.True(transport.Send(s_datagram, 1, 3));
        byte[] received = new byte[8];
        Assert.Equal(s_datagram[1..], received[..back.Receive(received)]);
        transport.Close();
    }

    private static Socket Open(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = DevServer.Deadline.Ms,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
