// npm coap as the LwM2M server of a device, behind DTLS that BouncyCastle ends for it.

using System.Text;
using System.Text.Json;
using Interop.Security;
using Interop.Support;
using Lwm2m.DevServer.Security;

namespace Interop.Firmware;

/// <summary>A server for one device.</summary>
internal sealed class NpmServer : IDisposable
{
    private readonly DtlsTerminator _terminator;

    private NpmServer(Peer peer, PskStore keys)
    {
        Peer = peer;
        _terminator = new DtlsTerminator(peer.Port, keys);
    }

    public Peer Peer { get; }

    public string Uri => _terminator.Uri;

    public static async Task<NpmServer> StartAsync(string folder, PskStore keys) =>
        new(await Peer.StartAsync(folder), keys);

    /// <summary>Reads a value as text.</summary>
    public async Task<string> ReadAsync(string path) =>
        (await Peer.CallAsync("request", new
        {
            method = "GET", path, options = new { Accept = "" },
        })).Text;

    /// <summary>Observes a value as text; it is told as "notified".</summary>
    public async Task ObserveAsync(string path, string name) => Expect.Equal(
        "2.05",
        (await Peer.CallAsync("request", new
        {
            method = "GET", path, options = new { Accept = "" }, observe = true, name,
        })).Code,
        $"Observe {path}");

    /// <summary>Waits for a value that is observed.</summary>
    public Task<JsonElement> NotifiedAsync(string name, string value)
    {
        string hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));
        return Peer.EventAsync(
            "notified", 0,
            e => e.GetProperty("name").GetString() == name
                && e.GetProperty("payload").GetString() == hex);
    }

    /// <summary>Writes a text.</summary>
    public async Task WriteAsync(string path, string text) => Expect.Equal(
        "2.04",
        (await Peer.CallAsync("request", new
        {
            method = "PUT", path, payload = Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
            options = new Dictionary<string, string> { ["Content-Format"] = "" },
        })).Code,
        $"Write {path}");

    /// <summary>Executes a resource.</summary>
    public async Task ExecuteAsync(string path) => Expect.Equal(
        "2.04", (await Peer.CallAsync("request", new { method = "POST", path })).Code,
        $"Execute {path}");

    public void Dispose()
    {
        _terminator.Dispose();
        Peer.Dispose();
    }
}
