// The command line of the server: options, the log on standard output, commands from standard
// input, an orderly end on Ctrl-C, SIGTERM and quit.

using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Web;

namespace Lwm2m.DevServer.Tool;

/// <summary>The stand-alone server.</summary>
public static class ServerTool
{
    private const int UsageError = 2;
    private const int RunError = 1;
    private const int HandedOutServerId = 1;

    /// <summary>Parses the arguments and runs; the result is the exit code.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextReader input, TextWriter output, TextWriter errors)
    {
        var options = new ToolOptions();
        RootCommand root = options.Command();
        root.SetAction(async (result, cancel) =>
        {
            ToolArguments? arguments = ToolArguments.Check(result, options, out string? error);
            if (arguments is null)
            {
                errors.WriteLine(error);
                return UsageError;
            }

            return await ServeAsync(arguments, input, output, errors);
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

    private static async Task<int> ServeAsync(
        ToolArguments arguments, TextReader input, TextWriter output, TextWriter errors)
    {
        TextWriter lines = TextWriter.Synchronized(output);
        UdpHost? host = null;

        // A device that asks in the moment in which the server starts asks again.
        var book = new BootstrapBook(session => AccountFor(session, host))
        {
            IsOpen = arguments.IsBootstrap,
        };
        try
        {
            host = new UdpHost(arguments.Host,
                new ServerOptions { SupportedVersions = arguments.Versions },
                core =>
                {
                    core.Logged += entry =>
                    {
                        if (!arguments.IsQuiet
                            || entry.Kind is LogKind.Event or LogKind.Violation)
                        {
                            lines.WriteLine(LogFormatter.Format(entry));
                        }
                    };
                    if (arguments.IsBootstrap)
                    {
                        core.Bootstrap.Plan = book.PlanFor;
                    }
                });
        }
        catch (SocketException e)
        {
            string where = string.Join(
                " and ", new[] { arguments.Host.Coaps, arguments.Host.Coap }.OfType<IPEndPoint>());
            errors.WriteLine($"Cannot listen on {where}: {e.Message}.");
            return RunError;
        }

        using (host)
        {
            try
            {
                await using PageHost? page = await OpenPageAsync(host, arguments, book);
                Welcome(host, page, arguments, lines);
                await RunUntilStoppedAsync(host, input, lines);
            }
            catch (IOException e)
            {
                errors.WriteLine($"The page cannot be opened: {e.Message.TrimEnd('.')}.");
                return RunError;
            }
        }

        lines.WriteLine("stopped");
        if (host.Failure is { } failure)
        {
            errors.WriteLine($"The server failed: {failure.Message}");
            return RunError;
        }

        return 0;
    }

    // An account with the server that the device talks to already, with the same key.
    private static BootstrapAccount? AccountFor(BootstrapSession session, UdpHost? host)
    {
        string? uri = session.Identity is null ? host?.PlainUri : host?.SecureUri;
        if (uri is null)
        {
            return null;
        }

        var account = new BootstrapAccount(ReachableUri.Of(uri), HandedOutServerId);
        return session.Identity is not { } identity
            ? account
            : account with
            {
                Identity = identity,
                Key = host!.Security!.Keys.Find(Encoding.UTF8.GetBytes(identity)) ?? [],
            };
    }

    private static async Task<PageHost?> OpenPageAsync(
        UdpHost host, ToolArguments arguments, BootstrapBook book)
    {
        if (arguments.Page is not { } options)
        {
            return null;
        }

        PageHost page;
        try
        {
            page = await PageHost.StartAsync(host, options, book);
        }
        catch (IOException) when (!arguments.IsPagePortAsked)
        {
            page = await PageHost.StartAsync(host, options with { Port = 0 }, book);
        }

        if (page.IsBeyondLoopback)
        {
            host.Post(core => core.Log(null,
                $"the page on {page.Uri} can be used from other machines, without a password"));
        }

        return page;
    }

    private static void Welcome(
        UdpHost host, PageHost? page, ToolArguments arguments, TextWriter lines)
    {
        lines.WriteLine($"LwM2M server on {ReachableUri.Of(host.Uri)}; type help for its commands");
        if (page is not null)
        {
            lines.WriteLine($"Its page is {ReachableUri.Of(page.Uri.ToString())}");
        }

        if (arguments.MadeKey is { } key)
        {
            string credentials =
                $"--identity {ToolArguments.DefaultIdentity} --key {Convert.ToHexStringLower(key)}";
            lines.WriteLine("No key was given, so one was made for this run. A device registers "
                + "with it, and the desktop sample with the options");
            lines.WriteLine($"  --server {ReachableUri.Of(host.Uri)} {credentials}");
            lines.WriteLine("To use the same key again, start the server with");
            lines.WriteLine($"  {credentials}");
        }
        else if (host.Security is { } security)
        {
            lines.WriteLine($"It has keys for {string.Join(", ", security.Keys.Identities)}.");
        }

        if (arguments.IsBootstrap)
        {
            lines.WriteLine("It hands out accounts: give a device its address, and key, as those "
                + "of a bootstrap server.");
        }

        if (host.PlainUri is { } plain)
        {
            string warning = host.IsBeyondLoopback
                ? "It can be reached from other machines, without protection"
                : "Without protection";
            lines.WriteLine($"{warning}: {ReachableUri.Of(plain)}");
        }
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
}
