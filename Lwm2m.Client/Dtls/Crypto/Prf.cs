// The pseudorandom function of TLS 1.2 (RFC 5246 §5):
//   PRF(secret, label, seed) = P_SHA256(secret, label + seed)
//   P_SHA256 = HMAC(A(1) + label + seed) + HMAC(A(2) + label + seed) + …
//   A(0) = label + seed, A(i) = HMAC(A(i - 1)), all of them with the secret as the key
// The work buffer is laid out so that nothing has to be moved:  A(i) (32) | label | seed

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>Derives key material from a secret.</summary>
internal sealed class Prf
{
    /// <summary>The most bytes of label and seed together.</summary>
    public const int MaxSeedBytes = 96;

    /// <summary>The bytes of the work buffer.</summary>
    public const int WorkBytes = SeedOffset + MaxSeedBytes;

    private const int SeedOffset = Sha256.DigestBytes;

    private readonly byte[] _work;
    private readonly IHmacSha256 _hmac;
    private int _end;

    /// <param name="hmac">Others may use it between <see cref="Finish"/> and the next
    /// <see cref="SetSecret"/>.</param>
    /// <param name="work">At least <see cref="WorkBytes"/>; others may use them between
    /// <see cref="Finish"/> and the next <see cref="Begin"/>.</param>
    public Prf(IHmacSha256 hmac, byte[] work)
    {
        _work = work;
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
        Array.Copy(data, offset, _work, _end, length);
        _end += length;
    }

    /// <summary>Writes as many bytes as are asked for.</summary>
    public void Finish(byte[] output, int offset, int length)
    {
        int from = SeedOffset;
        int count = _end - SeedOffset;
        while (length > 0)
        {
            _hmac.Compute(_work, from, count, _work, 0);
            from = 0;
            count = Sha256.DigestBytes;
            if (length < Sha256.DigestBytes)
            {
                _hmac.Compute(_work, 0, _end, _work, 0);
                Array.Copy(_work, 0, output, offset, length);
                break;
            }

            _hmac.Compute(_work, 0, _end, output, offset);
            offset += Sha256.DigestBytes;
            length -= Sha256.DigestBytes;
        }

        Array.Clear(_work, 0, WorkBytes);
    }

    /// <summary>Forgets the secret.</summary>
    public void Wipe()
    {
        _hmac.Wipe();
        Array.Clear(_work, 0, WorkBytes);
    }
}
