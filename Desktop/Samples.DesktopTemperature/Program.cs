// The whole thing on a PC: a temperature sensor that registers with an LwM2M server.
//   dotnet run --project Desktop/Samples.DesktopTemperature             with a server of its own
//   dotnet run --project Desktop/Samples.DesktopTemperature -- --scenario bootstrap
//                                     or queue or firmware: shows that, and ends with a verdict
//   dotnet run --project Desktop/Samples.DesktopTemperature -- --help   says what else it can do

using System.CommandLine;
using System.CommandLine.Parsing;
using Lwm2m.DevServer.Security;
using Samples.DesktopTemperature;

var server = new Option<string?>("--server")
{
    Description = "Server to register with, as coaps://host:port or, without protection, "
        + "coap://host:port; without it, one is started here.",
};
var identity = new Option<string?>("--identity")
{
    Description = "For coaps: what the server knows the key by, up to 128 bytes.",
};
var key = new Option<string?>("--key")
{
    Description = "For coaps: the pre-shared key in hexadecimal, 1 to 64 bytes.",
};
var endpoint = new Option<string>("--endpoint")
{
    Description = "Endpoint client name of the device.",
    DefaultValueFactory = _ => "desktop-thermometer",
};
var lifetime = new Option<int>("--lifetime")
{
    Description = "Lifetime of the registration in seconds.",
    DefaultValueFactory = _ => 60,
    CustomParser = ParseSeconds,
};
var duration = new Option<int?>("--duration")
{
    Description = "Seconds after which the sample ends; without it, Ctrl-C does.",
    CustomParser = result => ParseSeconds(result),
};
var timeout = new Option<int>("--timeout")
{
    Description = "Seconds that the server has to accept the registration.",
    DefaultValueFactory = _ => 15,
    CustomParser = ParseSeconds,
};
var scenario = new Option<string?>("--scenario")
{
    Description = "Shows one thing with servers of its own, and ends with a verdict. bootstrap: a "
        + "device gets its account from a bootstrap server and keeps it over a restart; queue: "
        + "a device sleeps, and the server keeps its requests until it wakes; firmware: the "
        + "server updates the firmware of a device.",
};
scenario.Validators.Add(result =>
{
    string? name = result.GetValueOrDefault<string?>();
    if (name is not (null or Scenario.Bootstrap or Scenario.Queue or Scenario.Firmware))
    {
        result.AddError($"--scenario {name} is not {Scenario.Bootstrap}, {Scenario.Queue} or "
            + $"{Scenario.Firmware}.");
    }
});
var command = new RootCommand(
    "A simulated temperature sensor as an LwM2M device. Without options it starts a server on this "
    + "machine and shows what the two say to each other.")
{
    server, identity, key, endpoint, lifetime, duration, timeout, scenario,
};
command.Validators.Add(result =>
{
    if (Check(result.GetValue(server), result.GetValue(identity), result.GetValue(key))
        is { } problem)
    {
        result.AddError(problem);
    }

    if (result.GetValue(scenario) is { } name
        && new Option[] { server, identity, lifetime, duration }
            .FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } other)
    {
        result.AddError($"--scenario {name} has its own servers and its own end: "
            + $"{other.Name} does not go with it.");
    }
});
command.SetAction((arguments, _) => Sample.RunAsync(new SampleOptions(
    arguments.GetValue(server),
    arguments.GetValue(identity) is { } name
        ? new Credentials(name, Convert.FromHexString(arguments.GetValue(key)!))
        : null,
    arguments.GetValue(endpoint)!, arguments.GetValue(lifetime),
    arguments.GetValue(duration), arguments.GetValue(timeout), arguments.GetValue(scenario))));

ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return Sample.UsageError;
}

// Signals are the sample's own business: it deregisters before it ends.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static string? Check(string? server, string? identity, string? key)
{
    if (identity is null != key is null)
    {
        return "--identity and --key belong together.";
    }

    bool isSecure = server?.StartsWith("coaps:", StringComparison.OrdinalIgnoreCase) ?? true;
    if (key is null)
    {
        return server is not null && isSecure
            ? $"--server {server} needs --identity and --key."
            : null;
    }

    if (!isSecure)
    {
        return $"--server {server} has no use for --identity and --key; coaps:// has.";
    }

    byte[]? parsed = HexKey.Parse(key, out string? error);
    error ??= PskStore.Check(identity!, parsed!);
    return error is null ? null : $"--identity {identity} --key: {error}";
}

static int ParseSeconds(ArgumentResult result)
{
    string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
    if (!int.TryParse(text, out int seconds) || seconds <= 0)
    {
        OptionResult? option = result.Parent as OptionResult;
        result.AddError($"{option?.Option.Name} {text} is not a number of seconds above 0.");
    }

    return seconds;
}
