// Where the heap goes: walks from an operation's fields and the libraries' static fields through
// all objects, and charges each with what it takes on the device.

using System.Reflection;

namespace DeviceCost;

/// <summary>The objects of the measured libraries that can be reached.</summary>
internal sealed class HeapProfile
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public
        | BindingFlags.NonPublic;

    private readonly HashSet<Assembly> _libraries;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public HeapProfile(IEnumerable<Assembly> libraries)
    {
        _libraries = [.. libraries];
    }

    /// <summary>Bytes by type, and by type and field for arrays; of what was not seen before.
    /// </summary>
    public Dictionary<string, long> Walk(object operation)
    {
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        var open = new Queue<(object Value, string Where)>();
        AddFields(operation, open);
        foreach (Type type in _libraries.SelectMany(library => library.GetTypes())
            .Where(type => !type.IsGenericTypeDefinition))
        {
            Add(null, type, BindingFlags.Static, open);
        }

        while (open.TryDequeue(out (object Value, string Where) next))
        {
            if (!_seen.Add(next.Value))
            {
                continue;
            }

            Type type = next.Value.GetType();
            if (next.Value is Array array)
            {
                Charge(bytes, next.Where, DeviceHeap.Array(
                    array.Length, ElementBytes(type.GetElementType()!)));
                foreach (object element in array.OfType<object>()
                    .Where(element => !element.GetType().IsValueType))
                {
                    open.Enqueue((element, next.Where + "[]"));
                }
            }
            else if (_libraries.Contains(type.Assembly))
            {
                Charge(bytes, type.Name, DeviceHeap.Object(AddFields(next.Value, open)));
            }
        }

        return bytes;
    }

    /// <summary>Goes on to what an object refers to; returns the number of its fields.</summary>
    private static int AddFields(object owner, Queue<(object Value, string Where)> open)
    {
        int fields = 0;
        for (Type? level = owner.GetType(); level is not null; level = level.BaseType)
        {
            fields += level.GetFields(Own | BindingFlags.Instance).Length;
            Add(owner, level, BindingFlags.Instance, open);
        }

        return fields;
    }

    private static void Charge(Dictionary<string, long> bytes, string where, long count)
    {
        bytes[where] = bytes.GetValueOrDefault(where) + count;
    }

    private static void Add(
        object? owner, Type type, BindingFlags kind, Queue<(object Value, string Where)> open)
    {
        foreach (FieldInfo field in type.GetFields(Own | kind)
            .Where(field => !field.IsLiteral && !field.FieldType.IsValueType))
        {
            if (field.GetValue(owner) is { } value)
            {
                open.Enqueue((value, $"{type.Name}.{field.Name}"));
            }
        }
    }

    private static int ElementBytes(Type element)
    {
        Type stored = element.IsEnum ? Enum.GetUnderlyingType(element) : element;
        return Type.GetTypeCode(stored) switch
        {
            TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
            TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
            TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
            TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double => 8,
            _ => DeviceHeap.Block,
        };
    }
}
