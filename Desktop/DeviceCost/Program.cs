// dotnet run --project Desktop/DeviceCost
//     prints what operations of the library cost on the device, as a Markdown table, and what the
//     cryptography costs when the platform does it;
// dotnet run --project Desktop/DeviceCost -- --profile Notify
//     prints in which methods the named operation spends its instructions;
// dotnet run --project Desktop/DeviceCost -- --heap ConstructSecureClient
//     prints which objects and arrays the named operation leaves on the heap.

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

Type? operation = args is ["--profile" or "--heap", var name]
    ? operations.FirstOrDefault(type => type.Name == name)
    : null;
if (operation is null)
{
    string names = string.Join(", ", operations.Select(type => type.Name));
    Console.Error.WriteLine(
        $"usage: DeviceCost [--profile OPERATION | --heap OPERATION], one of {names}");
    return 1;
}

bool isHeap = args[0] == "--heap";
foreach ((string where, long amount) in
    isHeap ? meter.ProfileHeap(operation) : meter.Profile(operation))
{
    Console.WriteLine($"{amount,8}  {where}");
}

return 0;
