// CoAP over UDP (RFC 7252 §3): a connected socket, so that the stack drops what others send.
// Connect and ReceiveFrom allocate; Send, Poll and Receive do not.

using System;
using System.Net;
using System.Net.Sockets;

namespace Lwm2m.Client.Transport;

/// <summary>A UDP socket connected to one server.</summary>
public sealed class UdpTransport : IDatagramTransport
{
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

        Socket socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, port));
            _socket = socket;
            return TransportStatus.Connected;
        }
        catch (SocketException)
        {
            if (socket != null)
            {
                socket.Close();
            }

            return TransportStatus.NetworkDown;
        }
    }

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        if (_socket == null)
        {
            return false;
        }

        try
        {
            _socket.Send(buffer, offset, length, SocketFlags.None);
            return true;
        }
        catch (SocketException e)
        {
            // A server that is not there yet answers through ICMP: the datagram is lost, no more.
            return IsRefusal(e);
        }
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (_socket == null)
        {
            return -2;
        }

        try
        {
            return _socket.Poll(0, SelectMode.SelectRead)
                ? _socket.Receive(buffer, offset, capacity, SocketFlags.None)
                : -1;
        }
        catch (SocketException e)
        {
            return IsRefusal(e) ? -1 : IsTooLong(e) ? 0 : -2;
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

            IPAddress[] addresses = Dns.GetHostEntry(host).AddressList;
            for (int i = 0; i < addresses.Length; i++)
            {
                // IPv4 first: standard firmware images have nothing else.
                bool isLast = i == addresses.Length - 1;
                if (isLast || addresses[i].AddressFamily == AddressFamily.InterNetwork)
                {
                    _lastGoodHost = host;
                    _lastGoodAddress = addresses[i];
                    return _lastGoodAddress;
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

    private static bool IsRefusal(SocketException e)
    {
        // WSAECONNRESET and WSAECONNREFUSED: an ICMP "port unreachable" came back.
        return e.ErrorCode == 10054 || e.ErrorCode == 10061 || e.ErrorCode == 111
            || e.ErrorCode == 104;
    }

    private static bool IsTooLong(SocketException e)
    {
        // WSAEMSGSIZE: desktop sockets throw where the device cuts the datagram.
        return e.ErrorCode == 10040 || e.ErrorCode == 90;
    }
}
