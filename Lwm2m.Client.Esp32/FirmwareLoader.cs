// Starts the application: the one of the newest good slot, else the one that is linked.

using System;
using System.Reflection;

namespace Lwm2m.Client.Esp32;

/// <summary>
/// The fixed part of the firmware: with the class libraries it stays in the deployment region,
/// where code executes in place, and changes with the cable only.
/// </summary>
public static class FirmwareLoader
{
    /// <summary>
    /// Loads the assembly that is to run and calls its entry: <c>public static void
    /// Run(FirmwareSlots slots)</c>. What that throws comes through; a restart is then the way
    /// on, it counts as a failed start of an image that is not yet confirmed.
    /// </summary>
    /// <param name="slots">The slots; they have not been started yet.</param>
    /// <param name="entryType">The full name of the public class with the entry.</param>
    /// <returns>False if there is no image to run: the linked application is to.</returns>
    public static bool TryRun(FirmwareSlots slots, string entryType)
    {
        if (slots.Start() == 0)
        {
            return false;
        }

        MethodInfo entry = FindEntry(slots, entryType);
        if (entry is null)
        {
            slots.Reject();
            return false;
        }

        entry.Invoke(null, new object[] { slots });
        return true;
    }

    /// <summary>The entry; null if the image is damaged, there is no room on the heap for it, or
    /// it needs a library that is not there in its version.</summary>
    private static MethodInfo FindEntry(FirmwareSlots slots, string entryType)
    {
        try
        {
            byte[] image = slots.ReadAssembly();
            return image == null ? null : Assembly.Load(image).GetType(entryType).GetMethod("Run");
        }
        catch (Exception)
        {
            return null;
        }
    }
}
