// Two copies of each slot on a medium that power cuts hit.

using Lwm2m.Client.Esp32;

namespace Lwm2m.Client.DesktopTests.Simulation;

/// <summary>What FileStorage is, without files.</summary>
internal sealed class Copies(PowerCutStore medium, int maxBytes = 64) : TwoSlotStorage(maxBytes)
{
    /// <summary>The medium.</summary>
    public PowerCutStore Medium => medium;

    protected override int ReadCopy(int copy, byte[] buffer) =>
        medium.Read(copy, buffer, 0, buffer.Length);

    protected override bool WriteCopy(int copy, byte[] buffer, int length) =>
        medium.Write(copy, buffer, 0, length);
}
