// One connected datagram socket: what a server is reached through.

namespace Lwm2m.Client.Transport;

/// <summary>
/// Sends datagrams to one server and receives from it. Nothing of it throws; what fails says so.
/// </summary>
public interface IDatagramTransport
{
    /// <summary>
    /// Resolves the host (may block for as long as the name service takes) and opens a new socket
    /// on a new local port.
    /// </summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The server's UDP port.</param>
    TransportStatus Connect(string host, int port);

    /// <summary>Sends one datagram; false if the link is down.</summary>
    bool Send(byte[] buffer, int offset, int length);

    /// <summary>
    /// Takes one datagram without waiting. What is larger than <paramref name="capacity"/> may be
    /// cut.
    /// </summary>
    /// <returns>
    /// Its length, 0 or more; -1 if there is none; -2 if the link is down and Connect is needed.
    /// </returns>
    int Receive(byte[] buffer, int offset, int capacity);

    /// <summary>Closes the socket. May be called at any time.</summary>
    void Close();
}

/// <summary>The outcome of <see cref="IDatagramTransport.Connect"/>.</summary>
public enum TransportStatus
{
    /// <summary>No socket could be opened: the network is down.</summary>
    NetworkDown = 0,

    /// <summary>The host name has no address.</summary>
    HostUnknown = 1,

    /// <summary>Datagrams can be sent.</summary>
    Connected = 2,
}
