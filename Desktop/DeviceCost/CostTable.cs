// The operations in the order of the table, and the table.

using DeviceCost.Operations;

namespace DeviceCost;

/// <summary>Measures all operations.</summary>
public static class CostTable
{
    /// <summary>The operations, in the order of the table.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
    [
        typeof(EncodeNotification), typeof(ParseGet), typeof(IdlePoll), typeof(Garbage),
        typeof(Notify), typeof(ReadResource), typeof(ReadInstance), typeof(ReadDevice),
        typeof(WriteResource), typeof(ReadComposite), typeof(DiscoverObject), typeof(Update),
        typeof(FullHandshake), typeof(ResumedHandshake), typeof(SealRecord), typeof(OpenRecord),
        typeof(PushedBlock), typeof(PulledBlock),
        typeof(ConstructClient),
        typeof(ConstructSecureClient), typeof(ConstructTwoSecureServers),
        typeof(ConstructThreeSecureServers), typeof(ConstructNineObjects),
        typeof(ConstructSecureSession),
    ];

    /// <summary>Where the library lies that this program was built with.</summary>
    public static string LibraryPath { get; } =
        Path.Combine(AppContext.BaseDirectory, "Lwm2m.Client.dll");

    /// <summary>Measures everything and writes a Markdown table.</summary>
    public static void Write(Meter meter, TextWriter output)
    {
        Write("operation", Operations, meter, output);
        Row("load the library (static fields, tables)", meter.MeasureLoad(), output);
    }

    /// <summary>Measures some operations and writes a Markdown table.</summary>
    internal static void Write(
        string title, IEnumerable<Type> operations, Meter meter, TextWriter output)
    {
        output.WriteLine($"| {title} | IL instructions | heap bytes |");
        output.WriteLine("|---|---:|---:|");
        foreach (Type operation in operations)
        {
            Cost cost = meter.Measure(operation, out string name);
            Row(name, cost, output);
        }
    }

    private static void Row(string name, Cost cost, TextWriter output) =>
        output.WriteLine($"| {name} | {cost.Instructions} | {cost.HeapBytes} |");
}
