// Ports for servers that cannot choose one themselves.

using System.Net;
using System.Net.Sockets;

namespace Interop.Support;

/// <summary>UDP ports of the loopback address.</summary>
internal static class Port
{
    /// <summary>A port that nobody listens on, on UDP and TCP.</summary>
    public static int Free()
    {
        while (true)
        {
            using var udp = new Socket(
                AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            int port = ((IPEndPoint)udp.LocalEndPoint!).Port;
            try
            {
                using var tcp = new TcpListener(IPAddress.Loopback, port);
                tcp.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken on TCP: the next one.
            }
        }
    }
}
