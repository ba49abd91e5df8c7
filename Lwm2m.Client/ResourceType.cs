// The data types and the multiplicity of resources: bits 20 to 25 of a resource row
// (OMA LwM2M Core 1.1 appendix C).

namespace Lwm2m.Client;

/// <summary>
/// The data type and multiplicity of a resource row. A row is one <c>int</c>: the resource id in
/// bits 0 to 15, <see cref="Operations"/> in 16 to 18, the type in 20 to 23, multiple in 24,
/// streamed in 25:
/// <c>5700 | Operations.Read | ResourceType.Float</c>.
/// </summary>
public static class ResourceType
{
    /// <summary>No value: an executable resource.</summary>
    public const int None = 0;

    /// <summary>True or false.</summary>
    public const int Boolean = 1 << 20;

    /// <summary>An object id and an instance id.</summary>
    public const int ObjectLink = 2 << 20;

    // What has an order, to which gt, lt and st apply: from here …

    /// <summary>Signed integer of 8, 16, 32 or 64 bits.</summary>
    public const int Integer = 3 << 20;

    /// <summary>Unsigned integer; this client holds up to 63 bits.</summary>
    public const int Unsigned = 4 << 20;

    /// <summary>Seconds since 1970-01-01 00:00:00 UTC.</summary>
    public const int Time = 5 << 20;

    /// <summary>Floating-point number of 32 or 64 bits.</summary>
    public const int Float = 6 << 20;

    // … to here. What is bytes comes last.

    /// <summary>UTF-8 text.</summary>
    public const int String = 7 << 20;

    /// <summary>Bytes.</summary>
    public const int Opaque = 8 << 20;

    /// <summary>The resource has instances.</summary>
    public const int Multiple = 1 << 24;

    /// <summary>
    /// The value, an Opaque, is too large to be held: it is written in parts, as it comes in
    /// (<c>Lwm2mObject.WriteChunk</c>), and only by a Write to the resource itself.
    /// </summary>
    public const int Streamed = 1 << 25;

    /// <summary>The bits of a row that hold the type.</summary>
    public const int TypeMask = 15 << 20;

    /// <summary>The bits of a row that hold the resource id: <c>(ushort)row</c> is short for it.
    /// </summary>
    public const int IdMask = 0xFFFF;

    /// <summary>Whether a row's value is a number, to which gt, lt and st apply.</summary>
    internal static bool IsNumeric(int row)
    {
        int type = row & TypeMask;
        return type >= Integer && type <= Float;
    }

    /// <summary>Whether a row's value is a String or an Opaque.</summary>
    internal static bool IsBytes(int row)
    {
        return (row & TypeMask) >= String;
    }
}
