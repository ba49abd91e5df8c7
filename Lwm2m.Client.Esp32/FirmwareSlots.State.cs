// Which image runs, as it outlives a restart:
//
//   0 kept       the slot that has been confirmed; 0 for the linked application
//   1 trial      the slot whose image is applied and not confirmed yet; 0 for none
//   2 starts     how often the trial has been started
//   3 failed     1 if the last trial has failed and nobody has been told yet
//   4 receiving  the slot that takes an image whose transfer can be resumed; 0 for none
//   5 tag        of that image, most significant byte first
//   9 version    of the linked application: with another one, nothing of this counts

using System;
using System.Text;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Esp32;

/// <content>The state, and what the loader does with it.</content>
public sealed partial class FirmwareSlots
{
    private const int StateKey = 0;
    private const int KeptOffset = 0;
    private const int TrialOffset = 1;
    private const int StartsOffset = 2;
    private const int FailedOffset = 3;
    private const int ReceivingOffset = 4;
    private const int TagOffset = 5;
    private const int TagBytes = 4;
    private const int VersionOffset = TagOffset + TagBytes;
    private const int StateBytes = VersionOffset + FirmwareImage.VersionBytes;

    private readonly IStorage _storage;
    private readonly byte[] _state = new byte[StateBytes];
    private readonly byte[] _newState = new byte[StateBytes];

    /// <summary>
    /// Decides which slot runs; a start on trial is counted before it is made. For the loader.
    /// </summary>
    /// <returns>The slot, 0 for the linked application.</returns>
    internal int Start()
    {
        bool isOnTrial = _state[TrialOffset] != 0;
        if (isOnTrial)
        {
            if (_state[StartsOffset] < MaxStarts)
            {
                _state[StartsOffset]++;
            }
            else
            {
                EndTrial();
            }

            // A start that cannot be counted is not made.
            isOnTrial = Save() && _state[TrialOffset] != 0;
        }

        _runningSlot = _state[isOnTrial ? TrialOffset : KeptOffset];
        _outcome = isOnTrial ? FirmwareResult.Success
            : _state[FailedOffset] != 0 ? FirmwareResult.UpdateFailed
            : FirmwareResult.None;
        return _runningSlot;
    }

    /// <summary>Reads the assembly that is to run. For the loader.</summary>
    /// <returns>The assembly; null if it is not whole.</returns>
    internal byte[] ReadAssembly()
    {
        int length = _medium.GetLength(_runningSlot);
        if (length <= FirmwareImage.HeaderBytes
            || !_medium.Read(_runningSlot, 0, _head, FirmwareImage.HeaderBytes)
            || FirmwareImage.LengthOf(_head) != length)
        {
            return null;
        }

        byte[] assembly = new byte[length - FirmwareImage.HeaderBytes];
        bool isRead = _medium.Read(
            _runningSlot, FirmwareImage.HeaderBytes, assembly, assembly.Length);
        _medium.Commit();
        int end = FirmwareImage.DigestedOffset;
        while (end < FirmwareImage.HeaderBytes && _head[end] != 0)
        {
            end++;
        }

        Version = Encoding.UTF8.GetString(
            _head, FirmwareImage.DigestedOffset, end - FirmwareImage.DigestedOffset);
        _runningBytes = length;
        return isRead ? assembly : null;
    }

    /// <summary>The image that was to run cannot be loaded. For the loader.</summary>
    internal void Reject()
    {
        if (_state[TrialOffset] == _runningSlot)
        {
            // What ran before is loaded into a heap that has nothing of this one.
            EndTrial();
            Save();
            _medium.Restart(true);
        }

        _runningSlot = 0;
        _runningBytes = 0;
        Version = _linkedVersion;
    }

    private void EndTrial()
    {
        _state[TrialOffset] = 0;
        _state[FailedOffset] = 1;
    }

    /// <summary>Keeps the state; false if what is kept is another one, which counts then.</summary>
    private bool Save()
    {
        if (_storage.Write(StateKey, _state, 0, StateBytes))
        {
            return true;
        }

        Load();
        return false;
    }

    private void Load()
    {
        if (_storage.Read(StateKey, _state, 0, StateBytes) != StateBytes
            || !Bytes.Equal(
                _state, VersionOffset, _newState, VersionOffset, FirmwareImage.VersionBytes))
        {
            Array.Copy(_newState, 0, _state, 0, StateBytes);
        }
    }
}
