// The plain text format of single resources (OMA LwM2M 1.1 Core §7.4.1 and appendix C):
// decimal numbers, "0" and "1", base64 for opaque, "object:instance" for links.

using System.Globalization;
using System.Text;

namespace Lwm2m.DevServer.Content;

/// <summary>Reads and writes values as plain text.</summary>
public static class TextValue
{
    private const NumberStyles IntegerStyle = NumberStyles.AllowLeadingSign;

    private const NumberStyles FloatStyle = NumberStyles.AllowLeadingSign
        | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>UTF-8 bytes of a text.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>An integer or a time.</summary>
    public static byte[] Encode(long value) =>
        Encode(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A floating point number.</summary>
    public static byte[] Encode(double value) =>
        Encode(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A boolean.</summary>
    public static byte[] Encode(bool value) => Encode(value ? "1" : "0");

    /// <summary>An opaque value in base64.</summary>
    public static byte[] EncodeOpaque(ReadOnlySpan<byte> value) =>
        Encode(Convert.ToBase64String(value));

    /// <summary>Reads an integer or a time.</summary>
    public static bool TryGetInteger(ReadOnlySpan<byte> payload, out long value) =>
        long.TryParse(payload, IntegerStyle, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads a floating point number.</summary>
    public static bool TryGetDouble(ReadOnlySpan<byte> payload, out double value) =>
        double.TryParse(payload, FloatStyle, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads a boolean.</summary>
    public static bool TryGetBoolean(ReadOnlySpan<byte> payload, out bool value)
    {
        value = payload.SequenceEqual("1"u8);
        return value || payload.SequenceEqual("0"u8);
    }

    /// <summary>Reads an opaque value.</summary>
    public static bool TryGetOpaque(ReadOnlySpan<byte> payload, out byte[] value)
    {
        value = new byte[payload.Length];
        if (!Convert.TryFromBase64String(Encoding.UTF8.GetString(payload), value, out int length))
        {
            value = [];
            return false;
        }

        Array.Resize(ref value, length);
        return true;
    }

    /// <summary>Reads an object link.</summary>
    public static bool TryGetObjectLink(ReadOnlySpan<byte> payload, out ObjectLink value)
    {
        value = default;
        int colon = payload.IndexOf((byte)':');
        if (colon < 0
            || !ushort.TryParse(payload[..colon], NumberStyles.None, null, out ushort id)
            || !ushort.TryParse(payload[(colon + 1)..], NumberStyles.None, null, out ushort inst))
        {
            return false;
        }

        value = new ObjectLink(id, inst);
        return true;
    }
}
