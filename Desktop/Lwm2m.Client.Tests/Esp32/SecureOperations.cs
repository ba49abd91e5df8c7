// What DTLS costs with one cryptography or the other: the library's connection on one side, the
// test server, which costs nothing, on the other. The budgets are for a key of 16 bytes, an
// identity of 20, extended master secret and cookies.

using System.Net;
using DeviceCost;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Esp32;
using Lwm2m.Client.Transport;
using ClientConnection = Lwm2m.Client.Dtls.Handshake.DtlsConnection;
using ClientKeys = Lwm2m.Client.Dtls.Handshake.KeySchedule;

namespace Lwm2m.Client.DesktopTests.Esp32;

/// <summary>A connection and its server; what a run does comes with the classes below.</summary>
public abstract class SecureOperation : ICostOperation, IDatagramTransport, IRandom
{
    private protected const int MessageBytes = 64;

    private const int BufferBytes = 1217;

    private static readonly IPEndPoint s_address = new(IPAddress.Loopback, 40_000);

    private readonly byte[] _receive = new byte[BufferBytes];
    private readonly Queue<byte[]> _toClient = [];
    private readonly Random _random = new(5);
    private DtlsTestServer _server = null!;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual int WarmUpRuns => 1;

    private protected abstract ICrypto Crypto { get; }

    private protected ClientConnection Client { get; private set; } = null!;

    private protected byte[] Transmit { get; } = new byte[BufferBytes];

    private protected int FullHandshakes => _server.FullHandshakes;

    private protected int Resumptions => _server.Resumptions;

    private protected int Delivered { get; private set; }

    /// <inheritdoc/>
    public void Setup()
    {
        byte[] key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        var identity = new string('i', 20);
        _server = new DtlsTestServer(seed: 4, (_, datagram) => _toClient.Enqueue(datagram));
        _server.Options.Keys[identity] = key;
        _server.Options.ExtendedMasterSecret = Offer.Demanded;
        _server.Delivered += (connection, _, data) => Delivered += data.Length;
        var parameters = new DtlsParameters(
            [.. identity.Select(letter => (byte)letter)], key);
        Client = new ClientConnection(
            parameters, new ClientKeys(Crypto), this, this, Transmit, BufferBytes);
    }

    /// <inheritdoc/>
    public abstract void Prepare();

    /// <inheritdoc/>
    public abstract void Run();

    /// <inheritdoc/>
    public abstract void Verify();

    /// <inheritdoc/>
    public int Next(int bound) => _random.Next(bound);

    /// <inheritdoc/>
    public TransportStatus Connect(string host, int port) => TransportStatus.Connected;

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int offset, int length)
    {
        _server.Receive(s_address, buffer.AsSpan(offset, length).ToArray(), nowMs: 0);
        return true;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity) => -1;

    /// <inheritdoc/>
    public void Close()
    {
    }

    private protected void ForgetSessions() => _server.Forget(connections: true, sessions: true);

    /// <summary>A handshake, from its first datagram to its last.</summary>
    private protected void Shake()
    {
        Client.Start(0);
        Converse();
    }

    private protected void DeliverMessage() =>
        _server.Connections.Single().Send(new byte[MessageBytes]);

    /// <summary>The client takes what there is; how many messages came.</summary>
    private protected int Converse()
    {
        int messages = 0;
        while (_toClient.TryDequeue(out byte[]? datagram))
        {
            datagram.CopyTo(_receive, 0);
            Client.Take(_receive, datagram.Length);
            for (DtlsEvent e = Client.Next(0); e != DtlsEvent.None; e = Client.Next(0))
            {
                messages += e == DtlsEvent.Data ? 1 : 0;
            }
        }

        return messages;
    }

    private protected void Check(bool isDone)
    {
        if (!isDone)
        {
            throw new InvalidOperationException($"'{Name}' did not do what it is to measure.");
        }
    }
}

/// <summary>A full handshake.</summary>
public abstract class FullHandshake : SecureOperation
{
    private int _before;

    /// <inheritdoc/>
    public override string Name => "full handshake";

    /// <inheritdoc/>
    public override void Prepare()
    {
        ForgetSessions();
        _before = FullHandshakes;
    }

    /// <inheritdoc/>
    public override void Run() => Shake();

    /// <inheritdoc/>
    public override void Verify() => Check(
        Client.State == DtlsState.Connected && Client.IsExtended && !Client.IsResumed
            && FullHandshakes == _before + 1);
}

/// <summary>With the platform's cryptography.</summary>
public class PlatformHandshake : FullHandshake
{
    private protected override ICrypto Crypto { get; } = new Esp32Crypto();
}

/// <summary>The first of a client.</summary>
public sealed class FirstPlatformHandshake : PlatformHandshake
{
    /// <inheritdoc/>
    public override int WarmUpRuns => 0;
}

/// <summary>With managed cryptography.</summary>
public sealed class ManagedHandshake : FullHandshake
{
    private protected override ICrypto Crypto { get; } = new ManagedCrypto();
}

/// <summary>A session resumed, with the platform's cryptography.</summary>
public sealed class PlatformResumption : SecureOperation
{
    private int _before;

    /// <inheritdoc/>
    public override string Name => "abbreviated handshake";

    private protected override ICrypto Crypto { get; } = new Esp32Crypto();

    /// <inheritdoc/>
    public override void Prepare()
    {
        if (Client.State != DtlsState.Connected)
        {
            Shake();
        }

        _before = Resumptions;
    }

    /// <inheritdoc/>
    public override void Run() => Shake();

    /// <inheritdoc/>
    public override void Verify() => Check(
        Client.State == DtlsState.Connected && Client.IsResumed && Resumptions == _before + 1);
}

/// <summary>64 bytes on their way out, the whole path of a record.</summary>
public sealed class PlatformSend : SecureOperation
{
    private int _before;

    /// <inheritdoc/>
    public override string Name => "send 64 bytes";

    private protected override ICrypto Crypto { get; } = new Esp32Crypto();

    /// <inheritdoc/>
    public override void Prepare()
    {
        if (Client.State != DtlsState.Connected)
        {
            Shake();
        }

        _before = Delivered;
    }

    /// <inheritdoc/>
    public override void Run() => Client.Send(Transmit, RecordLayer.HeadRoom, MessageBytes);

    /// <inheritdoc/>
    public override void Verify() => Check(Delivered == _before + MessageBytes);
}

/// <summary>64 bytes on their way in.</summary>
public sealed class PlatformReceive : SecureOperation
{
    private int _received;

    /// <inheritdoc/>
    public override string Name => "receive 64 bytes";

    private protected override ICrypto Crypto { get; } = new Esp32Crypto();

    /// <inheritdoc/>
    public override void Prepare()
    {
        if (Client.State != DtlsState.Connected)
        {
            Shake();
        }

        DeliverMessage();
    }

    /// <inheritdoc/>
    public override void Run() => _received = Converse();

    /// <inheritdoc/>
    public override void Verify() => Check(_received == 1 && Client.DataLength == MessageBytes);
}
