// The device: what an application on an ESP32 looks like too, but for the sensor.

using System.Globalization;
using Lwm2m.Client;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;

namespace Samples.DesktopTemperature;

/// <summary>A device with a simulated temperature sensor.</summary>
internal sealed class Thermometer
{
    private const int ServerId = 1;
    private const int MeasurementIntervalMs = 1000;
    private const int StopTimeoutMs = 5000;

    private readonly LiveLog _log;
    private readonly Lwm2mService _service;
    private readonly TemperatureObject _temperature = new(instances: 1, units: "Cel");
    private readonly TaskCompletionSource<string?> _firstAttempt =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="ArgumentException">The URI or the endpoint is not usable.</exception>
    public Thermometer(string serverUri, string endpoint, int lifetimeSeconds, LiveLog log)
    {
        _log = log;
        var accounts = new Accounts(capacity: 1);
        accounts.AddNoSec(serverUri, ServerId, lifetimeSeconds);
        var device = new DeviceObject("Contoso", "Thermo-PC", "SN-0001", "1.0.0")
        {
            DeviceType = "thermometer",
            Rebooting = () => log.Device("reboot: an ESP32 would restart now"),
        };
        var client = new Lwm2mClient(
            endpoint, accounts, new Lwm2mObject[] { device, _temperature })
        {
            RegistrationChanged = OnRegistrationChanged,
        };
        _service = new Lwm2mService(client);
    }

    /// <summary>
    /// Completes with null when the device is registered, with the reason when the first attempt
    /// has failed.
    /// </summary>
    public Task<string?> FirstAttempt => _firstAttempt.Task;

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
        string code = responseCode == 0
            ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture, $" ({responseCode / 100}.{responseCode % 100:D2})");
        // An answer that does not change the state: what was sent has been refused.
        bool isRefusal = responseCode >= 400 && state
            is RegistrationState.AwaitingRegisterResponse
            or RegistrationState.AwaitingUpdateResponse;
        _log.Device($"{(isRefusal ? "refused" : Describe(state))}: {reason}{code}");
        if (state == RegistrationState.Registered)
        {
            _firstAttempt.TrySetResult(null);
        }
        else if (state == RegistrationState.AwaitingRetry
            && reason is not (RegistrationReason.Requested or RegistrationReason.NetworkChanged))
        {
            _firstAttempt.TrySetResult(reason switch
            {
                RegistrationReason.HostUnknown => "its name has no address",
                RegistrationReason.NetworkDown => "the network is down",
                RegistrationReason.NoAnswer => "it does not answer",
                _ => $"it has refused the registration{code}",
            });
        }
    }

    private static string Describe(RegistrationState state) => state switch
    {
        RegistrationState.AwaitingRetry => "not registered, will try",
        RegistrationState.AwaitingRegisterResponse => "Register sent",
        RegistrationState.AwaitingUpdateResponse => "Update sent",
        RegistrationState.AwaitingDeregisterResponse => "Deregister sent",
        RegistrationState.Registered => "registered",
        RegistrationState.Disabled => "disabled by the server",
        _ => "stopped",
    };
}
