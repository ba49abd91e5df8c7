// The content formats of LwM2M: IANA "CoAP Content-Formats" registry; OMA LwM2M Core 1.1 §7.4.

namespace Lwm2m.Client.Content;

/// <summary>Numbers of the CoAP Content-Format and Accept options.</summary>
public static class ContentFormat
{
    /// <summary>No Content-Format or Accept option.</summary>
    public const int None = -1;

    /// <summary>Plain text, one value (OMA LwM2M Core 1.1 §7.4.1).</summary>
    public const int Text = 0;

    /// <summary>application/link-format (RFC 6690): Discover and registration.</summary>
    public const int LinkFormat = 40;

    /// <summary>Opaque, one value of bytes (OMA LwM2M Core 1.1 §7.4.2).</summary>
    public const int Opaque = 42;

    /// <summary>CBOR, one value (OMA LwM2M Core 1.1 §7.4.3).</summary>
    public const int Cbor = 60;

    /// <summary>SenML JSON (RFC 8428).</summary>
    public const int SenmlJson = 110;

    /// <summary>SenML CBOR (RFC 8428).</summary>
    public const int SenmlCbor = 112;

    /// <summary>OMA TLV (OMA LwM2M Core 1.1 §7.4.4).</summary>
    public const int Tlv = 11542;

    /// <summary>The JSON of LwM2M 1.0 (OMA LwM2M 1.0 §6.4.4).</summary>
    public const int OmaJson = 11543;

    /// <summary>Whether an Opaque stands as it is in a format that objects can be written in.
    /// </summary>
    internal static bool IsBinary(int format)
    {
        return format == Opaque || format == Cbor || format == SenmlCbor || format == Tlv;
    }

    /// <summary>Whether a format is one of those of composite operations.</summary>
    internal static bool IsSenml(int format)
    {
        return format == SenmlJson || format == SenmlCbor;
    }
}
