// Runs device tests as the launcher on the device does: setups once before the first test of a
// class, cleanups once after its last, every method on a null instance.

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.ExceptionServices;
using nanoFramework.TestFramework;

namespace Lwm2m.Client.DesktopTests.DeviceTestsHost;

/// <summary>One run over a set of cases; they come one at a time, possibly only some.</summary>
internal sealed class DeviceTestRun : IDisposable
{
    private readonly Dictionary<string, DeviceTestCase> _cases;
    private readonly Dictionary<Type, ClassState> _classes;

    /// <summary>Creates a run; nothing is executed yet.</summary>
    internal DeviceTestRun(IEnumerable<DeviceTestCase> cases)
    {
        _cases = cases.ToDictionary(c => c.Name, StringComparer.Ordinal);
        _classes = _cases.Values
            .GroupBy(c => c.Class)
            .ToDictionary(g => g.Key, g => new ClassState { Remaining = g.Count() });
    }

    /// <summary>Runs one case; what it throws comes out as it was thrown.</summary>
    internal void Run(string name)
    {
        DeviceTestCase test = _cases[name];
        ClassState state = _classes[test.Class];
        if (!state.Started)
        {
            state.Started = true;
            state.SetupFailure = Catch(() => InvokeAll<SetupAttribute>(test.Class));
        }

        Exception? failure = state.SetupFailure ?? Catch(() => Invoke(test.Method, test.Arguments));
        state.Remaining--;
        if (state.Remaining == 0)
        {
            failure = Catch(() => CleanUp(test.Class, state)) is { } late
                ? failure is null or SkipTestException ? late : failure
                : failure;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Cleans up the classes of which only some tests were run.</summary>
    public void Dispose()
    {
        foreach ((Type type, ClassState state) in _classes)
        {
            CleanUp(type, state);
        }
    }

    // A class whose setup stepped aside is left alone, as on the device.
    private static void CleanUp(Type type, ClassState state)
    {
        if (state.Started && !state.CleanedUp && state.SetupFailure is not SkipTestException)
        {
            state.CleanedUp = true;
            InvokeAll<CleanupAttribute>(type);
        }
    }

    private static void InvokeAll<T>(Type type)
        where T : Attribute
    {
        foreach (MethodInfo method in DeviceTestCase.MethodsWith<T>(type))
        {
            Invoke(method, []);
        }
    }

    // A delegate closed over null is the one way to call an instance method without an instance.
    private static void Invoke(MethodInfo method, object?[] arguments)
    {
        Type[] signature = [.. method.GetParameters().Select(p => p.ParameterType),
            method.ReturnType];
        Type shape = Expression.GetDelegateType(signature);
        Delegate call = method.IsStatic
            ? method.CreateDelegate(shape)
            : Delegate.CreateDelegate(shape, null, method);
        try
        {
            call.DynamicInvoke(arguments);
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException);
        }
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private sealed class ClassState
    {
        internal int Remaining;
        internal bool Started;
        internal bool CleanedUp;
        internal Exception? SetupFailure;
    }
}
