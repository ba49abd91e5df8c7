// The client's cryptography under watch: the managed one, and a note of each nonce that is used
// with each key. What this client or, after a restart, the next one seals twice shows here even if
// it is never sent.

using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Dtls.Crypto;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>Managed cryptography that breaks off the run when a rule is broken.</summary>
/// <param name="isGenuine">Whether the server has sealed a record.</param>
internal sealed class WatchedCrypto(Func<SealedRecord, bool> isGenuine) : ICrypto
{
    private readonly ManagedCrypto _crypto = new();
    private readonly HashSet<(string Key, string Nonce)> _sealed = [];
    private readonly HashSet<(string Key, string Nonce)> _opened = [];

    /// <summary>How many records have been sealed.</summary>
    public int Seals => _sealed.Count;

    /// <summary>How many records have been opened and were authentic.</summary>
    public int Opens => _opened.Count;

    /// <summary>How often the tag of a record was not right.</summary>
    public int Refused { get; private set; }

    public IAesCcm CreateAesCcm() => new WatchedCcm(this, _crypto.CreateAesCcm());

    public IHmacSha256 CreateHmacSha256() => _crypto.CreateHmacSha256();

    private void NoteSeal(string key, byte[] nonce)
    {
        if (!_sealed.Add((key, Convert.ToHexString(nonce))))
        {
            throw new InvariantException($"nonce {Convert.ToHexString(nonce)} used twice");
        }
    }

    private void NoteOpen(string key, byte[] nonce, ReadOnlySpan<byte> plaintext)
    {
        string name = Convert.ToHexString(nonce);
        if (!_opened.Add((key, name)))
        {
            throw new InvariantException($"record {name} was opened twice");
        }

        if (!isGenuine(new SealedRecord(key, name[^16..], Convert.ToHexString(plaintext))))
        {
            throw new InvariantException($"record {name} is not the server's");
        }
    }

    private sealed class WatchedCcm(WatchedCrypto watch, IAesCcm ccm) : IAesCcm
    {
        private string _key = "";

        public void SetKey(byte[] key, int offset)
        {
            _key = Convert.ToHexString(key, offset, 16);
            ccm.SetKey(key, offset);
        }

        public void Seal(
            byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
            int length, int tagLength)
        {
            watch.NoteSeal(_key, nonce);
            ccm.Seal(nonce, associated, associatedLength, buffer, offset, length, tagLength);
        }

        public bool Open(
            byte[] nonce, byte[] associated, int associatedLength, byte[] buffer, int offset,
            int length, int tagLength)
        {
            if (!ccm.Open(
                nonce, associated, associatedLength, buffer, offset, length, tagLength))
            {
                watch.Refused++;
                return false;
            }

            watch.NoteOpen(_key, nonce, buffer.AsSpan(offset, length));
            return true;
        }

        public void Wipe()
        {
            _key = "";
            ccm.Wipe();
        }
    }
}
