// What an OMA object definition states about an object and its resources, as far as a client can
// contradict it (OMA LwM2M Core 1.1 Appendix D: the object template).

namespace OmaFacts;

/// <summary>What a server may do with a resource; none of it if bootstrap only.</summary>
[Flags]
public enum FactOperations
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
}

/// <summary>The data types of OMA LwM2M Core 1.1 Appendix C.</summary>
public enum FactType
{
    /// <summary>No type: the resource is executable.</summary>
    None,
    String,
    Integer,
    UnsignedInteger,
    Float,
    Boolean,
    Opaque,
    Time,
    Objlnk,
    Corelnk,
}

/// <summary>One resource of one version of an object.</summary>
/// <param name="Id">The resource id.</param>
/// <param name="Name">The name in the definition.</param>
/// <param name="Operations">What a server may do with it.</param>
/// <param name="Type">The data type.</param>
/// <param name="Multiple">Whether it has resource instances.</param>
/// <param name="Mandatory">Whether every instance has it.</param>
/// <param name="Range">The range or enumeration as the definition words it, or nothing.</param>
/// <param name="Units">The units, or nothing.</param>
public sealed record ResourceFacts(
    int Id,
    string Name,
    FactOperations Operations,
    FactType Type,
    bool Multiple,
    bool Mandatory,
    string Range,
    string Units);

/// <summary>One version of an object.</summary>
/// <param name="Id">The object id.</param>
/// <param name="Version">The object version, as in 1.0.</param>
/// <param name="Name">The name in the definition.</param>
/// <param name="Multiple">Whether it may have several instances.</param>
/// <param name="Mandatory">Whether every client has it.</param>
/// <param name="Resources">The resources in the order of their ids.</param>
public sealed record ObjectFacts(
    int Id,
    Version Version,
    string Name,
    bool Multiple,
    bool Mandatory,
    IReadOnlyList<ResourceFacts> Resources)
{
    /// <summary>The resource with this id, or null.</summary>
    public ResourceFacts? Find(int resourceId) =>
        Resources.FirstOrDefault(r => r.Id == resourceId);

    /// <summary>Whether both state the same; a record would compare the lists' identity.</summary>
    public bool SameAs(ObjectFacts other) =>
        this with { Resources = other.Resources } == other
        && Resources.SequenceEqual(other.Resources);
}
