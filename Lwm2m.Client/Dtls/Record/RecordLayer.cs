// The record layer of DTLS 1.2 (RFC 6347 §4.1) with AES-128-CCM (RFC 6655 §3) and the peer's
// connection id (RFC 9146 §4). Epoch 0 is plaintext, epoch 1 protected; there is no other.
//
//   0        1          3        5            11          11+n      13+n
//   +--------+----------+--------+------------+-----------+---------+-----------+-----------+-----+
//   | type   | version  | epoch  | sequence   | CID (n)   | length  | explicit  | encrypted | tag |
//   |        | FE FD    |        | number (6) | may be    |         | nonce (8) |           |     |
//   +--------+----------+--------+------------+-----------+---------+-----------+-----------+-----+
//
// This client asks for no connection id of its own, so only the records that it sends have one.
// Then the type is tls12_cid and the real type is the last byte of what is encrypted.

using System;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Dtls.Record;

/// <summary>Makes records and takes them apart, in place.</summary>
internal sealed class RecordLayer
{
    /// <summary>The header without connection id.</summary>
    public const int HeaderBytes = 13;

    /// <summary>The part of the nonce that is sent: epoch and sequence number.</summary>
    public const int ExplicitNonceBytes = 8;

    /// <summary>Longest tag.</summary>
    public const int MaxTagBytes = 16;

    /// <summary>The most bytes in front of the plaintext.</summary>
    public const int HeadRoom = HeaderBytes + Limits.ConnectionIdBytes + ExplicitNonceBytes;

    /// <summary>The most bytes behind the plaintext: the real type and the tag.</summary>
    public const int TailRoom = 1 + MaxTagBytes;

    /// <summary>
    /// The secrets of a connection: the client's key (16), the server's key (16), the client's
    /// implicit nonce (4), the server's implicit nonce (4).
    /// </summary>
    public const int KeyBlockBytes = 40;

    /// <summary>The length of an export.</summary>
    public const int StateBytes = KeyBlockBytes + 6 + 8 + 8 + 1 + Limits.ConnectionIdBytes;

    private const int VersionMajor = 0xFE;
    private const int VersionMinor = 0xFD;
    private const int KeyBytes = 16;
    private const int ImplicitNonceBytes = 4;
    private const long MaxSequence = 0xFFFFFFFFFFFF;
    private const long Epoch1 = 1L << 48;

    private readonly IAesCcm _sealer;
    private readonly IAesCcm _opener;
    private readonly ReplayWindow _window = new ReplayWindow();
    private readonly byte[] _keyBlock = new byte[KeyBlockBytes];
    private readonly byte[] _sealNonce = new byte[CcmPrefix.NonceBytes];
    private readonly byte[] _openNonce = new byte[CcmPrefix.NonceBytes];
    private readonly byte[] _associated = new byte[23 + Limits.ConnectionIdBytes];
    private readonly byte[] _connectionId = new byte[Limits.ConnectionIdBytes];

    private byte[] _buffer;
    private int _header;
    private int _next;
    private int _end;
    private long _plainSequence;
    private bool _isKeyed;

    public RecordLayer(ICrypto crypto)
    {
        _sealer = crypto.CreateAesCcm();
        _opener = crypto.CreateAesCcm();
        TagBytes = MaxTagBytes;
    }

    /// <summary>The content type of the record at hand.</summary>
    public int Type;

    /// <summary>The epoch of the record at hand.</summary>
    public int Epoch;

    /// <summary>Where the content of the record at hand starts.</summary>
    public int Offset;

    /// <summary>The length of the content of the record at hand.</summary>
    public int Length;

    /// <summary>Where the record that was written starts.</summary>
    public int Start;

    /// <summary>Where the record that was written ends.</summary>
    public int End;

    /// <summary>The length of the tag: 8 or 16.</summary>
    public int TagBytes;

    /// <summary>The length of the peer's connection id, 0 without.</summary>
    public int ConnectionIdLength;

    /// <summary>What the record layer keeps secret; see <see cref="UseKeys"/>.</summary>
    public byte[] KeyBlock
    {
        get { return _keyBlock; }
    }

    /// <summary>The sequence number of the next protected record.</summary>
    public long Sequence;

    /// <summary>What protection adds to a plaintext, at the front and behind.</summary>
    public int Overhead
    {
        get
        {
            int id = ConnectionIdLength;
            return HeaderBytes + ExplicitNonceBytes + TagBytes + (id > 0 ? id + 1 : 0);
        }
    }

    /// <summary>Begins a connection, or ends one: nothing of the one before is left.</summary>
    public void Reset()
    {
        _isKeyed = false;
        _sealer.Wipe();
        _opener.Wipe();
        Bytes.Wipe(_keyBlock);
        Bytes.Wipe(_sealNonce);
        Bytes.Wipe(_openNonce);
        _window.Reset(-1, 0);
        _plainSequence = 0;
        Sequence = 0;
        ConnectionIdLength = 0;
        _next = _end;
    }

    /// <summary>Puts the keys of <see cref="KeyBlock"/> to use.</summary>
    public void UseKeys()
    {
        _sealer.SetKey(_keyBlock, 0);
        _opener.SetKey(_keyBlock, KeyBytes);
        Array.Copy(_keyBlock, 2 * KeyBytes, _sealNonce, 0, ImplicitNonceBytes);
        Array.Copy(
            _keyBlock, (2 * KeyBytes) + ImplicitNonceBytes, _openNonce, 0, ImplicitNonceBytes);
        _isKeyed = true;
    }

    /// <summary>Sets the peer's connection id; false if it is too long.</summary>
    public bool SetConnectionId(byte[] buffer, int offset, int length)
    {
        if (length > Limits.ConnectionIdBytes)
        {
            return false;
        }

        Array.Copy(buffer, offset, _connectionId, 0, length);
        ConnectionIdLength = length;
        return true;
    }

    /// <summary>Takes a datagram; <see cref="Next"/> goes through its records.</summary>
    public void Take(byte[] buffer, int length)
    {
        _buffer = buffer;
        _next = 0;
        _end = length;
    }

    /// <summary>
    /// Goes to the next record of the datagram; false if there is none, or none that makes sense.
    /// </summary>
    public bool Next()
    {
        byte[] buffer = _buffer;
        int at = _next;
        if (_end - at < HeaderBytes || buffer[at + 1] != VersionMajor)
        {
            return false;
        }

        _header = at;
        Type = buffer[at];
        Epoch = Bytes.ReadUInt16(buffer, at + 3);
        Length = Bytes.ReadUInt16(buffer, at + 11);
        Offset = at + HeaderBytes;
        _next = Offset + Length;
        return _next <= _end;
    }

    /// <summary>
    /// Decrypts the record at hand in place; false if it is to be dropped: not of epoch 1, known
    /// already, too old, or not authentic (RFC 6347 §4.1.2.7).
    /// </summary>
    public bool Open()
    {
        byte[] buffer = _buffer;
        int header = _header;
        int length = Length - ExplicitNonceBytes - TagBytes;
        long sequence = Bytes.ReadInteger(buffer, header + 5, 6) & MaxSequence;
        if (!_isKeyed || Epoch != 1 || length < 0 || !_window.IsNew(sequence))
        {
            return false;
        }

        int offset = Offset + ExplicitNonceBytes;
        Array.Copy(buffer, Offset, _openNonce, ImplicitNonceBytes, ExplicitNonceBytes);
        AssociatePlain(buffer, header, length);
        if (!_opener.Open(
            _openNonce, _associated, HeaderBytes, buffer, offset, length, TagBytes))
        {
            return false;
        }

        _window.Take(sequence);
        Offset = offset;
        Length = length;
        return true;
    }

    /// <summary>
    /// Makes <c>buffer[offset .. offset + length)</c> a record of epoch 0; its header goes in
    /// front.
    /// </summary>
    public void WritePlain(int type, byte[] buffer, int offset, int length)
    {
        WriteHeader(type, buffer, offset - HeaderBytes, _plainSequence++);
        Bytes.WriteUInt16(buffer, offset - 2, length);
        Start = offset - HeaderBytes;
        End = offset + length;
    }

    /// <summary>
    /// Makes <c>buffer[offset .. offset + length)</c> a protected record. There has to be
    /// <see cref="HeadRoom"/> in front and <see cref="TailRoom"/> behind.
    /// </summary>
    /// <returns>False if there is no sequence number left.</returns>
    public bool Seal(int type, byte[] buffer, int offset, int length)
    {
        if (!_isKeyed || Sequence >= MaxSequence)
        {
            return false;
        }

        int idLength = ConnectionIdLength;
        int nonce = offset - ExplicitNonceBytes;
        int header = nonce - HeaderBytes - idLength;
        if (idLength > 0)
        {
            buffer[offset + length] = (byte)type;
            length++;
            type = ContentType.ConnectionId;
        }

        WriteHeader(type, buffer, header, Epoch1 | Sequence);
        Sequence++;
        Array.Copy(buffer, header + 3, buffer, nonce, ExplicitNonceBytes);
        Array.Copy(buffer, nonce, _sealNonce, ImplicitNonceBytes, ExplicitNonceBytes);
        int associated = HeaderBytes;
        if (idLength > 0)
        {
            Array.Copy(_connectionId, 0, buffer, header + 11, idLength);
            associated = AssociateConnectionId(buffer, header, idLength, length);
        }
        else
        {
            AssociatePlain(buffer, header, length);
        }

        Bytes.WriteUInt16(buffer, nonce - 2, ExplicitNonceBytes + length + TagBytes);
        _sealer.Seal(_sealNonce, _associated, associated, buffer, offset, length, TagBytes);
        Start = header;
        End = offset + length + TagBytes;
        return true;
    }

    /// <summary>
    /// Writes what a protected connection needs to go on elsewhere: key block (40), next sequence
    /// number (6), replay window (8 + 8), connection id, its length (1) before it (32).
    /// </summary>
    public void Export(byte[] buffer, int at)
    {
        Array.Copy(_keyBlock, 0, buffer, at, KeyBlockBytes);
        Bytes.WriteInteger(buffer, at + 40, 6, Sequence);
        Bytes.WriteInteger(buffer, at + 46, 8, _window.Highest);
        Bytes.WriteInteger(buffer, at + 54, 8, _window.Taken);
        buffer[at + 62] = (byte)ConnectionIdLength;
        Array.Copy(_connectionId, 0, buffer, at + 63, Limits.ConnectionIdBytes);
    }

    /// <summary>Goes on with a connection that was exported; false if there is none.</summary>
    public bool Import(byte[] buffer, int at)
    {
        if (buffer[at + 62] == 0 || !SetConnectionId(buffer, at + 63, buffer[at + 62]))
        {
            return false;
        }

        Array.Copy(buffer, at, _keyBlock, 0, KeyBlockBytes);
        UseKeys();
        Sequence = Bytes.ReadInteger(buffer, at + 40, 6) & MaxSequence;
        _window.Reset(
            Bytes.ReadInteger(buffer, at + 46, 8), Bytes.ReadInteger(buffer, at + 54, 8));
        return true;
    }

    private static void WriteHeader(int type, byte[] buffer, int at, long epochAndSequence)
    {
        buffer[at] = (byte)type;
        buffer[at + 1] = VersionMajor;
        buffer[at + 2] = VersionMinor;
        Bytes.WriteInteger(buffer, at + 3, 8, epochAndSequence);
    }

    /// <summary>
    /// The associated data of an ordinary record (RFC 5246 §6.2.3.3, RFC 6347 §4.1.2.1): epoch and
    /// sequence number (8), type (1), version (2), length of the plaintext (2).
    /// </summary>
    private void AssociatePlain(byte[] buffer, int header, int length)
    {
        byte[] associated = _associated;
        Array.Copy(buffer, header + 3, associated, 0, 8);
        Array.Copy(buffer, header, associated, 8, 3);
        Bytes.WriteUInt16(associated, 11, length);
    }

    /// <summary>
    /// The associated data of a record with a connection id (RFC 9146 §5.3): eight times FF,
    /// tls12_cid (1), length of the id (1), tls12_cid (1), version (2), epoch and sequence number
    /// (8), the id, length of the inner plaintext (2).
    /// </summary>
    private int AssociateConnectionId(byte[] buffer, int header, int idLength, int length)
    {
        byte[] associated = _associated;
        Bytes.WriteInteger(associated, 0, 8, -1);
        associated[8] = ContentType.ConnectionId;
        associated[9] = (byte)idLength;
        Array.Copy(buffer, header, associated, 10, 11 + idLength);
        Bytes.WriteUInt16(associated, 21 + idLength, length);
        return 23 + idLength;
    }
}
