// A firmware store in memory, with the ways to fail that the enabler tests ask for.
//
// An image is the letters FW, the SHA-256 of what follows, the length of a version and the version,
// and any bytes.

using System.Security.Cryptography;
using System.Text;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.DesktopTests.Ets;

/// <summary>Keeps an image, and over a restart what became of it.</summary>
internal sealed class FirmwareShelf : IFirmwareStore
{
    private const int HeadBytes = 2 + SHA256.HashSizeInBytes;

    private readonly List<byte> _image = [];
    private FirmwareResult _outcome;
    private byte[]? _applied;
    private int _tag;

    /// <summary>The version of the firmware that runs.</summary>
    public string Version { get; private set; } = "1.0";

    /// <summary>The largest image that there is room for.</summary>
    public int Capacity { get; init; } = int.MaxValue;

    /// <summary>Whether the room is looked at only when it is used up.</summary>
    public bool IgnoresLength { get; init; }

    /// <summary>The bytes for which the memory lasts.</summary>
    public int MemoryBytes { get; init; } = int.MaxValue;

    /// <summary>Whether an image can be started.</summary>
    public bool CanApply { get; set; } = true;

    /// <summary>Whether a piece needs time to be written.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether an image that has not come to its end stays, even over a restart.</summary>
    public bool Resumes { get; init; }

    /// <summary>Whether the new firmware fails to start, so that the old one runs again.</summary>
    public bool FallsBack { get; init; }

    /// <summary>The lengths that images were announced with.</summary>
    public List<int> Begun { get; } = [];

    /// <summary>Called for each piece.</summary>
    public Action? Stored { get; set; }

    /// <summary>Where images were gone on with.</summary>
    public List<int> ResumedAt { get; } = [];

    /// <summary>What has arrived.</summary>
    public byte[] Image => [.. _image];

    /// <summary>How many pieces have arrived, of all images.</summary>
    public int Pieces { get; private set; }

    /// <summary>How often an image was given up from outside.</summary>
    public int Discarded { get; private set; }

    /// <summary>Whether the firmware that runs has been found to be good.</summary>
    public bool IsConfirmed { get; private set; } = true;

    /// <summary>Whether an image is to be started at the next restart.</summary>
    public bool IsApplied => _applied is not null;

    /// <summary>An image of a length.</summary>
    public static byte[] NewImage(string version, int length)
    {
        byte[] image = new byte[length];
        new Random(length).NextBytes(image);
        "FW"u8.CopyTo(image);
        image[HeadBytes] = (byte)version.Length;
        Encoding.ASCII.GetBytes(version).CopyTo(image, HeadBytes + 1);
        SHA256.HashData(image.AsSpan(HeadBytes)).CopyTo(image, 2);
        return image;
    }

    /// <summary>The device restarts.</summary>
    public void Restart()
    {
        if (_applied is { } image)
        {
            IsConfirmed = FallsBack;
            _outcome = FallsBack ? FirmwareResult.UpdateFailed : FirmwareResult.Success;
            Version = FallsBack ? Version
                : Encoding.ASCII.GetString(image, HeadBytes + 1, image[HeadBytes]);
        }

        _applied = null;
        if (!Resumes)
        {
            _image.Clear();
        }
    }

    public FirmwareResult TakeOutcome()
    {
        FirmwareResult outcome = _outcome;
        _outcome = FirmwareResult.None;
        return outcome;
    }

    public FirmwareResult Begin(int length, int tag)
    {
        Begun.Add(length);
        _image.Clear();
        _tag = tag;
        return length > Capacity && !IgnoresLength
            ? FirmwareResult.StorageShortage
            : FirmwareResult.None;
    }

    public int Resume(int tag)
    {
        if (!Resumes || tag == 0 || tag != _tag)
        {
            return 0;
        }

        _image.RemoveRange(_image.Count & -1024, _image.Count & 1023);
        ResumedAt.Add(_image.Count);
        return _image.Count;
    }

    public FirmwareResult Write(byte[] buffer, int offset, int length)
    {
        _image.AddRange(buffer.AsSpan(offset, length));
        Pieces++;
        Stored?.Invoke();
        return _image.Count > Capacity ? FirmwareResult.StorageShortage
            : _image.Count > MemoryBytes ? FirmwareResult.OutOfMemory
            : IsSlow ? FirmwareResult.Pending
            : FirmwareResult.None;
    }

    public FirmwareResult Complete()
    {
        byte[] image = Image;
        return !image.AsSpan().StartsWith("FW"u8) ? FirmwareResult.UnsupportedPackage
            : !SHA256.HashData(image.AsSpan(HeadBytes)).AsSpan().SequenceEqual(
                image.AsSpan(2, SHA256.HashSizeInBytes)) ? FirmwareResult.IntegrityFailed
            : FirmwareResult.None;
    }

    public FirmwareResult Apply()
    {
        if (!CanApply)
        {
            return FirmwareResult.UpdateFailed;
        }

        _applied = Image;
        return FirmwareResult.None;
    }

    public void Confirm() => IsConfirmed = true;

    public void Discard()
    {
        Discarded++;
        _image.Clear();
        _tag = 0;
    }
}
