// A DTLS 1.2 server on one UDP socket, without an idea of what is inside the records. The protocol
// is BouncyCastle's. This file is what its user sees; which datagram belongs to which association
// is in DtlsEndpoint.Routing.cs.

using System.Net;
using System.Net.Sockets;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Lwm2m.DevServer.Security;

/// <summary>A DTLS-PSK server on a UDP port.</summary>
public sealed partial class DtlsEndpoint : IDisposable
{
    private readonly object _gate = new();
    private readonly UdpSocket _socket;
    private volatile DtlsOptions _options;
    private bool _isDisposed;

    /// <summary>Binds the socket; <see cref="Start"/> lets datagrams in.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public DtlsEndpoint(IPEndPoint bind, PskStore keys, DtlsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Keys = keys;
        _options = options ?? new DtlsOptions();
        _verifier = new DtlsVerifier(Crypto);
        Sessions = new SessionCache(Crypto);
        _socket = new UdpSocket(bind);
    }

    /// <summary>Plaintext of a device. Raised on the thread of its association.</summary>
    public event Action<DtlsPeer, byte[]>? Received;

    /// <summary>What happens, on the thread on which it happens; after it the device's first
    /// plaintext.</summary>
    public event Action<DtlsEvent>? Happened;

    /// <summary>The address and port that the server is bound to.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>The keys; may be changed at any time.</summary>
    public PskStore Keys { get; }

    /// <summary>The settings of the handshakes to come.</summary>
    public DtlsOptions Options
    {
        get => _options;
        set => _options = value;
    }

    /// <summary>How many associations there are, handshakes included.</summary>
    public int AssociationCount
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>How many sessions may be resumed.</summary>
    public int SessionCount => Sessions.Count;

    internal TlsCrypto Crypto { get; } = new BcTlsCrypto();

    internal SessionCache Sessions { get; }

    /// <summary>Begins to receive.</summary>
    public void Start() => _socket.Start("DTLS receive", Receive);

    /// <summary>Protects a datagram for a device and sends it; false when there is no association
    /// or when it is too long for a record.</summary>
    public bool Send(DtlsPeer peer, ReadOnlySpan<byte> plaintext)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (peer.Association?.Send(plaintext) == true)
        {
            return true;
        }

        Raise(new DtlsEvent(DtlsEventKind.Discarded, peer.Address, peer, null, null,
            $"cannot send {plaintext.Length} bytes: no association, or too long for a record"));
        return false;
    }

    /// <summary>Ends the association of a device; its session stays and may be resumed.
    /// </summary>
    /// <param name="peer">The device.</param>
    /// <param name="notifies">False to end it without a word.</param>
    public void Close(DtlsPeer peer, bool notifies = true)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (peer.Association is { } association)
        {
            Detach(association);
            association.Close(notifies, "by the server");
        }
    }

    /// <summary>Forgets every association without a word to anybody, as a server that is started
    /// again: what comes for them is discarded from now on.</summary>
    /// <param name="keepsSessions">True when the sessions can still be resumed.</param>
    public void ForgetAll(bool keepsSessions = false)
    {
        if (!keepsSessions)
        {
            Sessions.Clear();
        }

        foreach (DtlsAssociation association in TakeAll())
        {
            association.Close(notifies: false, "forgotten");
        }
    }

    /// <summary>Closes every association with a close_notify, then the socket.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        foreach (DtlsAssociation association in TakeAll())
        {
            association.Close(notifies: true, "the server stops");
            association.Join();
        }

        _socket.Dispose();
        Sessions.Clear();
    }

    internal void SendDatagram(IPEndPoint address, ReadOnlyMemory<byte> datagram) =>
        _socket.Send(address, datagram.Span);

    internal void Deliver(DtlsPeer peer, byte[] plaintext) => Received?.Invoke(peer, plaintext);

    internal void Raise(DtlsEvent happened) => Happened?.Invoke(happened);
}
