// Where the Firmware Update object puts an image, and what is then done with it.

namespace Lwm2m.Client.Objects;

/// <summary>
/// Takes a firmware image in pieces, checks it, starts it. What it says outlives a restart: the
/// update ends only after one. Nothing of it throws; everything is called inside Poll.
/// </summary>
/// <remarks>
/// The calls come in this order: Begin, or Resume; Write for each piece; Complete; then, when the
/// server wants it, Apply. Discard may come at any time. After the restart Outcome tells what has
/// become of it, and Confirm keeps the new image.
/// </remarks>
public interface IFirmwareStore
{
    /// <summary>
    /// What became of the image that was applied before this start: <c>Success</c> if it runs,
    /// <c>UpdateFailed</c> if the old one had to be taken again, <c>None</c> if there was none.
    /// It is told once, and again after a restart that comes before Confirm.
    /// </summary>
    FirmwareResult TakeOutcome();

    /// <summary>Makes room for an image; one that is there, but does not run, is given up.
    /// </summary>
    /// <param name="length">Its length in bytes, 0 if it is not known yet.</param>
    /// <param name="tag">
    /// What tells this content of an address from another (the ETag, RFC 7252 §5.10.6), as a
    /// number; 0 if nothing does. See <see cref="Resume"/>.
    /// </param>
    /// <returns>
    /// None; StorageShortage or OutOfMemory if the image is too long, or UnsupportedPackage.
    /// </returns>
    FirmwareResult Begin(int length, int tag);

    /// <summary>How much of an image is there from an earlier attempt.</summary>
    /// <param name="tag">What <see cref="Begin"/> was given.</param>
    /// <returns>
    /// The bytes that need not come again: the next piece goes behind them. A multiple of 1024, and
    /// so of the length of every block. 0 to begin anew, also for a store that cannot do it.
    /// </returns>
    int Resume(int tag);

    /// <summary>Adds a piece behind those that are there.</summary>
    /// <param name="buffer">The bytes; they may change once this returns.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are.</param>
    /// <returns>
    /// None; Pending if the piece is taken, but more must wait until the store calls
    /// <c>FirmwareUpdateObject.Complete</c>; otherwise why the image is given up.
    /// </returns>
    FirmwareResult Write(byte[] buffer, int offset, int length);

    /// <summary>There are no more pieces: checks length, digest and kind of the image.</summary>
    /// <returns>None; IntegrityFailed or UnsupportedPackage, and the image is given up.</returns>
    FirmwareResult Complete();

    /// <summary>
    /// Has the image started at the next restart, and restarts: best a moment later, so that the
    /// server is still told that the update has begun.
    /// </summary>
    /// <returns>None; UpdateFailed if that cannot be, and the image stays.</returns>
    FirmwareResult Apply();

    /// <summary>
    /// The image that runs is good, and its outcome is told: it is not to be fallen back from any
    /// more. To be called once a server has registered the device.
    /// </summary>
    void Confirm();

    /// <summary>
    /// Gives up an image that does not run; a piece of it that is still being stored is not
    /// completed any more.
    /// </summary>
    void Discard();
}
