// The layers of the library, checked on its compiled metadata: which types each type's base,
// interfaces, attributes, fields, signatures, local variables and method bodies name. Constants
// leave no trace there, so what the sources import is held against the same rule.

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Lwm2m.Client.DesktopTests.Repository;

/// <summary>The rule, and the search for what breaks it.</summary>
internal sealed class LayerChecks(string root)
{
    /// <summary>Bottom first: a layer may use itself and those before it.</summary>
    private static readonly string[] s_layers =
    [
        "", "Dtls.Crypto", "Transport", "Dtls.Record", "Dtls.Handshake", "Coap", "Content",
        "Model", "Objects", "Interfaces",
    ];

    /// <summary>Types of the root namespace that stand on top of all, bottom first.</summary>
    private static readonly string[] s_facades = ["Lwm2mClient", "Lwm2mService"];

    /// <summary>One line a pair of types of which the first must not use the second.</summary>
    internal IReadOnlyList<string> Violations(ModuleDefinition module)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TypeDefinition type in module.GetTypes())
        {
            (string Namespace, string Name) user = Outermost(type);
            if (!IsOurs(user.Namespace))
            {
                continue;
            }

            if (Rank(user.Namespace, user.Name) < 0)
            {
                lines.Add($"{user.Namespace}: is not one of the layers");
            }

            foreach ((string Namespace, string Name) used in Uses(type).Select(Outermost))
            {
                if (IsOurs(used.Namespace) && used != user
                    && !MayUse(user.Namespace, user.Name, used.Namespace, used.Name))
                {
                    lines.Add($"{user.Namespace}.{user.Name} uses {used.Namespace}.{used.Name}");
                }
            }
        }

        return [.. lines];
    }

    /// <summary>One line for each import of a source file that the layers forbid.</summary>
    internal IReadOnlyList<string> ImportViolations(string path, string text)
    {
        string from = RepositoryFiles.FolderOf(path).Replace('/', '.');
        string name = Path.GetFileNameWithoutExtension(path).Split('.')[0];
        return [.. TextChecks.Imports(text)
            .Where(n => IsOurs(n) && !MayUse(from, name, n, ""))
            .Select(n => $"{path}: imports {n}")];
    }

    private bool IsOurs(string name) =>
        name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private bool MayUse(string fromNamespace, string fromName, string toNamespace, string toName)
    {
        int from = Rank(fromNamespace, fromName);
        int to = Rank(toNamespace, toName);
        bool meets = (IsDtls(fromNamespace) && Layer(toNamespace) == "Model")
            || (Layer(fromNamespace) == "Model" && IsDtls(toNamespace));
        return from >= 0 && to >= 0 && to <= from && !meets;
    }

    // A namespace that is no layer has the rank -1.
    private int Rank(string space, string name)
    {
        int facade = space == root ? Array.IndexOf(s_facades, name) : -1;
        return facade >= 0 ? s_layers.Length + facade : Array.IndexOf(s_layers, Layer(space));
    }

    private string Layer(string space) =>
        space.Length <= root.Length ? "" : space[(root.Length + 1)..];

    private bool IsDtls(string space) => Layer(space).StartsWith("Dtls.", StringComparison.Ordinal);

    private static (string Namespace, string Name) Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return (type.Namespace, type.Name);
    }

    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        IEnumerable<TypeReference?> all =
        [
            type.BaseType,
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. Attributes(type),
            .. type.Fields.Select(f => f.FieldType),
            .. type.Fields.SelectMany(Attributes),
            .. type.Properties.SelectMany(Attributes),
            .. type.Events.SelectMany(Attributes),
            .. type.Methods.SelectMany(UsesOfMethod),
        ];
        return all.SelectMany(Parts);
    }

    private static IEnumerable<TypeReference?> UsesOfMethod(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature =
        [
            .. Signature(method),
            .. Attributes(method),
            .. method.Overrides.Select(o => o.DeclaringType),
        ];
        return !method.HasBody
            ? signature
            :
            [
                .. signature,
                .. method.Body.Variables.Select(v => v.VariableType),
                .. method.Body.ExceptionHandlers.Select(h => h.CatchType),
                .. method.Body.Instructions.SelectMany(UsesOfInstruction),
            ];
    }

    private static IEnumerable<TypeReference?> UsesOfInstruction(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            MethodReference method => [method.DeclaringType, .. Signature(method)],
            CallSite site => [site.ReturnType, .. site.Parameters.Select(p => p.ParameterType)],
            _ => [],
        };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(p => p.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider owner) =>
        owner.CustomAttributes.Select(a => a.AttributeType);

    // The element of an array, the arguments of a generic instance.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic =>
            [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
