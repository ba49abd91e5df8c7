// Images that only look like assemblies, and flash whose power can go in each operation.

using FirmwarePacker;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Esp32;

namespace Lwm2m.Client.DesktopTests.Esp32;

/// <summary>The board restarts.</summary>
internal sealed class RestartException : Exception;

/// <summary>Makes images.</summary>
internal static class FirmwareImages
{
    internal static byte[] Assembly(int seed, int length = 10_000) =>
        Placeholder.Make(length, seed);

    internal static byte[] Image(int seed, int length = 10_000) =>
        Package.Make(Assembly(seed, length), $"1.{seed}");
}

/// <summary>Two files on flash; each operation that changes something is a step.</summary>
internal sealed class FlashModel(Power power) : ISlotMedium
{
    private readonly byte[]?[] _files = new byte[3][];
    private byte[]? _open;
    private int _openSlot;

    /// <summary>What becomes of the operation in which the power goes.</summary>
    public CutWrite Cut { get; set; }

    /// <summary>Operations to go until one fails; 0 for none.</summary>
    public int FailsIn { get; set; }

    /// <summary>Bytes of all files together.</summary>
    public int Capacity { get; set; } = 200_000;

    public int FreeHeap { get; set; } = 80_000;

    public int Restarts { get; private set; }

    /// <summary>Whether the latest restart was not to wait for what is still to be sent.</summary>
    public bool WasAtOnce { get; private set; }

    /// <summary>Whether a restart ends the program.</summary>
    public bool RestartThrows { get; set; } = true;

    public byte[]? this[int slot]
    {
        get => _files[slot];
        set => _files[slot] = value;
    }

    /// <summary>What was not committed is lost.</summary>
    public void PowerOff()
    {
        _open = null;
        _openSlot = 0;
    }

    public int GetLength(int slot) => Content(slot).Length;

    public bool Append(int slot, byte[] buffer, int offset, int length)
    {
        if (_openSlot != slot && !Commit())
        {
            return false;
        }

        byte[] content = Content(slot);
        if (Content(1).Length + Content(2).Length + length > Capacity)
        {
            return false;
        }

        return Step(
            () => (_open, _openSlot) = ([.. content, .. buffer[offset..(offset + length)]], slot));
    }

    public bool Commit()
    {
        int slot = _openSlot;
        byte[]? content = _open;
        if (slot == 0)
        {
            return true;
        }

        bool isDone = Step(() => _files[slot] = content);
        PowerOff();
        return isDone;
    }

    public bool Read(int slot, int position, byte[] buffer, int length)
    {
        byte[] content = Content(slot);
        if (position + length > content.Length)
        {
            return false;
        }

        Array.Copy(content, position, buffer, 0, length);
        return true;
    }

    public bool Delete(int slot)
    {
        PowerOff();
        return Step(() => _files[slot] = null);
    }

    public int GetFreeFlash() => Capacity - Content(1).Length - Content(2).Length;

    public int GetFreeHeap() => FreeHeap;

    public void Restart(bool isAtOnce)
    {
        Restarts++;
        WasAtOnce = isAtOnce;
        if (RestartThrows)
        {
            throw new RestartException();
        }
    }

    private byte[] Content(int slot) => (_openSlot == slot ? _open : _files[slot]) ?? [];

    private bool Step(Action change)
    {
        bool isCut = power.IsCut();
        bool fails = FailsIn > 0 && --FailsIn == 0;
        if (!(isCut || fails) || Cut == CutWrite.LeavesTheNew)
        {
            change();
        }

        return isCut ? throw new PowerCutException() : !fails;
    }
}

/// <summary>A board with flash and state: what outlives a restart.</summary>
internal sealed class FirmwareBoard
{
    internal FirmwareBoard()
    {
        Flash = new FlashModel(Power);
        State = new PowerCutStore(Power);
    }

    public Power Power { get; } = new();

    public FlashModel Flash { get; }

    public PowerCutStore State { get; }

    /// <summary>The version of the linked application.</summary>
    public string LinkedVersion { get; set; } = "1.0";

    /// <summary>The store that the last start has made.</summary>
    public FirmwareSlots Slots { get; private set; } = null!;

    /// <summary>What runs since: the assembly; null for the linked application.</summary>
    public byte[]? Running { get; private set; }

    /// <summary>Starts as the loader does.</summary>
    internal void Start()
    {
        Flash.PowerOff();
        Slots = new FirmwareSlots(Flash, new Copies(State), LinkedVersion, 40_000);
        Running = null;
        if (Slots.Start() != 0)
        {
            Running = Slots.ReadAssembly();
            if (Running is null)
            {
                Slots.Reject();
            }
        }
    }

    /// <summary>Starts until neither power nor a restart comes between.</summary>
    internal void StartAgain()
    {
        while (!Survives(Start))
        {
        }
    }

    /// <summary>False if the power goes or the board restarts.</summary>
    internal static bool Survives(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is PowerCutException or RestartException)
        {
            return false;
        }
    }
}
