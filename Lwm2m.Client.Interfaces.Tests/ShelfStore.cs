// Where the Firmware Update object puts its images on the bench.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Objects;

namespace Lwm2m.Client.Tests;

/// <summary>
/// A store in memory. An image is good if its last 32 bytes are the SHA-256 of those before.
/// </summary>
internal sealed class ShelfStore : IFirmwareStore
{
    private readonly byte[] _image = new byte[4096];
    private readonly Sha256 _hash = new Sha256();

    /// <summary>How much of an image there is.</summary>
    public int Length { get; private set; }

    /// <summary>What Begin was told: the length of the image.</summary>
    public int Announced { get; private set; }

    /// <summary>What the next piece is answered with.</summary>
    public FirmwareResult NextWrite { get; set; }

    /// <summary>What an update has come to, before the start.</summary>
    public FirmwareResult Outcome { get; set; }

    /// <summary>How often an image was applied.</summary>
    public int Applied { get; private set; }

    /// <summary>How often an image was given up.</summary>
    public int Discarded { get; private set; }

    /// <summary>Whether what runs has been confirmed.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>A good image.</summary>
    public static byte[] NewImage(int length)
    {
        byte[] image = WireBytes.Numbered(length, 1);
        int bytes = length - Sha256.DigestBytes;
        var hash = new Sha256();
        hash.Update(image, 0, bytes);
        hash.Finish(image, bytes);
        return image;
    }

    /// <summary>Whether these bytes are there.</summary>
    public bool Holds(byte[] image)
    {
        return WireBytes.Same(image, _image, 0, Length);
    }

    /// <inheritdoc/>
    public FirmwareResult TakeOutcome()
    {
        return Outcome;
    }

    /// <inheritdoc/>
    public FirmwareResult Begin(int length, int tag)
    {
        Announced = length;
        Length = 0;
        return length > _image.Length ? FirmwareResult.StorageShortage : FirmwareResult.None;
    }

    /// <inheritdoc/>
    public int Resume(int tag)
    {
        return 0;
    }

    /// <inheritdoc/>
    public FirmwareResult Write(byte[] buffer, int offset, int length)
    {
        if (length > _image.Length - Length)
        {
            return FirmwareResult.StorageShortage;
        }

        Array.Copy(buffer, offset, _image, Length, length);
        Length += length;
        FirmwareResult result = NextWrite;
        NextWrite = FirmwareResult.None;
        return result;
    }

    /// <inheritdoc/>
    public FirmwareResult Complete()
    {
        byte[] digest = new byte[Sha256.DigestBytes];
        int bytes = Length - Sha256.DigestBytes;
        if (bytes < 0)
        {
            return FirmwareResult.UnsupportedPackage;
        }

        _hash.Reset();
        _hash.Update(_image, 0, bytes);
        _hash.Finish(digest, 0);
        return WireBytes.Same(digest, _image, bytes, Sha256.DigestBytes)
            ? FirmwareResult.None
            : FirmwareResult.IntegrityFailed;
    }

    /// <inheritdoc/>
    public FirmwareResult Apply()
    {
        Applied++;
        return FirmwareResult.None;
    }

    /// <inheritdoc/>
    public void Confirm()
    {
        IsConfirmed = true;
    }

    /// <inheritdoc/>
    public void Discard()
    {
        Discarded++;
        Length = 0;
    }
}
