// The command of the desktop server: arguments, commands, log, exit codes.

using System.Net;
using System.Net.Sockets;
using Lwm2m.Client.DesktopTests.DevServer.Security;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Tool;
using Org.BouncyCastle.Tls;
using Xunit;
using static Lwm2m.Client.DesktopTests.DevServer.ToolSession;

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
    [InlineData("--coap-port x", "--coap-port x")]
    [InlineData("--page-port 70000", "--page-port 70000")]
    [InlineData("--page-address here", "--page-address here")]
    [InlineData("--identity a", "come in pairs")]
    [InlineData("--key 00", "come in pairs")]
    [InlineData("--identity a --key 00 --identity a --key 01", "a is there twice")]
    [InlineData("--identity a --key 012", "3 is an odd number")]
    [InlineData("--identity a --key 0x11", "character 2 is not one")]
    [InlineData("--identity a --key", "--key")]
    [InlineData("--no-security --identity a --key 00", "--no-security")]
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

    [Theory]
    [InlineData(1, 64, true)]
    [InlineData(128, 1, true)]
    [InlineData(129, 1, false)]
    [InlineData(1, 65, false)]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    public async Task Identities_and_keys_have_bounds(int identity, int key, bool isTaken)
    {
        using var session = new ToolSession(
            "--port", "0", "--identity", new string('i', identity), "--key",
            string.Concat(Enumerable.Repeat("a5", key)));
        if (isTaken)
        {
            await session.NextLine("It has keys for i");
            session.Type("quit");
        }

        Assert.Equal(isTaken ? 0 : 2, await session.Exit.InTime());
        Assert.Equal(isTaken, session.Errors.Length == 0);
        Assert.DoesNotContain("a5", session.Errors);
    }

    [Fact]
    public async Task Help_explains_the_options()
    {
        var output = new StringWriter();
        Assert.Equal(0, await ServerTool.RunAsync(
            ["--help"], TextReader.Null, output, TextWriter.Null));
        string[] options =
        [
            "--identity", "--key", "--port", "--coap", "--coap-port", "--no-security",
            "--address", "--versions", "--bootstrap", "--page-port", "--page-address", "--no-page",
            "--quiet",
        ];
        foreach (string option in options)
        {
            Assert.Contains($"{option} ", output.ToString());
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
        using var session = new ToolSession("--no-security", "--coap-port", "0");
        int port = PortIn(await session.NextLine("coap://"));
        using Socket device = Connect(port);
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

    [Fact]
    public async Task A_key_that_was_made_can_be_copied_from_the_output()
    {
        using var session = new ToolSession("--port", "0", "--coap-port", "0", "--quiet");
        int port = PortIn(await session.NextLine("LwM2M server on coaps://"));
        string[] shown = (await session.NextLine("  --server coaps://")).Trim().Split(' ');
        Assert.Equal(
            ["--server", $"coaps://127.0.0.1:{port}", "--identity", "device", "--key"],
            shown[..5]);
        Assert.Equal(32, shown[5].Length);
        Assert.EndsWith(string.Join(' ', shown[2..]), await session.NextLine("  --identity"));
        Assert.NotEqual(port, PortIn(await session.NextLine("Without protection: coap://")));
        using DtlsClient device = await ConnectAsync(port, "device", shown[5]);
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        Assert.Contains(
            "full handshake, TLS_PSK_WITH_AES_128_CCM_8, extended master secret as device",
            await session.NextLine("***"));
        Assert.Contains($"registered a at {device.Address} (device)",
            await session.NextLine("***"));
    }

    [Fact]
    public async Task Keys_and_associations_are_managed_by_command()
    {
        using var session = new ToolSession("--port", "0", "--identity", "b", "--key", "0b");
        int port = PortIn(await session.NextLine("coaps://"));
        await session.NextLine("It has keys for b.");
        session.Type("add-key c zz");
        await session.NextLine("character 1 is not one");
        session.Type("add-key c");
        await session.NextLine("'add-key' lacks something");
        session.Type("add-key c 0c");
        await session.NextLine("c has its key");
        session.Type("keys");
        await session.NextLine("b");
        await session.NextLine("c");
        session.Type("remove-key b");
        await session.NextLine("b has no key any more");
        session.Type("remove-key b");
        await session.NextLine("b has no key");
        await Assert.ThrowsAsync<TlsFatalAlertReceived>(() => ConnectAsync(port, "b", "0b"));
        await session.NextLine("handshake failed: unknown identity b");

        using DtlsClient device = await ConnectAsync(port, "c", "0c");
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        await session.NextLine("*** registered a");
        session.Type("close b");
        await session.NextLine("b has no DTLS association");
        session.Type("close a");
        await session.NextLine("the association of a is closed");
        session.Type("drop a");
        await session.NextLine("a has no DTLS association");
        session.Type("restart");
        await session.NextLine("*** restarted");
        session.Type("list");
        await session.NextLine("no device is registered");
        Assert.Empty(session.Errors);
    }

    [Fact]
    public async Task A_server_without_security_has_no_keys()
    {
        using var session = new ToolSession("--no-security", "--coap-port", "0");
        session.Type("keys");
        await session.NextLine("the server has no security");
    }
}
