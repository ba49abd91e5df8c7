// The command of the desktop server: arguments, commands, log, exit codes.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Tool;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class ServerToolTests
{
    [Theory]
    [InlineData("--port 65536", "--port 65536")]
    [InlineData("--port x", "--port x")]
    [InlineData("--port -1", "--port -1")]
    [InlineData("--address nowhere", "--address nowhere")]
    [InlineData("--versions 1.0,1.2", "--versions 1.0,1.2")]
    [InlineData("--bogus", "--bogus")]
    public async Task A_bad_argument_gets_one_sentence_and_an_exit_code(
        string arguments, string mentioned)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        int code = await ServerTool.RunAsync(
            arguments.Split(' '), TextReader.Null, output, errors);
        Assert.Equal(2, code);
        string line = Assert.Single(errors.ToString().TrimEnd().Split(Environment.NewLine));
        Assert.Contains(mentioned, line);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Help_explains_the_options()
    {
        var output = new StringWriter();
        Assert.Equal(0, await ServerTool.RunAsync(
            ["--help"], TextReader.Null, output, TextWriter.Null));
        foreach (string option in new[] { "--port", "--address", "--versions", "--quiet" })
        {
            Assert.Contains(option, output.ToString());
        }
    }

    [Fact]
    public async Task A_port_in_use_gets_one_sentence_and_an_exit_code()
    {
        using var taken = new Socket(
            AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var errors = new StringWriter();
        int code = await ServerTool.RunAsync(
            ["--port", $"{port}"], TextReader.Null, TextWriter.Null, errors);
        Assert.Equal(1, code);
        Assert.Contains($"127.0.0.1:{port}", errors.ToString());
    }

    [Fact]
    public async Task Commands_reach_a_device_and_quit_ends_the_tool()
    {
        using var session = new Session("--port", "0");
        int port = new Uri((await session.NextLine("coap://"))
            .Split(' ').Last(word => word.StartsWith("coap://"))).Port;
        using var device = new Socket(
            AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = Deadline.Ms,
        };
        device.Connect(IPAddress.Loopback, port);
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        Receive(device);
        Assert.Contains("lwm2m=1.1", await session.NextLine("*** registered a"));

        session.Type("list");
        await session.NextLine("86400 s");
        await session.NextLine("</3303/0>");

        // A write takes the rest of the line, blanks included.
        session.Type("write a /3/0/14 UTC 2");
        CoapMessage request = Receive(device);
        Assert.Equal((CoapCode.Put, "/3/0/14", "UTC 2"),
            (request.Code, request.UriPath, request.PayloadText));
        device.Send(ServerBench.Piggyback(request, CoapCode.Changed).ToArray());
        Assert.StartsWith("2.04 Changed", await session.NextLine("2.04 Changed ("));

        session.Type("observe a /3303/0/5700 text");
        request = Receive(device);
        Assert.Equal((0, 0), (request.Observe, request.Accept));
        device.Send(ServerBench.Piggyback(request, CoapCode.Content, "20.5", 1).ToArray());
        await session.NextLine("2.05 Content \"20.5\" (");
        device.Send(ServerBench.Response(
            CoapType.Non, 0x2000, request.Token, CoapCode.Content, "21.5", 2).ToArray());
        await session.NextLine("Observe=2 Format=text \"21.5\"");

        session.Type("cancel a /3303/0/5700");
        request = Receive(device);
        Assert.Equal(1, request.Observe);
        device.Send(ServerBench.Piggyback(request, CoapCode.Content, "22.5").ToArray());
        await session.NextLine("2.05 Content \"22.5\" (");

        session.Type("cancel a /3303/0/5700");
        await session.NextLine("/3303/0/5700 is not observed");
        session.Type("read nobody /3");
        await session.NextLine("nobody is not registered");
        session.Type("read a /3 pdf");
        await session.NextLine("'pdf' is not a format");
        session.Type("write a /3");
        await session.NextLine("'write' is not a command, or something is missing");
        session.Type("dance");
        await session.NextLine("'dance' is not a command");
        session.Type("help");
        await session.NextLine("discover EP PATH");
        session.Type("quit");
        Assert.Equal(0, await session.Exit.InTime());
        await session.NextLine("stopped");
        Assert.Empty(session.Errors);
    }

    private static CoapMessage Receive(Socket socket)
    {
        var buffer = new byte[2048];
        int length = socket.Receive(buffer);
        Assert.Equal(ParseStatus.Ok,
            CoapMessage.Parse(buffer.AsSpan(0, length), out CoapMessage? message));
        return message!;
    }

    /// <summary>The tool with an input and an output that a test holds.</summary>
    private sealed class Session : IDisposable
    {
        private readonly BlockingCollection<string> _typed = new();
        private readonly LineWriter _output = new();
        private readonly StringWriter _errors = new();

        public Session(params string[] arguments) => Exit = Task.Run(() =>
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
