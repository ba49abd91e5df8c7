// The heap of a client that speaks DTLS, and what one more secure server adds to it.

using System.Text;
using DeviceCost.Bench;
using Lwm2m.Client;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;

namespace DeviceCost.Operations;

/// <summary>A whole client with secure servers: all buffers, tables of the cryptography.</summary>
public abstract class ConstructSecureServers : ICostOperation
{
    private readonly VirtualPlatform _platform = new();
    private readonly int _servers;
    private Lwm2mClient? _client;

    /// <summary>How many servers there are.</summary>
    private protected ConstructSecureServers(int servers) => _servers = servers;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        var accounts = new Accounts(_servers);
        for (int i = 1; i <= _servers; i++)
        {
            accounts.AddPsk(
                "coaps://192.168.1.10:5684", HandshakeVectors.Identity,
                Convert.FromHexString(HandshakeVectors.Key), i, 300);
        }

        _client = new Lwm2mClient("esp32-lab-1", accounts, NewObjects(), _platform);
    }

    /// <inheritdoc/>
    public void Verify()
    {
        Check.That(_client?.GetState(_servers) == RegistrationState.Stopped, Name);
    }

    /// <summary>The objects that the application gives.</summary>
    private protected virtual Lwm2mObject[] NewObjects() =>
    [
        new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
        new TemperatureObject(1, "Cel"),
        new SwitchObject(),
    ];
}

/// <summary>One secure server, objects 0, 1, 3, 3303 and one of the application.</summary>
public sealed class ConstructSecureClient() : ConstructSecureServers(1)
{
    /// <inheritdoc/>
    public override string Name =>
        "construct a client (one secure server, five objects, body buffer)";
}

/// <summary>Two secure servers, and object 2 that comes with the second.</summary>
public sealed class ConstructTwoSecureServers() : ConstructSecureServers(2)
{
    /// <inheritdoc/>
    public override string Name => "construct a client (two secure servers, six objects)";
}

/// <summary>Three secure servers: what this one takes more is what a further server takes.
/// </summary>
public sealed class ConstructThreeSecureServers() : ConstructSecureServers(3)
{
    /// <inheritdoc/>
    public override string Name => "construct a client (three secure servers, six objects)";
}

/// <summary>One secure server, objects 0, 1, 3 to 7 and 3303, and one of the application.</summary>
public sealed class ConstructNineObjects() : ConstructSecureServers(1)
{
    private readonly CountingStore _store = new(0);

    /// <inheritdoc/>
    public override string Name =>
        "construct a client (one secure server, nine objects, firmware by pull)";

    private protected override Lwm2mObject[] NewObjects() =>
    [
        new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
        new ConnectivityMonitoringObject(NetworkBearer.Wlan),
        new FirmwareUpdateObject(_store, canPull: true),
        new LocationObject(),
        new ConnectivityStatisticsObject(),
        new TemperatureObject(1, "Cel"),
        new SwitchObject(),
    ];
}

/// <summary>
/// What security adds to a server, and the exchange that keeps a message as plaintext: the
/// account's part, keys, numbers and window of the connection, the session to resume. The
/// handshake and the cryptography are there already: all connections share them.
/// </summary>
public sealed class ConstructSecureSession : ICostOperation
{
    private readonly VirtualPlatform _platform = new();
    private readonly byte[] _identity = Encoding.ASCII.GetBytes(HandshakeVectors.Identity);
    private readonly byte[] _key = Convert.FromHexString(HandshakeVectors.Key);
    private readonly byte[] _scratch = new byte[Limits.ExchangeBytes];
    private ClientHandshake? _handshake;
    private DtlsConnection? _first;
    private DtlsConnection? _connection;
    private Exchange? _exchange;

    /// <inheritdoc/>
    public string Name => "construct a DTLS session and its exchange";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
        _handshake = new ClientHandshake(
            _platform.Crypto, _platform.Random, new byte[Limits.DatagramBytes],
            Limits.DatagramBytes);
        _first = NewConnection();
    }

    /// <inheritdoc/>
    public void Run()
    {
        _connection = NewConnection();
        _exchange = new Exchange(
            new TransmissionParameters(), _platform.Random, Limits.ExchangeBytes);
    }

    /// <inheritdoc/>
    public void Verify() => Check.That(
        _connection is not null && _connection != _first
            && _exchange?.Buffer.Length == Limits.ExchangeBytes,
        Name);

    private DtlsConnection NewConnection() => new(
        new DtlsParameters { Identity = _identity, Key = _key }, _handshake!,
        _platform.CreateTransport(), _scratch);
}
