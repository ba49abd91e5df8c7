// The desktop server as a peer in this process: its DTLS is BouncyCastle's. What DTLS did is kept
// for assertions.

using System.Net;
using Interop.Support;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Security;

namespace Interop.Security;

/// <summary>An LwM2M server for coaps on a free port of the loopback address.</summary>
internal sealed class BouncyCastlePeer : IDisposable
{
    public const string Identity = "interop-1";

    public BouncyCastlePeer(DtlsOptions? options = null, ServerOptions? server = null)
    {
        var host = new HostOptions
        {
            Coaps = new IPEndPoint(IPAddress.Loopback, 0),
            Dtls = options ?? new DtlsOptions(),
        };
        host.Keys.Add(Identity, Key);
        Host = new UdpHost(host, server, core =>
        {
            core.Registered += Registrations.Add;
            core.Updated += (registration, _) => Updates.Add(registration);
        });
        Dtls.Happened += Events.Add;
    }

    /// <summary>The key of <see cref="Identity"/>.</summary>
    public static byte[] Key => Convert.FromHexString("000102030405060708090A0B0C0D0E0F");

    public UdpHost Host { get; }

    /// <summary>Its secure side: options, keys and associations can be changed.</summary>
    public DtlsEndpoint Dtls => Host.Security!;

    public string Uri => Host.Uri;

    public int Port => Host.LocalEndPoint.Port;

    /// <summary>What DTLS did.</summary>
    public Journal<DtlsEvent> Events { get; } = new();

    /// <summary>Every Register that was accepted.</summary>
    public Journal<Registration> Registrations { get; } = new();

    /// <summary>Every Update that was accepted.</summary>
    public Journal<Registration> Updates { get; } = new();

    /// <summary>Waits for a handshake after a mark of <see cref="Events"/>.</summary>
    public async Task<DtlsSessionInfo> HandshakeAsync(int mark) =>
        (await EventAsync(mark, DtlsEventKind.Connected)).Session!;

    /// <summary>Waits for an event after a mark of <see cref="Events"/>.</summary>
    public Task<DtlsEvent> EventAsync(int mark, DtlsEventKind kind) =>
        Events.FirstAsync(mark, e => e.Kind == kind, $"DTLS: {kind}");

    /// <summary>Waits for a Register after a mark of <see cref="Registrations"/>.</summary>
    public Task<Registration> RegisteredAsync(int mark) =>
        Registrations.FirstAsync(mark, _ => true, "Register");

    /// <summary>Waits for an Update after a mark of <see cref="Updates"/>.</summary>
    public Task<Registration> UpdatedAsync(int mark) =>
        Updates.FirstAsync(mark, _ => true, "Update");

    public void Dispose() => Host.Dispose();
}
