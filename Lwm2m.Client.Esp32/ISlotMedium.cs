// What firmware slots are kept on, and the little of the board that they need.

namespace Lwm2m.Client.Esp32;

/// <summary>
/// Keeps two files of bytes, 1 and 2, each written from its start to its end. Nothing of it
/// throws. <see cref="FileSlotMedium"/> is the board's.
/// </summary>
public interface ISlotMedium
{
    /// <summary>How many bytes a file has; 0 if it is not there.</summary>
    /// <param name="slot">The file.</param>
    int GetLength(int slot);

    /// <summary>Adds bytes at the end of a file. They may be lost until they are committed.
    /// </summary>
    /// <param name="slot">The file; it is made if it is not there.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many they are.</param>
    /// <returns>False if there is no room for them, or the flash does not take them.</returns>
    bool Append(int slot, byte[] buffer, int offset, int length);

    /// <summary>Makes what was added outlive a power cut.</summary>
    /// <returns>True once it would.</returns>
    bool Commit();

    /// <summary>Reads from a file, also what is not committed.</summary>
    /// <param name="slot">The file.</param>
    /// <param name="position">Where to start in it.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="length">How many to read.</param>
    /// <returns>True if there were so many.</returns>
    bool Read(int slot, int position, byte[] buffer, int length);

    /// <summary>Removes a file.</summary>
    /// <param name="slot">The file.</param>
    /// <returns>True if it is not there any more.</returns>
    bool Delete(int slot);

    /// <summary>How many bytes of flash a file could take.</summary>
    int GetFreeFlash();

    /// <summary>How many bytes of heap one array could take.</summary>
    int GetFreeHeap();

    /// <summary>Restarts the board.</summary>
    /// <param name="isAtOnce">
    /// Whether on a device it does not return; otherwise it does so a moment later, and the client
    /// goes on until then: it answers the server, and notifies that the update has begun.
    /// </param>
    void Restart(bool isAtOnce);
}
