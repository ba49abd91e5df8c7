// Ports for servers that cannot choose one themselves.

using System.Net;
using System.Net.Sockets;

namespace Interop.Support;

/// <summary>Ports of the loopback address.</summary>
internal static class Port
{
    /// <summary>A port that nobody listens on, on UDP and TCP.</summary>
    public static int Free()
    {
        int port;
        do
        {
            using var udp = new Socket(
                AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)udp.LocalEndPoint!).Port;
        }
        while (!IsFree(port));

        return port;
    }

    /// <summary>A port that nobody listens on, nor on the one after it.</summary>
    public static int FreePair()
    {
        int port;
        do
        {
            port = Free();
        }
        while (port == IPEndPoint.MaxPort || !IsFree(port + 1));

        return port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new Socket(
                AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            using var tcp = new TcpListener(IPAddress.Loopback, port);
            tcp.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
