// The heap of a client that speaks DTLS, and what one more secure server adds to it.

using System.Text;
using DeviceCost.Bench;
using Lwm2m.Client;
using Lwm2m.Client.Coap;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;

namespace DeviceCost.Operations;

/// <summary>One secure server, objects 0, 1, 3 and 3303, all buffers, tables of the cryptography.
/// </summary>
public sealed class ConstructSecureClient : ICostOperation
{
    private readonly VirtualPlatform _platform = new();
    private Lwm2mClient? _client;

    /// <inheritdoc/>
    public string Name => "construct a client (one secure server, four objects)";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        _client = new Lwm2mClient(
            "esp32-lab-1", NewAccounts(),
            new Lwm2mObject[]
            {
                new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
                new TemperatureObject(1, "Cel"),
            },
            _platform);
    }

    /// <inheritdoc/>
    public void Verify()
    {
        Check.That(_client?.GetState(1) == RegistrationState.Stopped, Name);
    }

    internal static Accounts NewAccounts()
    {
        var accounts = new Accounts(1);
        accounts.AddPsk(
            "coaps://192.168.1.10:5684", HandshakeVectors.Identity,
            Convert.FromHexString(HandshakeVectors.Key), 1, 300);
        return accounts;
    }
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

/// <summary>Everything that belongs to one more secure server: the session, and what a server
/// without security has as well.</summary>
public sealed class ConstructSecureServer : ICostOperation
{
    private readonly VirtualPlatform _platform = new();
    private readonly Accounts _accounts = ConstructSecureClient.NewAccounts();
    private Workspace? _workspace;
    private RequestHandler? _requests;
    private DeviceManagement? _management;
    private ServerSession? _first;
    private ServerSession? _session;

    /// <inheritdoc/>
    public string Name => "construct all that one more secure server needs";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
        var objects = new ObjectRegistry(
            [new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"),
                new SecurityObject(_accounts), new ServerObject(_accounts)]);
        _workspace = new Workspace("esp32-lab-1"u8.ToArray(), objects, _platform);
        _requests = new RequestHandler(_workspace);
        _management = new DeviceManagement(_workspace, _requests);
        _first = NewSession(_accounts);
    }

    /// <inheritdoc/>
    public void Run() => _session = NewSession(ConstructSecureClient.NewAccounts());

    /// <inheritdoc/>
    public void Verify() => Check.That(
        _session?.Link.Dtls is { } dtls && dtls != _first?.Link.Dtls, Name);

    private ServerSession NewSession(Accounts accounts) => new(
        _workspace!, _requests!, _management!, _platform.CreateTransport(), accounts[0], null);
}
