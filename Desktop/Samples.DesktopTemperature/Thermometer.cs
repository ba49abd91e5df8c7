// The device: what an application on an ESP32 looks like too, but for the sensor.

using System.Globalization;
using Lwm2m.Client;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Samples.DesktopTemperature;

/// <summary>A device with a simulated temperature sensor.</summary>
internal sealed class Thermometer
{
    /// <summary>The Short Server ID of its server.</summary>
    public const int ServerId = 1;

    private const int MeasurementIntervalMs = 1000;
    private const int StopTimeoutMs = 5000;

    // What has been said until then still reaches the server.
    private const int RestartAfterMs = 500;

    private readonly string _endpoint;
    private readonly Func<Accounts> _newAccounts;
    private readonly LiveLog _log;
    private readonly Board _board;
    private readonly TaskCompletionSource<string?> _firstAttempt =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Of the latest start.
    private TaskCompletionSource _restart = null!;
    private TemperatureObject _temperature = null!;
    private Lwm2mService _service = null!;

    /// <param name="endpoint">Its endpoint client name.</param>
    /// <param name="newAccounts">Makes its servers, for each start.</param>
    /// <param name="log">What it does.</param>
    /// <param name="board">What outlives a restart; null for a new one.</param>
    /// <exception cref="ArgumentException">The endpoint is not usable.</exception>
    public Thermometer(
        string endpoint, Func<Accounts> newAccounts, LiveLog log, Board? board = null)
    {
        _endpoint = endpoint;
        _newAccounts = newAccounts;
        _log = log;
        _board = board ?? new Board();
        CreateClient();
    }

    /// <summary>Where the registration stands.</summary>
    public RegistrationState State { get; private set; }

    /// <summary>
    /// Completes with null when the device is registered, with the reason when the first attempt
    /// has failed.
    /// </summary>
    public Task<string?> FirstAttempt => _firstAttempt.Task;

    /// <summary>The client, for settings before the device runs; each start has its own.</summary>
    public Lwm2mClient Client { get; private set; } = null!;

    /// <summary>The version of the firmware that runs.</summary>
    public string Version { get; private set; } = null!;

    /// <summary>Takes another port, as after a change of network.</summary>
    public void ChangeNetwork() => Client.NetworkChanged();

    /// <summary>Registers and measures until it is cancelled, then deregisters. A server can
    /// have it restarted meanwhile.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        _service.Start();
        try
        {
            while (true)
            {
                await MeasureUntilRestartAsync(cancel);
                _log.Device("restart");
                _service.Stop(0);
                CreateClient();
                _log.Device($"firmware {Version} starts");
                _service.Start();
            }
        }
        catch (OperationCanceledException)
        {
            _log.Device("stopping");
            bool hasRegistered = _firstAttempt.Task is { IsCompleted: true, Result: null };
            if (!_service.Stop(hasRegistered ? StopTimeoutMs : 0) && hasRegistered)
            {
                _log.Device("the server has not answered the Deregister");
            }
        }
    }

    /// <summary>What an application does first, each time that it starts.</summary>
    private void CreateClient()
    {
        _restart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource restart = _restart;
        _board.Flash.Restarting = () => restart.TrySetResult();
        FirmwareSlots slots = _board.Start();
        Version = slots.Version;
        State = RegistrationState.Stopped;
        var device = new DeviceObject("Contoso", "Thermo-PC", "SN-0001", Version)
        {
            DeviceType = "thermometer",
            Rebooting = () => restart.TrySetResult(),
        };
        _temperature = new TemperatureObject(instances: 1, units: "Cel");
        Client = new Lwm2mClient(
            _endpoint, _newAccounts(),
            new Lwm2mObject[]
            {
                device, LocalNetwork.Describe(),
                new FirmwareUpdateObject(slots, canPull: true),
                new ConnectivityStatisticsObject(), _temperature,
            },
            new SystemPlatform(), _board.Storage)
        {
            RegistrationChanged = OnRegistrationChanged,
        };
        _service = new Lwm2mService(Client);
    }

    private async Task MeasureUntilRestartAsync(CancellationToken cancel)
    {
        var random = new Random(1);
        double degrees = 21.0;
        Task pause;
        do
        {
            degrees = Math.Round(degrees + ((random.NextDouble() - 0.5) * 0.4), 2);
            _temperature.SetValue(0, degrees);
            pause = Task.Delay(MeasurementIntervalMs, cancel);
            await await Task.WhenAny(pause, _restart.Task);
        }
        while (!_restart.Task.IsCompleted);
        await Task.Delay(RestartAfterMs, cancel);
    }

    private void OnRegistrationChanged(
        int serverId, RegistrationState state, RegistrationReason reason, int responseCode)
    {
        State = state;
        _log.Device(RegistrationText.Describe(state, reason, responseCode));
        if (state == RegistrationState.Registered)
        {
            _firstAttempt.TrySetResult(null);
        }
        else if (state == RegistrationState.AwaitingRetry
            && reason is not (RegistrationReason.Requested or RegistrationReason.NetworkChanged))
        {
            string code = responseCode <= 0
                ? string.Empty
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" ({responseCode / 100}.{responseCode % 100:D2})");
            _firstAttempt.TrySetResult(reason switch
            {
                RegistrationReason.HostUnknown => "its name has no address",
                RegistrationReason.NetworkDown => "the network is down",
                RegistrationReason.NoAnswer => "it does not answer",
                RegistrationReason.Refused => $"it has refused the registration{code}",
                _ => RegistrationText.Describe(reason),
            });
        }
    }
}
