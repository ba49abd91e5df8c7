// The command of the desktop server with an input and an output that a test holds, and a device
// at a socket.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lwm2m.Client.DesktopTests.DevServer.Security;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Tool;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

/// <summary>The tool with an input and an output that a test holds.</summary>
internal sealed class ToolSession : IDisposable
{
    private readonly BlockingCollection<string> _typed = new();
    private readonly LineWriter _output = new();
    private readonly StringWriter _errors = new();

    public ToolSession(params string[] arguments) => Exit = Task.Run(() =>
        ServerTool.RunAsync(arguments, new TypedReader(_typed), _output, _errors));

    public Task<int> Exit { get; }

    public string Errors => _errors.ToString();

    public void Type(string line) => _typed.Add(line);

    public async Task<string> NextLine(string containing)
    {
        using var deadline = new CancellationTokenSource(Deadline.Ms);
        return await Task.Run(() =>
        {
            while (true)
            {
                string line = _output.Lines.Take(deadline.Token);
                if (line.Contains(containing))
                {
                    return line;
                }
            }
        });
    }

    public void Dispose()
    {
        _typed.Add("quit");
        Exit.Wait(Deadline.Ms);
    }

    public static int PortIn(string line) =>
        new Uri(line.Split(' ', ';').Last(word => word.StartsWith("coap"))).Port;

    public static Task<DtlsClient> ConnectAsync(int port, string identity, string key) =>
        DtlsClient.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, port),
            new DtlsClientOptions { Identity = identity, Key = Convert.FromHexString(key) });

    public static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = Deadline.Ms,
        };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    public static CoapMessage Receive(Socket socket)
    {
        var buffer = new byte[2048];
        int length = socket.Receive(buffer);
        return Parse(buffer.AsSpan(0, length));
    }

    public static CoapMessage Parse(ReadOnlySpan<byte> datagram)
    {
        Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(datagram, out CoapMessage? message));
        return message!;
    }

    private sealed class TypedReader(BlockingCollection<string> typed) : TextReader
    {
        public override string? ReadLine() => typed.Take();
    }

    private sealed class LineWriter : TextWriter
    {
        public BlockingCollection<string> Lines { get; } = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            foreach (string line in (value ?? string.Empty).Split('\n'))
            {
                Lines.Add(line);
            }
        }
    }
}
