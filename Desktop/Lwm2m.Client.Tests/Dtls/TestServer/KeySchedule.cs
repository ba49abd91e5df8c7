// From the pre-shared key to the keys of the records, with BouncyCastle's SHA-256 and HMAC:
// RFC 5246 §5 (PRF), §6.3 (key block), §8.1 (master secret), RFC 4279 §2 (premaster secret),
// RFC 7627 §4 (extended master secret), RFC 6655 §3 (no MAC keys, an implicit IV of 4 bytes).

using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>The computations of a handshake.</summary>
internal static class KeySchedule
{
    public const int MasterSecretBytes = 48;
    public const int VerifyDataBytes = 12;

    private const int KeyBytes = 16;

    public static byte[] Sha256(ReadOnlySpan<byte> data)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(data);
        byte[] output = new byte[digest.GetDigestSize()];
        digest.DoFinal(output, 0);
        return output;
    }

    public static byte[] Prf(byte[] secret, string label, ReadOnlySpan<byte> seed, int length)
    {
        byte[] labelAndSeed = [.. Encoding.ASCII.GetBytes(label), .. seed];
        var output = new List<byte>();
        byte[] a = labelAndSeed;
        while (output.Count < length)
        {
            a = Hmac(secret, a);
            output.AddRange(Hmac(secret, [.. a, .. labelAndSeed]));
        }

        return [.. output.Take(length)];
    }

    public static byte[] Premaster(ReadOnlySpan<byte> key) => new WireWriter()
        .Vector(2, new byte[key.Length])
        .Vector(2, key)
        .ToArray();

    public static byte[] MasterSecret(byte[] premaster, byte[] clientRandom, byte[] serverRandom) =>
        Prf(premaster, "master secret", [.. clientRandom, .. serverRandom], MasterSecretBytes);

    public static byte[] ExtendedMasterSecret(byte[] premaster, byte[] sessionHash) =>
        Prf(premaster, "extended master secret", sessionHash, MasterSecretBytes);

    public static byte[] VerifyData(byte[] master, bool isClient, ReadOnlySpan<byte> transcript) =>
        Prf(master, isClient ? "client finished" : "server finished", Sha256(transcript),
            VerifyDataBytes);

    /// <summary>The protection of what the client writes and of what the server writes.</summary>
    public static (RecordCipher Client, RecordCipher Server) Ciphers(
        ushort suite, byte[] master, byte[] clientRandom, byte[] serverRandom)
    {
        byte[] block = Prf(
            master, "key expansion", [.. serverRandom, .. clientRandom],
            2 * (KeyBytes + RecordCipher.ImplicitIvBytes));
        var reader = new WireReader(block);
        byte[] clientKey = reader.Bytes(KeyBytes).ToArray();
        byte[] serverKey = reader.Bytes(KeyBytes).ToArray();
        byte[] clientIv = reader.Bytes(RecordCipher.ImplicitIvBytes).ToArray();
        byte[] serverIv = reader.Bytes(RecordCipher.ImplicitIvBytes).ToArray();
        int tagBytes = Suite.TagBytes(suite);
        return (new RecordCipher(clientKey, clientIv, tagBytes),
            new RecordCipher(serverKey, serverIv, tagBytes));
    }

    private static byte[] Hmac(byte[] key, byte[] data)
    {
        var hmac = new HMac(new Sha256Digest());
        hmac.Init(new KeyParameter(key));
        hmac.BlockUpdate(data, 0, data.Length);
        byte[] output = new byte[hmac.GetMacSize()];
        hmac.DoFinal(output, 0);
        return output;
    }
}
