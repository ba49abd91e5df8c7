// The heap that calls of the platform take. Measured on the interpreter where a figure stands
// here; a platform method that returns a string or an array is charged for what it returns; the
// others allocate nothing that is known. Whatever they execute counts as the one call.

using Mono.Cecil;

namespace DeviceCost;

internal enum ResultCharge
{
    None,
    NewString,
    DecodedString,
    NewArray,
}

internal static class PlatformCosts
{
    /// <summary>What a call allocates however it is called.</summary>
    private static readonly Dictionary<string, int> s_fixed = new(StringComparer.Ordinal)
    {
        // A fresh encoding object at every use.
        ["System.Text.Encoding.get_UTF8"] = DeviceHeap.Block,
        ["System.Double.ToString"] = 60,
        ["System.Single.ToString"] = 60,
    };

    /// <summary>Methods whose result existed before.</summary>
    private static readonly HashSet<string> s_existing = new(StringComparer.Ordinal)
    {
        "System.String.ToString", "System.Exception.get_Message", "System.Object.ToString",
        "System.String.Intern", "System.Double.ToString", "System.Single.ToString",
    };

    public static int FixedBytes(MethodReference method)
    {
        return s_fixed.GetValueOrDefault(NameOf(method));
    }

    public static ResultCharge ResultOf(MethodReference method)
    {
        TypeReference result = method.ReturnType;
        string name = NameOf(method);
        if (s_existing.Contains(name))
        {
            return ResultCharge.None;
        }

        if (name == "System.Text.Encoding.GetString")
        {
            return ResultCharge.DecodedString;
        }

        return result is ArrayType ? ResultCharge.NewArray
            : result.FullName == "System.String" ? ResultCharge.NewString
            : ResultCharge.None;
    }

    private static string NameOf(MethodReference method)
    {
        return $"{method.DeclaringType.FullName}.{method.Name}";
    }
}
