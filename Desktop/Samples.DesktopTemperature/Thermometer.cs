// The device: what an application on an ESP32 looks like too, but for the sensor.

using System.Globalization;
using Lwm2m.Client;
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

    private readonly LiveLog _log;
    private readonly Lwm2mClient _client;
    private readonly Lwm2mService _service;
    private readonly TemperatureObject _temperature = new(instances: 1, units: "Cel");
    private readonly TaskCompletionSource<string?> _firstAttempt =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="endpoint">Its endpoint client name.</param>
    /// <param name="accounts">Its servers.</param>
    /// <param name="log">What it does.</param>
    /// <param name="storage">What outlives a restart, or null.</param>
    /// <exception cref="ArgumentException">The endpoint is not usable.</exception>
    public Thermometer(
        string endpoint, Accounts accounts, LiveLog log, IStorage? storage = null)
    {
        _log = log;
        var device = new DeviceObject("Contoso", "Thermo-PC", "SN-0001", "1.0.0")
        {
            DeviceType = "thermometer",
            Rebooting = () => log.Device("reboot: an ESP32 would restart now"),
        };
        _client = new Lwm2mClient(
            endpoint, accounts, new Lwm2mObject[] { device, _temperature }, new SystemPlatform(),
            storage)
        {
            RegistrationChanged = OnRegistrationChanged,
        };
        _service = new Lwm2mService(_client);
    }

    /// <summary>Where the registration stands.</summary>
    public RegistrationState State { get; private set; }

    /// <summary>
    /// Completes with null when the device is registered, with the reason when the first attempt
    /// has failed.
    /// </summary>
    public Task<string?> FirstAttempt => _firstAttempt.Task;

    /// <summary>The client, for settings before the device runs.</summary>
    public Lwm2mClient Client => _client;

    /// <summary>Takes another port, as after a change of network.</summary>
    public void ChangeNetwork() => _client.NetworkChanged();

    /// <summary>Registers and measures until it is cancelled, then deregisters.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        _service.Start();
        var random = new Random(1);
        double degrees = 21.0;
        try
        {
            while (true)
            {
                degrees = Math.Round(degrees + ((random.NextDouble() - 0.5) * 0.4), 2);
                _temperature.SetValue(0, degrees);
                await Task.Delay(MeasurementIntervalMs, cancel);
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
