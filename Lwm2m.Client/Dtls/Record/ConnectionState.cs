// What the record layer keeps of one connection: keys, numbers, the peer's connection id, and the
// sliding window that keeps a record from being taken twice (RFC 6347 §4.1.2.6). The bytes stand
// in one array, with room behind them for what else a connection is made of:
//   0    client's key (16) | server's key (16) | client's implicit nonce (4) | server's (4)
//   40   connection id, its length (1) before it (32)
//   73   what the handshake keeps for as long as there are keys (24)

using System;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Dtls.Record;

/// <summary>The record layer's part of a connection.</summary>
internal class ConnectionState
{
    /// <summary>The bytes of <see cref="Packed"/> that the record layer uses.</summary>
    public const int RecordBytes = KeptAt + 24;

    /// <summary>The secrets of a connection: two keys and two implicit nonces.</summary>
    public const int KeyBlockBytes = 40;

    /// <summary>Where the peer's connection id stands.</summary>
    public const int ConnectionIdAt = IdLengthAt + 1;

    /// <summary>Where the handshake's part begins.</summary>
    protected const int KeptAt = ConnectionIdAt + Limits.ConnectionIdBytes;

    private const int IdLengthAt = KeyBlockBytes;
    private const int Width = 64;

    /// <summary>What is kept as bytes; the key block comes first.</summary>
    public readonly byte[] Packed;

    /// <summary>The length of the tag, 8 or 16; 0 as long as there are no keys.</summary>
    public int TagBytes;

    /// <summary>The sequence number of the next protected record.</summary>
    public long Sequence;

    /// <summary>The sequence number of the next record of epoch 0.</summary>
    public long PlainSequence;

    /// <summary>The highest sequence number taken, or -1.</summary>
    public long Highest = -1;

    /// <summary>Bit n stands for the sequence number <see cref="Highest"/> - n.</summary>
    public long Taken;

    public ConnectionState(int packedBytes)
    {
        Packed = new byte[packedBytes];
    }

    /// <summary>The length of the peer's connection id, 0 without.</summary>
    public int ConnectionIdLength
    {
        get { return Packed[IdLengthAt]; }
    }

    /// <summary>What protection adds to a plaintext, at the front and behind.</summary>
    public int Overhead
    {
        get
        {
            int id = ConnectionIdLength;
            return RecordLayer.HeaderBytes + RecordLayer.ExplicitNonceBytes + TagBytes
                + (id > 0 ? id + 1 : 0);
        }
    }

    /// <summary>Sets the peer's connection id; false if it is too long.</summary>
    public bool SetConnectionId(byte[] buffer, int offset, int length)
    {
        if (length > Limits.ConnectionIdBytes)
        {
            return false;
        }

        Array.Copy(buffer, offset, Packed, ConnectionIdAt, length);
        Packed[IdLengthAt] = (byte)length;
        return true;
    }

    /// <summary>Whether a record may be opened: it is neither too old nor known.</summary>
    public bool IsNew(long sequence)
    {
        long age = Highest - sequence;
        return age < 0 || (age < Width && ((Taken >> (int)age) & 1) == 0);
    }

    /// <summary>Takes a record that has turned out to be authentic.</summary>
    public void Take(long sequence)
    {
        long age = Highest - sequence;
        if (age >= 0)
        {
            Taken |= 1L << (int)age;
            return;
        }

        Taken = age > -Width ? (Taken << (int)-age) | 1 : 1;
        Highest = sequence;
    }

    /// <summary>Nothing of the connection is left.</summary>
    public void ClearRecordState()
    {
        Array.Clear(Packed, 0, RecordBytes);
        TagBytes = 0;
        Sequence = 0;
        PlainSequence = 0;
        Highest = -1;
        Taken = 0;
    }

    /// <summary>Writes, or reads, what there is to export.</summary>
    protected void TransferRecordState(StoredRecord record)
    {
        record.Copy(Packed, 0, KeyBlockBytes);
        Sequence = record.Integer(Sequence, 6);
        Highest = record.Integer(Highest, 8);
        Taken = record.Integer(Taken, 8);
        record.Copy(Packed, IdLengthAt, KeptAt - IdLengthAt);
    }
}
