// Records: their headers (RFC 6347 §4.1, RFC 9146 §4), their protection with AES-CCM from
// BouncyCastle (RFC 6655 §3, RFC 5246 §6.2.3.3, RFC 9146 §5) and the replay window (RFC 6347
// §4.1.2.6).

using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>A record as it is on the wire.</summary>
internal sealed record DtlsRecord(
    byte Type, ushort Version, int Epoch, long Sequence, byte[] Cid, byte[] Fragment)
{
    /// <summary>Type, version, epoch, sequence number; a CID and the length follow.</summary>
    public const int FixedBytes = 11;

    /// <summary>The bytes of a header without CID.</summary>
    public const int HeaderBytes = FixedBytes + 2;

    /// <summary>Takes the next record off a datagram; null when what is left is none.</summary>
    public static DtlsRecord? Read(ref WireReader datagram, int cidBytes)
    {
        try
        {
            byte type = datagram.UInt8();
            ushort version = datagram.UInt16();
            int epoch = datagram.UInt16();
            long sequence = datagram.Number(6);
            byte[] cid = type == RecordType.Cid ? datagram.Bytes(cidBytes).ToArray() : [];
            return new DtlsRecord(
                type, version, epoch, sequence, cid, datagram.Vector(2).ToArray());
        }
        catch (AlertException)
        {
            return null;
        }
    }

    public byte[] ToArray() => new WireWriter()
        .UInt8(Type).UInt16(Version).UInt16(Epoch).Number(Sequence, 6)
        .Bytes(Cid).Vector(2, Fragment)
        .ToArray();
}

/// <summary>The AEAD of one direction of a connection.</summary>
internal sealed class RecordCipher(byte[] key, byte[] implicitIv, int tagBytes)
{
    public const int ImplicitIvBytes = 4;

    private const int ExplicitNonceBytes = 8;

    private readonly KeyParameter _key = new(key);

    /// <summary>The key, in hexadecimal.</summary>
    public string Name { get; } = Convert.ToHexString(key);

    /// <summary>Seals; with a CID the real type goes inside.</summary>
    public DtlsRecord Seal(byte type, int epoch, long sequence, byte[] cid, byte[] plaintext)
    {
        byte outerType = cid.Length > 0 ? RecordType.Cid : type;
        byte[] inner = cid.Length > 0 ? [.. plaintext, type] : plaintext;
        var header = new DtlsRecord(outerType, DtlsVersion.Dtls12, epoch, sequence, cid, []);
        byte[] nonce = new WireWriter().UInt16(epoch).Number(sequence, 6).ToArray();
        byte[] sealedBytes = Process(true, header, nonce, inner, inner.Length)!;
        return header with { Fragment = [.. nonce, .. sealedBytes] };
    }

    /// <summary>The real type and the plaintext, or null if it is not authentic.</summary>
    public (byte Type, byte[] Plaintext)? Open(DtlsRecord record)
    {
        int length = record.Fragment.Length - ExplicitNonceBytes - tagBytes;
        if (length < 0)
        {
            return null;
        }

        byte[] nonce = record.Fragment[..ExplicitNonceBytes];
        byte[] input = record.Fragment[ExplicitNonceBytes..];
        if (Process(false, record, nonce, input, length) is not { } plaintext)
        {
            return null;
        }

        if (record.Type != RecordType.Cid)
        {
            return (record.Type, plaintext);
        }

        // DTLSInnerPlaintext: content, real type, zeros.
        int end = plaintext.AsSpan().LastIndexOfAnyExcept((byte)0);
        return end < 0 ? null : (plaintext[end], plaintext[..end]);
    }

    private byte[]? Process(
        bool isSealing, DtlsRecord record, byte[] nonce, byte[] input, int plaintextLength)
    {
        var ccm = new CcmBlockCipher(new AesEngine());
        ccm.Init(isSealing, new AeadParameters(
            _key, 8 * tagBytes, [.. implicitIv, .. nonce],
            AdditionalData(record, plaintextLength)));
        try
        {
            return ccm.ProcessPacket(input, 0, input.Length);
        }
        catch (InvalidCipherTextException)
        {
            return null;
        }
    }

    private static byte[] AdditionalData(DtlsRecord record, int length)
    {
        var data = new WireWriter();
        if (record.Type != RecordType.Cid)
        {
            return data.UInt16(record.Epoch).Number(record.Sequence, 6)
                .UInt8(record.Type).UInt16(record.Version).UInt16(length).ToArray();
        }

        return data.Number(-1, 8).UInt8(RecordType.Cid).UInt8(record.Cid.Length)
            .UInt8(RecordType.Cid).UInt16(record.Version)
            .UInt16(record.Epoch).Number(record.Sequence, 6)
            .Bytes(record.Cid).UInt16(length).ToArray();
    }
}

/// <summary>Which sequence numbers of an epoch have come.</summary>
internal sealed class ReplayWindow
{
    private const int Bits = 64;

    private long _newest = -1;
    private ulong _seen;

    public bool IsNew(long sequence) =>
        sequence > _newest
        || (_newest - sequence < Bits && (_seen & (1UL << (int)(_newest - sequence))) == 0);

    /// <summary>Notes an authentic record; returns whether it is the newest.</summary>
    public bool Add(long sequence)
    {
        if (sequence <= _newest)
        {
            _seen |= 1UL << (int)(_newest - sequence);
            return false;
        }

        long step = sequence - _newest;
        _seen = (step >= Bits ? 0 : _seen << (int)step) | 1;
        _newest = sequence;
        return true;
    }
}
