// A firmware update (OMA LwM2M Core 1.1 appendix E.6) from the first block to the report of the new
// firmware, twice: the server sends an image, or has the device fetch one while the network
// changes; has it applied, and asks the device once it has restarted.

using System.Globalization;
using System.Security.Cryptography;
using FirmwarePacker;
using Lwm2m.Client;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;

namespace Samples.DesktopTemperature;

/// <summary>Updates over DTLS.</summary>
internal sealed class FirmwareScenario(
    string endpoint, TimeSpan limit, LiveLog log, CancellationToken cancel)
{
    private const int LifetimeSeconds = 300;
    private const int AssemblyBytes = 200 * 1024;
    private const int ProgressBytes = 40 * 1024;

    // How much longer a whole image may take than a step.
    private const int TransferLimits = 3;

    // What may come twice after an interruption: the block of which the end is not known.
    private const int RepeatedBytes = 1024;

    private const string File = "/firmware.img";
    private const string PackageResource = "/5/0/0";
    private const string UriResource = "/5/0/1";
    private const string UpdateResource = "/5/0/2";
    private const string StateResource = "/5/0/3";
    private const string ResultResource = "/5/0/5";
    private const string VersionResource = "/3/0/3";

    private readonly Board _board = new();
    private readonly List<string> _states = [];
    private UdpHost _server = null!;
    private Thermometer _device = null!;

    public async Task<string> RunAsync()
    {
        Credentials credentials = Scenario.NewCredentials("updated");
        using UdpHost server = Scenario.Open(credentials, log, "LwM2M server");
        _server = server;
        Accounts NewAccounts()
        {
            var accounts = new Accounts(capacity: 1);
            accounts.AddPsk(
                server.Uri, credentials.Identity, credentials.Key, Thermometer.ServerId,
                LifetimeSeconds);
            return accounts;
        }

        _device = new Thermometer(endpoint, NewAccounts, log, _board);
        using var power = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task running = _device.RunAsync(power.Token);
        try
        {
            await RunsAsync(Board.FlashedVersion);
            string pushed = await UpdateAsync("2.0.0", PushAsync);
            string pulled = await UpdateAsync("3.0.0", PullAsync);
            return $"{pushed}; {pulled}; states 0-1-2-3-0, result 1, SHA-256 as sent";
        }
        finally
        {
            power.Cancel();
            await running;
        }
    }

    /// <summary>One update, however the image gets to the device.</summary>
    private async Task<string> UpdateAsync(string version, Func<byte[], Task<string>> sendAsync)
    {
        byte[] image = Package.Make(Placeholder.Make(AssemblyBytes, version[0]), version);
        string digest = Convert.ToHexStringLower(SHA256.HashData(image));
        log.Sample($"firmware {version}: {image.Length} bytes, SHA-256 {digest}");
        DeviceResponse first = await AskAsync($"Observe {StateResource}", Observe);
        Note(first.Text);
        string how = await sendAsync(image);
        await UntilStateAsync(FirmwareState.Downloaded);
        await AskAsync(
            $"Execute {UpdateResource}", core => core.Execute(Device(core), UpdateResource));
        await UntilStateAsync(FirmwareState.Updating);
        await RunsAsync(version);
        Note(await ReadAsync(StateResource));
        Expect("the states", "0-1-2-3-0", string.Join('-', _states));
        Expect("the result", "1", await ReadAsync(ResultResource));
        Expect(
            "the SHA-256 in the device", digest,
            Convert.ToHexStringLower(SHA256.HashData(_board.Firmware)));
        return $"firmware {version} {how}, {image.Length} bytes";
    }

    private async Task<string> PushAsync(byte[] image)
    {
        await AskAsync($"Write {PackageResource}", core =>
        {
            DeviceRequest request = core.WriteReplace(
                Device(core), PackageResource, MediaType.Opaque, image);
            int told = 0;
            request.Progressed += r => told = Tell(told, r.TakenBytes, image.Length);
            return request;
        });
        return "pushed";
    }

    private async Task<string> PullAsync(byte[] image)
    {
        int told = 0;
        int bytes = 0;
        await _server.InvokeAsync(core =>
        {
            core.Files.Set(File, image);
            core.Files.Served += block =>
            {
                int before = bytes;
                bytes += block.EndBytes - block.StartBytes;
                told = Tell(told, block.EndBytes, block.TotalBytes);
                if (before < image.Length / 2 && bytes >= image.Length / 2)
                {
                    log.Sample("the device gets another port, as if its network had changed");
                    _device.ChangeNetwork();
                }
            };
            return true;
        });
        await AskAsync(
            $"Write {UriResource}",
            core => core.WriteText(Device(core), UriResource, _server.Uri + File));
        await UntilStateAsync(FirmwareState.Downloaded, TransferLimits);
        return bytes <= image.Length + RepeatedBytes
            ? "pulled, in two parts"
            : throw new ScenarioException($"{bytes} bytes were fetched of {image.Length}");
    }

    private int Tell(int told, int bytes, int total)
    {
        if (bytes < told + ProgressBytes)
        {
            return told;
        }

        log.Server($"the device has {bytes} of {total} bytes");
        return bytes;
    }

    private DeviceRequest Observe(ServerCore core)
    {
        _states.Clear();
        Observation observation = core.Observe(Device(core), StateResource, MediaType.Text);
        observation.Notified += (_, notification) =>
            Note(new DeviceResponse(RequestOutcome.Answered, notification.Message, 0).Text);
        return observation.Request;
    }

    private void Note(string state)
    {
        lock (_states)
        {
            if (_states.LastOrDefault() != state)
            {
                _states.Add(state);
                log.Server($"{StateResource} is {state}, {StateOf(state)}");
            }
        }
    }

    private static FirmwareState StateOf(string state) =>
        (FirmwareState)int.Parse(state, CultureInfo.InvariantCulture);

    private Task UntilStateAsync(FirmwareState state, int limits = 1) => Scenario.UntilAsync(
        () =>
        {
            lock (_states)
            {
                return StateOf(_states[^1]) == state;
            }
        },
        $"state {state}", limits * limit, cancel);

    /// <summary>Waits until a version runs and is registered.</summary>
    private async Task RunsAsync(string version)
    {
        await Scenario.UntilAsync(
            () => _device.Version == version && _device.State == RegistrationState.Registered,
            $"version {version} registered", limit, cancel);
        Expect("the version", version, await ReadAsync(VersionResource));
    }

    private async Task<string> ReadAsync(string path) => (await AskAsync(
        $"Read {path}", core => core.Read(Device(core), path, MediaType.Text))).Text;

    private Task<DeviceResponse> AskAsync(string what, Func<ServerCore, DeviceRequest> start) =>
        Scenario.AskAsync(_server, what, start, log, cancel);

    private Registration Device(ServerCore core) => core.Find(endpoint)!;

    private static void Expect(string what, string expected, string found)
    {
        if (found != expected)
        {
            throw new ScenarioException($"{what}: {found} instead of {expected}");
        }
    }
}
