// Loads the counting copy of a library, beside it the assembly with the operations, and runs them.
// Every measurement has a load context of its own, so that none depends on what ran before.

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeviceCost;

/// <summary>Measures operations on a library.</summary>
public sealed class Meter
{
    // The methods' tokens of one library are told from those of another.
    private const int TokenStep = 0x10000000;

    private readonly string[] _names;
    private readonly byte[][] _libraries;
    private readonly Lazy<Dictionary<int, string>> _methodNames;

    /// <summary>Reads and instruments a library, and those beside it that count too.</summary>
    public Meter(string libraryPath, params string[] furtherPaths)
    {
        string[] paths = [libraryPath, .. furtherPaths];
        _names = [.. paths.Select(path => AssemblyName.GetAssemblyName(path).Name!)];
        HashSet<string> own = [.. _names];
        _libraries = [.. paths.Select(
            (path, i) => Instrumenter.Instrument(path, own, i * TokenStep))];
        _methodNames = new(() => paths.Index()
            .SelectMany(path => Instrumenter.MethodNames(path.Item)
                .Select(method => (Token: method.Key + path.Index * TokenStep, method.Value)))
            .ToDictionary(method => method.Token, method => method.Value));
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
        using var context = new CountingContext(_names, _libraries, operation.Assembly);
        ICostOperation instance = Ready(context, operation);
        name = instance.Name;
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

    /// <summary>What the objects that an operation leaves behind take, by type, and their arrays
    /// by field; the most first.</summary>
    public IReadOnlyList<(string Where, long Bytes)> ProfileHeap(Type operation)
    {
        using var context = new CountingContext(_names, _libraries, operation.Assembly);
        ICostOperation instance = Ready(context, operation);
        var profile = new HeapProfile(context.Libraries);
        profile.Walk(instance);
        instance.Run();
        instance.Verify();
        return [.. profile.Walk(instance).OrderByDescending(part => part.Value)
            .Select(part => (part.Key, part.Value))];
    }

    /// <summary>What loading the library costs: every type initialiser runs, and every static
    /// field has its place on the heap.</summary>
    public Cost MeasureLoad()
    {
        using var context = new CountingContext(_names, _libraries, operations: null);
        Counter.Reset();
        Initialise(context.Libraries);
        int statics = context.Libraries.SelectMany(l => l.GetTypes()).Sum(StaticFields);
        return Counter.Total + new Cost(0, statics * DeviceHeap.Block);
    }

    /// <summary>Runs code against the counting copy itself, found by reflection.</summary>
    /// <param name="prepare">Given the copy, returns what is to be measured.</param>
    public Cost MeasureCall(Func<Assembly, Action> prepare)
    {
        using var context = new CountingContext(_names, _libraries, operations: null);
        Initialise(context.Libraries);
        Action call = prepare(context.Library);
        Counter.Reset();
        call();
        return Counter.Total;
    }

    /// <summary>An operation in its load context, before the run that counts.</summary>
    private static ICostOperation Ready(CountingContext context, Type operation)
    {
        Initialise(context.Libraries);
        Type loaded = context.Operations.GetType(operation.FullName!, throwOnError: true)!;
        var instance = (ICostOperation)Activator.CreateInstance(loaded)!;
        instance.Setup();
        for (int i = 0; i < instance.WarmUpRuns; i++)
        {
            instance.Prepare();
            instance.Run();
            instance.Verify();
        }

        instance.Prepare();
        return instance;
    }

    private static void Initialise(IEnumerable<Assembly> libraries)
    {
        foreach (Type type in libraries.SelectMany(library => library.GetTypes())
            .Where(type => type.TypeInitializer is not null))
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

    /// <summary>Resolves the libraries to their counting copies and loads the operations a second
    /// time, so that they bind to them; everything else (the meter included) is shared.</summary>
    private sealed class CountingContext : AssemblyLoadContext, IDisposable
    {
        private readonly Assembly? _original;

        public CountingContext(string[] names, byte[][] libraries, Assembly? operations)
            : base("counting " + names[0], isCollectible: true)
        {
            Libraries = [.. libraries.Select(copy => LoadFromStream(new MemoryStream(copy)))];
            _original = operations;
            Operations = operations is null ? Library
                : Array.IndexOf(names, operations.GetName().Name) is var i and >= 0 ? Libraries[i]
                : LoadFromAssemblyPath(operations.Location);
        }

        public Assembly[] Libraries { get; }

        public Assembly Library => Libraries[0];

        public Assembly Operations { get; }

        public void Dispose() => Unload();

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            return Libraries.FirstOrDefault(l => l.GetName().Name == assemblyName.Name)
                ?? (assemblyName.Name == _original?.GetName().Name ? Operations : null);
        }
    }
}
