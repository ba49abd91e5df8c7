// The labels of SenML records: RFC 8428 §6, table 4, whose numbers CBOR uses, but 5 more, so that
// they start at 0; "vlo" of OMA LwM2M Core 1.1 §7.4.5. Those of the JSON of LwM2M 1.0 (§6.4.4)
// stand for the same.

namespace Lwm2m.Client.Content;

/// <summary>Labels of the members of a record.</summary>
internal static class SenmlLabel
{
    /// <summary>bv, which is -5 in CBOR.</summary>
    public const int BaseValue = 0;

    /// <summary>bu, and anything else that says nothing here.</summary>
    public const int Unknown = 1;

    /// <summary>bt.</summary>
    public const int BaseTime = 2;

    /// <summary>bn.</summary>
    public const int BaseName = 3;

    /// <summary>bver.</summary>
    public const int Version = 4;

    /// <summary>n.</summary>
    public const int Name = 5;

    /// <summary>v: a number.</summary>
    public const int Value = 7;

    /// <summary>vs.</summary>
    public const int StringValue = 8;

    /// <summary>vb; "bv" in LwM2M 1.0.</summary>
    public const int BooleanValue = 9;

    /// <summary>t.</summary>
    public const int Time = 11;

    /// <summary>vd; "sv" in LwM2M 1.0, a String or an Opaque.</summary>
    public const int DataValue = 13;

    /// <summary>vlo, a text in CBOR too; "ov" in LwM2M 1.0.</summary>
    public const int ObjectLink = 14;

    /// <summary>e of LwM2M 1.0: the list of records.</summary>
    public const int Records = 15;
}
