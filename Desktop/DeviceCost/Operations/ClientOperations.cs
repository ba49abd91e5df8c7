// The cost of a whole client's work: everything from the datagram that comes in, or the value that
// is set, to the datagram that goes out, in one Poll.

using System.Text;
using DeviceCost.Bench;

namespace DeviceCost.Operations;

/// <summary>What operations on a registered client have in common.</summary>
public abstract class ClientOperation : ICostOperation
{
    private int _sentBefore;

    /// <inheritdoc/>
    public abstract string Name { get; }

    internal Device Device { get; private set; } = null!;

    /// <summary>The code of the message that the client is to send, or 0 for none.</summary>
    private protected abstract int ExpectedCode { get; }

    /// <inheritdoc/>
    public virtual void Setup() => Device = new Device();

    /// <inheritdoc/>
    public void Prepare()
    {
        Device.Settle();
        Device.Platform.NowMs += 1000;
        Arrange();
        _sentBefore = Device.Server.SentCount;
    }

    /// <inheritdoc/>
    public virtual void Run() => Device.Client.Poll();

    /// <inheritdoc/>
    public virtual void Verify()
    {
        int sent = Device.Server.SentCount - _sentBefore;
        Check.That(
            ExpectedCode == 0
                ? sent == 0
                : sent == 1 && Device.Server.LastCode == ExpectedCode,
            Name);
    }

    private protected virtual void Arrange()
    {
    }
}

/// <summary>A Poll of a registered client with nothing due.</summary>
public sealed class IdlePoll : ClientOperation
{
    /// <inheritdoc/>
    public override string Name => "Poll, nothing due";

    private protected override int ExpectedCode => 0;
}

/// <summary>A Poll that finds a datagram that is no CoAP.</summary>
public sealed class Garbage : ClientOperation
{
    /// <inheritdoc/>
    public override string Name => "ignore a garbage datagram";

    private protected override int ExpectedCode => 0;

    private protected override void Arrange() => Device.Server.Deliver([0xFF, 0, 1, 2, 3, 4]);

    /// <inheritdoc/>
    public override void Verify()
    {
        base.Verify();
        Check.That(Device.Server.IsIdle, Name);
    }
}

/// <summary>A Read of one resource.</summary>
public sealed class ReadResource : ClientOperation
{
    /// <inheritdoc/>
    public override string Name => "Read /3303/0/5700 (TLV)";

    private protected override int ExpectedCode => 0x45;

    private protected override void Arrange()
    {
        Device.Server.Deliver(Device.Read("3303/0/5700"));
    }
}

/// <summary>A Read of an object instance.</summary>
public sealed class ReadInstance : ClientOperation
{
    /// <inheritdoc/>
    public override string Name => "Read /3303/0 (TLV)";

    private protected override int ExpectedCode => 0x45;

    private protected override void Arrange() => Device.Server.Deliver(Device.Read("3303/0"));
}

/// <summary>A Read of the device object in the default format of LwM2M 1.1.</summary>
public sealed class ReadDevice : ClientOperation
{
    private const int Get = 1;

    /// <inheritdoc/>
    public override string Name => "Read /3/0 (SenML CBOR)";

    private protected override int ExpectedCode => 0x45;

    private protected override void Arrange() =>
        Device.Server.Deliver(Device.Request(Get, "3/0").ToArray());
}

/// <summary>A Write of one resource in plain text.</summary>
public sealed class WriteResource : ClientOperation
{
    private const int Put = 3;

    /// <inheritdoc/>
    public override string Name => "Write /1/0/2 (text)";

    private protected override int ExpectedCode => 0x44;

    private protected override void Arrange()
    {
        Device.Server.Deliver(
            Device.Request(Put, "1/0/2").Option(12).Payload("30"u8.ToArray()).ToArray());
    }
}

/// <summary>A Read-Composite of eight resources.</summary>
public sealed class ReadComposite : ClientOperation
{
    private const int Fetch = 5;
    private const byte SenmlCbor = 112;

    /// <inheritdoc/>
    public override string Name => "Read-Composite of 8 resources (SenML CBOR)";

    private protected override int ExpectedCode => 0x45;

    private protected override void Arrange()
    {
        string[] paths =
        [
            "/1/0/1", "/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/3/0/16", "/3303/0/5700",
            "/3303/0/5701",
        ];
        var body = new List<byte> { (byte)(0x80 + paths.Length) };
        foreach (string path in paths)
        {
            // A map with the label 0, the name, and a short text.
            body.AddRange([0xA1, 0x00, (byte)(0x60 + path.Length)]);
            body.AddRange(Encoding.ASCII.GetBytes(path));
        }

        Device.Server.Deliver(Device.Request(Fetch, "").Option(12, SenmlCbor)
            .Option(17, SenmlCbor).Payload([.. body]).ToArray());
    }

    /// <inheritdoc/>
    public override void Verify()
    {
        base.Verify();
        Check.That(Device.Server.LastLength > 100, Name);
    }
}

/// <summary>A Discover of an object.</summary>
public sealed class DiscoverObject : ClientOperation
{
    private const int Get = 1;
    private const byte LinkFormat = 40;

    /// <inheritdoc/>
    public override string Name => "Discover /3303";

    private protected override int ExpectedCode => 0x45;

    private protected override void Arrange()
    {
        Device.Server.Deliver(Device.Request(Get, "3303").Option(17, LinkFormat).ToArray());
    }
}

/// <summary>A new value is set and its observation notified.</summary>
public sealed class Notify : ClientOperation
{
    private double _value = 21;

    /// <inheritdoc/>
    public override string Name => "set a value and notify it (TLV)";

    private protected override int ExpectedCode => 0x45;

    /// <inheritdoc/>
    public override void Setup()
    {
        base.Setup();
        Device.Server.Deliver(Device.Observe("3303/0/5700"));
        Device.Settle();
        Check.That(Device.Server.LastCode == 0x45, Name);
    }

    private protected override void Arrange() => _value += 0.5;

    /// <inheritdoc/>
    public override void Run()
    {
        Device.Temperature.SetValue(0, _value);
        Device.Client.Poll();
    }
}

/// <summary>An Update, and then its response.</summary>
public sealed class Update : ClientOperation
{
    /// <inheritdoc/>
    public override string Name => "Update and its response";

    private protected override int ExpectedCode => 2;

    /// <inheritdoc/>
    public override void Run()
    {
        Device.Client.RequestUpdate();
        Device.Client.Poll();
        Device.Client.Poll();
    }

    /// <inheritdoc/>
    public override void Verify()
    {
        base.Verify();
        Check.That(
            Device.Client.GetState(1) == Lwm2m.Client.RegistrationState.Registered, Name);
    }
}
