// Texts inside the packed state of an object: a byte with the length, then the UTF-8 bytes. Many
// texts share one array, for each array of its own would cost 20 bytes of heap and a field 12.

using System;
using Lwm2m.Client.Content;

namespace Lwm2m.Client.Objects;

/// <summary>Stores and writes a text that is packed into an array.</summary>
internal static class TextSlot
{
    /// <summary>The length byte.</summary>
    public const int OverheadBytes = 1;

    /// <summary>Replaces a text; the caller has checked that there is room.</summary>
    public static void Store(byte[] slots, int at, byte[] utf8, int offset, int length)
    {
        slots[at] = (byte)length;
        Array.Copy(utf8, offset, slots, at + OverheadBytes, length);
    }

    /// <summary>Gives a text to a writer.</summary>
    public static Status Read(byte[] slots, int at, ContentWriter writer)
    {
        writer.WriteString(slots, at + OverheadBytes, slots[at]);
        return Status.Success;
    }
}
