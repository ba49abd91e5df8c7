// The data types and the multiplicity of resources: bits 20 to 24 of a resource row, and its sign
// (OMA LwM2M Core 1.1 appendix C).

namespace Lwm2m.Client;

/// <summary>
/// The data type and multiplicity of a resource row. A row is one <c>int</c>: the resource id in
/// bits 0 to 15, <see cref="Operations"/> in 16 to 18, the type in 20 to 23, streamed in 24,
/// multiple in 31, the sign:
/// <c>5700 | Operations.Read | ResourceType.Float</c>.
/// </summary>
public static class ResourceType
{
    /// <summary>No value: an executable resource.</summary>
    public const int None = 0;

    /// <summary>True or false.</summary>
    public const int Boolean = TypeNumber.Boolean << TypeShift;

    /// <summary>An object id and an instance id.</summary>
    public const int ObjectLink = TypeNumber.ObjectLink << TypeShift;

    /// <summary>Signed integer of 8, 16, 32 or 64 bits.</summary>
    public const int Integer = TypeNumber.Integer << TypeShift;

    /// <summary>Unsigned integer; this client holds up to 63 bits.</summary>
    public const int Unsigned = TypeNumber.Unsigned << TypeShift;

    /// <summary>Seconds since 1970-01-01 00:00:00 UTC.</summary>
    public const int Time = TypeNumber.Time << TypeShift;

    /// <summary>Floating-point number of 32 or 64 bits.</summary>
    public const int Float = TypeNumber.Float << TypeShift;

    /// <summary>UTF-8 text.</summary>
    public const int String = TypeNumber.String << TypeShift;

    /// <summary>Bytes.</summary>
    public const int Opaque = TypeNumber.Opaque << TypeShift;

    /// <summary>The resource has instances: the row is negative.</summary>
    public const int Multiple = int.MinValue;

    /// <summary>
    /// The value, an Opaque, is too large to be held: it is written in parts, as it comes in
    /// (<c>Lwm2mObject.WriteChunk</c>), and only by a Write to the resource itself.
    /// </summary>
    public const int Streamed = 1 << 24;

    /// <summary>How far a type is shifted in a row.</summary>
    internal const int TypeShift = 20;

    /// <summary>The bits of a row that hold the type.</summary>
    public const int TypeMask = 15 << TypeShift;

    /// <summary>The bits of a row that hold the resource id: <c>(ushort)row</c> is short for it.
    /// </summary>
    public const int IdMask = 0xFFFF;

    /// <summary>Whether a row's value is a number, to which gt, lt and st apply.</summary>
    internal static bool IsNumeric(int row)
    {
        int type = TypeOf(row);
        return type >= TypeNumber.Integer && type < TypeNumber.String;
    }

    /// <summary>Whether a row's value is a String or an Opaque.</summary>
    internal static bool IsBytes(int row)
    {
        return TypeOf(row) > TypeNumber.Float;
    }

    /// <summary>The type of a row's value, a <see cref="TypeNumber"/>.</summary>
    internal static int TypeOf(int row)
    {
        return (row >> TypeShift) & 15;
    }
}
