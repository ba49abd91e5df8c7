// Firmware by pull: a server writes Package URI, and the image is fetched from there. Who fetches
// it is told by the fields below, and tells what has come of it.

using System;
using Lwm2m.Client.Content;
using Lwm2m.Client.Dtls.Handshake;

namespace Lwm2m.Client.Objects;

/// <content>The image from a Package URI.</content>
public sealed partial class FirmwareUpdateObject
{
    /// <summary>No image is being fetched.</summary>
    internal const int PullNone = 0;

    /// <summary>The store works on a piece of it: the next one has to wait.</summary>
    internal const int PullStoring = 1;

    /// <summary>One is being fetched.</summary>
    internal const int PullRunning = 2;

    /// <summary>One is to be fetched, whatever was fetched before.</summary>
    internal const int PullWanted = 3;

    // What Firmware Update Protocol Support (/5/0/8) says.
    private const int CoapProtocol = 0;
    private const int CoapsProtocol = 1;

    /// <summary>The buffer with the Package URI.</summary>
    internal byte[] Uri = Account.Binding;

    /// <summary>The length of the Package URI.</summary>
    internal int UriLength;

    /// <summary>Where the fetching stands.</summary>
    internal int Pull;

    /// <summary>Whether <see cref="Pull"/> is another since who fetches has looked at it.
    /// </summary>
    internal bool IsPullChanged;

    /// <summary>The key of the servers of images, or null for that of the account.</summary>
    internal DtlsParameters DownloadSecurity;

    // PkgName and PkgVersion, or null.
    private readonly byte[][] _texts = new byte[2][];

    /// <summary>
    /// Whether the client fetches an image from a Package URI (/5/0/1) with coap or coaps; false
    /// by default: servers can only push images. It takes a socket and some 2.5 KiB. Set it before
    /// the client is constructed.
    /// </summary>
    public bool CanPull
    {
        get { return _values[DeliveryMethod] != PushOnly; }

        set
        {
            _values[DeliveryMethod] = value ? PushAndPull : PushOnly;
            Uri = new byte[MaxUriBytes];
        }
    }

    /// <summary>
    /// Sets PkgName (/5/0/6) and PkgVersion (/5/0/7), name and version of the image; null, which
    /// they are at first, for one that is not told. Allocates.
    /// </summary>
    public void SetPackage(string name, string version)
    {
        SetText(PackageName, name);
        SetText(PackageVersion, version);
    }

    /// <summary>
    /// Gives the key for images that are fetched with coaps. Without it, they can be fetched from
    /// the host of a server that the client has an account of, with its key. To be called before
    /// the client is constructed.
    /// </summary>
    /// <param name="identity">
    /// What the servers know the key by, 1 to 128 bytes of UTF-8. It is sent in clear.
    /// </param>
    /// <param name="key">The key, 1 to 64 bytes; it is copied.</param>
    /// <returns>The settings of the secure connection.</returns>
    /// <exception cref="ArgumentException">The identity or the key is not valid.</exception>
    public DtlsParameters UseDownloadKey(string identity, byte[] key)
    {
        byte[] name = Bytes.FromText(identity);
        int length = key.Length;
        if (name.Length == 0 || name.Length > DtlsParameters.MaxIdentityBytes
            || length == 0 || length > DtlsParameters.MaxKeyBytes)
        {
            throw new ArgumentException("identity or key");
        }

        byte[] copy = new byte[length];
        Array.Copy(key, copy, length);
        DownloadSecurity = new DtlsParameters();
        DownloadSecurity.Use(name, copy);
        return DownloadSecurity;
    }

    /// <summary>The first answer has come: goes on with what the store has, or begins, unless the
    /// store refuses.</summary>
    /// <param name="length">The length of the image, 0 if it is not known.</param>
    /// <param name="tag">See <see cref="IFirmwareStore.Begin"/>.</param>
    /// <returns>How much of it the store has.</returns>
    internal int BeginPull(int length, int tag)
    {
        int position = _store.Resume(tag);
        FirmwareResult result = position > 0 ? FirmwareResult.None : _store.Begin(length, tag);
        if (result != FirmwareResult.None)
        {
            EndPull(result);
        }

        return position;
    }

    /// <summary>Takes a piece; <see cref="Pull"/> then says how to go on.</summary>
    internal void TakePull(byte[] buffer, int offset, int length, bool isLast)
    {
        _isLast = isLast;
        if (Arrive(_store.Write(buffer, offset, length)) == Status.Pending)
        {
            Pull = PullStoring;
        }
    }

    /// <summary>What the store has is of another image.</summary>
    internal void RestartPull()
    {
        _store.Discard();
    }

    /// <summary>The image does not come; what there is of it stays, to be gone on with.</summary>
    internal void EndPull(FirmwareResult result)
    {
        Enter(FirmwareState.Idle, result);
    }

    private bool IsPushing
    {
        get { return State == FirmwareState.Downloading && Pull == PullNone; }
    }

    private void WriteUri(ContentReader value)
    {
        int length = value.ValueLength;
        bool isFetched = CanPull && length > 0;
        if (isFetched)
        {
            Enter(FirmwareState.Downloading, FirmwareResult.None);
            Pull = PullWanted;
            IsPullChanged = true;
        }
        else
        {
            Reset(length == 0 ? FirmwareResult.None : FirmwareResult.UnsupportedProtocol);
        }

        if (CanPull)
        {
            Array.Copy(value.Buffer, value.ValueOffset, Uri, 0, length);
            UriLength = length;
            NotifyChanged(0, PackageUri);
        }
    }

    private static void WriteProtocols(ContentWriter writer)
    {
        for (int i = CoapProtocol; i <= CoapsProtocol; i++)
        {
            if (writer.EnterResourceInstance(i))
            {
                writer.WriteInteger(i);
            }
        }
    }

    private void SetText(int resourceId, string value)
    {
        lock (Sync)
        {
            _texts[resourceId - PackageName] = value == null ? null : Bytes.FromText(value);
            NotifyChanged(0, resourceId);
        }
    }
}
