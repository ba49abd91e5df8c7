// CoAP Content-Formats that LwM2M uses (RFC 7252 §12.3, RFC 8428 §12.3, OMA LwM2M 1.1 Core
// §7.4).

namespace Lwm2m.DevServer.Content;

/// <summary>The registry of Content-Formats.</summary>
public static class MediaType
{
    /// <summary>text/plain (RFC 7252 §12.3).</summary>
    public const int Text = 0;

    /// <summary>application/link-format (RFC 6690 §7.4).</summary>
    public const int LinkFormat = 40;

    /// <summary>application/octet-stream (RFC 7252 §12.3).</summary>
    public const int Opaque = 42;

    /// <summary>application/cbor (RFC 8949 §9.3).</summary>
    public const int Cbor = 60;

    /// <summary>application/senml+json (RFC 8428 §12.3.1).</summary>
    public const int SenmlJson = 110;

    /// <summary>application/senml+cbor (RFC 8428 §12.3.2).</summary>
    public const int SenmlCbor = 112;

    /// <summary>application/vnd.oma.lwm2m+tlv (OMA LwM2M 1.1 Core §7.4.5).</summary>
    public const int Tlv = 11542;

    /// <summary>application/vnd.oma.lwm2m+json (OMA LwM2M 1.0 §6.4.4).</summary>
    public const int Json = 11543;

    private static readonly int[] s_all =
        [Text, LinkFormat, Opaque, Cbor, SenmlJson, SenmlCbor, Tlv, Json];

    /// <summary>The format with a short name, or null.</summary>
    public static int? Parse(string name)
    {
        foreach (int format in s_all)
        {
            if (NameOf(format) == name)
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>A short name, or the number.</summary>
    public static string NameOf(int format) => format switch
    {
        Text => "text",
        LinkFormat => "link-format",
        Opaque => "opaque",
        Cbor => "cbor",
        SenmlJson => "senml-json",
        SenmlCbor => "senml-cbor",
        Tlv => "tlv",
        Json => "json",
        _ => format.ToString(),
    };
}
