// The machine that the program runs on, with a tap on each socket.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Transport;

namespace Interop.Dtls;

/// <summary>A machine whose datagrams are noted.</summary>
internal sealed class TappedPlatform : IPlatform
{
    private readonly SystemPlatform _machine = new();

    /// <summary>The sockets: those of the accounts, then that of downloads.</summary>
    public List<WireTap> Wires { get; } = [];

    public IClock Clock => _machine.Clock;

    public IRandom Random => _machine.Random;

    public ICrypto Crypto => _machine.Crypto;

    public IDatagramTransport CreateTransport()
    {
        Wires.Add(new WireTap());
        return Wires[^1];
    }
}
