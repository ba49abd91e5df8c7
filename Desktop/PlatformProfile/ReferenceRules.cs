// Rules for every reference that an assembly makes: the type or member is the assembly's own, one
// of an assembly of ours, or in the API lists; and its signature has nothing the device lacks.

using Mono.Cecil;

namespace PlatformProfile;

internal sealed class ReferenceRules(
    ModuleDefinition module,
    ApiCatalogue catalogue,
    IReadOnlySet<string> ownAssemblies,
    FindingList findings)
{
    private const string NotListed = "not in the device's API";

    /// <summary>How many references to members outside the assembly were looked up.</summary>
    public int Checked { get; private set; }

    public void CheckType(TypeReference? type, string where)
    {
        switch (type)
        {
            case null:
                return;
            case ArrayType array:
                if (!array.IsVector)
                {
                    findings.Add(DocumentationId.Of(type), where, "multi-dimensional array");
                }

                CheckType(array.ElementType, where);
                return;
            case ByReferenceType reference:
                CheckType(reference.ElementType, where);
                return;
            case PointerType or FunctionPointerType:
                findings.Add(DocumentationId.Of(type), where, "pointer");
                return;
            case PinnedType:
                findings.Add(DocumentationId.Of(type), where, "pinned local");
                return;
            case RequiredModifierType modifier:
                findings.Add(DocumentationId.Of(modifier.ModifierType), where,
                    "required modifier (volatile, init, in)");
                return;
            case OptionalModifierType modifier:
                CheckType(modifier.ElementType, where);
                return;
            case GenericInstanceType:
                findings.Add(DocumentationId.Of(type), where, "generic instantiation");
                return;
            case GenericParameter:
                return; // its definition has been reported
            case SentinelType:
                findings.Add(DocumentationId.Of(type), where, "variable argument list");
                return;
        }

        if (!IsOwn(type) && !catalogue.HasType(DocumentationId.Of(type)))
        {
            findings.Add($"T:{DocumentationId.Of(type)}", where, NotListed);
        }
    }

    public void CheckMethod(MethodReference method, string where)
    {
        if (method is GenericInstanceMethod)
        {
            findings.Add(DocumentationId.Of(method), where, "generic instantiation");
            return;
        }

        if (method.CallingConvention == MethodCallingConvention.VarArg)
        {
            findings.Add(DocumentationId.Of(method), where, "variable argument list");
        }

        if (method.DeclaringType is not TypeSpecification && !IsOwn(method.DeclaringType))
        {
            CheckListed(method, where);
            return;
        }

        CheckType(method.DeclaringType, where);
    }

    public void CheckField(FieldReference field, string where)
    {
        if (field.DeclaringType is TypeSpecification || IsOwn(field.DeclaringType))
        {
            CheckType(field.DeclaringType, where);
            return;
        }

        Checked++;
        string type = DocumentationId.Of(field.DeclaringType);
        if (!catalogue.HasField(type, DocumentationId.SignatureOf(field)))
        {
            findings.Add(DocumentationId.Of(field), where, NotListed);
        }
    }

    /// <summary>An override replaces a method of an outside type: that must exist.</summary>
    public void CheckOverride(MethodDefinition method, string where)
    {
        string signature = DocumentationId.SignatureOf(method);
        TypeReference? parent = method.DeclaringType.BaseType;
        while (parent is not null && IsOwn(parent))
        {
            TypeDefinition? own = parent.Scope == module ? parent.Resolve() : null;
            if (own is null || own.Methods.Any(m => m.IsVirtual
                && DocumentationId.SignatureOf(m) == signature))
            {
                return;
            }

            parent = own.BaseType;
        }

        if (parent is not null)
        {
            Checked++;
            if (!catalogue.HasMethod(DocumentationId.Of(parent), signature, isStatic: false))
            {
                findings.Add($"M:{DocumentationId.Of(parent)}.{signature}", where,
                    "overrides a method that is " + NotListed);
            }
        }
    }

    public void CheckAttributes(ICustomAttributeProvider provider, string where)
    {
        foreach (CustomAttribute attribute in provider.CustomAttributes)
        {
            if (InterpreterRules.OptionalAttributes.Contains(attribute.AttributeType.FullName))
            {
                continue;
            }

            CheckMethod(attribute.Constructor, where);
        }

        if (provider is ISecurityDeclarationProvider { HasSecurityDeclarations: true })
        {
            findings.Add("security declaration", where, "unsafe code");
        }
    }

    public bool IsOwn(TypeReference type)
    {
        return type.Scope == module
            || (type.Scope is AssemblyNameReference name && ownAssemblies.Contains(name.Name));
    }

    private void CheckListed(MethodReference method, string where)
    {
        Checked++;
        string type = DocumentationId.Of(method.DeclaringType);
        string signature = DocumentationId.SignatureOf(method);
        if (catalogue.HasMethod(type, signature, isStatic: !method.HasThis))
        {
            return;
        }

        string id = DocumentationId.Of(method);
        bool replaced = InterpreterRules.Replacements.TryGetValue(id, out string[]? instead)
            && instead.All(HasReplacement);
        if (!replaced)
        {
            findings.Add(id, where, NotListed);
        }
    }

    private bool HasReplacement(string entry)
    {
        string[] parts = entry.Split('|');
        return catalogue.HasMethod(parts[0], parts[1], isStatic: parts[2] == "static");
    }
}
