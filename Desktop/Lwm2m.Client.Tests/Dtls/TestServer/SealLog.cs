// What clients have sealed, seen on the wire before the link loses anything. A nonce that is used
// twice with a key gives the plaintext away (RFC 5116 §3.2), so each (key, epoch, sequence number)
// may be there once.

using System.Net;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>A record that a client sealed.</summary>
/// <param name="Key">The random of the ClientHello that led to its key.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Sequence">Its sequence number.</param>
internal readonly record struct Seal(string Key, int Epoch, long Sequence);

/// <summary>A record that the server has sealed, all in hexadecimal.</summary>
/// <param name="Key">The key.</param>
/// <param name="Nonce">The explicit nonce: epoch and sequence number.</param>
/// <param name="Plaintext">The plaintext, without the inner type.</param>
internal readonly record struct SealedRecord(string Key, string Nonce, string Plaintext);

/// <summary>Notes each sealed record of the clients.</summary>
internal sealed class SealLog
{
    private const int HelloRandomAt = DtlsRecord.HeaderBytes + HandshakeMessage.HeaderBytes + 2;

    private readonly List<(string Name, RecordCipher Cipher, byte[] Cid)> _keys = [];
    private readonly Dictionary<IPEndPoint, string> _attempts = [];
    private readonly HashSet<Seal> _seals = [];

    /// <summary>Whatever was sealed twice.</summary>
    public List<Seal> Repeated { get; } = [];

    /// <summary>How many records have been sealed.</summary>
    public int Count => _seals.Count + Repeated.Count;

    /// <summary>Whether exactly this has been sealed with a key that the server knows.</summary>
    public bool Contains(DtlsConnection connection, long sequence) =>
        _seals.Contains(new Seal(Convert.ToHexString(connection.Hello.Random), 1, sequence));

    /// <summary>Makes a key known by which a client seals.</summary>
    public void AddKey(byte[] clientRandom, RecordCipher cipher, byte[] cid) =>
        _keys.Insert(0, (Convert.ToHexString(clientRandom), cipher, cid));

    /// <summary>Takes a datagram that a client sends.</summary>
    public void ObserveSent(IPEndPoint from, byte[] datagram)
    {
        var reader = new WireReader(datagram);
        while (!reader.IsAtEnd)
        {
            int at = datagram.Length - reader.Remaining;
            byte[] cid = FindCid(datagram.AsSpan(at));
            if (DtlsRecord.Read(ref reader, cid.Length) is not { } record)
            {
                return;
            }

            if (record.Type == RecordType.Cid && cid.Length == 0)
            {
                // Of a connection without keys yet, so this is its Finished, and the last record.
                Add(new Seal(Attempt(from), record.Epoch, record.Sequence));
                return;
            }

            if (record.Epoch == 0)
            {
                NoteAttempt(from, datagram.AsSpan(at));
                continue;
            }

            string key = _keys.Find(candidate =>
                    candidate.Cid.AsSpan().SequenceEqual(record.Cid)
                    && candidate.Cipher.Open(record) is not null).Name
                ?? Attempt(from);
            Add(new Seal(key, record.Epoch, record.Sequence));
        }
    }

    private string Attempt(IPEndPoint from) => _attempts.GetValueOrDefault(from, from.ToString());

    private void Add(Seal seal)
    {
        if (!_seals.Add(seal))
        {
            Repeated.Add(seal);
        }
    }

    /// <summary>A ClientHello begins an attempt, which leads to one key at most; by it a record is
    /// named whose key the server does not know (yet).</summary>
    private void NoteAttempt(IPEndPoint from, ReadOnlySpan<byte> record)
    {
        if (record.Length >= HelloRandomAt + 32 && record[0] == RecordType.Handshake
            && record[DtlsRecord.HeaderBytes] == MessageType.ClientHello)
        {
            _attempts[from] = Convert.ToHexString(record.Slice(HelloRandomAt, 32));
        }
    }

    private byte[] FindCid(ReadOnlySpan<byte> record)
    {
        foreach ((_, _, byte[] cid) in _keys)
        {
            if (record[0] == RecordType.Cid && cid.Length > 0
                && record.Length > DtlsRecord.FixedBytes
                && record[DtlsRecord.FixedBytes..].StartsWith(cid))
            {
                return cid;
            }
        }

        return [];
    }
}
