// A DTLS server in this process that returns what it receives. Its DTLS is BouncyCastle's.

using System.Net;
using Interop.Support;
using Lwm2m.DevServer.Security;
using ServerEvent = Lwm2m.DevServer.Security.DtlsEvent;

namespace Interop.Dtls;

/// <summary>An echo server on a free port of the loopback address.</summary>
internal sealed class EchoServer : IDisposable
{
    public EchoServer(DtlsOptions options)
    {
        var keys = new PskStore();
        keys.Add("dev1", "sesame"u8.ToArray());
        Endpoint = new DtlsEndpoint(new IPEndPoint(IPAddress.Loopback, 0), keys, options);
        Endpoint.Happened += Events.Add;
        Endpoint.Received += (peer, plaintext) => Endpoint.Send(peer, plaintext);
        Endpoint.Start();
    }

    public DtlsEndpoint Endpoint { get; }

    public int Port => Endpoint.LocalEndPoint.Port;

    /// <summary>What DTLS did.</summary>
    public Journal<ServerEvent> Events { get; } = new();

    /// <summary>Waits for an event after a mark.</summary>
    public Task<ServerEvent> EventAsync(int mark, DtlsEventKind kind) =>
        Events.FirstAsync(mark, e => e.Kind == kind, $"{kind} at the server");

    public void Dispose() => Endpoint.Dispose();
}
