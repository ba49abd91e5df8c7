// The log of the page: messages in detail, bounded, without keys.

using System.Text.Json;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageLogTests
{
    [Fact]
    public async Task A_message_is_shown_in_detail()
    {
        await using PageSession session = await PageSession.OpenAsync(
            startedAt: DateTimeOffset.FromUnixTimeMilliseconds(5_000));
        await session.RegisterAsync();
        CoapMessage request = await session.SendAsync("Read", "/3/0/0", new { format = "text" });
        JsonElement entry = await session.Events.NextAsync("log", one => Kind(one) == "Sent");
        Assert.Equal("lab-1", entry.GetProperty("endpoint").GetString());
        Assert.Equal(5_000, entry.GetProperty("at").GetInt64());
        JsonElement message = entry.GetProperty("message");
        Assert.Equal(("CON", "GET", request.MessageId, request.Token.ToString()),
            (message.GetProperty("type").GetString(), message.GetProperty("code").GetString(),
                message.GetProperty("messageId").GetUInt16(),
                message.GetProperty("token").GetString()));
        Assert.Equal(["Uri-Path=3", "Uri-Path=0", "Uri-Path=0", "Accept=text"],
            message.GetProperty("options").EnumerateArray().Select(option =>
                $"{option.GetProperty("name")}={option.GetProperty("value")}"));

        session.Answer(request, CoapCode.Content, MediaType.Text, TextValue.Encode("Contoso"));
        message = (await session.Events.NextAsync("log", one => Kind(one) == "Received"
            && one.GetProperty("summary").GetString()!.Contains("2.05"))).GetProperty("message");
        Assert.Equal(7, message.GetProperty("payloadBytes").GetInt32());
        Assert.Equal("\"Contoso\"", message.GetProperty("payload").GetString());
        Assert.Equal("436F6E746F736F", message.GetProperty("payloadHex").GetString());
    }

    [Fact]
    public async Task What_is_written_to_the_security_object_is_not_shown()
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync();
        await session.CommandAsync("Write", "/0/1/5", new
        {
            values = new[] { new { path = "/0/1/5", type = "Opaque", text = "5ec0de5ec0de" } },
        });
        JsonElement entry = await session.Events.NextAsync("log",
            one => one.GetProperty("summary").GetString()!.Contains("PUT"));
        JsonElement message = entry.GetProperty("message");
        Assert.Equal(JsonValueKind.Null, message.GetProperty("payload").ValueKind);
        Assert.Equal(JsonValueKind.Null, message.GetProperty("payloadHex").ValueKind);
        Assert.DoesNotContain("5EC0DE", entry.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_page_that_is_opened_later_gets_the_newest_entries()
    {
        await using PageSession session = await PageSession.OpenAsync();
        session.Host.With(bench =>
        {
            for (int i = 1; i <= 1_200; i++)
            {
                bench.Core.Log(null, $"line {i}");
            }
        });
        JsonElement[] log = [.. (await session.ListenAsync()).GetProperty("log").EnumerateArray()];
        Assert.Equal(1_000, log.Length);
        Assert.Equal("line 201", log[0].GetProperty("summary").GetString());
        Assert.Equal(1_200, log[^1].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task What_is_not_CoAP_is_shown_too()
    {
        await using PageSession session = await PageSession.OpenAsync();
        session.Host.With(bench => bench.Receive("00 01 02"));
        JsonElement entry = await session.Events.NextAsync("log");
        Assert.Equal("Malformed", Kind(entry));
        Assert.Equal("127.0.0.1:40001", entry.GetProperty("peer").GetString());
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("message").ValueKind);
    }

    private static string Kind(JsonElement entry) => entry.GetProperty("kind").GetString()!;
}
