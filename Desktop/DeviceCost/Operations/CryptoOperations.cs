// The cost of the managed cryptography: what a record and what a handshake are made of. Every
// result is compared with that of the desktop's own cryptography or of another primitive.

using System.Security.Cryptography;
using Lwm2m.Client.Dtls.Crypto;
using AesCcmOracle = System.Security.Cryptography.AesCcm;
using ManagedAesCcm = Lwm2m.Client.Dtls.Crypto.AesCcm;

namespace DeviceCost.Operations;

/// <summary>64 bytes hashed, which is one block: the compression and its schedule.</summary>
public sealed class HashBlock : ICostOperation
{
    private readonly Sha256 _hash = new();
    private readonly byte[] _block = CryptoInputs.Bytes(Sha256.BlockBytes, seed: 1);
    private int _blocks;

    /// <inheritdoc/>
    public string Name => "hash 64 bytes (SHA-256)";

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        _hash.Update(_block, 0, _block.Length);
        _blocks++;
    }

    /// <inheritdoc/>
    public void Verify()
    {
        byte[] all = [.. Enumerable.Repeat(_block, _blocks).SelectMany(block => block)];
        byte[] digest = new byte[Sha256.DigestBytes];
        var copy = new Sha256();
        copy.CopyFrom(_hash);
        copy.Finish(digest, 0);
        Check.That(digest.AsSpan().SequenceEqual(SHA256.HashData(all)), Name);
    }
}

/// <summary>A step of the PRF for the key block: A(i), "key expansion" and two randoms.</summary>
public sealed class ComputeHmac : ICostOperation
{
    private readonly HmacSha256 _hmac = new();
    private readonly byte[] _key = CryptoInputs.Bytes(48, seed: 2);
    private readonly byte[] _data = CryptoInputs.Bytes(32 + 13 + 64, seed: 3);
    private readonly byte[] _mac = new byte[Sha256.DigestBytes];

    /// <inheritdoc/>
    public string Name => "compute an HMAC of 109 bytes";

    /// <inheritdoc/>
    public void Setup() => _hmac.SetKey(_key, 0, _key.Length);

    /// <inheritdoc/>
    public void Run() => _hmac.Compute(_data, 0, _data.Length, _mac, 0);

    /// <inheritdoc/>
    public void Verify() =>
        Check.That(_mac.AsSpan().SequenceEqual(HMACSHA256.HashData(_key, _data)), Name);
}

/// <summary>A 64-byte plaintext with the 13 bytes of a DTLS record, AES_128_CCM_8.</summary>
public sealed class SealMessage : ICostOperation
{
    private readonly CryptoInputs _inputs = new();

    /// <inheritdoc/>
    public string Name => "seal 64 bytes (AES-128-CCM-8)";

    /// <inheritdoc/>
    public void Setup() => _inputs.SetKey();

    /// <inheritdoc/>
    public void Prepare() => _inputs.FillPlaintext();

    /// <inheritdoc/>
    public void Run() => _inputs.Seal();

    /// <inheritdoc/>
    public void Verify() => Check.That(_inputs.IsSealed, Name);
}

/// <summary>The same message opened.</summary>
public sealed class OpenMessage : ICostOperation
{
    private readonly CryptoInputs _inputs = new();
    private bool _isOpen;

    /// <inheritdoc/>
    public string Name => "open 64 bytes (AES-128-CCM-8)";

    /// <inheritdoc/>
    public void Setup() => _inputs.SetKey();

    /// <inheritdoc/>
    public void Prepare()
    {
        _inputs.FillPlaintext();
        _inputs.Seal();
        Check.That(_inputs.IsSealed, Name);
    }

    /// <inheritdoc/>
    public void Run() => _isOpen = _inputs.Open();

    /// <inheritdoc/>
    public void Verify() => Check.That(_isOpen && _inputs.IsPlaintext, Name);
}

/// <summary>The expansion of a key; each direction of a session has one.</summary>
public sealed class ExpandKey : ICostOperation
{
    private readonly CryptoInputs _inputs = new();

    /// <inheritdoc/>
    public string Name => "set a key (AES-128-CCM)";

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run() => _inputs.SetKey();

    /// <inheritdoc/>
    public void Verify()
    {
        _inputs.FillPlaintext();
        _inputs.Seal();
        Check.That(_inputs.IsSealed, Name);
    }
}

/// <summary>One direction's AES-128-CCM, when there is already another: the table is shared.
/// </summary>
public sealed class ConstructAesCcm : ICostOperation
{
    private readonly ManagedCrypto _crypto = new();
    private IAesCcm? _first;
    private IAesCcm? _ccm;

    /// <inheritdoc/>
    public string Name => "construct an AES-128-CCM";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup() => _first = _crypto.CreateAesCcm();

    /// <inheritdoc/>
    public void Run() => _ccm = _crypto.CreateAesCcm();

    /// <inheritdoc/>
    public void Verify() => Check.That(_ccm is ManagedAesCcm && _ccm != _first, Name);
}

/// <summary>The first AES-128-CCM of a process, which makes the table.</summary>
public sealed class ConstructFirstAesCcm : ICostOperation
{
    private IAesCcm? _ccm;

    /// <inheritdoc/>
    public string Name => "construct the first AES-128-CCM, and its table";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run() => _ccm = new ManagedCrypto().CreateAesCcm();

    /// <inheritdoc/>
    public void Verify() => Check.That(_ccm is ManagedAesCcm, Name);
}

/// <summary>An SHA-256 when there is already another: the constants are shared.</summary>
public sealed class ConstructHash : ICostOperation
{
    private Sha256? _first;
    private Sha256? _hash;

    /// <inheritdoc/>
    public string Name => "construct an SHA-256";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup() => _first = new Sha256();

    /// <inheritdoc/>
    public void Run() => _hash = new Sha256();

    /// <inheritdoc/>
    public void Verify() => Check.That(_hash is not null && _hash != _first, Name);
}

/// <summary>An HMAC-SHA-256, its hash included.</summary>
public sealed class ConstructHmac : ICostOperation
{
    private readonly ManagedCrypto _crypto = new();
    private IHmacSha256? _first;
    private IHmacSha256? _hmac;

    /// <inheritdoc/>
    public string Name => "construct an HMAC-SHA-256";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup() => _first = _crypto.CreateHmacSha256();

    /// <inheritdoc/>
    public void Run() => _hmac = _crypto.CreateHmacSha256();

    /// <inheritdoc/>
    public void Verify() => Check.That(_hmac is HmacSha256 && _hmac != _first, Name);
}

/// <summary>A message, its key and what goes with it; knows what they ought to become.</summary>
internal sealed class CryptoInputs
{
    private const int Offset = 13;
    private const int Length = 64;
    private const int TagLength = 8;

    private readonly IAesCcm _ccm = new ManagedCrypto().CreateAesCcm();
    private readonly byte[] _key = Bytes(16, seed: 4);
    private readonly byte[] _nonce = Bytes(12, seed: 5);
    private readonly byte[] _associated = Bytes(13, seed: 6);
    private readonly byte[] _plaintext = Bytes(Length, seed: 7);
    private readonly byte[] _buffer = new byte[Offset + Length + TagLength];

    public bool IsPlaintext => _buffer.AsSpan(Offset, Length).SequenceEqual(_plaintext);

    public bool IsSealed
    {
        get
        {
            using var oracle = new AesCcmOracle(_key);
            byte[] ciphertext = new byte[Length];
            byte[] tag = new byte[TagLength];
            oracle.Encrypt(_nonce, _plaintext, ciphertext, tag, _associated);
            return _buffer.AsSpan(Offset, Length).SequenceEqual(ciphertext)
                && _buffer.AsSpan(Offset + Length).SequenceEqual(tag);
        }
    }

    public static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public void SetKey() => _ccm.SetKey(_key, 0);

    public void FillPlaintext() => _plaintext.CopyTo(_buffer, Offset);

    public void Seal() => _ccm.Seal(
        _nonce, _associated, _associated.Length, _buffer, Offset, Length, TagLength);

    public bool Open() => _ccm.Open(
        _nonce, _associated, _associated.Length, _buffer, Offset, Length, TagLength);
}
