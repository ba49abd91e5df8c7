// What outlives a deep sleep or a restart: the configuration, secure sessions, registrations.

namespace Lwm2m.Client.Transport;

/// <summary>
/// Keeps slots of bytes, each under a key. Some hold pre-shared and session keys: keep them in the
/// internal flash of the chip, encrypted if the chip can, or in memory that only a power cut
/// clears; never on removable media and never in a backup.
/// </summary>
/// <remarks>
/// What <see cref="Write"/> has returned true for must be what <see cref="Read"/> gives from then
/// on, even after a power cut; a slot whose writing was cut short may be anything, the client
/// notices. No medium that puts back an older content may be used: the client would use keys with
/// counters that have been used before. Nothing of it throws.
/// </remarks>
public interface IStorage
{
    /// <summary>Reads a slot.</summary>
    /// <param name="key">The key of the slot; see <see cref="StorageKey"/>.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="capacity">How many there is room for.</param>
    /// <returns>The length of the slot, or -1 if there is none.</returns>
    int Read(int key, byte[] buffer, int offset, int capacity);

    /// <summary>Replaces a slot.</summary>
    /// <param name="key">The key of the slot; see <see cref="StorageKey"/>.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are.</param>
    /// <returns>True once they would outlive a power cut.</returns>
    bool Write(int key, byte[] buffer, int offset, int length);
}

/// <summary>The keys of the slots of an <see cref="IStorage"/>.</summary>
public static class StorageKey
{
    /// <summary>The accounts and what belongs to them: objects 0, 1 and 2.</summary>
    public const int Configuration = 0;

    /// <summary>The secure session with a server; plus the Short Server ID, 1 to 65534.</summary>
    public const int Session = 0;

    /// <summary>The registration with a server, its observations and attributes; plus the Short
    /// Server ID.</summary>
    public const int Registration = 0x10000;
}
