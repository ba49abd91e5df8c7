// dotnet run --project Desktop/DeviceCost
//     prints what operations of the library cost on the device, as a Markdown table;
// dotnet run --project Desktop/DeviceCost -- --profile Notify
//     prints in which methods the named operation spends its instructions.

using DeviceCost;

var meter = new Meter(CostTable.LibraryPath);
if (args.Length == 0)
{
    CostTable.Write(meter, Console.Out);
    return 0;
}

Type? operation = args is ["--profile", var name]
    ? CostTable.Operations.FirstOrDefault(type => type.Name == name)
    : null;
if (operation is null)
{
    string names = string.Join(", ", CostTable.Operations.Select(type => type.Name));
    Console.Error.WriteLine($"usage: DeviceCost [--profile OPERATION], one of {names}");
    return 1;
}

foreach ((string method, long instructions) in meter.Profile(operation))
{
    Console.WriteLine($"{instructions,8}  {method}");
}

return 0;
