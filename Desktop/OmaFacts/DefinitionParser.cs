// Reads one OMA object definition file (schema LWM2M.xsd, OMA LwM2M Core 1.1 Appendix D).

using System.Globalization;
using System.Xml.Linq;

namespace OmaFacts;

/// <summary>From a definition's XML to its facts.</summary>
public static class DefinitionParser
{
    /// <summary>Parses the definition of one object.</summary>
    /// <exception cref="FormatException">It is not what the schema promises.</exception>
    public static ObjectFacts Parse(XDocument document)
    {
        XElement definition = document.Root?.Element("Object")
            ?? throw new FormatException("There is no <Object>.");
        int id = Number(Text(definition, "ObjectID"));

        // The oldest definitions leave the version out.
        string version = definition.Element("ObjectVersion") is null
            ? "1.0"
            : Text(definition, "ObjectVersion");
        XElement resources = definition.Element("Resources")
            ?? throw new FormatException($"Object {id} has no <Resources>.");
        ResourceFacts[] all = [.. resources.Elements("Item").Select(Resource).OrderBy(r => r.Id)];
        if (all.Length == 0 || all.DistinctBy(r => r.Id).Count() != all.Length)
        {
            throw new FormatException($"Object {id} has no resource or has one twice.");
        }

        return new ObjectFacts(
            id,
            Version.Parse(version),
            Text(definition, "Name"),
            Multiple(definition),
            Mandatory(definition),
            all);
    }

    private static ResourceFacts Resource(XElement item)
    {
        string id = item.Attribute("ID")?.Value
            ?? throw new FormatException("An <Item> has no ID.");
        return new ResourceFacts(
            Number(id),
            Text(item, "Name"),
            Operations(Text(item, "Operations")),
            Type(Text(item, "Type")),
            Multiple(item),
            Mandatory(item),
            Text(item, "RangeEnumeration"),
            Text(item, "Units"));
    }

    private static bool Multiple(XElement parent) =>
        Choice(parent, "MultipleInstances", "Multiple", "Single");

    private static bool Mandatory(XElement parent) =>
        Choice(parent, "Mandatory", "Mandatory", "Optional");

    private static bool Choice(XElement parent, string name, string yes, string no)
    {
        string text = Text(parent, name);
        return text == yes || (text == no
            ? false
            : throw new FormatException($"<{name}> is '{text}'."));
    }

    private static FactOperations Operations(string text) => text switch
    {
        "" => FactOperations.None,
        "R" => FactOperations.Read,
        "W" => FactOperations.Write,
        "RW" => FactOperations.Read | FactOperations.Write,
        "E" => FactOperations.Execute,
        _ => throw new FormatException($"The operations are '{text}'."),
    };

    private static FactType Type(string text) => text switch
    {
        "" => FactType.None,
        "String" => FactType.String,
        "Integer" => FactType.Integer,
        "Unsigned Integer" => FactType.UnsignedInteger,
        "Float" => FactType.Float,
        "Boolean" => FactType.Boolean,
        "Opaque" => FactType.Opaque,
        "Time" => FactType.Time,
        "Objlnk" => FactType.Objlnk,
        "Corelnk" => FactType.Corelnk,
        _ => throw new FormatException($"The type is '{text}'."),
    };

    private static int Number(string text) =>
        int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    // White space in the definitions is layout: tabs, line breaks and doubled blanks.
    private static string Text(XElement parent, string name)
    {
        XElement element = parent.Element(name)
            ?? throw new FormatException($"<{parent.Name}> has no <{name}>.");
        return string.Join(' ', element.Value.Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries));
    }
}
