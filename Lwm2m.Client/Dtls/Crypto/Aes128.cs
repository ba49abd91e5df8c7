// AES-128, encryption only (FIPS 197 §5.1, §5.2); CCM needs nothing else.
//
// A round but the last is, for each of the four columns of the state, four look-ups (SubBytes and
// MixColumns) at places that ShiftRows tells:
//   column 0 = T[byte 0 of column 0] ^ T[byte 1 of column 1] >>> 8
//            ^ T[byte 2 of column 2] >>> 16 ^ T[byte 3 of column 3] >>> 24 ^ round key
// T[x] = (2·S(x), S(x), S(x), 3·S(x)). The words are added up in a long, shifted to the left; the
// upper half of the sum, folded back, makes rotations of the shifts. The S-box itself is read out
// of the table. How long a look-up takes may depend on a cache, where the heap has one; the
// interpreter around it hides more than it tells.

namespace Lwm2m.Client.Dtls.Crypto;

/// <summary>The block cipher, on words of 32 bits.</summary>
internal static class Aes128
{
    /// <summary>The bytes of a key.</summary>
    public const int KeyBytes = 16;

    /// <summary>The words of an expanded key.</summary>
    public const int KeyWords = 44;

    private const int Polynomial = 0x11B;

    private static int[] s_table;

    /// <summary>Makes the table, 1 KiB, unless it is there.</summary>
    public static void Prepare()
    {
        if (s_table == null)
        {
            s_table = NewTable();
        }
    }

    /// <summary>Expands a key (§5.2) into the first <see cref="KeyWords"/> words.</summary>
    public static void ExpandKey(byte[] key, int offset, int[] words)
    {
        for (int i = 0; i < 4; i++)
        {
            words[i] = Words.Read(key, offset + (i << 2));
        }

        int constant = 1;
        for (int i = 4; i < KeyWords; i++)
        {
            int word = words[i - 1];
            if ((i & 3) == 0)
            {
                int rotated = word << 8;
                word = Substitute(rotated, rotated, rotated, word >> 24) ^ (constant << 24);
                constant = (constant << 1) ^ ((constant >> 7) * Polynomial);
            }

            words[i] = words[i - 4] ^ word;
        }
    }

    /// <summary>Encrypts the four words at <paramref name="from"/> into those at
    /// <paramref name="to"/>.</summary>
    /// <param name="words">Starts with the expanded key.</param>
    /// <param name="from">Where the plaintext is.</param>
    /// <param name="to">Where the ciphertext goes.</param>
    public static void Encrypt(int[] words, int from, int to)
    {
        int[] table = s_table;
        int s0 = words[from] ^ words[0];
        int s1 = words[from + 1] ^ words[1];
        int s2 = words[from + 2] ^ words[2];
        int s3 = words[from + 3] ^ words[3];
        int k = 4;
        for (; k < KeyWords - 4; k += 4)
        {
            long t0 = ((((((long)(uint)table[(s1 >> 16) & 255] << 8)
                ^ (uint)table[(s2 >> 8) & 255]) << 8)
                ^ (uint)table[s3 & 255]) << 8) ^ (uint)table[(s0 >> 24) & 255];
            long t1 = ((((((long)(uint)table[(s2 >> 16) & 255] << 8)
                ^ (uint)table[(s3 >> 8) & 255]) << 8)
                ^ (uint)table[s0 & 255]) << 8) ^ (uint)table[(s1 >> 24) & 255];
            long t2 = ((((((long)(uint)table[(s3 >> 16) & 255] << 8)
                ^ (uint)table[(s0 >> 8) & 255]) << 8)
                ^ (uint)table[s1 & 255]) << 8) ^ (uint)table[(s2 >> 24) & 255];
            long t3 = ((((((long)(uint)table[(s0 >> 16) & 255] << 8)
                ^ (uint)table[(s1 >> 8) & 255]) << 8)
                ^ (uint)table[s2 & 255]) << 8) ^ (uint)table[(s3 >> 24) & 255];
            s0 = (int)(t0 ^ (t0 >> 32)) ^ words[k];
            s1 = (int)(t1 ^ (t1 >> 32)) ^ words[k + 1];
            s2 = (int)(t2 ^ (t2 >> 32)) ^ words[k + 2];
            s3 = (int)(t3 ^ (t3 >> 32)) ^ words[k + 3];
        }

        words[to] = Substitute(s0, s1, s2, s3) ^ words[k];
        words[to + 1] = Substitute(s1, s2, s3, s0) ^ words[k + 1];
        words[to + 2] = Substitute(s2, s3, s0, s1) ^ words[k + 2];
        words[to + 3] = Substitute(s3, s0, s1, s2) ^ words[k + 3];
    }

    /// <summary>S of the first byte of the first word, the second of the second…</summary>
    private static int Substitute(int a, int b, int c, int d)
    {
        int[] table = s_table;
        return (table[(a >> 24) & 255] >> 8 << 24)
            | (table[(b >> 16) & 255] & 0xFF0000)
            | (table[(c >> 8) & 255] & 0xFF00)
            | ((table[d & 255] >> 8) & 0xFF);
    }

    /// <summary>
    /// Walks the field GF(2^8) by powers of 3 and of its inverse, which meets every element with
    /// its reciprocal; the affine transformation (§5.1.1) of that is S.
    /// </summary>
    private static int[] NewTable()
    {
        int[] table = new int[256];
        int power = 1;
        int inverse = 1;
        do
        {
            power ^= (power << 1) ^ ((power >> 7) * Polynomial);
            inverse ^= inverse << 1;
            inverse ^= inverse << 2;
            inverse = (inverse ^ (inverse << 4)) & 255;
            inverse ^= (inverse >> 7) * 9;
            int s = inverse ^ (inverse << 1) ^ (inverse << 2) ^ (inverse << 3) ^ (inverse << 4);
            table[power] = Entry((s ^ (s >> 8)) & 255 ^ 0x63);
        }
        while (power != 1);
        table[0] = Entry(0x63);
        return table;
    }

    private static int Entry(int s)
    {
        int twice = (s << 1) ^ ((s >> 7) * Polynomial);
        return (twice << 24) | (s << 16) | (s << 8) | (twice ^ s);
    }
}
