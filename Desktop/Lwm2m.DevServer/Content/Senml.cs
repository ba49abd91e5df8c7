// Records in whichever format states paths: SenML CBOR, SenML JSON or the JSON of LwM2M 1.0.

namespace Lwm2m.DevServer.Content;

/// <summary>Encodes and decodes records by the number of the format.</summary>
public static class Senml
{
    /// <summary>Decodes and resolves a payload; false, with the reason, when it is malformed or
    /// in a format without paths.</summary>
    public static bool TryDecode(int? format, ReadOnlyMemory<byte> payload,
        out List<SenmlRecord> records, out string? error)
    {
        switch (format)
        {
            case MediaType.SenmlCbor:
                return SenmlCbor.TryDecode(payload, out records, out error);
            case MediaType.SenmlJson:
                return SenmlJson.TryDecode(payload, out records, out error);
            case MediaType.Json:
                return OmaJson.TryDecode(payload, out records, out error);
            default:
                records = [];
                error = "not a format with paths";
                return false;
        }
    }

    /// <summary>Decodes and resolves a payload that is known to be well-formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static List<SenmlRecord> Decode(int? format, ReadOnlyMemory<byte> payload) =>
        TryDecode(format, payload, out List<SenmlRecord> records, out string? error)
            ? records
            : throw new FormatException($"Malformed records: {error}.");

    /// <summary>Encodes records; names are what follows the base name.</summary>
    public static byte[] Encode(
        int format, IReadOnlyList<SenmlRecord> records, string baseName = "") => format switch
    {
        MediaType.SenmlCbor => SenmlCbor.Encode(records, baseName),
        MediaType.SenmlJson => SenmlJson.Encode(records, baseName),
        MediaType.Json => OmaJson.Encode(records, baseName),
        _ => throw new ArgumentException("Not a format with paths.", nameof(format)),
    };

    /// <summary>Encodes paths without values, as a Read-Composite asks for them (OMA LwM2M 1.1
    /// Core §6.3.8).</summary>
    public static byte[] EncodePaths(int format, params IReadOnlyList<string> paths) =>
        Encode(format, [.. paths.Select(path => new SenmlRecord(path))]);
}
