// The labels of SenML records: RFC 8428 §6, table 4, whose numbers CBOR uses; "vlo" of OMA LwM2M
// Core 1.1 §7.4.5. Those of the JSON of LwM2M 1.0 (§6.4.4) stand for the same or are added.

namespace Lwm2m.Client.Content;

/// <summary>Labels of the members of a record.</summary>
internal static class SenmlLabel
{
    /// <summary>bv.</summary>
    public const int BaseValue = -5;

    /// <summary>bt.</summary>
    public const int BaseTime = -3;

    /// <summary>bn.</summary>
    public const int BaseName = -2;

    /// <summary>bver.</summary>
    public const int Version = -1;

    /// <summary>n.</summary>
    public const int Name = 0;

    /// <summary>v: a number.</summary>
    public const int Value = 2;

    /// <summary>vs.</summary>
    public const int StringValue = 3;

    /// <summary>vb; "bv" in LwM2M 1.0.</summary>
    public const int BooleanValue = 4;

    /// <summary>t.</summary>
    public const int Time = 6;

    /// <summary>vd.</summary>
    public const int DataValue = 8;

    /// <summary>vlo, a text in CBOR too; "ov" in LwM2M 1.0.</summary>
    public const int ObjectLink = 9;

    /// <summary>sv of LwM2M 1.0: a String or an Opaque.</summary>
    public const int StringOrData = 10;

    /// <summary>e of LwM2M 1.0: the list of records.</summary>
    public const int Records = 11;

    /// <summary>Anything else.</summary>
    public const int Unknown = 12;
}
