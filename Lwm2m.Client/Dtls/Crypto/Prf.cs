// The pseudorandom function of TLS 1.2 (RFC 5246 §5):
//   PRF(secret, label, seed) = P_SHA256(secret, label + seed)
//   P_SHA256 = HMAC(A(1) + label + seed) + HMAC(A(2) + label + seed) + …
//   A(0) = label + seed, A(i) = HMAC(A(i - 1)), all of them with the secret as the key
// The work buffer:  A(i) (32) | label | seed (80 at most) | the latest HMAC (32)

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>Derives key material from a secret.</summary>
internal class Prf
{
    /// <summary>The most bytes of label and seed together.</summary>
    public const int MaxSeedBytes = 80;

    /// <summary>The bytes of the work buffer.</summary>
    public const int WorkBytes = OutputOffset + Sha256.DigestBytes;

    private const int OutputOffset = SeedOffset + MaxSeedBytes;
    private const int SeedOffset = Sha256.DigestBytes;

    /// <summary>The work buffer. Finish wipes all of it.</summary>
    protected readonly byte[] Work;

    private readonly IHmacSha256 _hmac;
    private int _end;

    /// <param name="hmac">Others may use it between <see cref="Finish"/> and the next
    /// <see cref="SetSecret"/>.</param>
    /// <param name="work">At least <see cref="WorkBytes"/>; others may use them between
    /// <see cref="Finish"/> and the next <see cref="Begin"/>.</param>
    public Prf(IHmacSha256 hmac, byte[] work)
    {
        Work = work;
        _hmac = hmac;
    }

    /// <summary>Sets the secret, 1 to 132 bytes, for all that follows.</summary>
    public void SetSecret(byte[] secret, int offset, int length)
    {
        _hmac.SetKey(secret, offset, length);
    }

    /// <summary>Starts with a label.</summary>
    public void Begin(byte[] label, int offset, int length)
    {
        _end = SeedOffset;
        AddSeed(label, offset, length);
    }

    /// <summary>Adds to the seed.</summary>
    public void AddSeed(byte[] data, int offset, int length)
    {
        Array.Copy(data, offset, Work, _end, length);
        _end += length;
    }

    /// <summary>Writes as many bytes as are asked for, at least one.</summary>
    public void Finish(byte[] output, int offset, int length)
    {
        byte[] work = Work;
        int from = SeedOffset;
        int count = _end - SeedOffset;
        do
        {
            _hmac.Compute(work, from, count, work, 0);
            from = 0;
            count = Sha256.DigestBytes;
            int piece = length < count ? length : count;
            _hmac.Compute(work, 0, _end, work, OutputOffset);
            Array.Copy(work, OutputOffset, output, offset, piece);
            offset += piece;
            length -= piece;
        }
        while (length > 0);
        Bytes.Wipe(work);
    }

    /// <summary>Forgets the secret.</summary>
    public void Wipe()
    {
        _hmac.Wipe();
        Bytes.Wipe(Work);
    }
}
