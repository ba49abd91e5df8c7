// A record of a SenML pack, resolved (RFC 8428 §4.6), and the fields from which it is resolved.
// Both representations of SenML fill in the same fields, so their rules are here once.

using System.Globalization;

namespace Lwm2m.DevServer.Content;

/// <summary>A record: a path, its value and perhaps a time.</summary>
/// <param name="Path">Base name and name, "/3/0/9"; "/" for the root.</param>
/// <param name="Value">The value, or none in the request of a Read-Composite.</param>
/// <param name="Time">The sum of base time and time as it was stated, or null: from 2^28 on
/// seconds since 1970, below relative to now (RFC 8428 §4.5.3).</param>
public sealed record SenmlRecord(string Path, ContentValue Value = default, double? Time = null)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string text = Value.Kind == ValueKind.None ? Path : $"{Path}: {Value}";
        return Time is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"{text} @{time:R}")
            : text;
    }
}

/// <summary>The fields of one record as they stand (RFC 8428 §4.1-4.2).</summary>
internal sealed class SenmlFields
{
    // RFC 8428 §4.4.
    private const long SupportedVersion = 10;

    private readonly Dictionary<string, ContentValue> _fields = [];

    internal string? BaseName => Find("bn")?.Text;

    internal double? BaseTime => Find("bt")?.Number;

    internal double? BaseValue => Find("bv")?.Number;

    internal string Name => Find("n")?.Text ?? string.Empty;

    internal double? Time => Find("t")?.Number;

    internal ContentValue Value { get; private set; }

    /// <summary>Takes a field; returns what is wrong with it, or null.</summary>
    internal string? Set(string label, ContentValue value)
    {
        bool isNumber = value.Kind is ValueKind.Integer or ValueKind.Float;
        bool isFitting = label switch
        {
            "bver" => value.Kind == ValueKind.Integer
                && value.Integer is > 0 and <= SupportedVersion,
            "bn" or "bu" or "n" or "u" or "vs" => value.Kind == ValueKind.Text,
            "bt" or "bv" or "bs" or "v" or "s" or "t" or "ut" => isNumber,
            "vb" => value.Kind == ValueKind.Boolean,
            "vd" => value.Kind == ValueKind.Opaque,
            "vlo" => value.Kind == ValueKind.ObjectLink,

            // §4.4: a label that ends so must be understood.
            _ => !label.EndsWith('_'),
        };
        if (!isFitting)
        {
            return $"{label} cannot be {value}";
        }

        if (!_fields.TryAdd(label, value))
        {
            return $"{label} twice in a record";
        }

        if (label is "v" or "vs" or "vb" or "vd" or "vlo")
        {
            if (Value.Kind != ValueKind.None)
            {
                return "two values in a record";
            }

            Value = value;
        }

        return null;
    }

    private ContentValue? Find(string label) =>
        _fields.TryGetValue(label, out ContentValue value) ? value : default(ContentValue?);
}

/// <summary>Resolves records: bases go on from the record that states them.</summary>
internal static class SenmlResolution
{
    internal static string? TryResolve(
        IEnumerable<SenmlFields> fields, List<SenmlRecord> records)
    {
        string baseName = string.Empty;
        double? baseTime = null;
        double? baseValue = null;
        foreach (SenmlFields record in fields)
        {
            baseName = record.BaseName ?? baseName;
            baseTime = record.BaseTime ?? baseTime;
            baseValue = record.BaseValue ?? baseValue;
            string path = baseName + record.Name;
            if (path != "/" && !new Link(path, []).TryGetIds(out _))
            {
                return $"'{path}' is not a path";
            }

            ContentValue value = record.Value;
            if (baseValue is { } offset && value.Kind is ValueKind.Integer or ValueKind.Float)
            {
                value = offset + value.Number;
            }

            double? time = baseTime is null && record.Time is null
                ? null
                : (baseTime ?? 0) + (record.Time ?? 0);
            records.Add(new SenmlRecord(path, value, time));
        }

        return null;
    }

    /// <summary>The name of a record below a base name.</summary>
    internal static string NameBelow(string baseName, SenmlRecord record) =>
        record.Path.StartsWith(baseName, StringComparison.Ordinal)
            ? record.Path[baseName.Length..]
            : throw new ArgumentException($"{record.Path} is not below {baseName}.");
}
