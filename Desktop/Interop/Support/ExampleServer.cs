// A server program of libcoap on the loopback address: CoAP on a free port, and with a key DTLS
// on the port after it.

using System.Globalization;
using Interop.Coap;
using Lwm2m.Client.Coap;

namespace Interop.Support;

/// <summary>A running program.</summary>
internal sealed class ExampleServer : IDisposable
{
    private readonly PeerProgram _program;

    private ExampleServer(PeerProgram program, int port)
    {
        _program = program;
        Port = port;
    }

    /// <summary>Its UDP port.</summary>
    public int Port { get; }

    /// <summary>Its UDP port for DTLS.</summary>
    public int SecurePort => Port + 1;

    public bool HasExited => _program.HasExited;

    /// <summary>Starts a program and waits until it answers a CoAP ping.</summary>
    public static Task<ExampleServer> StartAsync(string program, params string[] arguments) =>
        StartAsync(Support.Port.FreePair(), program, arguments);

    /// <summary>Starts a program on a port and waits until it answers a CoAP ping.</summary>
    public static async Task<ExampleServer> StartAsync(
        int port, string program, params string[] arguments)
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        var server = new ExampleServer(
            new PeerProgram(program, ["-A", "127.0.0.1", "-p", number, .. arguments]), port);
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

    public void Dispose() => _program.Dispose();

    private async Task AwaitPingAsync()
    {
        // An exchange repeats until the server has opened its port.
        using var client = new CoapClient(Port, 100);
        Outcome outcome = await Task.Run(client.Ping).WaitAsync(Steps.Patience);
        Expect.Equal(ExchangeEvent.Rejected, outcome.End, "the server answers a ping");
    }
}
