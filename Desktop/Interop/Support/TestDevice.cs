// A device as an application builds it, on real sockets, whose registration can be waited for.

using System.Text;
using Interop.Dtls;
using Lwm2m.Client;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.Client.Transport;

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

    private readonly TappedPlatform _platform = new();

    /// <summary>A device whose server is on a port of the loopback address.</summary>
    /// <param name="port">The port.</param>
    /// <param name="endpoint">Its name.</param>
    /// <param name="lifetimeSeconds">The lifetime of its registration.</param>
    /// <param name="security">What DTLS is done with; null for none.</param>
    /// <param name="storage">What outlives a restart; null for nothing.</param>
    public TestDevice(
        int port, string endpoint, int lifetimeSeconds, SecureOptions? security = null,
        IStorage? storage = null)
        : this(AccountsOf(port, lifetimeSeconds, security), endpoint, storage)
    {
    }

    /// <summary>A device with accounts.</summary>
    /// <param name="accounts">Its servers, or one that it bootstraps from.</param>
    /// <param name="endpoint">Its name.</param>
    /// <param name="storage">What outlives a restart; null for nothing.</param>
    /// <param name="firmware">The firmware that it starts with; null for none that could be
    /// updated.</param>
    public TestDevice(
        Accounts accounts, string endpoint, IStorage? storage = null,
        FirmwareSlots? firmware = null)
    {
        Accounts = accounts;
        Device = new DeviceObject(
            "Contoso", "Thermo-PC", "SN-0001", firmware?.Version ?? "1.0.0")
        {
            Rebooting = () => Reboots.Add(DateTime.UtcNow),
        };
        if (firmware is not null)
        {
            // An account that is for nothing else; its URI does not matter.
            Account images = new Accounts(capacity: 1).AddBootstrapPsk(
                "coaps://127.0.0.1", "images", DownloadKey);
            Firmware = new FirmwareUpdateObject(firmware, canPull: true)
            {
                DownloadSecurity = images.Dtls,
            };
        }

        Temperature.SetValue(0, 21.5);
        Temperature.SetValue(1, -4.25);
        Client = new Lwm2mClient(
            endpoint, accounts,
            [
                Device, Temperature, Probe, new PortfolioObject(),
                .. Firmware is null ? Array.Empty<Lwm2mObject>() : [Firmware],
            ],
            _platform, storage)
        {
            RegistrationChanged = (_, state, reason, code) =>
                Changes.Add(new Change(state, reason, code)),
        };
        Service = new Lwm2mService(Client) { Failed = e => Failures.Add(e) };
    }

    /// <summary>Short, so that a missing acknowledgement shows soon.</summary>
    public static int AckTimeoutMs => 1000;

    /// <summary>The key for servers of firmware.</summary>
    public static byte[] DownloadKey { get; } = "sesame"u8.ToArray();

    /// <summary>Its servers.</summary>
    public Accounts Accounts { get; }

    /// <summary>The settings for the server.</summary>
    public Account Account => Accounts[0];

    public DeviceObject Device { get; }

    public TemperatureObject Temperature { get; } = new(instances: 2, units: "Cel");

    public ProbeObject Probe { get; } = new();

    public FirmwareUpdateObject? Firmware { get; }

    public Lwm2mClient Client { get; }

    public Lwm2mService Service { get; }

    public Journal<Change> Changes { get; } = new();

    /// <summary>Exceptions inside the service; there should be none.</summary>
    public Journal<Exception> Failures { get; } = new();

    /// <summary>When the application was told to reboot.</summary>
    public Journal<DateTime> Reboots { get; } = new();

    /// <summary>What it sends to its first server, and receives.</summary>
    public WireTap Wire => _platform.Wires[0];

    /// <summary>What it sends where it fetches firmware, and receives.</summary>
    public WireTap DownloadWire => _platform.Wires[^1];

    /// <summary>Waits for a change after a mark.</summary>
    public Task<Change> ChangeAsync(
        int mark, RegistrationState state, RegistrationReason reason) =>
        Changes.FirstAsync(
            mark, c => c.State == state && c.Reason == reason, $"{state}/{reason}");

    public void Dispose() => Service.Stop(0);

    private static Accounts AccountsOf(int port, int lifetimeSeconds, SecureOptions? security)
    {
        var accounts = new Accounts(capacity: 1);
        Account account = security == null
            ? accounts.AddNoSec($"coap://127.0.0.1:{port}", ServerId, lifetimeSeconds)
            : accounts.AddPsk(
                $"coaps://127.0.0.1:{port}", Encoding.UTF8.GetString(security.Identity),
                security.Key, ServerId, lifetimeSeconds);
        if (security != null)
        {
            account.Dtls.InitialTimeoutMs = security.InitialTimeoutMs;
            account.Dtls.CipherSuites = security.Suites;
            account.Dtls.OffersConnectionId = security.OffersConnectionId;
            account.Dtls.PathMtuBytes = security.PathMtuBytes;
        }

        account.Transmission.AckTimeoutMs = AckTimeoutMs;
        account.CommunicationRetryTimerSeconds = 1;
        return accounts;
    }
}
