// From the pre-shared key to the keys of a connection (RFC 5246 §6.3, §7.4.9, §8.1; RFC 4279 §2;
// RFC 7627 §4):
//   premaster secret = length of the key (2) | zeros | length of the key (2) | the key
//   master secret    = PRF(premaster, "extended master secret", hash of the handshake so far)
//                  or  PRF(premaster, "master secret", client's random | server's random)
//   key block        = PRF(master, "key expansion", server's random | client's random)
//   verify_data      = PRF(master, "client finished" or "server finished", hash so far)
// One serves all connections of a client; between two calls it holds nothing but the keyed PRF.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Record;

namespace Lwm2m.Client.Dtls.Handshake;

/// <summary>Derives secrets.</summary>
internal sealed class KeySchedule : Prf
{
    /// <summary>The bytes of a master secret.</summary>
    public const int MasterBytes = 48;

    /// <summary>The bytes of a hello message's random.</summary>
    public const int RandomBytes = 32;

    /// <summary>The bytes of verify_data.</summary>
    public const int VerifyBytes = 12;

    // The labels, one behind the other; "master secret" is the end of the first.
    private const int ExtendedLength = 22;
    private const int MasterLength = 13;
    private const int ExpansionLength = 13;
    private const int FinishedLength = 15;
    private static readonly byte[] s_labels = Bytes.FromText(
        "extended master secretkey expansionclient finishedserver finished");

    private readonly Sha256 _hash;
    private readonly byte[] _digest = new byte[Sha256.DigestBytes];

    /// <param name="crypto">The cryptography.</param>
    /// <param name="transcript">The hash of a handshake's messages.</param>
    /// <param name="work">At least <see cref="Prf.WorkBytes"/>, used within a call only.</param>
    public KeySchedule(ICrypto crypto, Sha256 transcript, byte[] work)
        : base(crypto.CreateHmacSha256(), work)
    {
        _hash = new Sha256(transcript);
    }

    /// <summary>Derives the master secret of a connection, in the extended way if that is agreed
    /// on.</summary>
    public void DeriveMaster(DtlsConnection connection, Sha256 transcript)
    {
        byte[] key = connection.Parameters.Key;
        int length = key.Length;
        byte[] premaster = Work;
        Bytes.Wipe(premaster);
        Bytes.WriteUInt16(premaster, 0, length);
        Bytes.WriteUInt16(premaster, 2 + length, length);
        Array.Copy(key, 0, premaster, 4 + length, length);
        SetSecret(premaster, 0, 4 + (2 * length));
        if ((connection.Flags & ResumableSession.Extended) != 0)
        {
            Begin(s_labels, 0, ExtendedLength);
            AddDigest(transcript);
        }
        else
        {
            Begin(s_labels, ExtendedLength - MasterLength, MasterLength);
            AddSeed(connection.Scratch, 0, 2 * RandomBytes);
        }

        Finish(connection.Packed, ResumableSession.MasterAt, MasterBytes);
    }

    /// <summary>
    /// Derives the keys of a connection from its master secret, and readies <see cref="Verify"/>.
    /// </summary>
    public void Expand(DtlsConnection connection)
    {
        byte[] secrets = connection.Packed;
        byte[] randoms = connection.Scratch;
        SetSecret(secrets, ResumableSession.MasterAt, MasterBytes);
        Begin(s_labels, ExtendedLength, ExpansionLength);
        AddSeed(randoms, RandomBytes, RandomBytes);
        AddSeed(randoms, 0, RandomBytes);
        Finish(secrets, 0, ConnectionState.KeyBlockBytes);
    }

    /// <summary>
    /// Derives the verify_data of a Finished message, with the master secret of the latest
    /// <see cref="Expand"/>.
    /// </summary>
    public void Verify(bool isClient, Sha256 transcript, byte[] buffer, int offset)
    {
        int label = ExtendedLength + ExpansionLength + (isClient ? 0 : FinishedLength);
        Begin(s_labels, label, FinishedLength);
        AddDigest(transcript);
        Finish(buffer, offset, VerifyBytes);
    }

    /// <summary>Adds the hash of the messages so far.</summary>
    private void AddDigest(Sha256 transcript)
    {
        _hash.CopyFrom(transcript);
        _hash.Finish(_digest, 0);
        AddSeed(_digest, 0, Sha256.DigestBytes);
    }
}
