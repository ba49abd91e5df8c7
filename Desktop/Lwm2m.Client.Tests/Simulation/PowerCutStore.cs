// A session store that power cuts hit: before a write, in the middle of it, after it. What was cut
// short is damaged in one of the ways in which flash is; what was reported written stays.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>What a power cut leaves of a write.</summary>
public enum CutWrite
{
    /// <summary>The old content, whole.</summary>
    LeavesTheOld,

    /// <summary>Nothing.</summary>
    LeavesNothing,

    /// <summary>The first half of the new content.</summary>
    LeavesHalf,

    /// <summary>The first half of the new content and the second of the old.</summary>
    LeavesBoth,

    /// <summary>The new content, whole, but nobody learns that.</summary>
    LeavesTheNew,
}

/// <summary>The power is gone.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>The power of the device: each datagram has a step before it and one behind, each
/// operation of the store is one.</summary>
internal sealed class Power
{
    /// <summary>How many steps there have been.</summary>
    public int Steps { get; private set; }

    /// <summary>The step in which the power goes; 0 for never.</summary>
    public int CutAt { get; set; }

    public void Step()
    {
        if (IsCut())
        {
            throw new PowerCutException();
        }
    }

    /// <summary>Takes a step; whether the power goes in it.</summary>
    public bool IsCut() => ++Steps == CutAt;
}

/// <summary>One slot.</summary>
/// <param name="power">What the device runs on; null for a store by itself.</param>
internal sealed class PowerCutStore(Power? power = null) : IStorage
{
    private byte[]? _slot;

    /// <summary>Raised before the n-th write from now on; 0 for none.</summary>
    public int CutsAtWrite { get; set; }

    /// <summary>What the cut leaves.</summary>
    public CutWrite Cut { get; set; }

    /// <summary>Whether a write that is cut fails instead, while the program goes on.</summary>
    public bool FailsOnly { get; set; }

    /// <summary>How often the slot was written.</summary>
    public int Writes { get; private set; }

    /// <summary>What is there now.</summary>
    public byte[]? Content => _slot?.ToArray();

    /// <summary>Puts something there.</summary>
    public void Replace(byte[]? content) => _slot = content;

    public int Read(int serverId, byte[] buffer, int offset, int capacity)
    {
        power?.Step();
        if (_slot is null)
        {
            return -1;
        }

        int length = Math.Min(capacity, _slot.Length);
        Array.Copy(_slot, 0, buffer, offset, length);
        return length;
    }

    public bool Write(int serverId, byte[] buffer, int offset, int length)
    {
        byte[] content = buffer.AsSpan(offset, length).ToArray();
        bool isCut = power?.IsCut() == true;
        if (isCut || (CutsAtWrite > 0 && --CutsAtWrite == 0))
        {
            byte[] old = _slot ?? [];
            _slot = Cut switch
            {
                CutWrite.LeavesNothing => null,
                CutWrite.LeavesHalf => content[..(length / 2)],
                CutWrite.LeavesBoth when old.Length == length =>
                    [.. content[..(length / 2)], .. old[(length / 2)..]],
                CutWrite.LeavesTheNew => content,
                _ => _slot,
            };
            return FailsOnly && !isCut ? false : throw new PowerCutException();
        }

        Writes++;
        _slot = content;
        return true;
    }
}
