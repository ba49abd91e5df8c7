// One test of the device's test assembly: a [TestMethod], or one [DataRow] of it, found by
// reflection in the order in which nanoFramework's unit test launcher runs them.

using System.Globalization;
using System.Reflection;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

/// <summary>A test method with its arguments and a name that no other case has.</summary>
internal sealed record DeviceTestCase(
    Type Class, MethodInfo Method, object?[] Arguments, string Name)
{
    /// <summary>What a test class may declare, its own members only.</summary>
    internal const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>All cases: a class at a time, methods without rows before those with.</summary>
    internal static IReadOnlyList<DeviceTestCase> Find(IEnumerable<Type> types)
    {
        var cases = new List<DeviceTestCase>();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Type type in types.Where(IsTestClass))
        {
            MethodInfo[] methods = MethodsOf(type);
            foreach (MethodInfo method in methods.Where(m => Has<TestMethodAttribute>(m)
                && !Has<DataRowAttribute>(m)))
            {
                cases.Add(Case(type, method, [], "", names));
            }

            foreach (MethodInfo method in methods)
            {
                foreach (var row in method.GetCustomAttributes<DataRowAttribute>(false))
                {
                    object?[] arguments = row.MethodParameters;
                    string text = string.Join(", ", arguments.Select(Text));
                    cases.Add(Case(type, method, arguments, $"({text})", names));
                }
            }
        }

        return cases;
    }

    /// <summary>The methods of a class that carry an attribute, in source order.</summary>
    internal static MethodInfo[] MethodsWith<T>(Type type)
        where T : Attribute => MethodsOf(type).Where(m => Has<T>(m)).ToArray();

    internal static bool IsTestClass(Type type) =>
        type.IsClass && type.IsDefined(typeof(TestClassAttribute), inherit: false);

    internal static MethodInfo[] MethodsOf(Type type) =>
        type.GetMethods(Declared).OrderBy(m => m.MetadataToken).ToArray();

    internal static bool Has<T>(MethodInfo method)
        where T : Attribute => method.IsDefined(typeof(T), inherit: false);

    private static DeviceTestCase Case(
        Type type,
        MethodInfo method,
        object?[] arguments,
        string suffix,
        Dictionary<string, int> names)
    {
        // Overloads and equal rows would share a name.
        string name = $"{type.FullName}.{method.Name}{suffix}";
        int count = names.GetValueOrDefault(name) + 1;
        names[name] = count;
        return new(type, method, arguments, count == 1 ? name : $"{name} #{count}");
    }

    private static string Text(object? argument) => argument switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "",
    };
}
