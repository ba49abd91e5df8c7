// Values as they are typed on the console: 20 is an integer, 20.5 a floating point number, true a
// boolean, anything else, or anything in quotes, a text.

using System.Globalization;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Tool;

/// <summary>Parses what follows the endpoint and the path of a command.</summary>
internal static class CommandValues
{
    /// <summary>A value.</summary>
    internal static ContentValue ParseValue(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out long integer) ? integer
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number) ? number
        : bool.TryParse(text, out bool boolean) ? boolean
        : text is ['"', .. var quoted, '"'] ? quoted
        : (ContentValue)text;

    /// <summary>Records of "ID=VALUE ID=VALUE"; names are put behind a path. Null when that is not
    /// what it is.</summary>
    internal static List<SenmlRecord>? ParseRecords(string behind, string? text)
    {
        var records = new List<SenmlRecord>();
        foreach (string part in Words(text))
        {
            int equals = part.IndexOf('=');
            string path = equals < 0 ? string.Empty : behind + part[..equals];
            if (!new Link(path, []).TryGetIds(out _))
            {
                return null;
            }

            records.Add(new SenmlRecord(path, ParseValue(part[(equals + 1)..])));
        }

        return records;
    }

    /// <summary>The words of a text; none of none.</summary>
    internal static string[] Words(string? text) =>
        (text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
