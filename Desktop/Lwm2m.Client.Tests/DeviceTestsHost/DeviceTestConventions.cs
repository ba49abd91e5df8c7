// What a test class must respect to run in the nanoFramework launcher too. There every method is
// invoked on a null instance, arguments arrive as the attribute stores them, and a method that
// is not public is passed over in silence.

using System.Reflection;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

/// <summary>Finds what would run differently, or not at all, on the device.</summary>
internal static class DeviceTestConventions
{
    /// <summary>One line a violation.</summary>
    internal static IReadOnlyList<string> Violations(IEnumerable<Type> types)
    {
        var found = new List<string>();
        foreach (Type type in types.Where(t => t.IsClass || t.IsValueType))
        {
            MethodInfo[] methods = DeviceTestCase.MethodsOf(type).Where(IsMarked).ToArray();
            if (DeviceTestCase.IsTestClass(type))
            {
                CheckClass(type, methods, found);
            }
            else if (methods.Length > 0)
            {
                found.Add($"{type.FullName}: has test methods and no [TestClass]");
            }

            foreach (MethodInfo method in methods)
            {
                CheckMethod(method, found);
            }
        }

        return found;
    }

    private static void CheckClass(Type type, MethodInfo[] methods, List<string> found)
    {
        if (!type.IsVisible || type.IsGenericType || type.BaseType != typeof(object))
        {
            found.Add($"{type.FullName}: is not a public, plain class derived from object");
        }

        foreach (FieldInfo field in type.GetFields(DeviceTestCase.Declared))
        {
            if (!field.IsStatic)
            {
                found.Add($"{type.FullName}: has the instance field {field.Name}");
            }
        }

        ConstructorInfo[] constructors = type.GetConstructors(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (constructors.Any(c => !IsCompilerMade(c)))
        {
            found.Add($"{type.FullName}: has a constructor");
        }

        // The results are told apart by the names of class and method and the row's number.
        found.AddRange(methods.GroupBy(m => m.Name).Where(g => g.Count() > 1)
            .Select(g => $"{type.FullName}: has several test methods {g.Key}"));

        if (!methods.Any(IsTest))
        {
            found.Add($"{type.FullName}: has no test");
        }
    }

    private static void CheckMethod(MethodInfo method, List<string> found)
    {
        string name = $"{method.DeclaringType!.FullName}.{method.Name}";
        if (!method.IsPublic || method.IsVirtual || method.IsGenericMethod
            || method.ReturnType != typeof(void))
        {
            found.Add($"{name}: is not a public, plain method that returns void");
        }

        ParameterInfo[] parameters = method.GetParameters();
        var rows = method.GetCustomAttributes<DataRowAttribute>(false).ToArray();
        if (rows.Length == 0 && parameters.Length > 0)
        {
            found.Add($"{name}: has parameters and no [DataRow]");
        }

        foreach (DataRowAttribute row in rows)
        {
            if (!Fits(row.MethodParameters, parameters))
            {
                found.Add($"{name}: a [DataRow] does not have exactly the parameters' types");
            }
        }
    }

    private static bool Fits(object?[] arguments, ParameterInfo[] parameters)
    {
        if (arguments.Length != parameters.Length)
        {
            return false;
        }

        // The interpreter converts nothing, and knows primitives and strings as arguments only.
        return arguments.Zip(parameters).All(pair =>
            (pair.First is null && pair.Second.ParameterType == typeof(string))
            || (pair.First is not null && pair.First.GetType() == pair.Second.ParameterType
                && (pair.First is string || pair.First.GetType().IsPrimitive)));
    }

    // The body of a default constructor: ldarg.0, call object's, (in Debug builds) nop, ret.
    private static bool IsCompilerMade(ConstructorInfo constructor) =>
        constructor.GetParameters().Length == 0
        && constructor.GetMethodBody()!.GetILAsByteArray() is { } il
        && (il is [0x02, 0x28, _, _, _, _, 0x2A] or [0x02, 0x28, _, _, _, _, 0x00, 0x2A]);

    private static bool IsTest(MethodInfo method) =>
        DeviceTestCase.Has<TestMethodAttribute>(method)
        || DeviceTestCase.Has<DataRowAttribute>(method);

    private static bool IsMarked(MethodInfo method) => IsTest(method)
        || DeviceTestCase.Has<SetupAttribute>(method)
        || DeviceTestCase.Has<CleanupAttribute>(method);
}
