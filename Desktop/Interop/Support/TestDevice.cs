// A device as an application builds it, on real sockets, whose registration can be waited for.

using Lwm2m.Client;
using Lwm2m.Client.Objects;

namespace Interop.Support;

/// <summary>A change of the registration.</summary>
internal sealed record Change(RegistrationState State, RegistrationReason Reason, int Code)
{
    public DateTime At { get; } = DateTime.UtcNow;
}

/// <summary>A thermometer with two sensors.</summary>
internal sealed class TestDevice : IDisposable
{
    public const int ServerId = 1;

    public TestDevice(int port, string endpoint, int lifetimeSeconds)
    {
        var accounts = new Accounts(capacity: 1);
        Account account = accounts.AddNoSec(
            $"coap://127.0.0.1:{port}", ServerId, lifetimeSeconds);
        account.Transmission.AckTimeoutMs = AckTimeoutMs;
        account.CommunicationRetryTimerSeconds = 1;
        Device = new DeviceObject("Contoso", "Thermo-PC", "SN-0001", "1.0.0")
        {
            Rebooting = () => Reboots.Add(DateTime.UtcNow),
        };
        Temperature.SetValue(0, 21.5);
        Temperature.SetValue(1, -4.25);
        Client = new Lwm2mClient(endpoint, accounts, [Device, Temperature, Probe])
        {
            RegistrationChanged = (_, state, reason, code) =>
                Changes.Add(new Change(state, reason, code)),
        };
        Service = new Lwm2mService(Client) { Failed = e => Failures.Add(e) };
    }

    /// <summary>Short, so that a missing acknowledgement shows soon.</summary>
    public static int AckTimeoutMs => 1000;

    public DeviceObject Device { get; }

    public TemperatureObject Temperature { get; } = new(instances: 2, units: "Cel");

    public ProbeObject Probe { get; } = new();

    public Lwm2mClient Client { get; }

    public Lwm2mService Service { get; }

    public Journal<Change> Changes { get; } = new();

    /// <summary>Exceptions inside the service; there should be none.</summary>
    public Journal<Exception> Failures { get; } = new();

    /// <summary>When the application was told to reboot.</summary>
    public Journal<DateTime> Reboots { get; } = new();

    /// <summary>Waits for a change after a mark.</summary>
    public Task<Change> ChangeAsync(
        int mark, RegistrationState state, RegistrationReason reason, double seconds = 5) =>
        Changes.FirstAsync(
            mark, c => c.State == state && c.Reason == reason, $"{state}/{reason}", seconds);

    public void Dispose() => Service.Stop(0);
}
