// A machine without a network: time stands until it is moved, random numbers repeat, and the other
// end of the transport is a few bytes of script.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Transport;

namespace DeviceCost.Bench;

/// <summary>The machine under a measured client.</summary>
internal sealed class VirtualPlatform : IPlatform, IClock, IRandom
{
    private uint _random = 12345;

    public ScriptedServer Server { get; } = new();

    public IClock Clock => this;

    public IRandom Random => this;

    public ICrypto Crypto { get; } = new ManagedCrypto();

    public long NowMs { get; set; } = 1_000_000;

    public long UtcSeconds => 1_800_000_000 + NowMs / 1000;

    public int Next(int bound)
    {
        _random = _random * 1664525 + 1013904223;
        return (int)(_random % (uint)bound);
    }

    public IDatagramTransport CreateTransport() => Server;
}
