// The heap of a client with all that this library has.

using DeviceCost.Bench;
using Lwm2m.Client;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;

namespace DeviceCost.Operations;

/// <summary>One secure server, objects 0, 1, 3 to 7 and 3303, and one of the application.</summary>
public sealed class ConstructNineObjects : ICostOperation
{
    private readonly VirtualPlatform _platform = new();
    private readonly NullStore _store = new();
    private Lwm2mClient? _client;

    /// <inheritdoc/>
    public string Name => "construct a client (one secure server, nine objects, firmware by pull)";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        var accounts = new Accounts(1);
        accounts.AddPsk(
            "coaps://192.168.1.10:5684", HandshakeVectors.Identity,
            Convert.FromHexString(HandshakeVectors.Key), 1, 300);
        var network = new ConnectivityMonitoringObject(NetworkBearer.Wlan);
        _client = new Lwm2mClient(
            "esp32-lab-1", accounts,
            new Lwm2mObject[]
            {
                new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
                network,
                new FirmwareUpdateObject(_store, canPull: true),
                new LocationObject(),
                new ConnectivityStatisticsObject(),
                new TemperatureObject(1, "Cel"),
                new SwitchObject(),
            },
            _platform);
    }

    /// <inheritdoc/>
    public void Verify()
    {
        Check.That(_client?.GetState(1) == RegistrationState.Stopped, Name);
    }

    private sealed class NullStore : IFirmwareStore
    {
        public FirmwareResult TakeOutcome() => FirmwareResult.None;
        public FirmwareResult Begin(int length, int tag) => FirmwareResult.None;
        public int Resume(int tag) => 0;
        public FirmwareResult Write(byte[] buffer, int offset, int length) => FirmwareResult.None;
        public FirmwareResult Complete() => FirmwareResult.None;
        public FirmwareResult Apply() => FirmwareResult.None;
        public void Confirm() { }
        public void Discard() { }
    }
}
