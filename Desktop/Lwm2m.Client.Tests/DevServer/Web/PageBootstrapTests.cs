// The bootstrap page: what is handed out, which keys are known, and that no key is ever told.

using System.Net;
using System.Text.Json;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageBootstrapTests
{
    private const string Key = "5ec0de5ec0de5ec0";

    private static readonly object s_other = new
    {
        uri = "coaps://lwm2m.example:5684", serverId = 7, identity = "me", key = Key,
        lifetime = 600, binding = "U",
    };

    [Fact]
    public async Task An_entry_is_handed_out_and_its_steps_are_shown()
    {
        await using PageSession session = await PageSession.OpenAsync();
        Assert.Equal(CoapCode.NotFound, Ask(session, "ep=a&pct=112")[0].Code);
        await SetAsync(session, new { endpoint = "a", accounts = new[] { s_other } });
        JsonElement view = await session.Events.NextAsync("bootstrap");
        JsonElement account = view.GetProperty("entries")[0].GetProperty("accounts")[0];
        Assert.Equal("coaps://lwm2m.example:5684 7 me True 600 U",
            string.Join(' ', account.EnumerateObject().Select(one => one.Value)));

        CoapMessage[] sent = Ask(session, "ep=a&pct=112");
        Assert.Equal(CoapCode.Changed, sent[0].Code);
        List<SenmlRecord> written = Run(session, sent[1]);
        Assert.Equal(7, ValueOf(written, "/0/1/10").Integer);
        Assert.Equal(Convert.FromHexString(Key), ValueOf(written, "/0/1/5").Opaque);
        Assert.Equal(600, ValueOf(written, "/1/0/1").Integer);

        view = await session.Events.NextAsync("bootstrap",
            one => one.GetProperty("sessions")[0].GetProperty("state").GetString() == "Finished");
        Assert.Equal(
            [
                "Delete /0 2.02 Deleted True", "Delete /1 2.02 Deleted True",
                "Write /0/1 2.04 Changed True", "Write /1/0 2.04 Changed True",
                "Finish /bs 2.04 Changed True",
            ],
            view.GetProperty("sessions")[0].GetProperty("steps").EnumerateArray().Select(
                step => string.Join(' ', step.EnumerateObject().Select(one => one.Value))));

        // Another device is refused, and so is this one when the entry is gone.
        Assert.Equal(CoapCode.BadRequest, Ask(session, "ep=b")[0].Code);
        (HttpStatusCode status, _) = await session.JsonAsync(
            HttpMethod.Delete, "api/bootstrap?endpoint=a");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(CoapCode.NotFound, Ask(session, "ep=a")[0].Code);
        await AssertNoKeyAsync(session);
    }

    [Fact]
    public async Task Several_accounts_go_to_instances_of_their_own_for_every_device()
    {
        await using PageSession session = await PageSession.OpenAsync();
        await SetAsync(session, new
        {
            endpoint = "", format = "senml-json", accounts = new[] { new { }, s_other },
        });
        List<SenmlRecord> written = Run(session, Ask(session, "ep=x")[1]);
        Assert.Equal("coap://127.0.0.1:5683", ValueOf(written, "/0/1/0").Text);
        Assert.Equal(3, ValueOf(written, "/0/1/2").Integer);
        Assert.Equal("coaps://lwm2m.example:5684", ValueOf(written, "/0/2/0").Text);
        Assert.Equal((1, 7), (ValueOf(written, "/1/0/0").Integer,
            ValueOf(written, "/1/1/0").Integer));
    }

    [Fact]
    public async Task Keys_come_and_go()
    {
        await using PageSession session = await PageSession.OpenAsync();
        (HttpStatusCode status, _) = await session.JsonAsync(
            HttpMethod.Post, "api/keys", new { identity = "me", key = $" {Key} " });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Convert.FromHexString(Key), session.Host.Keys!.Find("me"u8.ToArray()));
        JsonElement view = await session.Events.NextAsync("bootstrap");
        Assert.Equal("[\"me\"]", view.GetProperty("identities").ToString());
        await AssertNoKeyAsync(session);
        (status, _) = await session.JsonAsync(HttpMethod.Delete, "api/keys?identity=me");
        Assert.Equal((HttpStatusCode.OK, false), (status, session.Host.Keys.Contains("me")));
        (status, _) = await session.JsonAsync(HttpMethod.Delete, "api/keys?identity=me");
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task A_server_without_security_has_no_keys()
    {
        await using PageSession session = await PageSession.OpenAsync(
            new BenchHost(new ServerBench()) { Keys = null, SecureUri = null });
        JsonElement hello = await session.ListenAsync();
        Assert.Equal(JsonValueKind.Null,
            hello.GetProperty("bootstrap").GetProperty("identities").ValueKind);
        (HttpStatusCode status, JsonElement body) = await session.JsonAsync(
            HttpMethod.Post, "api/keys", new { identity = "me", key = Key });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("This server runs without security", Error(body));
    }

    [Theory]
    [InlineData("http://x", 1, "a", Key, 300, "U", "A server is stated as coaps://host:5684")]
    [InlineData("coaps://x", 0, "a", Key, 300, "U", "A server id is a number from 1 to 65534.")]
    [InlineData("coaps://x", 1, null, Key, 300, "U", "A coaps server needs an identity")]
    [InlineData("coaps://x", 1, "a", null, 300, "U", "A key has at least two")]
    [InlineData("coaps://x", 1, "a", "5ec0de5eXY", 300, "U", "A key has hexadecimal digits")]
    [InlineData("coap://x", 1, "a", Key, 300, "U", "A coap server has no use for an identity")]
    [InlineData("coap://x", 1, null, null, 0, "U", "A lifetime is a number of seconds")]
    [InlineData("coap://x", 1, null, null, 300, "S", "The binding is U")]
    public async Task What_is_wrong_with_an_account_is_said_without_its_key(string uri,
        int serverId, string? identity, string? key, int lifetime, string binding, string expected)
    {
        await using PageSession session = await PageSession.OpenAsync();
        (HttpStatusCode status, JsonElement body) = await session.JsonAsync(
            HttpMethod.Post, "api/bootstrap", new
            {
                endpoint = "a",
                accounts = new[] { new { uri, serverId, identity, key, lifetime, binding } },
            });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(expected, Error(body));
        Assert.DoesNotContain("5ec0de", Error(body));
    }

    [Fact]
    public async Task What_is_wrong_with_an_entry_is_said()
    {
        await using PageSession session = await PageSession.OpenAsync();
        foreach ((object entry, string expected) in new (object, string)[]
        {
            (new { endpoint = "a", accounts = Array.Empty<object>() }, "There are 1 to 8 accounts"),
            (new { endpoint = "a", accounts = new[] { s_other, s_other } }, "Two accounts have"),
            (new { endpoint = "a", format = "text", accounts = new[] { s_other } },
                "A bootstrap is not written in 'text'."),
            (new { endpoint = new string('a', 256), accounts = new[] { s_other } },
                "An endpoint has at most 255 characters."),
            (new { accounts = new[] { s_other } }, "The request is not of the form"),
        })
        {
            (HttpStatusCode status, JsonElement body) = await session.JsonAsync(
                HttpMethod.Post, "api/bootstrap", entry);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.StartsWith(expected, Error(body));
        }

        (HttpStatusCode missing, _) = await session.JsonAsync(
            HttpMethod.Delete, "api/bootstrap?endpoint=a");
        Assert.Equal(HttpStatusCode.NotFound, missing);
    }

    [Fact]
    public void An_entry_that_goes_takes_its_keys_with_it()
    {
        byte[] key = Convert.FromHexString(Key);
        var book = new BootstrapBook(_ => null);
        book.Set(new BootstrapEntry("a", null,
            [null, new BootstrapAccount("coaps://x", 1) { Identity = "me", Key = key }]));
        Assert.False(book.IsEmpty);
        Assert.True(book.Remove("a"));
        Assert.True(book.IsEmpty);
        Assert.All(key, one => Assert.Equal(0, one));
        Assert.False(book.Remove("a"));
    }

    private static async Task SetAsync(PageSession session, object entry)
    {
        (HttpStatusCode status, JsonElement body) = await session.JsonAsync(
            HttpMethod.Post, "api/bootstrap", entry);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
    }

    private static CoapMessage[] Ask(PageSession session, string query) =>
        session.Host.With(bench =>
        {
            bench.Receive(bench.Request(CoapCode.Post, "/bs", query));
            return bench.TakeSent().Select(sent => sent.Message).ToArray();
        });

    // Says yes to everything until the end; returns what was written.
    private static List<SenmlRecord> Run(PageSession session, CoapMessage request)
    {
        var written = new List<SenmlRecord>();
        while (true)
        {
            if (request.Code == CoapCode.Put)
            {
                written.AddRange(Senml.Decode(request.ContentFormat, request.Payload));
            }

            session.Answer(request,
                request.Code == CoapCode.Delete ? CoapCode.Deleted : CoapCode.Changed);
            if (request.Code == CoapCode.Post)
            {
                return written;
            }

            request = session.Host.With(bench => bench.TakeOne());
        }
    }

    // Neither in what has come nor in what a new page is told, in no spelling of it.
    private static async Task AssertNoKeyAsync(PageSession session)
    {
        List<string> texts;
        lock (session.Events.Texts)
        {
            texts = [.. session.Events.Texts];
        }

        texts.Add((await session.ListenAsync()).ToString());
        string base64 = Convert.ToBase64String(Convert.FromHexString(Key))[..6];
        foreach (string text in texts)
        {
            Assert.DoesNotContain("5ec0de", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(base64, text);
        }
    }

    private static ContentValue ValueOf(List<SenmlRecord> records, string path) =>
        Assert.Single(records, record => record.Path == path).Value;

    private static string Error(JsonElement body) => body.GetProperty("error").GetString()!;
}
