// A device whose firmware is updated: its store is that of the ESP32 on flash in memory, and it
// restarts inside of this program.

using System.Security.Cryptography;
using System.Text;
using FirmwarePacker;
using Interop.Support;
using Lwm2m.Client;
using Lwm2m.Client.Objects;
using Samples.DesktopTemperature;

namespace Interop.Firmware;

/// <summary>A device over coaps that outlives its restarts.</summary>
internal sealed class UpdatedDevice : IDisposable
{
    public const string Identity = "firmware";

    private const int AssemblyBytes = 200 * 1024;
    private const int LifetimeSeconds = 300;

    // A message is seen at once, and not within the 20 ms that spare a battery.
    private const int ReceiveIntervalMs = 1;

    private readonly string _uri;
    private readonly string _endpoint;
    private readonly Board _board = new();
    private TaskCompletionSource _restart = null!;

    /// <param name="uri">Its server.</param>
    /// <param name="endpoint">Its name.</param>
    public UpdatedDevice(string uri, string endpoint)
    {
        _uri = uri;
        _endpoint = endpoint;
        Now = NewDevice();
    }

    /// <summary>The key of <see cref="Identity"/>.</summary>
    public static byte[] Key { get; } = Encoding.ASCII.GetBytes("firmware key 123");

    /// <summary>What it is since its latest start.</summary>
    public TestDevice Now { get; private set; }

    /// <summary>Makes an image of 200 KB in a file; returns its digest.</summary>
    public static string WriteImage(string file, string version)
    {
        byte[] image = Package.Make(Placeholder.Make(AssemblyBytes, version[0]), version);
        File.WriteAllBytes(file, image);
        return Convert.ToHexStringLower(SHA256.HashData(image));
    }

    /// <summary>Starts and registers.</summary>
    public async Task RegisterAsync()
    {
        Now.Service.ReceiveIntervalMs = ReceiveIntervalMs;
        Now.Service.Start();
        await Now.ChangeAsync(0, RegistrationState.Registered, RegistrationReason.Accepted);
    }

    /// <summary>Waits until the update has it restarted; then what was sent must run.</summary>
    public async Task UpdateAsync(string version, string digest)
    {
        await _restart.Task.WaitAsync(Steps.Patience);
        Expect.Equal(FirmwareState.Updating, Now.Firmware!.State, "state");
        Expect.Equal(0, Now.Failures.Mark, "exceptions");
        Now.Dispose();
        Now = NewDevice();
        await RegisterAsync();
        Expect.Equal(FirmwareState.Idle, Now.Firmware!.State, "state after the restart");
        Expect.Equal(FirmwareResult.Success, Now.Firmware.Result, "result");
        Expect.Equal(
            digest, Convert.ToHexStringLower(SHA256.HashData(_board.Firmware)),
            $"SHA-256 of firmware {version}");
    }

    public void Dispose() => Now.Dispose();

    private TestDevice NewDevice()
    {
        _restart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _board.Flash.Restarting = () => _restart.TrySetResult();
        var accounts = new Accounts(capacity: 1);
        accounts.AddPsk(_uri, Identity, Key, TestDevice.ServerId, LifetimeSeconds);
        return new TestDevice(accounts, _endpoint, _board.Storage, _board.Start());
    }
}
