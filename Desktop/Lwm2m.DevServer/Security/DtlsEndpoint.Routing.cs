// Which datagram belongs to which association: by address, or by the connection id in its records
// (RFC 6347 §4.2.8, RFC 9146 §5 and §6). A ClientHello that no association knows opens one, after
// a cookie exchange (RFC 6347 §4.2.1).

using System.Net;
using System.Security.Cryptography;
using Org.BouncyCastle.Tls;

namespace Lwm2m.DevServer.Security;

public sealed partial class DtlsEndpoint
{
    /// <summary>The length of the connection ids that the server gives out; fixed, because a
    /// record does not tell it (RFC 9146 §3).</summary>
    public const int ConnectionIdBytes = 6;

    // A record (RFC 6347 §4.1): type 1, version 2, epoch 2, sequence number 6, length 2. With a
    // connection id it stands before the length. A handshake message (§4.2.2): type 1, length 3,
    // number 2, offset 3, length 3; then a ClientHello has its version 2 and its random 32.
    private const int EpochOffset = 3;
    private const int ConnectionIdOffset = 11;
    private const int HeaderBytes = 13;
    private const int FragmentOffsetOffset = HeaderBytes + 6;
    private const int RandomOffset = HeaderBytes + 12 + 2;
    private const int RandomBytes = 32;

    private readonly DtlsVerifier _verifier;
    private readonly Dictionary<IPEndPoint, DtlsAssociation> _byAddress = [];
    private readonly Dictionary<string, DtlsAssociation> _byConnectionId = [];
    private readonly HashSet<DtlsAssociation> _all = [];
    private long _activities;

    internal long NextActivity() => Interlocked.Increment(ref _activities);

    internal byte[] GiveConnectionId(DtlsAssociation association)
    {
        lock (_gate)
        {
            while (true)
            {
                byte[] id = RandomNumberGenerator.GetBytes(ConnectionIdBytes);
                if (_byConnectionId.TryAdd(Convert.ToHexString(id), association))
                {
                    return id;
                }
            }
        }
    }

    internal void Connected(DtlsAssociation association, DtlsPeer peer, TlsSession? newSession)
    {
        if (newSession is not null)
        {
            Sessions.Add(newSession, peer, Options.MaxSessions);
        }

        DtlsAssociation? previous;
        lock (_gate)
        {
            previous = peer.Association;
            peer.Association = association;
            peer.Address = association.Address;
        }

        if (previous is not null)
        {
            // Not here, where the lock of the new association is held.
            ThreadPool.QueueUserWorkItem(
                _ => previous.Close(notifies: false, "the device resumed its session"));
        }
    }

    internal void Moved(DtlsAssociation association, IPEndPoint previous)
    {
        lock (_gate)
        {
            Unmap(association, previous);
            _byAddress[association.Address] = association;
            association.Peer!.Address = association.Address;
        }
    }

    internal void Remove(DtlsAssociation association, bool isFatal)
    {
        Detach(association);
        if (isFatal)
        {
            // RFC 5246 §7.2.2: after a fatal alert a session is not resumed.
            Sessions.Remove(association.Peer!);
        }
    }

    // From here on nothing finds it any more.
    private void Detach(DtlsAssociation association)
    {
        lock (_gate)
        {
            Forget(association);
        }
    }

    private static bool IsClientHello(byte[] datagram) =>
        datagram.Length >= RandomOffset + RandomBytes
        && datagram[0] == ContentType.handshake
        && datagram[EpochOffset] == 0 && datagram[EpochOffset + 1] == 0
        && datagram[HeaderBytes] == HandshakeType.client_hello
        && !datagram.AsSpan(FragmentOffsetOffset, 3).ContainsAnyExcept((byte)0);

    private void Receive(IPEndPoint source, byte[] datagram)
    {
        DtlsAssociation? association = Find(source, datagram);
        if (IsClientHello(datagram)
            && !(association is not null && datagram.AsSpan(RandomOffset, RandomBytes)
                .SequenceEqual(association.ClientRandom)))
        {
            Admit(source, datagram);
        }
        else if (association is not null)
        {
            association.Deliver(datagram, source);
        }
        else
        {
            Raise(new DtlsEvent(DtlsEventKind.Discarded, source, null, null, null,
                $"{datagram.Length} bytes belong to no association"));
        }
    }

    private DtlsAssociation? Find(IPEndPoint source, byte[] datagram)
    {
        lock (_gate)
        {
            if (datagram.Length > ConnectionIdOffset + ConnectionIdBytes
                && datagram[0] == ContentType.tls12_cid)
            {
                return _byConnectionId.GetValueOrDefault(Convert.ToHexString(
                    datagram, ConnectionIdOffset, ConnectionIdBytes));
            }

            return _byAddress.GetValueOrDefault(source);
        }
    }

    private void Admit(IPEndPoint source, byte[] datagram)
    {
        DtlsRequest? request = null;
        if (Options.HelloVerifyRequest)
        {
            request = _verifier.VerifyRequest(ClientId(source), datagram, 0, datagram.Length,
                new Reply(_socket, source));
            if (request is null)
            {
                return;
            }
        }

        var association = new DtlsAssociation(
            this, source, datagram[RandomOffset..(RandomOffset + RandomBytes)], request);
        foreach ((DtlsAssociation ended, string reason) in Enter(association))
        {
            ended.Close(notifies: false, reason);
        }

        if (request is null)
        {
            association.Deliver(datagram, source);
        }

        association.Start();
    }

    /// <summary>Maps a new association and returns those that have to go for it.</summary>
    private List<(DtlsAssociation Ended, string Reason)> Enter(DtlsAssociation association)
    {
        List<(DtlsAssociation, string)> ended = [];
        lock (_gate)
        {
            if (_byAddress.Remove(association.Address, out DtlsAssociation? previous)
                && previous.ConnectionId is null)
            {
                // One with a connection id may be another device whose address this was before.
                Forget(previous);
                ended.Add((previous, "the device began anew at the same address"));
            }

            while (_all.Count > 0 && _all.Count >= Options.MaxAssociations)
            {
                DtlsAssociation idle = _all.MinBy(a => a.LastActivity)!;
                Forget(idle);
                ended.Add((idle, "room was needed, and it was silent for the longest time"));
            }

            if (_isDisposed)
            {
                ended.Add((association, "the server stops"));
                return ended;
            }

            _all.Add(association);
            _byAddress[association.Address] = association;
        }

        return ended;
    }

    private void Forget(DtlsAssociation association)
    {
        _all.Remove(association);
        Unmap(association, association.Address);
        if (association.ConnectionId is { } id)
        {
            _byConnectionId.Remove(Convert.ToHexString(id));
        }

        if (association.Peer is { } peer && peer.Association == association)
        {
            peer.Association = null;
        }
    }

    private void Unmap(DtlsAssociation association, IPEndPoint address)
    {
        if (_byAddress.GetValueOrDefault(address) == association)
        {
            _byAddress.Remove(address);
        }
    }

    private DtlsAssociation[] TakeAll()
    {
        lock (_gate)
        {
            DtlsAssociation[] all = [.. _all];
            foreach (DtlsAssociation association in all)
            {
                Forget(association);
            }

            return all;
        }
    }

    private static byte[] ClientId(IPEndPoint source) =>
        [.. source.Address.GetAddressBytes(), (byte)(source.Port >> 8), (byte)source.Port];

    private sealed class Reply(UdpSocket socket, IPEndPoint address) : DatagramSender
    {
        public int GetSendLimit() => 1_500;

        public void Send(byte[] buf, int off, int len) =>
            socket.Send(address, buf.AsSpan(off, len));

        public void Send(ReadOnlySpan<byte> buffer) => socket.Send(address, buffer);
    }
}
