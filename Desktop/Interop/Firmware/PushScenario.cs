// Firmware of 200 KB that programs which we did not write push over DTLS, which BouncyCastle ends
// for them: npm coap as the LwM2M server, and libcoap's coap-client in the place of one.

using System.Globalization;
using Interop.Dtls;
using Interop.Security;
using Interop.Support;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Security;

namespace Interop.Firmware;

/// <summary>The steps of updates by push.</summary>
internal sealed class PushScenario(Steps steps, PskStore keys, string folder, string file)
{
    private const string Package = "/5/0/0";
    private const string Update = "/5/0/2";

    // 512 bytes, the largest that the device takes.
    private const int BlockExponent = 5;
    private const int BlockBytes = 16 << BlockExponent;

    // Of the 400 blocks and as many answers.
    private const int LosesEvery = 250;
    private const string Directory = "coap-rd-notls";

    private UpdatedDevice _device = null!;

    /// <summary>Runs all steps.</summary>
    public async Task RunAsync()
    {
        await RunNpmAsync();
        await RunLibcoapAsync();
    }

    private async Task RunNpmAsync()
    {
        using NpmServer server = await NpmServer.StartAsync(folder, keys);
        using (_device = new UpdatedDevice(server.Uri, "firmware-by-npm"))
        {
            await steps.RunAsync("npm coap: Register with object 5, PSK", async () =>
            {
                await _device.RegisterAsync();
                string list = (await server.Peer.EventAsync("registered", 0, _ => true))
                    .GetProperty("list").GetString()!;
                Expect.True(list.Contains("</5>;ver=1.1,</5/0>"), list);
            });
            await steps.RunAsync(
                "npm coap: 200 KB in blocks, Update, PSK", () => PushAsync(server, "2.0.0"));
            await steps.RunAsync("npm coap: the same, some datagrams lost", () =>
            {
                _device.Now.Wire.LosesEvery = LosesEvery;
                return PushAsync(server, "3.0.0");
            });
        }
    }

    private async Task PushAsync(NpmServer server, string version)
    {
        string digest = UpdatedDevice.WriteImage(file, version);
        PeerAnswer pushed = await server.Peer.CallAsync(
            "push", new { path = Package, file, exponent = BlockExponent, ackTimeout = 0.2 });
        Expect.Equal("2.04", pushed.Code, "code of the last block");
        ExpectLosses();
        Expect.Equal("2", await server.ReadAsync("/5/0/3"), "state");
        await server.ExecuteAsync(Update);
        await _device.UpdateAsync(version, digest);
        Expect.Equal("1", await server.ReadAsync("/5/0/5"), "result");
        Expect.Equal(version, await server.ReadAsync("/3/0/3"), "firmware version");
    }

    /// <summary>coap-rd takes the registrations; between them coap-client has its port.</summary>
    private async Task RunLibcoapAsync()
    {
        int port = Port.FreePair();
        using var terminator = new DtlsTerminator(port, keys);
        using (_device = new UpdatedDevice(terminator.Uri, "firmware-by-libcoap"))
        {
            await steps.RunAsync("coap-rd: Register with object 5, PSK", async () =>
            {
                using ExampleServer directory = await ExampleServer.StartAsync(port, Directory);
                await _device.RegisterAsync();
            });
            await steps.RunAsync("coap-client: 200 KB, some lost, Update, PSK", async () =>
            {
                string digest = UpdatedDevice.WriteImage(file, "2.0.0");
                _device.Now.Wire.LosesEvery = LosesEvery;
                await AskAsync(
                    terminator, port, Package, "-m", "put", "-t", "42", "-f", file,
                    "-b", BlockBytes.ToString(CultureInfo.InvariantCulture));
                ExpectLosses();
                Expect.Equal(FirmwareState.Downloaded, _device.Now.Firmware!.State, "state");
                await AskAsync(terminator, port, Update, "-m", "post");
                using ExampleServer directory = await ExampleServer.StartAsync(port, Directory);
                await _device.UpdateAsync("2.0.0", digest);
            });
        }
    }

    private void ExpectLosses()
    {
        WireTap wire = _device.Now.Wire;
        Expect.True(wire.LosesEvery == 0 || wire.Lost >= 3, $"{wire.Lost} datagrams lost");
        wire.LosesEvery = 0;
    }

    /// <summary>A request of coap-client to the device, which it knows by the terminator's socket.
    /// </summary>
    private static async Task AskAsync(
        DtlsTerminator terminator, int port, string path, params string[] arguments)
    {
        DtlsPeer peer = terminator.Events.Since(0).Last(e => e.Peer != null).Peer!;
        using var client = new PeerProgram(
            "coap-client-notls",
            [
                "-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U",
                .. arguments, $"coap://{terminator.AddressOf(peer)}{path}",
            ]);
        await client.ExitAsync();
        Expect.Sequence([], client.Lines.Since(0), $"what coap-client says to {path}");
    }
}
