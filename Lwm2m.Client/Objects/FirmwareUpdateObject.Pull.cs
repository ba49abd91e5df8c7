// Firmware by pull: a server writes Package URI, and the image is fetched from there. Who fetches
// it is told by the fields below, and tells what has come of it.

using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

/// <content>The image from a Package URI.</content>
public sealed partial class FirmwareUpdateObject
{
    /// <summary>No image is on its way.</summary>
    internal const int NoTransfer = 0;

    /// <summary>A server pushes one.</summary>
    internal const int Pushing = 1;

    /// <summary>One is being fetched, and the store works on a piece: the next has to wait.
    /// </summary>
    internal const int Storing = 2;

    /// <summary>One is being fetched.</summary>
    internal const int Fetching = 3;

    /// <summary>One is to be fetched, whatever was fetched before.</summary>
    internal const int Wanted = 4;

    /// <summary>Where the Package URI starts in the texts: it is the first of them.</summary>
    internal const int UriStart = 1;

    // What Firmware Update Protocol Support (/5/0/8) says.
    private const int Protocols = 2;
    private const int CoapProtocol = 0;
    private const int CoapsProtocol = 1;

    /// <summary>Whether there is somebody who fetches.</summary>
    internal readonly bool CanPull;

    /// <summary>Where images go.</summary>
    internal readonly IFirmwareStore Store;

    /// <summary>Where the transfer stands.</summary>
    internal int Transfer;

    /// <summary>Whether <see cref="Transfer"/> may be another since who fetches has looked at it.
    /// </summary>
    internal bool IsTransferChanged;

    /// <summary>
    /// The key and the settings for images that are fetched with coaps: those of an account that is
    /// for nothing else, <c>new Accounts(1).AddBootstrapPsk(uri, identity, key).Dtls</c>. Without
    /// it, null, images can be fetched from the host of a server that the client has an account
    /// of, with its key. Set it before the client is constructed.
    /// </summary>
    public DtlsParameters DownloadSecurity { get; set; }

    /// <summary>The length of the Package URI.</summary>
    internal int UriLength
    {
        get { return (byte)Get(0, PackageUri); }
    }

    /// <summary>
    /// Sets PkgName (/5/0/6) and PkgVersion (/5/0/7), name and version of the image; null, which
    /// they are at first, for one that is not told. Allocates.
    /// </summary>
    public void SetPackage(string name, string version)
    {
        SetText(0, PackageName, name);
        SetText(0, PackageVersion, version);
    }

    /// <summary>The first answer has come: goes on with what the store has, or begins.</summary>
    /// <param name="length">The length of the image, or -1.</param>
    /// <param name="tag">A number that tells the ETag from others; 0 without.</param>
    /// <returns>How much of it the store has; -1 if it refuses it.</returns>
    internal int BeginPull(int length, int tag)
    {
        _length = length;
        if (tag != 0)
        {
            tag ^= Bytes.Digest(Texts, UriStart, UriLength);
        }

        int position = Store.Resume(tag);
        if (position == 0)
        {
            FirmwareResult result = Begin(tag);
            if (result != FirmwareResult.None)
            {
                Enter(FirmwareState.Idle, result);
                position = -1;
            }
        }

        return position;
    }

    /// <summary>Takes a piece; <see cref="Transfer"/> then says how to go on.</summary>
    internal void TakePull(byte[] buffer, int offset, int length, bool isLast)
    {
        _isLast = isLast;
        if (Arrive(Store.Write(buffer, offset, length)) == Status.Pending)
        {
            Transfer = Storing;
        }
    }

    /// <summary>What a Package URI of some length begins, or ends.</summary>
    /// <returns>Whether it is kept.</returns>
    private bool TakeUri(int length)
    {
        if (length == 0)
        {
            Reset(FirmwareResult.None);
        }
        else if (!CanPull)
        {
            Reset(FirmwareResult.UnsupportedProtocol);
            return false;
        }
        else
        {
            Enter(FirmwareState.Downloading, FirmwareResult.None);
            Transfer = Wanted;
        }

        return true;
    }
}
