// Names metadata references the way the API lists name them: ECMA-334 Annex D documentation ids
// extended by "~Return", with '+' between a type and one nested in it.

using Mono.Cecil;

namespace PlatformProfile;

/// <summary>Documentation ids of metadata references.</summary>
public static class DocumentationId
{
    /// <summary>The full name of a type as the API lists write it.</summary>
    public static string Of(TypeReference type) => type.FullName.Replace('/', '+');

    /// <summary>A method's name, parameters and return type, without its declaring type.</summary>
    public static string SignatureOf(MethodReference method)
    {
        string parameters = string.Join(',', method.Parameters.Select(p => Of(p.ParameterType)));
        return $"{method.Name}({parameters})~{Of(method.ReturnType)}";
    }

    /// <summary>A field's name and type, without its declaring type.</summary>
    public static string SignatureOf(FieldReference field) => $"{field.Name}~{Of(field.FieldType)}";

    /// <summary>The whole id of a method.</summary>
    public static string Of(MethodReference method)
    {
        return $"M:{Of(method.DeclaringType)}.{SignatureOf(method)}"
            + (method.HasThis ? "" : " [static]");
    }

    /// <summary>The whole id of a field.</summary>
    public static string Of(FieldReference field)
    {
        return $"F:{Of(field.DeclaringType)}.{SignatureOf(field)}";
    }
}
