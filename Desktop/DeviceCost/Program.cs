// dotnet run --project Desktop/DeviceCost
//     prints what operations of the library cost on the device, as a Markdown table, and what the
//     cryptography costs when the platform does it;
// dotnet run --project Desktop/DeviceCost -- --profile Notify
//     prints in which methods the named operation spends its instructions.

using DeviceCost;

var meter = new Meter(CostTable.LibraryPath, PlatformCostTable.LibraryPath);
if (args.Length == 0)
{
    CostTable.Write(new Meter(CostTable.LibraryPath), Console.Out);
    Console.WriteLine();
    PlatformCostTable.Write(meter, Console.Out);
    return 0;
}

Type[] operations = [.. CostTable.Operations, .. PlatformCostTable.Operations];

Type? operation = args is ["--profile", var name]
    ? operations.FirstOrDefault(type => type.Name == name)
    : null;
if (operation is null)
{
    string names = string.Join(", ", operations.Select(type => type.Name));
    Console.Error.WriteLine($"usage: DeviceCost [--profile OPERATION], one of {names}");
    return 1;
}

foreach ((string method, long instructions) in meter.Profile(operation))
{
    Console.WriteLine($"{instructions,8}  {method}");
}

return 0;
