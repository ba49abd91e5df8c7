// The whole thing on a PC: a temperature sensor that registers with an LwM2M server.
//   dotnet run --project Desktop/Samples.DesktopTemperature             with a server of its own
//   dotnet run --project Desktop/Samples.DesktopTemperature -- --help   says what else it can do

using System.CommandLine;
using System.CommandLine.Parsing;
using Samples.DesktopTemperature;

var server = new Option<string?>("--server")
{
    Description = "Server to register with, as coap://host:port; without it, one is started here.",
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
var command = new RootCommand(
    "A simulated temperature sensor as an LwM2M device. Without options it starts a server on this "
    + "machine and shows what the two say to each other.")
{
    server, endpoint, lifetime, duration, timeout,
};
command.SetAction((arguments, _) => Sample.RunAsync(new SampleOptions(
    arguments.GetValue(server), arguments.GetValue(endpoint)!, arguments.GetValue(lifetime),
    arguments.GetValue(duration), arguments.GetValue(timeout))));

ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return Sample.UsageError;
}

// Signals are the sample's own business: it deregisters before it ends.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

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
