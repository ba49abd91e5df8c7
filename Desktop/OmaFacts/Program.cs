// Regenerates OmaFacts.tsv from a folder of OMA object definitions (*.xml).

using System.Xml;
using System.Xml.Linq;
using OmaFacts;

if (args.Length is 0 or > 2 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: OmaFacts <folder of OMA object definitions> [table]");
    return 2;
}

try
{
    string[] files = Directory.GetFiles(args[0], "*.xml");
    if (files.Length == 0)
    {
        throw new IOException($"There is no .xml file in {args[0]}.");
    }

    var table = new FactTable(files.Select(Definition));
    string target = args.Length == 2 ? args[1] : CommittedTable();
    using (var writer = new StreamWriter(target))
    {
        table.Write(writer);
    }

    Console.WriteLine($"{table.Objects.Count} objects and versions, "
        + $"{table.Objects.Sum(o => o.Resources.Count)} resources: {target}");
    return 0;
}
catch (Exception failure) when (failure is IOException or FormatException or XmlException
    or UnauthorizedAccessException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static ObjectFacts Definition(string file)
{
    try
    {
        return DefinitionParser.Parse(XDocument.Load(file));
    }
    catch (FormatException failure)
    {
        throw new FormatException($"{Path.GetFileName(file)}: {failure.Message}", failure);
    }
}

// The table lies beside the project file, some folders above the built program.
static string CommittedTable()
{
    for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
    {
        if (File.Exists(Path.Combine(at.FullName, "OmaFacts.csproj")))
        {
            return Path.Combine(at.FullName, "OmaFacts.tsv");
        }
    }

    throw new IOException("The project's folder was not found: name the table to write.");
}
