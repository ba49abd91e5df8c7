// What the device's class libraries offer: the documentation-id lists in Api/*.txt, one public
// member a line, read into a table that answers "does this type have that member?".
//
//   M:Type.Member(Parameters)~Return [static]     a method, constructor, accessor or operator
//   F:Type.Member~Type [= constant]               a field
//   T:Type [kind : base, interface, …]            a type; a missing base means the kind's own

using System.Reflection;

namespace PlatformProfile;

/// <summary>The public types and members of a set of nanoFramework class libraries.</summary>
public sealed class ApiCatalogue
{
    private const string StaticMark = " [static]";

    private readonly Dictionary<string, ApiType> _types = new(StringComparer.Ordinal);

    private ApiCatalogue()
    {
    }

    /// <summary>The names of all lists that this tool carries.</summary>
    public static IReadOnlyList<string> KnownLists { get; } = Assembly.GetExecutingAssembly()
        .GetManifestResourceNames()
        .Where(name => name.StartsWith("Api/", StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name))
        .Order(StringComparer.Ordinal)
        .ToArray();

    /// <summary>How many members (methods and fields) the catalogue holds.</summary>
    public int MemberCount => _types.Values.Sum(type => type.Members.Count);

    /// <summary>Reads the named lists.</summary>
    /// <exception cref="ArgumentException">A list of that name is not carried.</exception>
    public static ApiCatalogue Load(IEnumerable<string> lists)
    {
        var catalogue = new ApiCatalogue();
        foreach (string list in lists)
        {
            using Stream stream = Assembly.GetExecutingAssembly()
                .GetManifestResourceStream($"Api/{list}.txt")
                ?? throw new ArgumentException(
                    $"There is no API list '{list}'. Known: {string.Join(", ", KnownLists)}.");
            using var reader = new StreamReader(stream);
            catalogue.Read(reader);
        }

        return catalogue;
    }

    /// <summary>Whether a type of that full name (nested ones with '+') is public there.</summary>
    public bool HasType(string type) => _types.TryGetValue(type, out ApiType? known)
        && known.Declared;

    /// <summary>Whether the type is a struct (an enum is not).</summary>
    public bool IsStruct(string type) => _types.TryGetValue(type, out ApiType? known)
        && known.Kind == "struct";

    /// <summary>Whether the type or one that it inherits from has the method.</summary>
    /// <param name="type">The full name of the type that the reference names.</param>
    /// <param name="signature">Such as <c>Copy(System.Array,System.Int32)~System.Void</c>.</param>
    /// <param name="isStatic">Whether the caller passes no instance.</param>
    public bool HasMethod(string type, string signature, bool isStatic)
    {
        return Find(type, "M:" + signature + (isStatic ? StaticMark : ""), []);
    }

    /// <summary>Whether the type or one that it inherits from has the field.</summary>
    public bool HasField(string type, string signature) => Find(type, "F:" + signature, []);

    private bool Find(string type, string member, HashSet<string> seen)
    {
        if (!seen.Add(type) || !_types.TryGetValue(type, out ApiType? known))
        {
            return false;
        }

        if (known.Members.Contains(member))
        {
            return true;
        }

        // Constructors are not inherited, and a class does not offer its interfaces' members
        // under its own name: the compiler refers to those through the interface.
        return !member.StartsWith("M:.ctor(", StringComparison.Ordinal)
            && known.Bases.Any(parent => (known.Kind == "interface" || !IsInterface(parent))
                && Find(parent, member, seen));
    }

    private bool IsInterface(string type) => _types.TryGetValue(type, out ApiType? known)
        && known.Kind == "interface";

    private void Read(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length < 3)
            {
                continue;
            }

            string content = line[2..];
            switch (line[0])
            {
                case 'T':
                    ReadType(content);
                    break;
                case 'M':
                    ReadMember("M:", content, content.IndexOf('('));
                    break;
                case 'F':
                    int constant = content.IndexOf(" = ", StringComparison.Ordinal);
                    content = constant < 0 ? content : content[..constant];
                    ReadMember("F:", content, content.IndexOf('~'));
                    break;
                default:
                    throw new InvalidDataException($"Not a documentation id: {line}");
            }
        }
    }

    private void ReadType(string content)
    {
        int bracket = content.IndexOf(" [", StringComparison.Ordinal);
        ApiType type = Type(content[..bracket]);
        string[] parts = content[(bracket + 2)..^1].Split(" : ");
        type.Declared = true;
        type.Kind = parts[0];
        if (parts.Length > 1)
        {
            type.Bases.AddRange(parts[1].Split(", "));
        }

        if (content[..bracket] != "System.Object")
        {
            type.Bases.Add(type.Kind switch
            {
                "struct" => "System.ValueType",
                "enum" => "System.Enum",
                "delegate" => "System.MulticastDelegate",
                _ => "System.Object",
            });
        }
    }

    private void ReadMember(string prefix, string content, int nameEnd)
    {
        int dot = content.LastIndexOf('.', nameEnd - 1);
        if (content[dot - 1] == '.')
        {
            dot--; // "Type..ctor": the name begins with a dot
        }

        Type(content[..dot]).Members.Add(prefix + content[(dot + 1)..]);
    }

    private ApiType Type(string name)
    {
        if (!_types.TryGetValue(name, out ApiType? type))
        {
            _types.Add(name, type = new ApiType());
        }

        return type;
    }

    private sealed class ApiType
    {
        public bool Declared { get; set; }

        public string Kind { get; set; } = "";

        public List<string> Bases { get; } = [];

        public HashSet<string> Members { get; } = new(StringComparer.Ordinal);
    }
}
