// A firmware store that takes no time and keeps nothing: what is measured around it is the library.

using Lwm2m.Client.Objects;

namespace DeviceCost.Bench;

/// <summary>Counts the pieces of an image.</summary>
/// <param name="pieceBytes">The length of those that count.</param>
public sealed class CountingStore(int pieceBytes) : IFirmwareStore
{
    /// <summary>How many there were.</summary>
    public int Pieces { get; private set; }

    /// <inheritdoc/>
    public FirmwareResult TakeOutcome() => FirmwareResult.None;

    /// <inheritdoc/>
    public FirmwareResult Begin(int length, int tag) => FirmwareResult.None;

    /// <inheritdoc/>
    public int Resume(int tag) => 0;

    /// <inheritdoc/>
    public FirmwareResult Write(byte[] buffer, int offset, int length)
    {
        Pieces += length == pieceBytes ? 1 : 0;
        return FirmwareResult.None;
    }

    /// <inheritdoc/>
    public FirmwareResult Complete() => FirmwareResult.None;

    /// <inheritdoc/>
    public FirmwareResult Apply() => FirmwareResult.None;

    /// <inheritdoc/>
    public void Confirm()
    {
    }

    /// <inheritdoc/>
    public void Discard()
    {
    }
}
