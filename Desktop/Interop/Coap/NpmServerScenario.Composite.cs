// The formats and operations of LwM2M 1.1 (OMA LwM2M Core 1.1 §6.3, §7.4), and bodies in blocks
// (RFC 7959), as npm coap, npm cbor and JSON.parse understand them.

using System.Text.Json;
using Interop.Support;

namespace Interop.Coap;

internal sealed partial class NpmServerScenario
{
    private static readonly string[] s_senml = ["senmlJson", "senmlCbor"];

    /// <summary>Block2 0/0/64 and Block1 0/0/64.</summary>
    private static readonly Dictionary<string, string> s_smallAnswer = new() { ["Block2"] = "02" };
    private static readonly Dictionary<string, string> s_smallRequest = new() { ["Block1"] = "02" };

    private async Task RunCompositeAsync()
    {
        foreach (string format in s_senml)
        {
            await steps.RunAsync($"read and write: {format}", () => ReadWriteAsync(format));
            await steps.RunAsync(
                $"Read-Composite and Write-Composite: {format}", () => CompositeAsync(format));
            await steps.RunAsync(
                $"Observe-Composite and its cancellation: {format}",
                () => ObserveCompositeAsync(format));
        }

        await steps.RunAsync("Create and Delete: instance, location, Update", CreateDeleteAsync);
        await steps.RunAsync("blocks of 64 bytes: Read, Discover, Write", BlocksAsync);
    }

    private async Task ReadWriteAsync(string format)
    {
        Dictionary<string, JsonElement> records = await RecordsAsync(
            new { method = "GET", path = "/3303/1", accept = format });
        Expect.Equal(-4.25, records["/3303/1/5700"].GetDouble(), "value");
        Expect.Equal("Cel", records["/3303/1/5701"].GetString(), "unit");
        records = await RecordsAsync(new { method = "GET", path = "/3/0/0", accept = format });
        Expect.Sequence(["/3/0/0"], records.Keys, "a single resource");

        await ChangedAsync(new
        {
            method = "POST", path = "/3/0", format, @base = "/3/0/",
            resources = new object[]
            {
                new { id = 15, type = "string", value = "Europe/Paris" },
                new { id = 14, type = "string", value = "+01" },
            },
        });
        records = await RecordsAsync(new { method = "GET", path = "/3/0", accept = format });
        Expect.Equal("Europe/Paris", records["/3/0/15"].GetString(), "time zone");
        Expect.Equal("+01", records["/3/0/14"].GetString(), "UTC offset");
    }

    private async Task CompositeAsync(string format)
    {
        object[] paths = Paths("/3/0/0", "/3303/0/5700", "/3303/1", "/3/0/4", "/9/9/9");
        Dictionary<string, JsonElement> records = await RecordsAsync(new
        {
            method = "FETCH", path = "/", format, accept = format, resources = paths,
        });
        Expect.Equal("Contoso", records["/3/0/0"].GetString(), "manufacturer");
        Expect.Equal(21.5, records["/3303/0/5700"].GetDouble(), "value");
        Expect.True(records.ContainsKey("/3303/1/5701"), "an instance with all its resources");
        Expect.True(!records.ContainsKey("/3/0/4"), "an executable resource is left out");

        await ChangedAsync(WriteComposite(format, "Asia/Seoul", 33));
        PeerAnswer refused = await _peer.CallAsync(
            "records", WriteComposite(format, "Asia/Tokyo", -1));
        Expect.Equal("4.00", refused.Code, "a value out of range");
        records = await RecordsAsync(new
        {
            method = "FETCH", path = "/", format, accept = format,
            resources = Paths("/3/0/15", "/1/0/2"),
        });
        Expect.Equal("Asia/Seoul", records["/3/0/15"].GetString(), "all or nothing");
        Expect.Equal(33, records["/1/0/2"].GetInt32(), "all or nothing");
        await ChangedAsync(WriteComposite(format, "Asia/Seoul", 0));
    }

    private async Task ObserveCompositeAsync(string format)
    {
        object[] paths = Paths("/3303/0/5700", "/3303/1/5700");
        object observe = new
        {
            method = "FETCH", path = "/", format, accept = format, resources = paths,
            observe = true, name = format,
        };
        PeerAnswer first = await _peer.CallAsync("records", observe);
        Expect.Equal("2.05", first.Code, $"code; {first.Error}");
        int mark = _peer.Events.Mark;
        double value = format == "senmlJson" ? 22.25 : 23.75;
        _device.Temperature.SetValue(0, value);
        JsonElement notified = await _peer.EventAsync(
            "notified", mark, e => e.GetProperty("name").GetString() == format
                && ByPath(e.GetProperty("records"))["/3303/0/5700"].GetDouble() == value);
        Expect.Sequence(
            ["/3303/0/5700", "/3303/1/5700"], ByPath(notified.GetProperty("records")).Keys.Order(),
            "both paths in one notification");

        // The package forgets the token, and rejects the next one.
        Expect.True((await _peer.CallAsync("cancel", new { name = format })).IsOk, "cancel");
        _device.Temperature.SetValue(0, 20);
        await Task.Delay(300);
        mark = _peer.Datagrams.Mark;
        _device.Temperature.SetValue(0, 21.5);
        await Task.Delay(300);
        Expect.Equal(0, _peer.Datagrams.Since(mark).Count(d => d.IsIn), "after the Reset");
    }

    private async Task CreateDeleteAsync()
    {
        int events = _peer.Events.Mark;
        PeerAnswer created = await _peer.CallAsync("records", new
        {
            method = "POST", path = "/16", format = "senmlJson", @base = "/16/1/",
            resources = new object[] { new { id = "0/0", type = "string", value = "host" } },
        });
        Expect.Equal("2.01", created.Code, $"code; {created.Error}");
        Expect.Equal("/16/1", created.Location, "Location-Path");
        await _peer.EventAsync(
            "updated", events, e => e.GetProperty("list").GetString()!.Contains("</16/1>"));
        Answered("2.05", "host", await RequestAsync(
            "GET", "/16/1/0/0", new { options = Accept("") }));

        events = _peer.Events.Mark;
        Answered("2.02", "", await RequestAsync("DELETE", "/16/1"));
        await _peer.EventAsync(
            "updated", events, e => !e.GetProperty("list").GetString()!.Contains("</16/1>"));
        Answered("4.04", "", await RequestAsync("GET", "/16/1/0/0"));
        Answered("4.05", "", await RequestAsync("DELETE", "/3/0"));
    }

    private async Task BlocksAsync()
    {
        int mark = _peer.Datagrams.Mark;
        Dictionary<string, JsonElement> records = await RecordsAsync(new
        {
            method = "GET", path = "/3303", accept = "senmlCbor", block = s_smallAnswer,
        });
        Expect.Equal(-4.25, records["/3303/1/5700"].GetDouble(), "value");
        List<Datagram> blocks = [.. _peer.Datagrams.Since(mark).Where(d => d.IsIn)];
        Expect.True(blocks.Count > 1, $"{blocks.Count} blocks");
        Expect.True(blocks.All(d => d.Text.Length <= 64), "at most 64 bytes each");

        PeerAnswer links = await RequestAsync(
            "GET", "/3303", new { options = new Dictionary<string, string>
            {
                ["Accept"] = "28", ["Block2"] = "02",
            } });
        Expect.True(links.Text.EndsWith("</3303/1/6049>", StringComparison.Ordinal)
            || links.Text.Contains("</3303/1/5750>"), links.Text);

        // A text of two blocks and one that is too long for its resource.
        await ChangedAsync(new
        {
            method = "POST", path = "/3/0", format = "senmlJson", @base = "/3/0/",
            block = s_smallRequest,
            resources = new object[]
            {
                new { id = 15, type = "string", value = "America/Argentina/Buenos_Aires" },
                new { id = 14, type = "string", value = "-03:00" },
            },
        });
        Answered("2.05", "America/Argentina/Buenos_Aires", await RequestAsync(
            "GET", "/3/0/15", new { options = Accept("") }));

        // A later block without those before it: 4.08.
        Datagram incomplete = await ExchangeAsync(
            "4003b030b133013002313510" + "d1021aff41", 0xB030);
        Expect.Equal("ACK 4.08", Summary(incomplete), "a block out of order");
    }

    private async Task ChangedAsync(object request)
    {
        PeerAnswer answer = await _peer.CallAsync("records", request);
        Expect.Equal("2.04", answer.Code, $"code; {answer.Error}");
    }

    private async Task<Dictionary<string, JsonElement>> RecordsAsync(object request)
    {
        PeerAnswer answer = await _peer.CallAsync("records", request);
        Expect.Equal("2.05", answer.Code, $"code; {answer.Error}");
        return ByPath(JsonSerializer.Deserialize<JsonElement>(answer.Text));
    }

    private static Dictionary<string, JsonElement> ByPath(JsonElement records) =>
        records.EnumerateArray().ToDictionary(
            record => record.GetProperty("path").GetString()!,
            record => record.GetProperty("value"));

    /// <summary>Time zone, and Default Minimum Period: -1 is out of its range.</summary>
    private static object WriteComposite(string format, string zone, int seconds) => new
    {
        method = "iPATCH",
        path = "/",
        format,
        resources = new object[]
        {
            new { id = "/3/0/15", type = "string", value = zone },
            new { id = "/1/0/2", type = "integer", value = seconds },
        },
    };

    private static object[] Paths(params string[] paths) =>
        [.. paths.Select(path => new { id = path })];
}
