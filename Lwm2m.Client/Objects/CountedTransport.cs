// Tells object 7 what passes through a socket.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Objects;

/// <summary>A transport whose datagrams are counted.</summary>
internal sealed class CountedTransport : IDatagramTransport
{
    private readonly IDatagramTransport _transport;
    private readonly ConnectivityStatisticsObject _statistics;

    public CountedTransport(
        IDatagramTransport transport, ConnectivityStatisticsObject statistics)
    {
        _transport = transport;
        _statistics = statistics;
    }

    public TransportStatus Connect(string host, int port)
    {
        return _transport.Connect(host, port);
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        bool isSent = _transport.Send(buffer, offset, length);
        if (isSent)
        {
            _statistics.OnDatagram(length, false);
        }

        return isSent;
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        int length = _transport.Receive(buffer, offset, capacity);
        if (length >= 0)
        {
            _statistics.OnDatagram(length, true);
        }

        return length;
    }

    public void Close()
    {
        _transport.Close();
    }
}
