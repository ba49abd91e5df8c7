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
//
// One serves all connections of a client. Its cipher gets the key that a record needs before each:
// a thousand instructions of a record's 25,000, and no connection has expanded keys of its own.

using System;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.Dtls.Record;

/// <summary>Makes records and takes them apart, in place.</summary>
internal class RecordLayer
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

    private const int Version = 0xFEFD;
    private const int KeyBytes = 16;
    private const int ImplicitNonceBytes = 4;
    private const long Epoch1 = 1L << 48;

    // Which of the two keys and implicit nonces.
    private const int Client = 0;
    private const int Server = 1;

    private readonly IAesCcm _cipher;
    private readonly byte[] _nonce = new byte[CcmPrefix.NonceBytes];
    private readonly byte[] _associated = new byte[23 + Limits.ConnectionIdBytes];

    // The datagram at hand, and whose it is.
    private ConnectionState _owner;
    private int _nextRecord;
    private int _end;

    public RecordLayer(ICrypto crypto)
    {
        _cipher = crypto.CreateAesCcm();
    }

    /// <summary>The datagram at hand.</summary>
    public byte[] Buffer;

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

    /// <summary>Begins a connection, or ends one: nothing of the one before is left.</summary>
    public void Reset(ConnectionState connection)
    {
        connection.ClearRecordState();
        _cipher.Wipe();
        Bytes.Wipe(_nonce);
        if (connection == _owner)
        {
            _nextRecord = _end;
        }
    }

    /// <summary>Takes a datagram; <see cref="Next"/> goes through its records.</summary>
    public void Take(ConnectionState connection, byte[] buffer, int length)
    {
        _owner = connection;
        Buffer = buffer;
        _nextRecord = 0;
        _end = length;
    }

    /// <summary>
    /// Goes to the next record of the datagram; false if there is none, or none that makes sense.
    /// </summary>
    public bool Next()
    {
        byte[] buffer = Buffer;
        int at = _nextRecord;
        if (_end - at < HeaderBytes || buffer[at + 1] != Version >> 8)
        {
            return false;
        }

        Type = buffer[at];
        Epoch = Bytes.ReadUInt16(buffer, at + 3);
        Length = Bytes.ReadUInt16(buffer, at + 11);
        Offset = at + HeaderBytes;
        at = Offset + Length;
        _nextRecord = at;
        return at <= _end;
    }

    /// <summary>
    /// Decrypts the record at hand in place; false if it is to be dropped: not of epoch 1, known
    /// already, too old, or not authentic (RFC 6347 §4.1.2.7).
    /// </summary>
    public bool Open()
    {
        byte[] buffer = Buffer;
        int offset = Offset;
        ConnectionState connection = _owner;
        int tagBytes = connection.TagBytes;
        int length = Length - ExplicitNonceBytes - tagBytes;
        long sequence = Bytes.ReadUnsigned(buffer, offset - 8, 6);
        if (tagBytes == 0 || Epoch != 1 || length < 0 || !connection.IsNew(sequence))
        {
            return false;
        }

        UseKey(connection, Server, buffer, offset);
        int associated = Associate(buffer, offset - HeaderBytes, 0, length);
        offset += ExplicitNonceBytes;
        if (!_cipher.Open(_nonce, _associated, associated, buffer, offset, length, tagBytes))
        {
            return false;
        }

        connection.Take(sequence);
        Offset = offset;
        Length = length;
        return true;
    }

    /// <summary>
    /// Makes <c>buffer[offset .. offset + length)</c> a record of epoch 0; its header goes in
    /// front.
    /// </summary>
    public void WritePlain(
        ConnectionState connection, int type, byte[] buffer, int offset, int length)
    {
        WriteHeader(type, buffer, offset - HeaderBytes, connection.PlainSequence++);
        Bytes.WriteUInt16(buffer, offset - 2, length);
        Start = offset - HeaderBytes;
        End = offset + length;
    }

    /// <summary>
    /// Makes <c>buffer[offset .. offset + length)</c> a protected record. There has to be
    /// <see cref="HeadRoom"/> in front and <see cref="TailRoom"/> behind.
    /// </summary>
    /// <returns>False if there are no keys, or no sequence number is left.</returns>
    public bool Seal(ConnectionState connection, int type, byte[] buffer, int offset, int length)
    {
        int tagBytes = connection.TagBytes;
        long sequence = connection.Sequence;
        if (tagBytes == 0 || (sequence | (sequence + 1)) >> 48 != 0)
        {
            return false;
        }

        connection.Sequence = sequence + 1;
        int idLength = connection.ConnectionIdLength;
        int nonce = offset - ExplicitNonceBytes;
        int header = nonce - HeaderBytes - idLength;
        if (idLength > 0)
        {
            buffer[offset + length] = (byte)type;
            length++;
            type = ContentType.ConnectionId;
        }

        WriteHeader(type, buffer, header, Epoch1 | sequence);
        Array.Copy(buffer, header + 3, buffer, nonce, ExplicitNonceBytes);
        Array.Copy(
            connection.Packed, ConnectionState.ConnectionIdAt, buffer, header + 11, idLength);
        UseKey(connection, Client, buffer, nonce);
        int associated = Associate(buffer, header, idLength, length);
        Bytes.WriteUInt16(buffer, nonce - 2, ExplicitNonceBytes + length + tagBytes);
        _cipher.Seal(_nonce, _associated, associated, buffer, offset, length, tagBytes);
        Start = header;
        End = offset + length + tagBytes;
        return true;
    }

    /// <summary>Readies the cipher for a record of one side.</summary>
    private void UseKey(ConnectionState connection, int side, byte[] buffer, int explicitNonce)
    {
        byte[] keys = connection.Packed;
        _cipher.SetKey(keys, side * KeyBytes);
        Array.Copy(
            keys, (2 * KeyBytes) + (side * ImplicitNonceBytes), _nonce, 0, ImplicitNonceBytes);
        Array.Copy(buffer, explicitNonce, _nonce, ImplicitNonceBytes, ExplicitNonceBytes);
    }

    private static void WriteHeader(int type, byte[] buffer, int at, long epochAndSequence)
    {
        buffer[at] = (byte)type;
        Bytes.WriteUInt16(buffer, at + 1, Version);
        Bytes.WriteInteger(buffer, at + 3, 8, epochAndSequence);
    }

    /// <summary>
    /// The associated data of a record, whose length is that of the plaintext. Without connection
    /// id (RFC 5246 §6.2.3.3, RFC 6347 §4.1.2.1): epoch and sequence number (8), type (1), version
    /// (2), length (2). With it (RFC 9146 §5.3): eight times FF, tls12_cid (1), length of the id
    /// (1), tls12_cid (1), version (2), epoch and sequence number (8), the id, length of the inner
    /// plaintext (2).
    /// </summary>
    private int Associate(byte[] buffer, int header, int idLength, int length)
    {
        byte[] associated = _associated;
        int at = 11;
        if (idLength > 0)
        {
            at = 21 + idLength;
            Bytes.WriteInteger(associated, 0, 8, -1);
            associated[8] = ContentType.ConnectionId;
            associated[9] = (byte)idLength;
            Array.Copy(buffer, header, associated, 10, 11 + idLength);
        }
        else
        {
            Array.Copy(buffer, header + 3, associated, 0, 8);
            Array.Copy(buffer, header, associated, 8, 3);
        }

        Bytes.WriteUInt16(associated, at, length);
        return at + 2;
    }
}
