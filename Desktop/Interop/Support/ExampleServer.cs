// A server program of libcoap on a free port of the loopback address.

using System.Diagnostics;
using System.Globalization;
using Interop.Coap;
using Lwm2m.Client.Coap;

namespace Interop.Support;

/// <summary>A running program.</summary>
internal sealed class ExampleServer : IDisposable
{
    private readonly Process _process;

    private ExampleServer(Process process, int port)
    {
        _process = process;
        Port = port;

        // It outlives the run otherwise, if that is ended by a signal or a time-out.
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Its UDP port.</summary>
    public int Port { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program and waits until it answers a CoAP ping.</summary>
    public static async Task<ExampleServer> StartAsync(
        string program, params string[] arguments)
    {
        int port = Support.Port.Free();
        var info = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string number = port.ToString(CultureInfo.InvariantCulture);
        foreach (string argument in (string[])["-A", "127.0.0.1", "-p", number, .. arguments])
        {
            info.ArgumentList.Add(argument);
        }

        Process process = Process.Start(info) ?? throw new IOException($"{program} did not start");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ExampleServer(process, port);
        try
        {
            await server.AwaitPingAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(5000);
        }

        _process.Dispose();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private async Task AwaitPingAsync()
    {
        // An exchange repeats until the server has opened its port.
        using var client = new CoapClient(Port, 100);
        Outcome outcome = await Task.Run(client.Ping).WaitAsync(TimeSpan.FromSeconds(10));
        Expect.Equal(ExchangeEvent.Rejected, outcome.End, "the server answers a ping");
    }
}
