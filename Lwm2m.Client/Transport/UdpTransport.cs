// CoAP over UDP (RFC 7252 §3): a connected socket, so that the stack drops what others send.
// Connect and ReceiveFrom allocate; Send, Poll and Receive do not.

using System;
using System.Net;
using System.Net.Sockets;

namespace Lwm2m.Client.Transport;

/// <summary>A UDP socket connected to one server.</summary>
public sealed class UdpTransport : IDatagramTransport
{
    private const int NoDatagram = -1;
    private const int LinkDown = -2;

    private Socket _socket;
    private IPAddress _lastGoodAddress;
    private string _lastGoodHost;

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port)
    {
        Close();
        IPAddress address = Resolve(host);
        if (address == null)
        {
            return TransportStatus.HostUnknown;
        }

        try
        {
            _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _socket.Connect(new IPEndPoint(address, port));
            return TransportStatus.Connected;
        }
        catch (SocketException)
        {
            Close();
            return TransportStatus.NetworkDown;
        }
    }

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        Socket socket = _socket;
        if (socket == null)
        {
            return false;
        }

        for (bool isRepeated = false; ; isRepeated = true)
        {
            try
            {
                socket.Send(buffer, offset, length, SocketFlags.None);
                return true;
            }
            catch (SocketException e)
            {
                // A server that is not there yet answers through ICMP. Linux tells that of the
                // datagram before, in place of sending this one.
                bool isLost = Failure(e) == NoDatagram;
                if (isRepeated || !isLost)
                {
                    return isLost;
                }
            }
        }
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        Socket socket = _socket;
        if (socket == null)
        {
            return LinkDown;
        }

        try
        {
            return socket.Poll(0, SelectMode.SelectRead)
                ? socket.Receive(buffer, offset, capacity, SocketFlags.None)
                : NoDatagram;
        }
        catch (SocketException e)
        {
            return Failure(e);
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (_socket != null)
        {
            _socket.Close();
            _socket = null;
        }
    }

    /// <summary>The last good address serves when the name service does not.</summary>
    private IPAddress Resolve(string host)
    {
        try
        {
            if (IsAddress(host))
            {
                return IPAddress.Parse(host);
            }

            // IPv4 first: standard firmware images have nothing else.
            foreach (IPAddress address in Dns.GetHostEntry(host).AddressList)
            {
                _lastGoodAddress = address;
                _lastGoodHost = host;
                if (address.AddressFamily == AddressFamily.InterNetwork)
                {
                    break;
                }
            }
        }
        catch (Exception)
        {
            // SocketException on the desktop; the device throws others for some failures.
        }

        return _lastGoodHost == host ? _lastGoodAddress : null;
    }

    /// <summary>Whether the host is an address: GetHostEntry would ask for its name.</summary>
    private static bool IsAddress(string host)
    {
        for (int i = 0; i < host.Length; i++)
        {
            char c = host[i];
            if (c == ':')
            {
                return true;
            }

            if (c != '.' && (c < '0' || c > '9'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What <see cref="Receive"/> returns for a failure.</summary>
    private static int Failure(SocketException e)
    {
        // WSAECONNRESET and WSAECONNREFUSED: an ICMP "port unreachable" came back.
        int code = e.ErrorCode;
        if (code == 10054 || code == 10061 || code == 104 || code == 111)
        {
            return NoDatagram;
        }

        // WSAEMSGSIZE: desktop sockets throw where the device cuts the datagram.
        return code == 10040 || code == 90 ? 0 : LinkDown;
    }
}
