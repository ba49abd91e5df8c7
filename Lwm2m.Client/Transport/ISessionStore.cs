// Where the state of secure sessions outlives a deep sleep or a restart.

namespace Lwm2m.Client.Transport;

/// <summary>
/// Keeps one small slot of bytes for each server. A slot holds keys: keep it in the internal flash
/// of the chip, encrypted if the chip can, or in memory that only a power cut clears; never on
/// removable media and never in a backup.
/// </summary>
/// <remarks>
/// What <see cref="Write"/> has returned true for must be what <see cref="Read"/> gives from then
/// on, even after a power cut; a slot whose writing was cut short may be anything, the client
/// notices. No medium that puts back an older content may be used: the client would use keys with
/// counters that have been used before. Nothing of it throws.
/// </remarks>
public interface ISessionStore
{
    /// <summary>Reads the slot of a server.</summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="capacity">How many there is room for.</param>
    /// <returns>The length of the slot, or -1 if there is none.</returns>
    int Read(int serverId, byte[] buffer, int offset, int capacity);

    /// <summary>Replaces the slot of a server.</summary>
    /// <param name="serverId">The Short Server ID.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are, up to <see cref="Limits.SessionSlotBytes"/>.
    /// </param>
    /// <returns>True once they would outlive a power cut.</returns>
    bool Write(int serverId, byte[] buffer, int offset, int length);
}
