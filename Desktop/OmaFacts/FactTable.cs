// The committed table of facts: tab-separated lines, an object's line followed by its resources'.
//
//   object    id  version  instances  presence  name
//   resource  id  operations  type  instances  presence  range  units  name
//
// What is empty is a dash. The table is embedded, so that tests need no other file.

using System.Globalization;

namespace OmaFacts;

/// <summary>The facts about every object and version known.</summary>
public sealed class FactTable
{
    private const string Comment =
        "# Facts of the OMA LwM2M object definitions (OpenMobileAlliance/lwm2m-registry, "
        + "BSD-3-Clause).\n"
        + "# Generated: dotnet run --project Desktop/OmaFacts -- <folder of the definitions>\n";

    /// <summary>Creates a table, in the order of ids and versions.</summary>
    /// <exception cref="FormatException">Two definitions contradict each other.</exception>
    public FactTable(IEnumerable<ObjectFacts> objects)
    {
        var all = new List<ObjectFacts>();
        foreach (ObjectFacts facts in objects.OrderBy(o => o.Id).ThenBy(o => o.Version))
        {
            // The registry's unversioned file repeats the newest version.
            if (all.Count > 0 && all[^1].Id == facts.Id && all[^1].Version == facts.Version)
            {
                if (!all[^1].SameAs(facts))
                {
                    throw new FormatException(
                        $"Two definitions of object {facts.Id} version {facts.Version} differ.");
                }

                continue;
            }

            all.Add(facts);
        }

        Objects = all;
    }

    /// <summary>Every object and version.</summary>
    public IReadOnlyList<ObjectFacts> Objects { get; }

    /// <summary>The committed table.</summary>
    public static FactTable Load()
    {
        using Stream stream = typeof(FactTable).Assembly
            .GetManifestResourceStream("OmaFacts.tsv")!;
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Reads a table as <see cref="Write"/> leaves it.</summary>
    /// <exception cref="FormatException">A line is not of the form.</exception>
    public static FactTable Read(TextReader reader)
    {
        var objects = new List<ObjectFacts>();
        var resources = new List<ResourceFacts>();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = [.. line.Split('\t').Select(c => c == "-" ? "" : c)];
            switch (cells)
            {
                case ["object", var id, var version, var instances, var presence, var name]:
                    resources = [];
                    objects.Add(new ObjectFacts(Number(id), Version.Parse(version), name,
                        IsMultiple(instances), IsMandatory(presence), resources));
                    break;
                case ["resource", var id, var operations, var type, var instances, var presence,
                    var range, var units, var name] when objects.Count > 0:
                    resources.Add(new ResourceFacts(Number(id), name, Operations(operations),
                        type.Length == 0 ? FactType.None : Enum.Parse<FactType>(type),
                        IsMultiple(instances), IsMandatory(presence), range, units));
                    break;
                case [var text] when text.Length == 0 || text[0] == '#':
                    break;
                default:
                    throw new FormatException($"Not a line of facts: '{line}'.");
            }
        }

        return new FactTable(objects);
    }

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter writer)
    {
        writer.Write(Comment);
        foreach (ObjectFacts o in Objects)
        {
            writer.Write('\n');
            Line(writer, "object", Text(o.Id), o.Version.ToString(),
                Instances(o.Multiple), Presence(o.Mandatory), o.Name);
            foreach (ResourceFacts r in o.Resources)
            {
                Line(writer, "resource", Text(r.Id), Text(r.Operations),
                    r.Type == FactType.None ? "" : r.Type.ToString(),
                    Instances(r.Multiple), Presence(r.Mandatory), r.Range, r.Units, r.Name);
            }
        }
    }

    /// <summary>One version of an object.</summary>
    /// <exception cref="KeyNotFoundException">The table does not have it.</exception>
    public ObjectFacts Get(int objectId, string version) =>
        Objects.FirstOrDefault(o => o.Id == objectId && o.Version == Version.Parse(version))
        ?? throw new KeyNotFoundException($"No facts about object {objectId} {version}.");

    /// <summary>The resources of one version of an object.</summary>
    /// <exception cref="KeyNotFoundException">The table does not have it.</exception>
    public IReadOnlyList<ResourceFacts> Resources(int objectId, string version) =>
        Get(objectId, version).Resources;

    private static void Line(TextWriter writer, params string[] cells)
    {
        writer.Write(string.Join('\t', cells.Select(c => c.Length == 0 ? "-" : c)));
        writer.Write('\n');
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(FactOperations operations) =>
        (operations.HasFlag(FactOperations.Read) ? "R" : "")
        + (operations.HasFlag(FactOperations.Write) ? "W" : "")
        + (operations.HasFlag(FactOperations.Execute) ? "E" : "");

    private static string Instances(bool multiple) => multiple ? "Multiple" : "Single";

    private static string Presence(bool mandatory) => mandatory ? "Mandatory" : "Optional";

    private static int Number(string text) =>
        int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsMultiple(string text) => Choice(text, "Multiple", "Single");

    private static bool IsMandatory(string text) => Choice(text, "Mandatory", "Optional");

    private static bool Choice(string text, string yes, string no) => text == yes
        || (text == no ? false : throw new FormatException($"'{text}' is not {yes} or {no}."));

    private static FactOperations Operations(string text)
    {
        var operations = FactOperations.None;
        foreach (char c in text)
        {
            operations |= c switch
            {
                'R' => FactOperations.Read,
                'W' => FactOperations.Write,
                'E' => FactOperations.Execute,
                _ => throw new FormatException($"'{text}' are not operations."),
            };
        }

        return operations;
    }
}
