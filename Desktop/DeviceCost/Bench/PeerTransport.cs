// The client's end of a transport whose far end is a program: what that sends waits in a queue.

using Lwm2m.Client.Transport;

namespace DeviceCost.Bench;

/// <summary>A transport to a peer that answers at once.</summary>
internal abstract class PeerTransport : IDatagramTransport
{
    /// <summary>The datagrams that the client has not taken yet.</summary>
    protected Queue<byte[]> Inbox { get; } = new();

    /// <summary>How many datagrams the client has sent.</summary>
    public int SentCount { get; private set; }

    public TransportStatus Connect(string host, int port) => TransportStatus.Connected;

    public bool Send(byte[] buffer, int offset, int length)
    {
        SentCount++;
        OnSent(buffer.AsSpan(offset, length));
        return true;
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (!Inbox.TryDequeue(out byte[]? datagram))
        {
            return -1;
        }

        datagram.CopyTo(buffer, offset);
        return datagram.Length;
    }

    public void Close()
    {
    }

    /// <summary>The client has sent a datagram.</summary>
    protected abstract void OnSent(ReadOnlySpan<byte> datagram);
}
