// The client's end of the virtual link: an IDatagramTransport whose socket is a queue. As on lwIP,
// the mailbox of a socket holds six datagrams; what comes on top of that is lost.

using System.Net;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>A socket in the virtual world.</summary>
internal sealed class VirtualSocket(World world) : IDatagramTransport
{
    private const int MailboxDatagrams = 6;

    private readonly Queue<byte[]> _inbox = new();

    /// <summary>The server that it is connected to, or was.</summary>
    public VirtualServer? Server { get; private set; }

    /// <summary>What the server sees the socket as; null while it is closed.</summary>
    public IPEndPoint? PublicEndPoint { get; private set; }

    /// <summary>Whether Connect binds the local port of before.</summary>
    public bool KeepsAddress { get; set; }

    /// <summary>How often Connect was called.</summary>
    public int Connects { get; private set; }

    /// <summary>The local ports, or rather public ones, that Connect has had.</summary>
    public List<IPEndPoint> EndPoints { get; } = [];

    public TransportStatus Connect(string host, int port)
    {
        Close();
        Connects++;
        Server = world.FindServer(host);
        TransportStatus status = Server?.Link.ConnectStatus ?? TransportStatus.HostUnknown;
        if (status == TransportStatus.Connected)
        {
            if (KeepsAddress && EndPoints.Count > 0)
            {
                PublicEndPoint = EndPoints[^1];
            }
            else
            {
                Rebind();
            }
        }

        return status;
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        if (PublicEndPoint is null || Server!.Link.IsDown)
        {
            return false;
        }

        world.Power.Step();
        world.CarryToServer(Server, PublicEndPoint, buffer.AsSpan(offset, length).ToArray());
        world.Power.Step();
        return true;
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (PublicEndPoint is null || Server!.Link.IsDown)
        {
            return -2;
        }

        if (!_inbox.TryDequeue(out byte[]? datagram))
        {
            return -1;
        }

        int length = Math.Min(capacity, datagram.Length);
        datagram.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
        return length;
    }

    public void Close()
    {
        PublicEndPoint = null;
        _inbox.Clear();
    }

    /// <summary>A NAT on the way gives the open socket another address.</summary>
    public void Rebind()
    {
        PublicEndPoint = world.NewEndPoint();
        EndPoints.Add(PublicEndPoint);
    }

    /// <summary>A datagram arrives, for whoever has the address now.</summary>
    public void Deliver(IPEndPoint to, byte[] datagram)
    {
        if (to.Equals(PublicEndPoint) && !Server!.Link.IsDown
            && _inbox.Count < MailboxDatagrams)
        {
            _inbox.Enqueue(datagram);
        }
    }
}
