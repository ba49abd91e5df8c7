// Loads the counting copy of a library, beside it the assembly with the operations, and runs them.
// Every measurement has a load context of its own, so that none depends on what ran before.

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeviceCost;

/// <summary>Measures operations on a library.</summary>
public sealed class Meter
{
    private readonly string _libraryName;
    private readonly byte[] _library;
    private readonly Lazy<Dictionary<int, string>> _methodNames;

    /// <summary>Reads and instruments a library.</summary>
    public Meter(string libraryPath)
    {
        _libraryName = AssemblyName.GetAssemblyName(libraryPath).Name!;
        _library = Instrumenter.Instrument(libraryPath);
        _methodNames = new(() => Instrumenter.MethodNames(libraryPath));
    }

    /// <summary>What an operation costs. The operation's class is loaded anew, beside the
    /// counting copy; the library's type initialisers have run.</summary>
    public Cost Measure(Type operation) => Measure(operation, out _);

    /// <summary>What an operation costs.</summary>
    public Cost Measure<T>()
        where T : ICostOperation, new() => Measure(typeof(T));

    /// <summary>What an operation costs, and its name.</summary>
    public Cost Measure(Type operation, out string name)
    {
        using var context = new CountingContext(_libraryName, _library, operation.Assembly);
        Initialise(context.Library);
        Type loaded = context.Operations.GetType(operation.FullName!, throwOnError: true)!;
        var instance = (ICostOperation)Activator.CreateInstance(loaded)!;
        name = instance.Name;
        instance.Setup();
        for (int i = 0; i < instance.WarmUpRuns; i++)
        {
            instance.Prepare();
            instance.Run();
            instance.Verify();
        }

        instance.Prepare();
        Counter.Reset();
        instance.Run();
        Cost cost = Counter.Total;
        Counter.Stop();
        instance.Verify();
        return cost;
    }

    /// <summary>Which methods an operation spends its instructions in, the most first.</summary>
    public IReadOnlyList<(string Method, long Instructions)> Profile(Type operation)
    {
        Counter.CountMethods(true);
        try
        {
            Measure(operation);
            return [.. Counter.PerMethod!.OrderByDescending(method => method.Value)
                .Select(method => (_methodNames.Value[method.Key], method.Value))];
        }
        finally
        {
            Counter.CountMethods(false);
        }
    }

    /// <summary>What loading the library costs: every type initialiser runs, and every static
    /// field has its place on the heap.</summary>
    public Cost MeasureLoad()
    {
        using var context = new CountingContext(_libraryName, _library, operations: null);
        Counter.Reset();
        Initialise(context.Library);
        int statics = context.Library.GetTypes().Sum(StaticFields);
        return Counter.Total + new Cost(0, statics * DeviceHeap.Block);
    }

    /// <summary>Runs code against the counting copy itself, found by reflection.</summary>
    /// <param name="prepare">Given the copy, returns what is to be measured.</param>
    public Cost MeasureCall(Func<Assembly, Action> prepare)
    {
        using var context = new CountingContext(_libraryName, _library, operations: null);
        Initialise(context.Library);
        Action call = prepare(context.Library);
        Counter.Reset();
        call();
        return Counter.Total;
    }

    private static void Initialise(Assembly library)
    {
        foreach (Type type in library.GetTypes().Where(type => type.TypeInitializer is not null))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    /// <summary>Constants and the data of array initialisers are not fields on the device.
    /// </summary>
    private static int StaticFields(Type type)
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.DeclaredOnly
            | BindingFlags.Public | BindingFlags.NonPublic;
        return type.GetFields(Statics).Count(
            field => !field.IsLiteral && !field.Attributes.HasFlag(FieldAttributes.HasFieldRVA));
    }

    /// <summary>Resolves the library to its counting copy and loads the operations a second
    /// time, so that they bind to it; everything else (the meter included) is shared.</summary>
    private sealed class CountingContext : AssemblyLoadContext, IDisposable
    {
        private readonly Assembly? _original;

        public CountingContext(string libraryName, byte[] library, Assembly? operations)
            : base("counting " + libraryName, isCollectible: true)
        {
            Library = LoadFromStream(new MemoryStream(library));
            _original = operations;
            Operations = operations is null ? Library
                : operations.GetName().Name == libraryName ? Library
                : LoadFromAssemblyPath(operations.Location);
        }

        public Assembly Library { get; }

        public Assembly Operations { get; }

        public void Dispose() => Unload();

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            return assemblyName.Name == Library.GetName().Name ? Library
                : assemblyName.Name == _original?.GetName().Name ? Operations
                : null;
        }
    }
}
