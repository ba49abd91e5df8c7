// A device as the layers above DTLS see it. It stands for a DTLS session, not for an address:
// after a resumption or a change of address it is the same peer, after a full handshake another
// one. CoAP state hangs on it (RFC 7252 §9.1), so tokens of one session mean nothing in the next.

using System.Net;

namespace Lwm2m.DevServer.Security;

/// <summary>The other end of a DTLS session.</summary>
public sealed class DtlsPeer : EndPoint
{
    private volatile DtlsAssociation? _association;
    private volatile IPEndPoint _address;

    /// <summary>Creates a peer without an association; the endpoint does it, and tests.</summary>
    public DtlsPeer(string identity, IPEndPoint address)
    {
        Identity = identity;
        _address = address;
    }

    /// <summary>The identity whose key the device has proven to know.</summary>
    public string Identity { get; }

    /// <summary>Where the device was last.</summary>
    public IPEndPoint Address
    {
        get => _address;
        internal set => _address = value;
    }

    /// <summary>True while datagrams can be protected for it; false after a close or an eviction,
    /// until the device comes back.</summary>
    public bool IsConnected => _association is not null;

    internal DtlsAssociation? Association
    {
        get => _association;
        set => _association = value;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address} ({Identity})";
}
