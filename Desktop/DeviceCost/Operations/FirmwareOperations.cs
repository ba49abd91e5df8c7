// The cost of a block of a firmware image over DTLS: from the datagram that comes in to the one
// that asks for the next, or lets it come.

using DeviceCost.Bench;
using Lwm2m.Client;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.Client.Transport;

namespace DeviceCost.Operations;

/// <summary>A block of 512 bytes of an image that is on its way.</summary>
public abstract class FirmwareBlock : ICostOperation, IPlatform, IClock, IRandom
{
    private protected const int BlockBytes = 512;
    private protected const int BlockExponent = 5;

    private const int ContinueCode = 0x5F;

    private readonly CountingStore _store = new(BlockBytes);
    private int _random;
    private int _sentBefore;
    private int _piecesBefore;

    /// <inheritdoc/>
    public abstract string Name { get; }

    IClock IPlatform.Clock => this;

    IRandom IPlatform.Random => this;

    ICrypto IPlatform.Crypto => Crypto;

    long IClock.NowMs => 1_000_000;

    long IClock.UtcSeconds => 1_800_000_000;

    internal SecurePeer Peer { get; } = new();

    private protected virtual ICrypto Crypto { get; } = new ManagedCrypto();

    private protected Lwm2mClient Client { get; private set; } = null!;

    private protected FirmwareUpdateObject Firmware { get; private set; } = null!;

    /// <summary>The number of the block that comes next.</summary>
    private protected int Number { get; private set; }

    int IRandom.Next(int bound) => bound == 256 ? ++_random & 0xFF : 0;

    IDatagramTransport IPlatform.CreateTransport() => NewTransport();

    /// <inheritdoc/>
    public void Setup()
    {
        Firmware = new FirmwareUpdateObject(_store, IsPull);
        Accounts accounts = NewAccounts();
        Client = new Lwm2mClient(
            "esp32-lab-1", accounts,
            new Lwm2mObject[] { new DeviceObject("Contoso", "Thermo-1", "0001", "1.0"), Firmware },
            this);
        Client.Start();
        Begin();
        Check.That(Peer.IsConnected && Client.GetState(1) == RegistrationState.Registered, Name);
        Prepare();
        Run();
        Check.That(Firmware.State == FirmwareState.Downloading, Name);
    }

    /// <inheritdoc/>
    public void Prepare()
    {
        Deliver();
        Number++;
        _sentBefore = Peer.SentCount;
        _piecesBefore = _store.Pieces;
    }

    /// <inheritdoc/>
    public void Run() => Client.Poll();

    /// <inheritdoc/>
    public void Verify()
    {
        byte[] sent = Peer.Open();
        Check.That(
            _store.Pieces == _piecesBefore + 1 && Peer.SentCount == _sentBefore + 1
                && sent[1] == (IsPull ? 1 : ContinueCode),
            Name);
    }

    private protected abstract bool IsPull { get; }

    private protected abstract IDatagramTransport NewTransport();

    private protected abstract Accounts NewAccounts();

    /// <summary>Registers, and begins the transfer.</summary>
    private protected abstract void Begin();

    /// <summary>Sends the next block.</summary>
    private protected abstract void Deliver();

    /// <summary>The random numbers that the handshake was recorded with begin now.</summary>
    private protected void RewindRandom() => _random = 0;

    /// <summary>Polls until nothing happens any more.</summary>
    private protected void Settle()
    {
        for (int i = 0; i < 10; i++)
        {
            Client.Poll();
        }
    }

    private protected static void AddKey(Accounts accounts) => accounts.AddPsk(
        "coaps://192.168.1.10:5684", HandshakeVectors.Identity,
        Convert.FromHexString(HandshakeVectors.Key), 1, 86_400);

    /// <summary>The block option of the next block: there are more.</summary>
    private protected byte[] BlockOption =>
        [(byte)(Number >> 4), (byte)(Number << 4 | 8 | BlockExponent)];
}

/// <summary>A block that the server pushes: PUT /5/0/0 with Block1.</summary>
public class PushedBlock : FirmwareBlock
{
    private const int Put = 3;
    private const int Created = 0x41;

    private int _messageId = 0x4000;

    /// <inheritdoc/>
    public override string Name => "receive a 512-byte block of firmware, pushed (CCM_8)";

    private protected override bool IsPull => false;

    private protected override IDatagramTransport NewTransport() => Peer;

    private protected override Accounts NewAccounts()
    {
        var accounts = new Accounts(1);
        AddKey(accounts);
        return accounts;
    }

    private protected override void Begin()
    {
        Settle();
        byte[] register = Peer.Open();
        Peer.Deliver(new DatagramBuilder(2, Created, register[2] << 8 | register[3])
        {
            Token = register.AsSpan(4, register[0] & 15).ToArray(),
        }.Option(8, "rd").Option(8, "1").ToArray());
        Settle();
    }

    private protected override void Deliver() => Peer.Deliver(
        new DatagramBuilder(0, Put, ++_messageId) { Token = [1, 2, 3, 4, 5, 6, 7, 8] }
            .Path("/5/0/0").Option(12, 42).Option(27, BlockOption)
            .Payload(new byte[BlockBytes]).ToArray());
}

/// <summary>A block that the client has asked for: 2.05 with Block2.</summary>
public class PulledBlock : FirmwareBlock
{
    private const int Content = 0x45;
    private const int NonConfirmable = 1;

    private ScriptedServer? _server;

    /// <inheritdoc/>
    public override string Name => "receive a 512-byte block of firmware, fetched (CCM_8)";

    private protected override bool IsPull => true;

    private protected override IDatagramTransport NewTransport() =>
        _server is null ? _server = new ScriptedServer() : Peer;

    private protected override Accounts NewAccounts()
    {
        var images = new Accounts(1);
        AddKey(images);
        Firmware.DownloadSecurity = images[0].Dtls;
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://192.168.1.10:5683", 1, 86_400);
        return accounts;
    }

    private protected override void Begin()
    {
        Settle();
        _server!.Deliver(new DatagramBuilder(NonConfirmable, 3, 0x4000) { Token = [1] }
            .Path("/5/0/1").Option(12)
            .Payload([.. "coaps://192.168.1.20/firmware/thermo-2.0.img"u8]).ToArray());
        RewindRandom();
        Settle();
    }

    private protected override void Deliver()
    {
        byte[] get = Peer.Open();
        var answer = new DatagramBuilder(2, Content, get[2] << 8 | get[3])
        {
            Token = get.AsSpan(4, get[0] & 15).ToArray(),
        };
        Peer.Deliver(answer
            .Option(4, 1, 2, 3, 4, 5, 6, 7, 8).Option(12, 42).Option(23, BlockOption)
            .Option(28, 0x03, 0x0D, 0x40).Payload(new byte[BlockBytes]).ToArray());
    }
}

/// <summary>The pushed block with the platform's cryptography.</summary>
public sealed class PlatformPushedBlock : PushedBlock
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}

/// <summary>The fetched block with the platform's cryptography.</summary>
public sealed class PlatformPulledBlock : PulledBlock
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}
