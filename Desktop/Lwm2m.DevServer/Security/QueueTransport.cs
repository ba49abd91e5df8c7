// What BouncyCastle takes for its socket: a queue that the endpoint fills with the datagrams of one
// association. Its Receive waits on the lock under which all of the association's DTLS code runs,
// so a sender gets in exactly while the association waits: never in the middle of a handshake
// message or of a flight that is sent again.

using System.Net;
using Org.BouncyCastle.Tls;

namespace Lwm2m.DevServer.Security;

/// <summary>The datagrams of one association.</summary>
internal sealed class QueueTransport(
    object gate, int handshakeMtu, Action<ReadOnlyMemory<byte>> send) : DatagramTransport
{
    private const int MaxDatagramBytes = 16_640;
    private const int MaxWaiting = 64;

    private readonly Queue<(byte[] Datagram, IPEndPoint Source)> _datagrams = new();

    /// <summary>Where the datagram came from that was handed out last.</summary>
    internal IPEndPoint? LastSource { get; private set; }

    /// <summary>True when nothing more comes or goes.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>True when what is sent is dropped.</summary>
    internal bool IsMuted { get; set; }

    /// <summary>True when messages need not be fragmented any more.</summary>
    internal bool IsConnected { get; set; }

    public int GetReceiveLimit() => MaxDatagramBytes;

    public int GetSendLimit() => IsConnected ? MaxDatagramBytes : handshakeMtu;

    /// <summary>Takes a datagram of the device; called under the lock.</summary>
    internal void Add(byte[] datagram, IPEndPoint source)
    {
        if (_datagrams.Count < MaxWaiting && datagram.Length <= MaxDatagramBytes)
        {
            _datagrams.Enqueue((datagram, source));
            Monitor.PulseAll(gate);
        }
    }

    public int Receive(byte[] buf, int off, int len, int waitMillis) =>
        Receive(buf.AsSpan(off, len), waitMillis);

    /// <summary>Waits for a datagram; 0 waits for ever, -1 is a time-out.</summary>
    public int Receive(Span<byte> buffer, int waitMillis)
    {
        long deadline = Environment.TickCount64 + waitMillis;
        while (!IsClosed)
        {
            if (_datagrams.TryDequeue(out (byte[] Datagram, IPEndPoint Source) next))
            {
                LastSource = next.Source;
                next.Datagram.CopyTo(buffer);
                return next.Datagram.Length;
            }

            long left = waitMillis == 0 ? Timeout.Infinite : deadline - Environment.TickCount64;
            if (waitMillis != 0 && left <= 0)
            {
                return -1;
            }

            Monitor.Wait(gate, (int)left);
        }

        throw new IOException("The association is closed.");
    }

    public void Send(byte[] buf, int off, int len) => Send(buf.AsMemory(off, len));

    public void Send(ReadOnlySpan<byte> buffer) => Send(buffer.ToArray().AsMemory());

    public void Close()
    {
        IsClosed = true;
        Monitor.PulseAll(gate);
    }

    private void Send(ReadOnlyMemory<byte> datagram)
    {
        if (!IsMuted && !IsClosed)
        {
            send(datagram);
        }
    }
}
