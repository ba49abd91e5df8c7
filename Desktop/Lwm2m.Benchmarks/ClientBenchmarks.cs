// The three things a client does all day, on the same virtual machine that the device-cost meter
// uses: it encodes a notification, answers a Read, and finds nothing to do.

using BenchmarkDotNet.Attributes;
using DeviceCost.Bench;
using DeviceCost.Operations;

namespace Lwm2m.Benchmarks;

/// <summary>Time and bytes of the client's everyday work.</summary>
[MemoryDiagnoser]
public class ClientBenchmarks
{
    private readonly EncodeNotification _encode = new();
    private readonly Device _device = new();
    private readonly byte[] _read;

    public ClientBenchmarks()
    {
        _read = _device.Read("3303/0/5700");
    }

    /// <summary>8-byte token, Observe, Content-Format, a TLV float.</summary>
    [Benchmark]
    public void EncodeNotification() => _encode.Run();

    /// <summary>From the datagram that comes in to the one that goes out.</summary>
    [Benchmark]
    public int ParseAndDispatchRead()
    {
        // A Read is idempotent, so the same request is answered afresh each time.
        _device.Server.Deliver(_read);
        return _device.Client.Poll();
    }

    /// <summary>A Poll with nothing due.</summary>
    [Benchmark]
    public int IdlePoll() => _device.Client.Poll();
}
