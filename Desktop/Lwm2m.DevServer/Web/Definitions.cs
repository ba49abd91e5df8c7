// The OMA object definitions as the page uses them: names for the tree, types for values whose
// format has none (TLV, plain text).

using OmaFacts;

namespace Lwm2m.DevServer.Web;

/// <summary>Finds definitions. Does not change, so any thread may use it.</summary>
internal sealed class Definitions
{
    private const int LastObjectOfCore = 7;

    private readonly ILookup<int, ObjectFacts> _objects;

    internal Definitions(FactTable table)
    {
        All = table.Objects;
        _objects = table.Objects.ToLookup(facts => facts.Id);
    }

    internal static Definitions Oma { get; } = new(FactTable.Load());

    internal IReadOnlyList<ObjectFacts> All { get; }

    /// <summary>The version of an object on a device. Those of the core specification have the
    /// version of LwM2M when none is stated, others 1.0 (OMA LwM2M 1.1 Core §7.2.2).</summary>
    internal static string VersionOf(Registration registration, int objectId) =>
        registration.Objects.GetValueOrDefault(objectId)
        ?? (objectId <= LastObjectOfCore ? registration.Version : "1.0");

    /// <summary>The definition of this version or of the newest one before it, or the oldest; null
    /// when the object is not known.</summary>
    internal ObjectFacts? Find(int objectId, string version)
    {
        ObjectFacts[] candidates = [.. _objects[objectId].OrderBy(facts => facts.Version)];
        return Version.TryParse(version, out Version? wanted)
            ? candidates.LastOrDefault(facts => facts.Version <= wanted)
                ?? candidates.FirstOrDefault()
            : candidates.LastOrDefault();
    }

    /// <summary>The type of a resource on a device; none when it is not known.</summary>
    internal FactType TypeOf(Registration registration, int objectId, int resourceId) =>
        Find(objectId, VersionOf(registration, objectId))?.Find(resourceId)?.Type
        ?? FactType.None;

    /// <summary>The name under which the page knows a definition.</summary>
    internal static string KeyOf(ObjectFacts facts) => $"{facts.Id}/{facts.Version}";
}
