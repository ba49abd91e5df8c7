// Rules for the types that an assembly defines: their shape, their fields, their counts.

using Mono.Cecil;

namespace PlatformProfile;

internal sealed class TypeRules(
    ReferenceRules references, MethodRules methods, FindingList findings)
{
    public void Check(TypeDefinition type)
    {
        string where = DocumentationId.Of(type);
        bool data = IsStaticData(type);
        if (type.HasGenericParameters)
        {
            findings.Add($"T:{where}", where, "generic type definition");
        }

        if (IsEmbeddedByTheCompiler(type))
        {
            findings.Add($"T:{where}", where, "attribute type that the compiler embedded");
        }

        if (type.IsExplicitLayout && !data)
        {
            findings.Add($"T:{where}", where, "explicit layout");
        }

        references.CheckType(type.BaseType, where);
        foreach (InterfaceImplementation implemented in type.Interfaces)
        {
            references.CheckType(implemented.InterfaceType, where);
        }

        references.CheckAttributes(type, where);
        CheckCounts(type, where);
        CheckFields(type, data);
        foreach (PropertyDefinition property in type.Properties)
        {
            references.CheckAttributes(property, $"{where}.{property.Name}");
        }

        foreach (MethodDefinition method in type.Methods)
        {
            methods.Check(method);
        }
    }

    private void CheckFields(TypeDefinition type, bool data)
    {
        foreach (FieldDefinition field in type.Fields)
        {
            string where = DocumentationId.Of(field);
            if (!data)
            {
                references.CheckType(field.FieldType, where);
            }

            references.CheckAttributes(field, where);
        }
    }

    private void CheckCounts(TypeDefinition type, string where)
    {
        AtMost("methods", type.Methods.Count, InterpreterRules.MaxMethodsPerType);
        int statics = type.Fields.Count(f => f.IsStatic && !f.HasConstant);
        AtMost("static fields", statics, InterpreterRules.MaxFieldsPerType);
        int fields = type.Fields.Count(f => !f.IsStatic);
        AtMost("instance fields", fields, InterpreterRules.MaxFieldsPerType);

        void AtMost(string what, int count, int limit)
        {
            if (count > limit)
            {
                findings.Add(what, where, $"{count}, at most {limit} a type");
            }
        }
    }

    /// <summary>The compiler's holder of array initialisers: its fields are data in flash and
    /// their types only say how long they are.</summary>
    private static bool IsStaticData(TypeDefinition type)
    {
        return type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal)
            || (type.DeclaringType is { } outer && IsStaticData(outer));
    }

    private static bool IsEmbeddedByTheCompiler(TypeDefinition type)
    {
        return type.BaseType?.FullName == "System.Attribute"
            && (type.Namespace.StartsWith("System", StringComparison.Ordinal)
                || type.Namespace.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
    }
}
