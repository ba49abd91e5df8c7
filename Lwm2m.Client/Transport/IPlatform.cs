// The machine under the client: exchanged as a whole for a virtual one in tests.

using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Transport;

/// <summary>What the client needs from the machine it runs on.</summary>
public interface IPlatform
{
    /// <summary>The clock.</summary>
    IClock Clock { get; }

    /// <summary>The random numbers.</summary>
    IRandom Random { get; }

    /// <summary>The cryptography of secure connections.</summary>
    ICrypto Crypto { get; }

    /// <summary>Creates the transport for one server; called once for each.</summary>
    IDatagramTransport CreateTransport();
}
