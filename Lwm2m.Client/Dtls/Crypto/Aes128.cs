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
        int s0 = words[from] ^ words[0];
        int s1 = words[from + 1] ^ words[1];
        int s2 = words[from + 2] ^ words[2];
        int s3 = words[from + 3] ^ words[3];
        int k = 4;
        for (; k < KeyWords - 4; k += 4)
        {
            int t0 = Column(s0, s1, s2, s3) ^ words[k];
            int t1 = Column(s1, s2, s3, s0) ^ words[k + 1];
            int t2 = Column(s2, s3, s0, s1) ^ words[k + 2];
            s3 = Column(s3, s0, s1, s2) ^ words[k + 3];
            s0 = t0;
            s1 = t1;
            s2 = t2;
        }

        words[to] = Substitute(s0, s1, s2, s3) ^ words[k];
        words[to + 1] = Substitute(s1, s2, s3, s0) ^ words[k + 1];
        words[to + 2] = Substitute(s2, s3, s0, s1) ^ words[k + 2];
        words[to + 3] = Substitute(s3, s0, s1, s2) ^ words[k + 3];
    }

    /// <summary>A column of the next state, from the four bytes that ShiftRows brings into it.
    /// </summary>
    private static int Column(int a, int b, int c, int d)
    {
        int[] table = s_table;
        long sum = ((((((long)(uint)table[(byte)(b >> 16)] << 8)
            ^ (uint)table[(byte)(c >> 8)]) << 8)
            ^ (uint)table[(byte)d]) << 8) ^ (uint)table[(byte)(a >> 24)];
        return (int)(sum ^ (sum >> 32));
    }

    /// <summary>S of the first byte of the first word, the second of the second…</summary>
    private static int Substitute(int a, int b, int c, int d)
    {
        int[] table = s_table;
        int word = (byte)(table[(byte)(a >> 24)] >> 8);
        word = (word << 8) | (byte)(table[(byte)(b >> 16)] >> 8);
        word = (word << 8) | (byte)(table[(byte)(c >> 8)] >> 8);
        return (word << 8) | (byte)(table[(byte)d] >> 8);
    }

    // Two's complement of each word, where it is negative: no literal then needs a conversion.
    private static int[] NewTable()
    {
        return new int[]
        {
            -0x399C9C5B, -0x0783837C, -0x11888867, -0x09848473, -0x000D0DF3, -0x29949443,
            -0x2190904F, -0x6E3A3AAC, 0x60303050, 0x02010103, -0x31989857, 0x562B2B7D, -0x180101E7,
            -0x4A28289E, 0x4DABABE6, -0x13898966, -0x703535BB, 0x1F82829D, -0x763636C0, -0x05828279,
            -0x100505EB, -0x4DA6A615, -0x71B8B837, -0x040F0FF5, 0x41ADADEC, -0x4C2B2B99, 0x5FA2A2FD,
            0x45AFAFEA, 0x239C9CBF, 0x53A4A4F7, -0x1B8D8D6A, -0x643F3FA5, 0x75B7B7C2, -0x1E0202E4,
            0x3D9393AE, 0x4C26266A, 0x6C36365A, 0x7E3F3F41, -0x0A0808FE, -0x7C3333B1, 0x6834345C,
            0x51A5A5F4, -0x2E1A1ACC, -0x060E0EF8, -0x1D8E8E6D, -0x5427278D, 0x62313153, 0x2A15153F,
            0x0804040C, -0x6A3838AE, 0x46232365, -0x623C3CA2, 0x30181828, 0x379696A1, 0x0A05050F,
            0x2F9A9AB5, 0x0E070709, 0x24121236, 0x1B80809B, -0x201D1DC3, -0x321414DA, 0x4E272769,
            0x7FB2B2CD, -0x158A8A61, 0x1209091B, 0x1D83839E, 0x582C2C74, 0x341A1A2E, 0x361B1B2D,
            -0x2391914E, -0x4BA5A512, 0x5BA0A0FB, -0x5BADAD0A, 0x763B3B4D, -0x4829299F, 0x7DB3B3CE,
            0x5229297B, -0x221C1CC2, 0x5E2F2F71, 0x13848497, -0x59ACAC0B, -0x462E2E98, 0x00000000,
            -0x3E1212D4, 0x40202060, -0x1C0303E1, 0x79B1B1C8, -0x49A4A413, -0x2B959542, -0x723434BA,
            0x67BEBED9, 0x7239394B, -0x6BB5B522, -0x67B3B32C, -0x4FA7A718, -0x7A3030B6, -0x442F2F95,
            -0x3A1010D6, 0x4FAAAAE5, -0x120404EA, -0x79BCBC3B, -0x65B2B229, 0x66333355, 0x11858594,
            -0x75BABA31, -0x160606F0, 0x04020206, -0x0180807F, -0x5FAFAF10, 0x783C3C44, 0x259F9FBA,
            0x4BA8A8E3, -0x5DAEAE0D, 0x5DA3A3FE, -0x7FBFBF40, 0x058F8F8A, 0x3F9292AD, 0x219D9DBC,
            0x70383848, -0x0E0A0AFC, 0x63BCBCDF, 0x77B6B6C1, -0x5025258B, 0x42212163, 0x20101030,
            -0x1A0000E6, -0x020C0CF2, -0x402D2D93, -0x7E3232B4, 0x180C0C14, 0x26131335, -0x3C1313D1,
            -0x41A0A01F, 0x359797A2, -0x77BBBB34, 0x2E171739, -0x6C3B3BA9, 0x55A7A7F2, -0x0381817E,
            0x7A3D3D47, -0x379B9B54, -0x45A2A219, 0x3219192B, -0x198C8C6B, -0x3F9F9F60, 0x19818198,
            -0x61B0B02F, -0x5C232381, 0x44222266, 0x542A2A7E, 0x3B9090AB, 0x0B888883, -0x73B9B936,
            -0x381111D7, 0x6BB8B8D3, 0x2814143C, -0x58212187, -0x43A1A11E, 0x160B0B1D, -0x5224248A,
            -0x241F1FC5, 0x64323256, 0x743A3A4E, 0x140A0A1E, -0x6DB6B625, 0x0C06060A, 0x4824246C,
            -0x47A3A31C, -0x603D3DA3, -0x422C2C92, 0x43ACACEF, -0x3B9D9D5A, 0x399191A8, 0x319595A4,
            -0x2C1B1BC9, -0x0D868675, -0x2A1818CE, -0x743737BD, 0x6E373759, -0x25929249, 0x018D8D8C,
            -0x4E2A2A9C, -0x63B1B12E, 0x49A9A9E0, -0x2793934C, -0x53A9A906, -0x0C0B0BF9,
            -0x301515DB, -0x359A9A51, -0x0B858572, 0x47AEAEE9, 0x10080818, 0x6FBABAD5, -0x0F878778,
            0x4A25256F, 0x5C2E2E72, 0x381C1C24, 0x57A6A6F1, 0x73B4B4C7, -0x683939AF, -0x341717DD,
            -0x5E222284, -0x178B8B64, 0x3E1F1F21, -0x69B4B423, 0x61BDBDDC, 0x0D8B8B86, 0x0F8A8A85,
            -0x1F8F8F70, 0x7C3E3E42, 0x71B5B5C4, -0x33999956, -0x6FB7B728, 0x06030305, -0x080909FF,
            0x1C0E0E12, -0x3D9E9E5D, 0x6A35355F, -0x51A8A807, 0x69B9B9D0, 0x17868691, -0x663E3EA8,
            0x3A1D1D27, 0x279E9EB9, -0x261E1EC8, -0x140707ED, 0x2B9898B3, 0x22111133, -0x2D969645,
            -0x56262690, 0x078E8E89, 0x339494A7, 0x2D9B9BB6, 0x3C1E1E22, 0x15878792, -0x361616E0,
            -0x783131B7, -0x55AAAA01, 0x50282878, -0x5A202086, 0x038C8C8F, 0x59A1A1F8, 0x09898980,
            0x1A0D0D17, 0x65BFBFDA, -0x281919CF, -0x7BBDBD3A, -0x2F979748, -0x7DBEBE3D, 0x299999B0,
            0x5A2D2D77, 0x1E0F0F11, 0x7BB0B0CB, -0x57ABAB04, 0x6DBBBBD6, 0x2C16163A,
        };
    }
}
