// Which heap a type takes, from its metadata. Types of the platform are known by what the device's
// class library declares (the field numbers in nf-interpreter's native headers), not by the fields
// that desktop .NET gives them.

using Mono.Cecil;

namespace DeviceCost;

internal static class TypeLayout
{
    /// <summary>Fields that the device's platform types have; others are taken to have none.
    /// </summary>
    private static readonly Dictionary<string, int> s_platformFields = new(StringComparer.Ordinal)
    {
        ["System.Exception"] = 4,
        ["System.SystemException"] = 4,
        ["System.ArgumentException"] = 5,
        ["System.ArgumentNullException"] = 5,
        ["System.ArgumentOutOfRangeException"] = 5,
        ["System.InvalidOperationException"] = 4,
        ["System.NotSupportedException"] = 4,
        ["System.Net.Sockets.SocketException"] = 5,
        ["System.Random"] = 1,
        ["System.Threading.Thread"] = 5,
        ["System.Threading.Timer"] = 3,
        ["System.Collections.ArrayList"] = 3,
        ["System.Net.IPAddress"] = 4,
        ["System.Net.IPEndPoint"] = 2,
        ["System.Net.IPHostEntry"] = 2,
        ["System.Net.Sockets.Socket"] = 7,
        ["System.Guid"] = 1,
        ["System.Security.Cryptography.Aes"] = 3,
        ["System.Security.Cryptography.HMACSHA256"] = 3,
    };

    /// <summary>Bytes of an element inside an array.</summary>
    public static int ElementBytes(TypeReference type)
    {
        if (type.IsArray)
        {
            return DeviceHeap.Block;
        }

        return Underlying(type).FullName switch
        {
            "System.Boolean" or "System.Byte" or "System.SByte" => 1,
            "System.Char" or "System.Int16" or "System.UInt16" => 2,
            "System.Int32" or "System.UInt32" or "System.Single" => 4,
            "System.Int64" or "System.UInt64" or "System.Double" => 8,
            _ => DeviceHeap.Block,
        };
    }

    /// <summary>Whether values of the type are objects of the heap although it is a struct.
    /// </summary>
    public static bool IsHeapStruct(TypeReference type)
    {
        return type is not TypeSpecification && type.IsValueType && !type.IsPrimitive
            && type.FullName is not ("System.DateTime" or "System.TimeSpan" or "System.Void")
            && type.Resolve() is { IsEnum: false };
    }

    /// <summary>The heap of one instance, with that of the structs among its fields.</summary>
    /// <param name="type">The type.</param>
    /// <param name="ownAssemblies">Those whose types are known by their metadata, beside the one
    /// that the reference is in.</param>
    public static int InstanceBytes(TypeReference type, IReadOnlySet<string> ownAssemblies)
    {
        int fields = 0;
        int nested = 0;
        for (TypeReference? level = type; level is not null;)
        {
            TypeDefinition definition = level.Resolve();
            if (definition.Module != level.Module
                && !ownAssemblies.Contains(definition.Module.Assembly.Name.Name))
            {
                fields += s_platformFields.GetValueOrDefault(level.FullName);
                break;
            }

            foreach (FieldDefinition field in definition.Fields.Where(field => !field.IsStatic))
            {
                fields++;
                nested += IsHeapStruct(field.FieldType)
                    ? InstanceBytes(field.FieldType, ownAssemblies)
                    : 0;
            }

            level = definition.BaseType;
        }

        return DeviceHeap.Object(fields) + nested;
    }

    public static bool IsDelegate(TypeReference type)
    {
        return type.Resolve().BaseType?.FullName == "System.MulticastDelegate";
    }

    private static TypeReference Underlying(TypeReference type)
    {
        if (type.IsPrimitive || !type.IsValueType || type is TypeSpecification)
        {
            return type;
        }

        TypeDefinition definition = type.Resolve();
        return definition.IsEnum
            ? definition.Fields.Single(field => !field.IsStatic).FieldType
            : type;
    }
}
