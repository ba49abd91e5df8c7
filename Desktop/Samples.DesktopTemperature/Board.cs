// What the device is but for its program: what it keeps over a restart, and how it starts.

using Lwm2m.Client.Esp32;

namespace Samples.DesktopTemperature;

/// <summary>A board in memory.</summary>
internal sealed class Board
{
    /// <summary>The version of the application that it was flashed with.</summary>
    public const string FlashedVersion = "1.0.0";

    private const int MaxAssemblyBytes = 512 * 1024;

    private readonly MemoryStorage _firmwareState = new();
    private int _slot;

    /// <summary>What the client keeps.</summary>
    public MemoryStorage Storage { get; } = new();

    /// <summary>The firmware images.</summary>
    public MemorySlots Flash { get; } = new();

    /// <summary>The image that runs; empty before the first update.</summary>
    public byte[] Firmware => _slot == 0 ? [] : Flash.Read(_slot);

    /// <summary>
    /// Starts, as <see cref="FirmwareLoader"/> does it on a board. But a PC cannot run what an
    /// image holds: it takes the version of it, and runs itself as that.
    /// </summary>
    public FirmwareSlots Start()
    {
        var slots = new FirmwareSlots(Flash, _firmwareState, FlashedVersion, MaxAssemblyBytes);
        _slot = slots.Start();
        if (_slot != 0 && slots.ReadAssembly() is null)
        {
            slots.Reject();
        }

        return slots;
    }
}
