// What a table of rows says otherwise than the definition of the object.

using OmaFacts;

namespace Lwm2m.Client.DesktopTests.Objects;

internal static class FactsComparer
{
    private const int UsedBits = ResourceType.IdMask | Operations.ReadWrite | Operations.Execute
        | ResourceType.TypeMask | ResourceType.Multiple | ResourceType.Streamed;

    /// <summary>The differences, one sentence each.</summary>
    internal static List<string> Compare(int[] rows, ObjectFacts facts)
    {
        var differences = new List<string>();
        int previous = -1;
        foreach (int row in rows)
        {
            int id = row & ResourceType.IdMask;
            if (id <= previous)
            {
                differences.Add($"/{facts.Id}/x/{id}: does not ascend");
            }

            previous = id;
            if (facts.Find(id) is { } resource)
            {
                CompareRow(row, resource, $"/{facts.Id}/x/{id}", differences);
            }
            else
            {
                differences.Add($"/{facts.Id}/x/{id}: not in version {facts.Version}");
            }
        }

        foreach (ResourceFacts resource in facts.Resources.Where(r => r.Mandatory))
        {
            if (!rows.Any(r => (r & ResourceType.IdMask) == resource.Id))
            {
                differences.Add($"/{facts.Id}/x/{resource.Id}: mandatory and missing");
            }
        }

        return differences;
    }

    private static void CompareRow(
        int row, ResourceFacts resource, string path, List<string> differences)
    {
        int operations = row & (Operations.ReadWrite | Operations.Execute);
        if (operations != OperationsOf(resource))
        {
            differences.Add($"{path}: operations are {resource.Operations}");
        }

        if ((row & ResourceType.TypeMask) != TypeOf(resource))
        {
            differences.Add($"{path}: type is {resource.Type}");
        }

        if (((row & ResourceType.Multiple) != 0) != resource.Multiple)
        {
            differences.Add($"{path}: multiple is {resource.Multiple}");
        }

        if ((row & ResourceType.Streamed) != 0
            && (operations != Operations.Write || TypeOf(resource) != ResourceType.Opaque))
        {
            differences.Add($"{path}: only bytes that are written are streamed");
        }

        if ((row & ~UsedBits) != 0)
        {
            differences.Add($"{path}: bits that mean nothing");
        }
    }

    private static int OperationsOf(ResourceFacts resource) =>
        (resource.Operations.HasFlag(FactOperations.Read) ? Operations.Read : 0)
        | (resource.Operations.HasFlag(FactOperations.Write) ? Operations.Write : 0)
        | (resource.Operations.HasFlag(FactOperations.Execute) ? Operations.Execute : 0);

    private static int TypeOf(ResourceFacts resource) => resource.Type switch
    {
        FactType.None => ResourceType.None,
        FactType.String => ResourceType.String,
        FactType.Integer => ResourceType.Integer,
        FactType.UnsignedInteger => ResourceType.Unsigned,
        FactType.Float => ResourceType.Float,
        FactType.Boolean => ResourceType.Boolean,
        FactType.Opaque => ResourceType.Opaque,
        FactType.Time => ResourceType.Time,
        FactType.Objlnk => ResourceType.ObjectLink,
        _ => throw new NotSupportedException($"{resource.Type} has no row type."),
    };
}
