// A value as it is typed on the page, with the type that the definition says or that was chosen.

using System.Globalization;
using Lwm2m.DevServer.Content;
using OmaFacts;

namespace Lwm2m.DevServer.Web;

/// <summary>Reads typed values.</summary>
internal static class TypedValue
{
    private const NumberStyles FloatStyle = NumberStyles.AllowLeadingSign
        | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The value; false, with one sentence, when the text is none of the type.</summary>
    internal static bool TryParse(
        string type, string text, out ContentValue value, out string? error)
    {
        value = default;
        if (!Enum.TryParse(type, out FactType known) || known == FactType.None
            || !Enum.IsDefined(known))
        {
            error = $"'{type}' is not a type of LwM2M.";
            return false;
        }

        CultureInfo culture = CultureInfo.InvariantCulture;
        string trimmed = text.Trim();
        switch (known)
        {
            case FactType.Integer or FactType.UnsignedInteger:
                error = long.TryParse(trimmed, NumberStyles.AllowLeadingSign, culture,
                    out long integer) && (integer >= 0 || known == FactType.Integer)
                        ? null
                        : $"'{text}' is not a whole number"
                            + $"{(known == FactType.Integer ? string.Empty : " from 0 on")}.";
                value = integer;
                break;
            case FactType.Float:
                error = double.TryParse(trimmed, FloatStyle, culture, out double number)
                    && double.IsFinite(number) ? null : $"'{text}' is not a number.";
                value = number;
                break;
            case FactType.Boolean:
                error = bool.TryParse(trimmed, out bool boolean) || trimmed is "0" or "1"
                    ? null
                    : $"'{text}' is neither true nor false.";
                value = boolean || trimmed == "1";
                break;
            case FactType.Time:
                error = TryParseTime(trimmed, out long seconds) ? null
                    : $"'{text}' is not a time; 2026-01-31T12:00:00Z is one, and so is a number "
                        + "of seconds since 1970.";
                value = seconds;
                break;
            case FactType.Opaque:
                error = TryParseHex(trimmed, out byte[] bytes) ? null
                    : $"'{text}' are not bytes in hexadecimal, two digits each.";
                value = bytes;
                break;
            case FactType.Objlnk:
                error = TextValue.TryGetObjectLink(TextValue.Encode(trimmed), out ObjectLink link)
                    ? null
                    : $"'{text}' is not a link to an object instance; 3:0 is one.";
                value = link;
                break;
            default:
                error = null;
                value = text;
                break;
        }

        return error is null;
    }

    private static bool TryParseTime(string text, out long seconds)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out seconds))
        {
            return true;
        }

        bool isTime = DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time);
        seconds = isTime ? time.ToUnixTimeSeconds() : 0;
        return isTime;
    }

    private static bool TryParseHex(string text, out byte[] bytes)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? text[2..]
            : text;
        digits = digits.Replace(" ", string.Empty, StringComparison.Ordinal);
        bool isHex = digits.Length % 2 == 0
            && digits.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
        bytes = isHex ? Convert.FromHexString(digits) : [];
        return isHex;
    }
}
