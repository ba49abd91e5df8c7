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

    /// <summary>Whether that step has been.</summary>
    public bool HasGone => CutAt > 0 && Steps >= CutAt;

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

/// <summary>Slots; the one of the first server's session has names of its own.</summary>
/// <param name="power">What the device runs on; null for a store by itself.</param>
internal sealed class PowerCutStore(Power? power = null) : IStorage
{
    private const int SessionKey = StorageKey.Session + 101;

    private readonly Dictionary<int, byte[]?> _slots = [];

    /// <summary>Raised before the n-th write from now on; 0 for none.</summary>
    public int CutsAtWrite { get; set; }

    /// <summary>What the cut leaves.</summary>
    public CutWrite Cut { get; set; }

    /// <summary>Whether a write that is cut fails instead, while the program goes on.</summary>
    public bool FailsOnly { get; set; }

    /// <summary>How often a slot was written.</summary>
    public int Writes { get; private set; }

    /// <summary>What is there now.</summary>
    public byte[]? Content => this[SessionKey];

    /// <summary>The keys of the slots that hold something.</summary>
    public int[] Keys => [.. _slots.Where(slot => slot.Value is not null).Select(s => s.Key)];

    /// <summary>What is in a slot; null for nothing.</summary>
    public byte[]? this[int key]
    {
        get => _slots.GetValueOrDefault(key)?.ToArray();
        set => _slots[key] = value;
    }

    /// <summary>Puts something there.</summary>
    public void Replace(byte[]? content) => this[SessionKey] = content;

    public int Read(int key, byte[] buffer, int offset, int capacity)
    {
        power?.Step();
        if (_slots.GetValueOrDefault(key) is not { } slot)
        {
            return -1;
        }

        int length = Math.Min(capacity, slot.Length);
        Array.Copy(slot, 0, buffer, offset, length);
        return length;
    }

    public bool Write(int key, byte[] buffer, int offset, int length)
    {
        byte[] content = buffer.AsSpan(offset, length).ToArray();
        bool isCut = power?.IsCut() == true;
        if (isCut || (CutsAtWrite > 0 && --CutsAtWrite == 0))
        {
            byte[]? slot = _slots.GetValueOrDefault(key);
            byte[] old = slot ?? [];
            _slots[key] = Cut switch
            {
                CutWrite.LeavesNothing => null,
                CutWrite.LeavesHalf => content[..(length / 2)],
                CutWrite.LeavesBoth when old.Length == length =>
                    [.. content[..(length / 2)], .. old[(length / 2)..]],
                CutWrite.LeavesTheNew => content,
                _ => slot,
            };
            return FailsOnly && !isCut ? false : throw new PowerCutException();
        }

        Writes++;
        _slots[key] = content;
        return true;
    }
}
