// The page as the command of the server opens it.

using System.Net;
using System.Net.Sockets;
using Lwm2m.DevServer.Tool;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageToolTests
{
    [Fact]
    public async Task The_command_says_where_the_page_is()
    {
        using var session = new ToolSession("--port", "0", "--page-port", "0");
        Uri page = PageIn(await session.NextLine("Its page is"));
        Assert.Equal("127.0.0.1", page.Host);
        using var http = new HttpClient();
        string text = await http.GetStringAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("<title>LwM2M dev server</title>", text);
        session.Type("quit");
        Assert.Equal(0, await session.Exit.InTime());
        await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetStringAsync(page, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_port_that_was_asked_for_and_is_in_use_gets_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var errors = new StringWriter();
        int code = await ServerTool.RunAsync(
            ["--port", "0", "--page-port", $"{port}"], TextReader.Null, TextWriter.Null, errors);
        Assert.Equal(1, code);
        string line = Assert.Single(errors.ToString().TrimEnd().Split(Environment.NewLine));
        Assert.StartsWith("The page cannot be opened: ", line);
        Assert.Contains($"127.0.0.1:{port}", line);
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_gets_one_sentence()
    {
        var errors = new StringWriter();
        int code = await ServerTool.RunAsync(["--port", "0", "--page-address", "192.0.2.1"],
            TextReader.Null, TextWriter.Null, errors);
        Assert.Equal(1, code);
        string line = Assert.Single(errors.ToString().TrimEnd().Split(Environment.NewLine));
        Assert.StartsWith("The page cannot be opened: ", line);
    }

    [Fact]
    public async Task The_usual_port_may_be_in_use()
    {
        using var first = new ToolSession("--port", "0");
        using var second = new ToolSession("--port", "0");
        Uri one = PageIn(await first.NextLine("Its page is"));
        Uri other = PageIn(await second.NextLine("Its page is"));
        Assert.NotEqual(one.Port, other.Port);
    }

    [Fact]
    public async Task There_may_be_no_page()
    {
        using var session = new ToolSession("--port", "0", "--no-page");
        session.Type("help");
        var lines = new List<string>();
        do
        {
            lines.Add(await session.NextLine(string.Empty));
        }
        while (!lines[^1].Contains("help, quit"));
        Assert.DoesNotContain(lines, line => line.Contains("page"));
    }

    [Fact]
    public async Task A_page_for_other_machines_is_announced()
    {
        using var session = new ToolSession(
            "--port", "0", "--page-port", "0", "--page-address", "0.0.0.0", "--quiet");
        await session.NextLine("can be used from other machines, without a password");
    }

    private static Uri PageIn(string line) => new(line.Split(' ')[^1]);
}
