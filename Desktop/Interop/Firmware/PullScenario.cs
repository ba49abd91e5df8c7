// Firmware of 200 KB that the device fetches from libcoap's example server, with and without DTLS,
// because npm coap as the LwM2M server says so over DTLS.

using System.Globalization;
using Interop.Support;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Security;

namespace Interop.Firmware;

/// <summary>The steps of updates by pull.</summary>
internal sealed class PullScenario(Steps steps, PskStore keys, string folder, string file)
{
    private const string PackageUri = "/5/0/1";
    private const string Update = "/5/0/2";
    private const string State = "/5/0/3";
    private const string Resource = "/example_data";

    // Of the 200 blocks and as many requests for them.
    private const int LosesEvery = 150;

    private NpmServer _server = null!;
    private UpdatedDevice _device = null!;

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        using (_server = await NpmServer.StartAsync(folder, keys))
        using (_device = new UpdatedDevice(_server.Uri, "firmware-by-pull"))
        {
            await steps.RunAsync("npm coap: Register, to fetch firmware", _device.RegisterAsync);
            await RunAsync("notls", "2.0.0", 0);
            await RunAsync("notls", "3.0.0", LosesEvery);
            await RunAsync("gnutls", "4.0.0", LosesEvery);
            await RunAsync("openssl", "5.0.0", LosesEvery);
        }
    }

    private async Task RunAsync(string library, string version, int losesEvery)
    {
        bool isSecure = library != "notls";
        string losses = losesEvery > 0 ? ", some datagrams lost" : "";
        string security = isSecure ? ", PSK" : "";
        await steps.RunAsync(
            $"coap-server-{library}: 200 KB fetched, Update{losses}{security}", async () =>
            {
                string digest = UpdatedDevice.WriteImage(file, version);
                using ExampleServer images = await ExampleServer.StartAsync(
                    $"coap-server-{library}", isSecure ? ["-k", "sesame"] : []);
                await StoreAsync(images);
                _device.Now.DownloadWire.LosesEvery = losesEvery;
                await FetchAsync(version, isSecure
                    ? $"coaps://127.0.0.1:{images.SecurePort}{Resource}"
                    : $"coap://127.0.0.1:{images.Port}{Resource}");
                int lost = _device.Now.DownloadWire.Lost;
                Expect.True(losesEvery == 0 || lost >= 2, $"{lost} datagrams lost");
                await _server.ExecuteAsync(Update);
                await _device.UpdateAsync(version, digest);
                Expect.Equal(version, await _server.ReadAsync("/3/0/3"), "firmware version");
            });
    }

    /// <summary>Has the server told where the image is, and waits until the device has it.
    /// </summary>
    private async Task FetchAsync(string name, string uri)
    {
        await _server.ObserveAsync(State, name);
        await _server.WriteAsync(PackageUri, uri);
        await _server.NotifiedAsync(name, "1");
        await _server.NotifiedAsync(name, "2");
        Expect.Equal(uri, await _server.ReadAsync(PackageUri), "Package URI");
        Expect.Equal(FirmwareResult.None, _device.Now.Firmware!.Result, "result");
    }

    /// <summary>Puts the image where the device is to fetch it.</summary>
    private async Task StoreAsync(ExampleServer images)
    {
        string port = images.Port.ToString(CultureInfo.InvariantCulture);
        using var client = new PeerProgram(
            "coap-client-notls",
            ["-m", "put", "-f", file, "-b", "1024", $"coap://127.0.0.1:{port}{Resource}"]);
        await client.ExitAsync();
        Expect.Sequence([], client.Lines.Since(0), "what coap-client says");
    }
}
