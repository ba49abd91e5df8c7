// What commands of the page put on the wire, and what is said about those that are none.

using System.Net;
using System.Text;
using System.Text.Json;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageCommandTests
{
    private const string WithFormats =
        "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\",</1/0>,</3/0>,</16/0>,</3303/0>";

    public static TheoryData<string, string, string, string> Commands => new()
    {
        { "Read", "/3/0", "{}", "CON GET /3/0" },
        { "Read", "/3/0", """{"format":"tlv"}""", "CON GET /3/0 Accept=tlv" },
        { "Discover", "/3", "{}", "CON GET /3 Accept=link-format" },
        { "Execute", "/3/0/4", "{}", "CON POST /3/0/4" },
        { "Execute", "/3/0/4", """{"text":"0='a'"}""", "CON POST /3/0/4 Format=text \"0='a'\"" },
        { "Delete", "/16/0", "{}", "CON DELETE /16/0" },
        { "Observe", "/3303/0", "{}", "CON GET /3303/0 Observe=0" },
        {
            "WriteAttributes", "/3303/0/5700", """{"text":"pmin=1&gt"}""",
            "CON PUT /3303/0/5700?pmin=1&gt"
        },
        { "Write", "/1/0/1", Values("/1/0/1", "Integer", "60"), Senml("/1/0/1: 60") },
        { "Write", "/1/0/6", Values("/1/0/6", "Boolean", "true"), Senml("/1/0/6: true") },
        { "Write", "/3/0/14", Values("/3/0/14", "String", "UTC"), Senml("/3/0/14: \"UTC\"") },
        { "Write", "/1/0/2", Values("/1/0/2", "Float", "1.5"), Senml("/1/0/2: 1.5") },
        {
            "Write", "/3/0/13", Values("/3/0/13", "Time", "2026-01-31T12:00:00Z"),
            Senml("/3/0/13: 1769860800")
        },
        { "Write", "/16/0/0", Values("/16/0/0", "Opaque", "0x00 ff"), Senml("/16/0/0: 0x00FF") },
        { "Write", "/16/0/0", Values("/16/0/0", "Objlnk", "3:0"), Senml("/16/0/0: 3:0") },
        {
            "Write", "/16/0/0", Values("/16/0/0/2", "String", "x"),
            "CON PUT /16/0/0 Format=senml-cbor {/16/0/0/2: \"x\"}"
        },
        {
            "Write", "/1/0/1",
            """{"format":"text","values":[{"path":"/1/0/1","type":"Integer","text":"60"}]}""",
            "CON PUT /1/0/1 Format=text \"60\""
        },
        {
            "Write", "/1/0",
            """
            {"values":[{"path":"/1/0/1","type":"Integer","text":"6"},
            {"path":"/1/0/7","type":"String","text":"U"}]}
            """,
            "CON POST /1/0 Format=senml-cbor {/1/0/1: 6, /1/0/7: \"U\"}"
        },
        {
            "Create", "/16", Values("/16/0/0", "String", "xyz"),
            "CON POST /16 Format=tlv {0: \"xyz\"}"
        },
        {
            "Create", "/16/3", Values("/16/3/0", "String", "xyz"),
            "CON POST /16 Format=tlv {3: {0: \"xyz\"}}"
        },
        { "Create", "/16", "{}", "CON POST /16 Format=tlv" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_becomes_a_request(
        string operation, string path, string more, string expected)
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync(links: WithFormats);
        HttpStatusCode status = await PostAsync(session, Command(operation, path, more));
        Assert.Equal(HttpStatusCode.Accepted, status);
        CoapMessage request = session.Host.With(bench => bench.TakeOne());
        Assert.Equal(expected, MessageText.Summarize(request)
            .Replace($" mid={request.MessageId:x4} token={request.Token}", string.Empty));

        session.Answer(request, CoapCode.NotFound);
        JsonElement answer = await session.Events.NextAsync("answer");
        Assert.False(answer.GetProperty("isSuccess").GetBoolean());
        Assert.Equal("4.04 Not Found", answer.GetProperty("code").GetString());
        Assert.Equal("There is nothing at this path (4.04 Not Found).",
            answer.GetProperty("sentence").GetString());
    }

    [Theory]
    [InlineData("Read", "3/0", "{}", "'3/0' is not a path")]
    [InlineData("Read", "/3/x", "{}", "'/3/x' is not a path")]
    [InlineData("Read", "/3/0", """{"format":"pdf"}""", "'pdf' is not a format.")]
    [InlineData("Write", "/1/0/1", "{}", "There is nothing to write.")]
    [InlineData("Write", "/1", "{}", "An instance, a resource")]
    [InlineData("WriteAttributes", "/3303/0", "{}", "There are no attributes")]
    [InlineData("Execute", "/3/0", "{}", "Only a resource can be executed.")]
    [InlineData("Delete", "/3", "{}", "Only an instance can be deleted.")]
    [InlineData("Create", "/16/0/1", "{}", "An instance is created below an object.")]
    [InlineData("Cancel", "/3/0", "{}", "/3/0 is not observed.")]
    public async Task What_makes_no_sense_gets_a_sentence(
        string operation, string path, string more, string expected) =>
        await AssertRefusedAsync(Command(operation, path, more), expected);

    [Theory]
    [InlineData("/1/0/1", "Integer", "1.5", "'1.5' is not a whole number.")]
    [InlineData("/1/0/1", "UnsignedInteger", "-1", "'-1' is not a whole number from 0 on.")]
    [InlineData("/1/0/1", "Float", "warm", "'warm' is not a number.")]
    [InlineData("/1/0/1", "Float", "NaN", "'NaN' is not a number.")]
    [InlineData("/1/0/1", "Boolean", "yes", "'yes' is neither true nor false.")]
    [InlineData("/1/0/1", "Time", "noon", "'noon' is not a time;")]
    [InlineData("/1/0/1", "Opaque", "0f0", "'0f0' are not bytes in hexadecimal")]
    [InlineData("/1/0/1", "Objlnk", "3", "'3' is not a link")]
    [InlineData("/1/0/1", "None", "3", "'None' is not a type of LwM2M.")]
    [InlineData("/1/0/1", "Stone", "3", "'Stone' is not a type of LwM2M.")]
    [InlineData("/1/0/2", "Integer", "3", "'/1/0/2' is not a resource below /1/0/1.")]
    [InlineData("/1/0/10", "Integer", "3", "'/1/0/10' is not a resource below /1/0/1.")]
    public async Task A_value_of_another_type_gets_a_sentence(
        string path, string type, string text, string expected) =>
        await AssertRefusedAsync(
            Command("Write", "/1/0/1", Values(path, type, text)), expected);

    [Fact]
    public async Task A_format_that_cannot_carry_the_value_gets_a_sentence() =>
        await AssertRefusedAsync(
            Command("Write", "/1/0/1", """
                {"format":"opaque","values":[{"path":"/1/0/1","type":"Integer","text":"6"}]}
                """),
            "What is to be written has no form in this format");

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("[1,2", HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"","endpoint":"lab-1","operation":"Read","path":"/3"}""",
        HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"1","endpoint":"lab-1","operation":"Run","path":"/3"}""",
        HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"1","endpoint":"lab-1","operation":"Read","path":"/3","x":1}""",
        HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"1","endpoint":"nobody","operation":"Read","path":"/3"}""",
        HttpStatusCode.NotFound)]
    public async Task What_is_not_a_command_is_refused(string body, HttpStatusCode expected)
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync();
        Assert.Equal(expected, await PostAsync(session, body));
        Assert.Empty(session.Host.With(bench => bench.TakeSent()));
    }

    [Fact]
    public async Task A_command_is_JSON_and_not_too_large()
    {
        await using PageSession session = await PageSession.OpenAsync();
        HttpResponseMessage response = await session.RequestAsync(HttpMethod.Post,
            "api/commands", new StringContent("{}", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            await PostAsync(session, $"\"{new string('x', 100_000)}\""));
    }

    [Fact]
    public async Task No_answer_is_told_as_such()
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync("ep=lab-1&lwm2m=1.1&lt=600");
        await session.SendAsync("Read", "/3/0");
        session.Host.With(bench =>
        {
            for (int i = 0; i < 6; i++)
            {
                bench.Core.Advance(bench.Core.Advance(bench.Core.NowMs));
            }
        });
        JsonElement answer = await session.Events.NextAsync("answer");
        Assert.Equal("The device does not answer.", answer.GetProperty("sentence").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("code").ValueKind);
    }

    private static string Values(string path, string type, string text) =>
        $$"""{"values":[{"path":"{{path}}","type":"{{type}}","text":"{{text}}"}]}""";

    private static string Senml(string record) =>
        $"CON PUT {record[..record.IndexOf(':')]} Format=senml-cbor {{{record}}}";

    private static string Command(string operation, string path, string more) =>
        $$"""{"id":"1","endpoint":"lab-1","operation":"{{operation}}","path":"{{path}}"{{
            (more == "{}" ? "}" : $",{more.Trim()[1..]}")}}""";

    private static async Task<HttpStatusCode> PostAsync(PageSession session, string body) =>
        (await session.RequestAsync(HttpMethod.Post, "api/commands",
            new StringContent(body, Encoding.UTF8, "application/json"))).StatusCode;

    private static async Task AssertRefusedAsync(string body, string expected)
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync();
        HttpResponseMessage response = await session.RequestAsync(HttpMethod.Post,
            "api/commands", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.InRange((int)response.StatusCode, 400, 404);
        string text = await response.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken);
        Assert.StartsWith(expected, JsonElement.Parse(text).GetProperty("error").GetString());
        Assert.Empty(session.Host.With(bench => bench.TakeSent()));
    }
}
