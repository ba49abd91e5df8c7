// The command line of the server: options, the log on standard output, commands from standard
// input, an orderly end on Ctrl-C, SIGTERM and quit.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;

namespace Lwm2m.DevServer.Tool;

/// <summary>The stand-alone server.</summary>
public static class ServerTool
{
    private const int UsageError = 2;
    private const int RunError = 1;

    /// <summary>Parses the arguments and runs; the result is the exit code.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextReader input, TextWriter output, TextWriter errors)
    {
        var port = new Option<int>("--port")
        {
            Description = "UDP port; 0 takes a free one",
            DefaultValueFactory = _ => 5683,
            CustomParser = ParsePort,
        };
        var address = new Option<string>("--address")
        {
            Description = "Address to bind to",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var versions = new Option<string>("--versions")
        {
            Description = "Versions of LwM2M that may register, separated by commas",
            DefaultValueFactory = _ => "1.0,1.1",
        };
        var quiet = new Option<bool>("--quiet") { Description = "Log no messages, only events" };
        var root = new RootCommand(
            "A small LwM2M server over CoAP/UDP to try devices against. Type help when it runs.")
        {
            port, address, versions, quiet,
        };
        root.SetAction(async (result, cancel) =>
        {
            ParsedArguments? arguments = ParsedArguments.Check(
                result.GetValue(port), result.GetValue(address)!, result.GetValue(versions)!,
                out string? error);
            if (arguments is null)
            {
                errors.WriteLine(error);
                return UsageError;
            }

            return await ServeAsync(arguments, result.GetValue(quiet), input, output, errors);
        });

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            errors.WriteLine(parsed.Errors[0].Message);
            return UsageError;
        }

        // We end on signals ourselves, so that SIGTERM is an orderly end with exit code 0.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            ProcessTerminationTimeout = null,
        });
    }

    private static int ParsePort(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (!ushort.TryParse(text, out ushort port))
        {
            result.AddError($"--port {text} is not a number from 0 to 65535.");
        }

        return port;
    }

    private static async Task<int> ServeAsync(ParsedArguments arguments, bool isQuiet,
        TextReader input, TextWriter output, TextWriter errors)
    {
        TextWriter lines = TextWriter.Synchronized(output);
        UdpHost host;
        try
        {
            host = new UdpHost(arguments.Bind,
                new ServerOptions { SupportedVersions = arguments.Versions },
                core => core.Logged += entry =>
                {
                    if (!isQuiet || entry.Kind is LogKind.Event or LogKind.Violation)
                    {
                        lines.WriteLine(LogFormatter.Format(entry));
                    }
                });
        }
        catch (SocketException e)
        {
            errors.WriteLine($"Cannot listen on {arguments.Bind}: {e.Message}.");
            return RunError;
        }

        using (host)
        {
            lines.WriteLine($"LwM2M server on {host.Uri}");
            if (host.IsBeyondLoopback)
            {
                lines.WriteLine("It can be reached from other machines, without protection.");
            }

            await RunUntilStoppedAsync(host, input, lines);
        }

        lines.WriteLine("stopped");
        if (host.Failure is { } failure)
        {
            errors.WriteLine($"The server failed: {failure.Message}");
            return RunError;
        }

        return 0;
    }

    private static async Task RunUntilStoppedAsync(
        UdpHost host, TextReader input, TextWriter output)
    {
        var stopped = new TaskCompletionSource(
            TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = new StopSignals(() => stopped.TrySetResult());

        // A thread of its own, because reading the console blocks. It ends with the process.
        var reader = new Thread(() => ReadCommands(host, input, output, stopped))
        {
            IsBackground = true,
            Name = "commands",
        };
        reader.Start();
        await Task.WhenAny(stopped.Task, host.Completion);
    }

    private static void ReadCommands(
        UdpHost host, TextReader input, TextWriter output, TaskCompletionSource stopped)
    {
        var commands = new ConsoleCommands(host, output);
        try
        {
            while (input.ReadLine() is { } line)
            {
                if (!commands.RunAsync(line).GetAwaiter().GetResult())
                {
                    stopped.TrySetResult();
                    return;
                }
            }

            // The end of the input is not the end of the server.
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The same goes for an input that cannot be read, and for a host that is closing.
        }
    }

    private sealed record ParsedArguments(IPEndPoint Bind, IReadOnlyList<string> Versions)
    {
        internal static ParsedArguments? Check(
            int port, string address, string versions, out string? error)
        {
            string[] list = versions.Split(',');
            error = !IPAddress.TryParse(address, out _)
                ? $"--address {address} is not an IP address."
                : list.Any(v => v is not ("1.0" or "1.1"))
                    ? $"--versions {versions} has something other than 1.0 and 1.1."
                : null;
            return error is null
                ? new ParsedArguments(new IPEndPoint(IPAddress.Parse(address), port), list)
                : null;
        }
    }
}
