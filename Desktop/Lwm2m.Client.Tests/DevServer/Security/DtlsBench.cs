// A DTLS endpoint that echoes, with its events to wait for, for the tests beside this file.

using System.Net;
using System.Text;
using Lwm2m.DevServer.Security;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Security;

/// <summary>An endpoint on the loopback interface.</summary>
internal sealed class DtlsBench : IDisposable
{
    private readonly List<DtlsEvent> _events = [];
    private readonly List<DtlsPeer> _senders = [];

    public DtlsBench(DtlsOptions? options = null)
    {
        Endpoint = new DtlsEndpoint(
            new IPEndPoint(IPAddress.Loopback, 0), new PskStore(),
            options ?? new DtlsOptions());
        Endpoint.Keys.Add(Client.Identity, Client.Key);
        Endpoint.Happened += Note;
        Endpoint.Received += (peer, datagram) =>
        {
            lock (_events)
            {
                _senders.Add(peer);
            }

            Endpoint.Send(peer, Encoding.ASCII.GetBytes(
                $"{peer.Identity} said {Encoding.ASCII.GetString(datagram)}"));
        };
        Endpoint.Start();
    }

    /// <summary>A client that the endpoint knows.</summary>
    public DtlsClientOptions Client { get; } = new();

    public DtlsEndpoint Endpoint { get; }

    /// <summary>From whom plaintext came, in order.</summary>
    public DtlsPeer[] Senders
    {
        get
        {
            lock (_events)
            {
                return [.. _senders];
            }
        }
    }

    public Task<DtlsClient> ConnectAsync(DtlsClientOptions? options = null) =>
        DtlsClient.ConnectAsync(Endpoint.LocalEndPoint, options ?? Client);

    /// <summary>Sends a text and checks its echo.</summary>
    public static void Echo(DtlsClient client, string text)
    {
        client.Send(text);
        Assert.Equal($"thermo-1 said {text}", client.ReceiveText());
    }

    public DtlsEvent[] Events(DtlsEventKind kind)
    {
        lock (_events)
        {
            return [.. _events.Where(happened => happened.Kind == kind)];
        }
    }

    /// <summary>Waits for the nth event of a kind.</summary>
    public DtlsEvent Await(DtlsEventKind kind, int count = 1)
    {
        lock (_events)
        {
            long deadline = Environment.TickCount64 + Deadline.Ms;
            while (Events(kind) is var found)
            {
                if (found.Length >= count)
                {
                    return found[count - 1];
                }

                long left = deadline - Environment.TickCount64;
                Assert.True(
                    left > 0 && Monitor.Wait(_events, (int)left),
                    $"no {kind}, but {string.Join("; ", _events)}");
            }

            throw new InvalidOperationException();
        }
    }

    public void Dispose() => Endpoint.Dispose();

    private void Note(DtlsEvent happened)
    {
        lock (_events)
        {
            _events.Add(happened);
            Monitor.PulseAll(_events);
        }
    }
}
