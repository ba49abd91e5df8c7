// Something to update a device with that needs no build for the board.

using System.Buffers.Binary;
using Lwm2m.Client.Esp32;

namespace FirmwarePacker;

/// <summary>
/// Makes what only looks like an assembly: the sample on the PC takes it, a board that starts it
/// falls back to what ran before.
/// </summary>
public static class Placeholder
{
    /// <summary>The shortest one.</summary>
    public const int MinBytes = FirmwareImage.HeadBytes - FirmwareImage.HeaderBytes;

    private const int StringTableVersionOffset = 38;
    private const int LengthOffset = 100;

    /// <summary>The header of an assembly, and bytes that differ from seed to seed.</summary>
    public static byte[] Make(int length, int seed)
    {
        byte[] assembly = new byte[length];
        new Random(seed).NextBytes(assembly);
        assembly.AsSpan(0, MinBytes).Clear();
        "NFMRK1"u8.CopyTo(assembly);
        assembly[StringTableVersionOffset] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(assembly.AsSpan(LengthOffset), length);
        return assembly;
    }
}
