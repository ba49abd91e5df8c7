// The cost of the platform's cryptography behind ICrypto: one record sealed or opened as DTLS does
// it with TLS_PSK_WITH_AES_128_CCM_8 (13 bytes of associated data, RFC 5246 §6.2.3.3), one HMAC.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Esp32;

namespace DeviceCost.Operations;

/// <summary>What operations on a record have in common.</summary>
public abstract class PlatformRecordOperation : ICostOperation
{
    private const int HeaderBytes = 13;
    private const int TagBytes = 8;

    private readonly byte[] _nonce = new byte[CcmPrefix.NonceBytes];
    private readonly byte[] _associated = new byte[HeaderBytes];
    private IAesCcm _aes = null!;

    /// <inheritdoc/>
    public abstract string Name { get; }

    private protected abstract int Length { get; }

    private protected byte[] Record { get; private set; } = [];

    /// <inheritdoc/>
    public void Setup()
    {
        _aes = new Esp32Crypto().CreateAesCcm();
        _aes.SetKey("a key of a board"u8.ToArray(), 0);
        Record = new byte[HeaderBytes + Length + TagBytes];
    }

    /// <inheritdoc/>
    public virtual void Prepare() => _nonce[^1]++;

    /// <inheritdoc/>
    public abstract void Run();

    /// <inheritdoc/>
    public abstract void Verify();

    private protected void Seal() => _aes.Seal(
        _nonce, _associated, HeaderBytes, Record, HeaderBytes, Length, TagBytes);

    private protected bool Open() => _aes.Open(
        _nonce, _associated, HeaderBytes, Record, HeaderBytes, Length, TagBytes);
}

/// <summary>Seals 64 bytes.</summary>
public class PlatformSeal : PlatformRecordOperation
{
    /// <inheritdoc/>
    public override string Name => $"encrypt {Length} bytes (CCM_8)";

    private protected override int Length => 64;

    /// <inheritdoc/>
    public override void Prepare()
    {
        base.Prepare();
        Array.Clear(Record);
    }

    /// <inheritdoc/>
    public override void Run() => Seal();

    /// <inheritdoc/>
    public override void Verify() => Check.That(
        Record.Any(value => value != 0) && Open() && Record[..^8].All(value => value == 0), Name);
}

/// <summary>Seals the shortest CoAP message, an empty ACK.</summary>
public sealed class PlatformSealShort : PlatformSeal
{
    private protected override int Length => 4;
}

/// <summary>Seals a message with a block of 1024 bytes.</summary>
public sealed class PlatformSealLong : PlatformSeal
{
    private protected override int Length => 1056;
}

/// <summary>Opens 64 bytes.</summary>
public sealed class PlatformOpen : PlatformRecordOperation
{
    private bool _isAuthentic;

    /// <inheritdoc/>
    public override string Name => $"decrypt {Length} bytes (CCM_8)";

    private protected override int Length => 64;

    /// <inheritdoc/>
    public override void Prepare()
    {
        base.Prepare();
        Array.Clear(Record);
        Seal();
    }

    /// <inheritdoc/>
    public override void Run() => _isAuthentic = Open();

    /// <inheritdoc/>
    public override void Verify() => Check.That(
        _isAuthentic && Record[..^8].All(value => value == 0), Name);
}

/// <summary>One HMAC of a length that was there before, as the PRF asks for it.</summary>
public sealed class PlatformHmac : ICostOperation
{
    private readonly byte[] _data = new byte[77];
    private readonly byte[] _output = new byte[32];
    private IHmacSha256 _hmac = null!;

    /// <inheritdoc/>
    public string Name => $"HMAC-SHA-256 of {_data.Length} bytes";

    /// <inheritdoc/>
    public void Setup()
    {
        _hmac = new Esp32Crypto().CreateHmacSha256();
        _hmac.SetKey(new byte[48], 0, 48);
    }

    /// <inheritdoc/>
    public void Prepare() => Array.Clear(_output);

    /// <inheritdoc/>
    public void Run() => _hmac.Compute(_data, 0, _data.Length, _output, 0);

    /// <inheritdoc/>
    public void Verify() => Check.That(
        _output.AsSpan().SequenceEqual(
            System.Security.Cryptography.HMACSHA256.HashData(new byte[48], _data)),
        Name);
}

/// <summary>New keys for both directions and the HMAC, then all of it forgotten.</summary>
public sealed class PlatformSetKeys : ICostOperation
{
    private readonly byte[] _keys = new byte[48];
    private IAesCcm _aes = null!;
    private IHmacSha256 _hmac = null!;

    /// <inheritdoc/>
    public string Name => "set the keys of AES and HMAC, wipe them";

    /// <inheritdoc/>
    public void Setup()
    {
        var crypto = new Esp32Crypto();
        _aes = crypto.CreateAesCcm();
        _hmac = crypto.CreateHmacSha256();
    }

    /// <inheritdoc/>
    public void Run()
    {
        _aes.SetKey(_keys, 16);
        _hmac.SetKey(_keys, 0, 48);
        _aes.Wipe();
        _hmac.Wipe();
    }

    /// <inheritdoc/>
    public void Verify()
    {
        bool isForgotten = false;
        try
        {
            _hmac.Compute(_keys, 0, 1, new byte[32], 0);
        }
        catch (ArgumentNullException)
        {
            isForgotten = true;
        }

        Check.That(isForgotten, Name);
    }
}

/// <summary>What one client needs: two directions and the HMAC.</summary>
public sealed class ConstructPlatformCrypto : ICostOperation
{
    private readonly object?[] _parts = new object?[3];

    /// <inheritdoc/>
    public string Name => "construct AES for two directions and HMAC";

    /// <inheritdoc/>
    public int WarmUpRuns => 0;

    /// <inheritdoc/>
    public void Setup()
    {
    }

    /// <inheritdoc/>
    public void Run()
    {
        var crypto = new Esp32Crypto();
        _parts[0] = crypto.CreateAesCcm();
        _parts[1] = crypto.CreateAesCcm();
        _parts[2] = crypto.CreateHmacSha256();
    }

    /// <inheritdoc/>
    public void Verify() => Check.That(_parts.All(part => part is not null), Name);
}
