// The sessions that may be resumed (RFC 5246 §7.3), bounded: the one that was used longest ago
// goes first.

using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Lwm2m.DevServer.Security;

/// <summary>Sessions by id. Safe for use from several threads.</summary>
internal sealed class SessionCache(TlsCrypto crypto)
{
    private readonly Dictionary<string, Entry> _entries = [];
    private long _uses;

    internal int Count
    {
        get
        {
            lock (_entries)
            {
                return _entries.Count;
            }
        }
    }

    internal void Add(TlsSession session, DtlsPeer peer, int capacity)
    {
        lock (_entries)
        {
            _entries[Convert.ToHexString(session.SessionID)] =
                new Entry(session.ExportSessionParameters(), peer) { LastUse = ++_uses };
            while (_entries.Count > capacity)
            {
                Remove(_entries.MinBy(entry => entry.Value.LastUse).Key);
            }
        }
    }

    /// <summary>A session of its own for each attempt: the library destroys the secret of one
    /// whose handshake breaks off, and the device may try again.</summary>
    internal (TlsSession Session, DtlsPeer Peer)? Find(byte[] id, PskStore keys)
    {
        string name = Convert.ToHexString(id);
        lock (_entries)
        {
            if (!_entries.TryGetValue(name, out Entry? entry))
            {
                return null;
            }

            if (!keys.Contains(entry.Peer.Identity))
            {
                Remove(name);
                return null;
            }

            entry.LastUse = ++_uses;
            SessionParameters kept = entry.Parameters;
            SessionParameters copy = new SessionParameters.Builder()
                .SetCipherSuite(kept.CipherSuite)
                .SetExtendedMasterSecret(kept.IsExtendedMasterSecret)
                .SetMasterSecret(crypto.AdoptSecret(kept.MasterSecret))
                .SetNegotiatedVersion(kept.NegotiatedVersion)
                .SetPskIdentity(kept.PskIdentity)
                .SetServerExtensions(kept.ReadServerExtensions())
                .Build();
            return (TlsUtilities.ImportSession(id, copy), entry.Peer);
        }
    }

    internal void Remove(DtlsPeer peer)
    {
        lock (_entries)
        {
            string[] names = [.. from entry in _entries
                                 where entry.Value.Peer == peer
                                 select entry.Key];
            foreach (string name in names)
            {
                Remove(name);
            }
        }
    }

    internal void Clear()
    {
        lock (_entries)
        {
            string[] names = [.. _entries.Keys];
            foreach (string name in names)
            {
                Remove(name);
            }
        }
    }

    private void Remove(string name)
    {
        if (_entries.Remove(name, out Entry? entry))
        {
            entry.Parameters.Clear();
        }
    }

    private sealed class Entry(SessionParameters parameters, DtlsPeer peer)
    {
        internal SessionParameters Parameters { get; } = parameters;

        internal DtlsPeer Peer { get; } = peer;

        internal long LastUse { get; set; }
    }
}
