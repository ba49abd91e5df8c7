// SHA-256 (FIPS 180-4 §4.1.2, §5.1.1, §6.2), fed piece by piece.
//
// Everything is interpreted, so what counts is the number of instructions. A rotation of an int
// takes eight of them; of a word that stands twice in a long, two: ww >> n has the word rotated by
// n in its low half. So the working variables and the message schedule are such pairs, and sums
// are cut to 32 bits and doubled when they become one. The schedule keeps the latest 16 words.

using System;

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>A hash in the making.</summary>
internal class Sha256
{
    /// <summary>The bytes of a digest.</summary>
    public const int DigestBytes = 32;

    /// <summary>The bytes of a block.</summary>
    public const int BlockBytes = 64;

    /// <summary>The words of <see cref="State"/>.</summary>
    protected const int StateWords = 8;

    /// <summary>What has been hashed so far, whole blocks only.</summary>
    protected readonly int[] State = new int[StateWords];

    /// <summary>The block being filled: a place for a key that must not be left elsewhere.
    /// </summary>
    protected readonly byte[] Block = new byte[BlockBytes];

    private const int Rounds = 64;
    private const int ScheduleWords = 16;
    private const int LengthOffset = 56;
    private const long Low = 0xFFFFFFFFL;
    private const long Twice = 0x100000001L;

    // K of each round (§4.2.2), then the state of a hash that has nothing yet (§5.3.3). Made when
    // the first hash is: a client without DTLS does not pay for it.
    private static int[] s_constants;

    private readonly long[] _schedule;
    private int _length;

    /// <summary>Creates a hash by itself.</summary>
    public Sha256()
        : this(new long[ScheduleWords])
    {
    }

    /// <summary>Creates a hash that uses the message schedule of another: there is nothing in it
    /// between two calls. Both belong to one client.</summary>
    public Sha256(Sha256 other)
        : this(other._schedule)
    {
    }

    private Sha256(long[] schedule)
    {
        _schedule = schedule;
        if (s_constants == null)
        {
            s_constants = NewConstants();
        }

        Reset();
    }

    /// <summary>Starts a hash (§5.3.3).</summary>
    public void Reset()
    {
        _length = 0;
        Array.Copy(s_constants, Rounds, State, 0, StateWords);
    }

    /// <summary>Takes bytes in.</summary>
    public void Update(byte[] data, int offset, int length)
    {
        int used = _length & (BlockBytes - 1);
        _length += length;
        while (length > 0)
        {
            int piece = BlockBytes - used;
            if (piece > length)
            {
                piece = length;
            }

            Array.Copy(data, offset, Block, used, piece);
            offset += piece;
            length -= piece;
            used += piece;
            if (used == BlockBytes)
            {
                Compress();
                used = 0;
            }
        }
    }

    /// <summary>Continues as another hash stands, which goes on by itself.</summary>
    public void CopyFrom(Sha256 other)
    {
        Restore(other.State, 0, other._length);
        Array.Copy(other.Block, 0, Block, 0, BlockBytes);
    }

    /// <summary>Pads (§5.1.1) and writes the digest; then only Reset and its like make sense.
    /// </summary>
    public void Finish(byte[] output, int offset)
    {
        byte[] block = Block;
        int used = _length & (BlockBytes - 1);
        block[used++] = 0x80;
        Array.Clear(block, used, BlockBytes - used);
        if (used > LengthOffset)
        {
            Compress();
            Bytes.Wipe(block);
        }

        Words.Write(block, LengthOffset + 4, _length << 3);
        Compress();
        for (int i = 0; i < StateWords; i++)
        {
            Words.Write(output, offset + (i << 2), State[i]);
        }
    }

    /// <summary>Continues after what <see cref="State"/> was.</summary>
    protected void Restore(int[] state, int at, int length)
    {
        Array.Copy(state, at, State, 0, StateWords);
        _length = length;
    }

    /// <summary>Forgets everything.</summary>
    public virtual void Wipe()
    {
        Array.Clear(State, 0, StateWords);
        Array.Clear(_schedule, 0, ScheduleWords);
        Bytes.Wipe(Block);
    }

    /// <summary>
    /// Hashes the block (§6.2.2). Its words are those of the schedule first; then
    /// W(t) = W(t-16) + σ0(W(t-15)) + W(t-7) + σ1(W(t-2)).
    /// </summary>
    protected void Compress()
    {
        // What is used most comes first: the first four variables take the least code.
        long[] w = _schedule;
        long low = Low;
        int i;
        long t;
        long twice = Twice;
        int[] state = State;
        for (i = 0; i < StateWords; i++)
        {
            w[i] = (state[i] & low) * twice;
        }

        long a = w[0];
        long b = w[1];
        long c = w[2];
        long d = w[3];
        long e = w[4];
        long f = w[5];
        long g = w[6];
        long h = w[7];
        int[] k = s_constants;
        for (i = 0; i < Rounds; i++)
        {
            if (i < ScheduleWords)
            {
                t = Words.Read(Block, i << 2);
            }
            else
            {
                long x = w[(i + 1) & 15];
                long y = w[(i + 14) & 15];
                t = w[i & 15] + ((((x >> 11) ^ x) >> 7) ^ ((x & low) >> 3))
                    + w[(i + 9) & 15] + ((((y >> 2) ^ y) >> 17) ^ ((y & low) >> 10));
            }

            t = (t & low) * twice;
            w[i & 15] = t;
            t += h + (((((e >> 14) ^ e) >> 5) ^ e) >> 6) + (g ^ (e & (f ^ g))) + k[i];
            h = g;
            g = f;
            f = e;
            e = ((d + t) & low) * twice;
            d = c;
            t += (((((a >> 9) ^ a) >> 11) ^ a) >> 2) + (a & b | c & (a | b));
            c = b;
            b = a;
            a = (t & low) * twice;
        }

        // The schedule is done with: it lends its place.
        w[0] = a;
        w[1] = b;
        w[2] = c;
        w[3] = d;
        w[4] = e;
        w[5] = f;
        w[6] = g;
        w[7] = h;
        for (i = 0; i < StateWords; i++)
        {
            state[i] += (int)w[i];
        }
    }

    private static int[] NewConstants()
    {
        return new int[]
        {
            0x428A2F98, 0x71374491, -0x4A3F0431, -0x164A245B, 0x3956C25B, 0x59F111F1, -0x6DC07D5C,
            -0x54E3A12B, -0x27F85568, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, -0x7F214E02,
            -0x6423F959, -0x3E640E8C, -0x1B64963F, -0x1041B87A, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F,
            0x4A7484AA, 0x5CB0A9DC, 0x76F988DA, -0x67C1AEAE, -0x57CE3993, -0x4FFCD838, -0x40A68039,
            -0x391FF40D, -0x2A586EB9, 0x06CA6351, 0x14292967, 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC,
            0x53380D13, 0x650A7354, 0x766A0ABB, -0x7E3D36D2, -0x6D8DD37B, -0x5D40175F, -0x57E599B5,
            -0x3DB47490, -0x3893AE5D, -0x2E6D17E7, -0x2966F9DC, -0x0BF1CA7B, 0x106AA070, 0x19A4C116,
            0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
            0x748F82EE, 0x78A5636F, -0x7B3787EC, -0x7338FDF8, -0x6F410006, -0x5BAF9315, -0x41065C09,
            -0x398E870E,
            0x6A09E667, -0x4498517B, 0x3C6EF372, -0x5AB00AC6, 0x510E527F, -0x64FA9774, 0x1F83D9AB,
            0x5BE0CD19,
        };
    }
}
