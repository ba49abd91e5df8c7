// Application images in two slots on the internal flash, and which of them runs.
//
// One slot may hold the image that runs, the other takes a new one; a new image is whole and
// checked before anything points to it. After Apply it is on trial: each start of it is counted
// before it is made, and if it has not been confirmed after so many of them, or cannot be loaded,
// what ran before runs again. What ran before is the other slot, or the application that is linked
// in the deployment region, which is always there.
//
//   Begin      the other slot is emptied      Apply       trial = slot, no start yet
//   Write      the image grows                Start       count, load the trial or what is kept
//   Complete   length, SHA-256, kind          Confirm     kept = trial
//
// Each arrow that matters is one writing of the state (FirmwareSlots.State.cs): a power cut leaves
// the old state or the new one, and both name whole images only.

using System;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Esp32;

/// <summary>
/// A firmware store for application assemblies; <see cref="FirmwareLoader"/> starts them. The
/// library and the class libraries under it are not part of an image.
/// </summary>
public sealed partial class FirmwareSlots : IFirmwareStore
{
    /// <summary>How often an image is started that does not come to be confirmed.</summary>
    public const int MaxStarts = 3;

    /// <summary>The longest application assembly, unless the constructor is told otherwise.
    /// </summary>
    public const int DefaultMaxAssemblyBytes = 48 * 1024;

    // What was received is committed to the flash each time the image has grown by so much: a
    // block of littlefs, which is then erased once and not at each commit.
    private const int CommitBytes = 4096;

    // A transfer goes on at a multiple of the largest block of CoAP, and of every smaller one.
    private const int ResumeBytes = 1024;

    // What the application needs of the heap beside its assembly while it starts.
    private const int ReservedHeapBytes = 8 * 1024;

    private readonly ISlotMedium _medium;
    private readonly int _maxBytes;
    private readonly string _linkedVersion;
    private readonly byte[] _head = new byte[FirmwareImage.HeadBytes];
    private readonly byte[] _digest = new byte[Sha256.DigestBytes];
    private readonly Sha256 _hash = new Sha256();
    private FirmwareResult _outcome;
    private int _runningSlot;
    private int _runningBytes;
    private int _slot;
    private int _length;
    private int _stored;
    private int _received;
    private bool _isComplete;

    /// <summary>Creates the store; the loader is to be the first who uses it.</summary>
    /// <param name="medium">Where the images are kept.</param>
    /// <param name="storage">Where the state is kept: a storage of its own.</param>
    /// <param name="linkedVersion">
    /// The version of the application that is linked in the deployment region, up to 24 ASCII
    /// characters. When it changes, the board was flashed by cable, and no image counts any more.
    /// </param>
    /// <param name="maxAssemblyBytes">The longest application assembly.</param>
    public FirmwareSlots(
        ISlotMedium medium, IStorage storage, string linkedVersion,
        int maxAssemblyBytes = DefaultMaxAssemblyBytes)
    {
        _medium = medium;
        _storage = storage;
        _maxBytes = FirmwareImage.HeaderBytes + maxAssemblyBytes;
        _linkedVersion = linkedVersion;
        Version = linkedVersion;
        byte[] version = Bytes.FromText(linkedVersion);
        Array.Copy(version, 0, _newState, VersionOffset, version.Length);
        Load();
    }

    /// <summary>
    /// What the linked application hands to the one that is loaded: what differs from board to
    /// board, such as keys, and is no part of an image.
    /// </summary>
    public string[] BoardSettings { get; set; }

    /// <summary>The version of the application that runs.</summary>
    public string Version { get; private set; }

    /// <inheritdoc/>
    public FirmwareResult TakeOutcome()
    {
        FirmwareResult outcome = _outcome;
        _outcome = FirmwareResult.None;
        return outcome;
    }

    /// <inheritdoc/>
    public FirmwareResult Begin(int length, int tag)
    {
        // An image that has come so far as to receive another one is good.
        Confirm();
        Discard();
        int slot = _state[KeptOffset] == 1 ? 2 : 1;
        if (_state[TrialOffset] != 0 || !_medium.Delete(slot))
        {
            return FirmwareResult.StorageShortage;
        }

        Receive(slot);
        FirmwareResult result = CheckLength(length);
        if (result == FirmwareResult.None && tag != 0)
        {
            // Only now that nothing of another image is left.
            Bytes.WriteInteger(_state, TagOffset, TagBytes, tag);
            _state[ReceivingOffset] = (byte)slot;
            result = Save() ? FirmwareResult.None : FirmwareResult.StorageShortage;
        }

        if (result != FirmwareResult.None)
        {
            Discard();
        }

        return result;
    }

    /// <inheritdoc/>
    public int Resume(int tag)
    {
        int slot = _state[ReceivingOffset];
        if (tag == 0 || slot == 0 || (int)Bytes.ReadInteger(_state, TagOffset, TagBytes) != tag)
        {
            return 0;
        }

        // What is there is hashed again: the hash of a part is not kept.
        int there = _medium.GetLength(slot);
        Receive(slot);
        while (_stored < there)
        {
            int piece = there - _stored < _head.Length ? there - _stored : _head.Length;
            if (!_medium.Read(slot, _stored, _head, piece)
                || Examine(_head, 0, piece) != FirmwareResult.None)
            {
                Discard();
                return 0;
            }

            _stored += piece;
        }

        // One piece at least comes again, so that the transfer has an end.
        _received = (there == _length ? there - 1 : there) & -ResumeBytes;
        return _received > 0 && _medium.Read(slot, 0, _head, _head.Length) ? _received : 0;
    }

    /// <inheritdoc/>
    public FirmwareResult Write(byte[] buffer, int offset, int length)
    {
        if (_slot == 0 || _isComplete)
        {
            return FirmwareResult.UpdateFailed;
        }

        // After Resume, some of it may be there already.
        int known = _stored - _received;
        _received += length;
        FirmwareResult result = known < length
            ? Store(buffer, offset + known, length - known)
            : FirmwareResult.None;
        if (result != FirmwareResult.None)
        {
            Discard();
        }

        return result;
    }

    /// <inheritdoc/>
    public FirmwareResult Complete()
    {
        if (_slot != 0 && !_isComplete && _length == _stored && _length == _received)
        {
            _hash.Finish(_digest, 0);
            _isComplete = Bytes.Equal(
                _digest, 0, _head, FirmwareImage.DigestOffset, Sha256.DigestBytes)
                && _medium.Commit() && _medium.GetLength(_slot) == _length;
        }

        if (_isComplete)
        {
            return FirmwareResult.None;
        }

        Discard();
        return FirmwareResult.IntegrityFailed;
    }

    /// <inheritdoc/>
    public FirmwareResult Apply()
    {
        if (!_isComplete)
        {
            return FirmwareResult.UpdateFailed;
        }

        _state[TrialOffset] = (byte)_slot;
        _state[StartsOffset] = 0;
        _state[FailedOffset] = 0;
        _state[ReceivingOffset] = 0;
        if (!Save() && _state[TrialOffset] != _slot)
        {
            return FirmwareResult.UpdateFailed;
        }

        _medium.Restart(false);
        return FirmwareResult.None;
    }

    /// <inheritdoc/>
    public void Confirm()
    {
        if (_runningSlot != 0 && _state[TrialOffset] == _runningSlot)
        {
            _state[KeptOffset] = (byte)_runningSlot;
            _state[TrialOffset] = 0;
            Save();
        }
        else if (_state[FailedOffset] != 0)
        {
            _state[FailedOffset] = 0;
            Save();
        }
    }

    /// <inheritdoc/>
    public void Discard()
    {
        int slot = _slot != 0 ? _slot : _state[ReceivingOffset];
        bool isSaved = _state[ReceivingOffset] != 0;
        _state[ReceivingOffset] = 0;
        if (_state[TrialOffset] != _runningSlot)
        {
            // Applied, but not started, or there is none.
            slot = _state[TrialOffset] != 0 ? _state[TrialOffset] : slot;
            isSaved |= _state[TrialOffset] != 0;
            _state[TrialOffset] = 0;
        }

        _slot = 0;
        _isComplete = false;
        if ((!isSaved || Save()) && slot != 0)
        {
            _medium.Delete(slot);
        }
    }

    private void Receive(int slot)
    {
        _slot = slot;
        _length = 0;
        _stored = 0;
        _received = 0;
        _isComplete = false;
        _hash.Reset();
    }

    private FirmwareResult Store(byte[] buffer, int offset, int length)
    {
        FirmwareResult result = Examine(buffer, offset, length);
        if (result != FirmwareResult.None)
        {
            return result;
        }

        int end = _stored + length;
        if (!_medium.Append(_slot, buffer, offset, length)
            || (((_stored ^ end) & -CommitBytes) != 0 && !_medium.Commit()))
        {
            return FirmwareResult.StorageShortage;
        }

        _stored = end;
        return FirmwareResult.None;
    }

    /// <summary>Looks at the bytes that come behind those that are stored.</summary>
    private FirmwareResult Examine(byte[] buffer, int offset, int length)
    {
        int end = _stored + length;
        if (_stored < FirmwareImage.HeadBytes)
        {
            int missing = FirmwareImage.HeadBytes - _stored;
            Array.Copy(buffer, offset, _head, _stored, length < missing ? length : missing);
            if (length >= missing)
            {
                FirmwareResult result = CheckHead();
                if (result != FirmwareResult.None)
                {
                    return result;
                }
            }
        }

        if (end > _length && end >= FirmwareImage.HeadBytes)
        {
            return FirmwareResult.IntegrityFailed;
        }

        int skipped = FirmwareImage.DigestedOffset - _stored;
        skipped = skipped < 0 ? 0 : skipped;
        if (skipped < length)
        {
            _hash.Update(buffer, offset + skipped, length - skipped);
        }

        return FirmwareResult.None;
    }

    private FirmwareResult CheckHead()
    {
        _length = FirmwareImage.LengthOf(_head);
        return FirmwareImage.IsLoadable(_head, _length)
            ? CheckLength(_length)
            : FirmwareResult.UnsupportedPackage;
    }

    private FirmwareResult CheckLength(int length)
    {
        if (length > _maxBytes || length > _medium.GetFreeFlash() + _medium.GetLength(_slot))
        {
            return FirmwareResult.StorageShortage;
        }

        // The assembly that runs makes room for the new one.
        return HeapOf(length) + ReservedHeapBytes > _medium.GetFreeHeap() + HeapOf(_runningBytes)
            ? FirmwareResult.OutOfMemory
            : FirmwareResult.None;
    }

    /// <summary>What an assembly takes on the heap: itself, and the runtime's tables for it.
    /// </summary>
    private static int HeapOf(int length)
    {
        return length + (length >> 2);
    }
}
