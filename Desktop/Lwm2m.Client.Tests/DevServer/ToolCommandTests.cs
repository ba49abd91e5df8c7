// The commands of the desktop server for the operations of LwM2M 1.1, and the accounts that it
// hands out.

using System.Net.Sockets;
using Lwm2m.Client.DesktopTests.DevServer.Security;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.DevServer.ToolSession;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class ToolCommandTests
{
    [Theory]
    [InlineData("create a /16 0=x 1/7=5",
        "POST /16 Format=tlv {0: \"x\"|120, 1: {7: 5}}", "2.01 Created /16/3 (")]
    [InlineData("create a /16/3 0=x", "POST /16 Format=tlv {3: {0: \"x\"|120}}", "2.01 Created")]
    [InlineData("create a /16/3", "POST /16 Format=tlv {3: {}}", "2.01 Created")]
    [InlineData("delete a /16/3", "DELETE /16/3", "2.02 Deleted (")]
    [InlineData("fetch a /3/0/9 /1",
        "FETCH / Format=senml-cbor Accept=senml-cbor {/3/0/9, /1}",
        "2.05 Content {/3/0/9: 80} (")]
    [InlineData("patch a /1/0/1=60 /3/0/14=\"60\" /1/0/6=true /3303/0/5700=20.5",
        "iPATCH / Format=senml-cbor {/1/0/1: 60, /3/0/14: \"60\", /1/0/6: true, "
            + "/3303/0/5700: 20.5}",
        "2.04 Changed (")]
    public async Task Newer_operations_have_their_commands(
        string command, string request, string answer)
    {
        using var session = new ToolSession("--no-security", "--coap-port", "0");
        using Socket device = Connect(PortIn(await session.NextLine("coap://")));
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        Receive(device);
        await session.NextLine("*** registered a");
        session.Type(command);
        CoapMessage received = Receive(device);
        Assert.Equal($"CON {request}", MessageText.Summarize(received).Replace(
            $" mid={received.MessageId:x4} token={received.Token}", string.Empty));
        OptionList options = new OptionList().AddPath(OptionNumber.LocationPath,
            answer.StartsWith("2.01") ? "/16/3" : "/");
        device.Send((received.Code == CoapCode.Fetch
            ? ServerBench.Answer(received, CoapCode.Content,
                options.Add(OptionNumber.ContentFormat, MediaType.SenmlCbor),
                SenmlCbor.Encode([new("/3/0/9", 80)]))
            : ServerBench.Answer(received,
                received.Code == CoapCode.Post ? CoapCode.Created
                    : received.Code == CoapCode.Delete ? CoapCode.Deleted
                    : CoapCode.Changed,
                options)).ToArray());
        await session.NextLine(answer);
    }

    [Theory]
    [InlineData("create a /x")]
    [InlineData("create a /16/0/0")]
    [InlineData("create a /16 x")]
    [InlineData("patch a /1/0/1")]
    [InlineData("patch a /1/0/1=5 x=6")]
    public async Task What_is_not_a_command_goes_nowhere(string command)
    {
        using var session = new ToolSession("--no-security", "--coap-port", "0");
        using Socket device = Connect(PortIn(await session.NextLine("coap://")));
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        Receive(device);
        session.Type(command);
        await session.NextLine($"'{command[..command.IndexOf(' ')]}' is not a command, or");
    }

    [Fact]
    public async Task Several_paths_are_observed_and_cancelled_by_command()
    {
        using var session = new ToolSession("--no-security", "--coap-port", "0");
        using Socket device = Connect(PortIn(await session.NextLine("coap://")));
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        Receive(device);
        session.Type("observe a /3/0/9 /1");
        CoapMessage request = Receive(device);
        Assert.Equal((CoapCode.Fetch, 0), (request.Code, request.Observe));
        device.Send(ServerBench.Piggyback(request, CoapCode.Content, "x", 1).ToArray());
        await session.NextLine("2.05 Content");
        session.Type("list");
        await session.NextLine("observed: /3/0/9 /1");
        session.Type("forget a /3/0/9");
        await session.NextLine("/3/0/9 is not observed");
        session.Type("cancel a /3/0/9 /1");
        Assert.Equal(1, Receive(device).Observe);
    }

    [Fact]
    public async Task It_hands_out_an_account_over_coaps_and_coap()
    {
        using var session = new ToolSession("--port", "0", "--coap-port", "0", "--bootstrap",
            "--identity", "me", "--key", "0b0c");
        int port = PortIn(await session.NextLine("coaps://"));
        await session.NextLine("It hands out accounts");
        int plainPort = PortIn(await session.NextLine("Without protection"));
        using DtlsClient device = await ConnectAsync(port, "me", "0b0c");
        device.Send(new ServerBench().Request(CoapCode.Post, "/bs", "ep=a&pct=112").ToArray());
        List<SenmlRecord> written = TakeBootstrap(() => Parse(device.Receive()), device.Send);
        Assert.Equal($"coaps://127.0.0.1:{port}", ValueOf(written, "/0/1/0").Text);
        Assert.Equal("me"u8.ToArray(), ValueOf(written, "/0/1/3").Opaque);
        Assert.Equal(new byte[] { 0x0B, 0x0C }, ValueOf(written, "/0/1/5").Opaque);
        Assert.Equal(ValueOf(written, "/0/1/10"), ValueOf(written, "/1/0/0"));
        await session.NextLine("bootstrap of a at");

        using Socket plain = Connect(plainPort);
        plain.Send(new ServerBench().Request(CoapCode.Post, "/bs", "ep=b&pct=112").ToArray());
        written = TakeBootstrap(() => Receive(plain), bytes => plain.Send(bytes));
        Assert.Equal($"coap://127.0.0.1:{plainPort}", ValueOf(written, "/0/1/0").Text);
        Assert.Equal(3, ValueOf(written, "/0/1/2").Integer);
        await session.NextLine("Finished ends");
    }

    // Says yes to everything until the end; returns what was written.
    private static List<SenmlRecord> TakeBootstrap(
        Func<CoapMessage> receive, Action<byte[]> send)
    {
        Assert.Equal(CoapCode.Changed, receive().Code);
        var written = new List<SenmlRecord>();
        CoapMessage request;
        do
        {
            request = receive();
            if (request.Code == CoapCode.Put)
            {
                written.AddRange(Senml.Decode(request.ContentFormat, request.Payload));
            }

            send(ServerBench.Piggyback(request, request.Code == CoapCode.Delete
                ? CoapCode.Deleted
                : CoapCode.Changed).ToArray());
        }
        while (request.Code != CoapCode.Post);
        return written;
    }

    private static ContentValue ValueOf(List<SenmlRecord> records, string path) =>
        Assert.Single(records, record => record.Path == path).Value;
}
