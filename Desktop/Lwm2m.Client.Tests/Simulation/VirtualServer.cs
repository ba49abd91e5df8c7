// One server of the virtual world: its process, the link to it, and DTLS in front of it if so
// wanted.

using System.Net;
using Lwm2m.DevServer;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>A server and the way to it.</summary>
internal sealed class VirtualServer
{
    private readonly World _world;

    public VirtualServer(
        World world, string host, int seed, Random random, ServerOptions? options, bool isSecure)
    {
        _world = world;
        Host = host;
        Link = new Link(random);
        Core = new ServerCore(Send, (options ?? new ServerOptions()) with { Seed = seed });
        if (isSecure)
        {
            Secure = new SecureEdge(world, this, seed);
        }
    }

    /// <summary>The name in the URI that leads here.</summary>
    public string Host { get; }

    /// <summary>The server's process.</summary>
    public ServerCore Core { get; }

    /// <summary>The link between the client and this server.</summary>
    public Link Link { get; }

    /// <summary>The server's end of DTLS; null without.</summary>
    public SecureEdge? Secure { get; }

    /// <summary>Whether the process does not run; datagrams to it are lost.</summary>
    public bool IsDown { get; set; }

    /// <summary>The registration as the server sees it, or null.</summary>
    public Registration? Registration => Core.Find(World.Endpoint);

    /// <summary>The process ends and starts anew.</summary>
    public void Restart()
    {
        Core.Restart();
        Secure?.Dtls.Restart();
    }

    /// <summary>A datagram has come.</summary>
    public void Receive(IPEndPoint from, byte[] datagram)
    {
        if (IsDown)
        {
            return;
        }

        Core.Advance(_world.NowMs);
        if (Secure is { } secure)
        {
            secure.Receive(from, datagram);
        }
        else
        {
            Core.Receive(from, datagram);
        }
    }

    /// <summary>Does what is due; returns when something will be.</summary>
    public long Advance() =>
        Math.Min(Core.Advance(_world.NowMs), Secure?.Advance() ?? long.MaxValue);

    /// <summary>The process sends a message.</summary>
    private void Send(EndPoint to, ReadOnlyMemory<byte> bytes)
    {
        byte[] message = bytes.ToArray();
        if (Secure is { } secure)
        {
            secure.Send((IPEndPoint)to, message);
        }
        else
        {
            _world.CarryToClient(this, (IPEndPoint)to, message);
        }
    }
}
