// What the page is told of devices, on a virtual clock: registrations, sleep, values, observations.

using System.Net;
using System.Text.Json;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageDeviceTests
{
    private static readonly DateTimeOffset s_start =
        DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Fact]
    public async Task A_device_appears_with_its_objects_and_the_times_of_its_registration()
    {
        await using PageSession session = await PageSession.OpenAsync(startedAt: s_start);
        session.Host.With(bench => bench.Core.Advance(5_000));
        JsonElement device = await session.RegisterAsync("ep=lab-1&lwm2m=1.1&lt=60&b=U");
        Assert.Equal("lab-1", Text(device, "endpoint"));
        Assert.Equal("1.1", Text(device, "version"));
        Assert.Equal("U", Text(device, "binding"));
        Assert.Equal("127.0.0.1:40001", Text(device, "address"));
        Assert.Equal(60, device.GetProperty("lifetime").GetInt32());
        Assert.Equal(1_700_000_005_000, device.GetProperty("registeredAt").GetInt64());
        Assert.False(device.GetProperty("isQueueMode").GetBoolean());
        Assert.Equal(
            ["1 1.1 1/1.1 0", "3 1.1 3/1.1 0", "3303 1.1 3303/1.1 0"],
            device.GetProperty("objects").EnumerateArray().Select(one =>
                $"{one.GetProperty("id")} {one.GetProperty("version")} "
                + $"{one.GetProperty("definition")} "
                + string.Join(',', one.GetProperty("instances").EnumerateArray())));

        session.Host.With(bench => bench.Core.Advance(35_000));
        session.Host.With(bench => bench.Exchange(bench.Request(
            CoapCode.Post, session.Host.Bench.Core.Find("lab-1")!.Location, "lt=90")));
        device = await session.Events.NextAsync("device",
            one => one.GetProperty("lifetime").GetInt32() == 90);
        Assert.Equal(1_700_000_035_000, device.GetProperty("updatedAt").GetInt64());

        // A page that is opened later begins with the same.
        JsonElement hello = await session.ListenAsync();
        Assert.Equal(device.ToString(),
            Assert.Single(hello.GetProperty("devices").EnumerateArray()).ToString());
        session.Host.With(bench => bench.Core.Advance(200_000));
        Assert.Equal("lab-1", Text(await session.Events.NextAsync("gone"), "endpoint"));
        hello = await session.ListenAsync();
        Assert.Empty(hello.GetProperty("devices").EnumerateArray());
        Assert.Equal(1_700_000_200_000, hello.GetProperty("now").GetInt64());
    }

    [Fact]
    public async Task An_object_without_a_definition_and_one_of_an_unknown_version_are_shown()
    {
        await using PageSession session = await PageSession.OpenAsync();
        JsonElement device = await session.RegisterAsync(
            links: "</1/0>,</3303>;ver=7.0,</3303/0>,</26241/5>,</26241/2>");
        Assert.Equal(
            ["1/1.1 [0]", "3303/1.1 [0]", " [2,5]"],
            device.GetProperty("objects").EnumerateArray().Select(one =>
                $"{one.GetProperty("definition")} {one.GetProperty("instances")}"));
    }

    [Fact]
    public async Task A_device_in_queue_mode_is_awake_until_its_time_is_over()
    {
        await using PageSession session = await PageSession.OpenAsync(startedAt: s_start);
        JsonElement device = await session.RegisterAsync("ep=lab-1&lwm2m=1.1&lt=600&b=U&Q");
        Assert.True(device.GetProperty("isQueueMode").GetBoolean());
        Assert.Equal(1_700_000_093_000, device.GetProperty("awakeUntil").GetInt64());

        session.Host.With(bench => bench.Core.Advance(100_000));
        (HttpStatusCode status, _, bool waits) = await session.CommandAsync("Read", "/3/0/0");
        Assert.Equal((HttpStatusCode.Accepted, true), (status, waits));
        await session.Events.NextAsync(
            "device", one => one.GetProperty("waiting").GetInt32() == 1);
        Assert.Empty(session.Host.With(bench => bench.TakeSent()));

        session.Host.With(bench => bench.Receive(bench.Request(
            CoapCode.Post, bench.Core.Find("lab-1")!.Location)));
        Sent[] sent = session.Host.With(bench => bench.TakeSent());
        CoapMessage request = sent.Select(one => one.Message).Single(one => one.Code.IsRequest);
        session.Answer(request, CoapCode.Content, MediaType.Text, TextValue.Encode("Contoso"));
        JsonElement answer = await session.Events.NextAsync("answer");
        Assert.Equal("c1", Text(answer, "id"));
        Assert.True(answer.GetProperty("isSuccess").GetBoolean());
        device = await session.Events.NextAsync("device");
        Assert.Equal(0, device.GetProperty("waiting").GetInt32());
        Assert.Equal(1_700_000_193_000, device.GetProperty("awakeUntil").GetInt64());
    }

    [Fact]
    public async Task What_a_device_calls_itself_stays_text()
    {
        await using PageSession session = await PageSession.OpenAsync();
        const string name = "<img src=x onerror=alert(1)>";
        JsonElement device = await session.RegisterAsync($"ep={name}&lwm2m=1.1");
        Assert.Equal(name, Text(device, "endpoint"));
        lock (session.Events.Texts)
        {
            Assert.DoesNotContain(session.Events.Texts, line => line.Contains('<'));
        }
    }

    [Fact]
    public async Task Values_get_their_types_from_the_definitions()
    {
        await using PageSession session = await PageSession.OpenAsync(startedAt: s_start);
        await session.RegisterAsync();
        CoapMessage request = await session.SendAsync("Read", "/3/0", new { format = "tlv" });
        Assert.Equal(MediaType.Tlv, request.Accept);
        session.Answer(request, CoapCode.Content, MediaType.Tlv, TlvCodec.Encode(
            TlvNode.Resource(0, "1"), TlvNode.Resource(9, 57),
            TlvNode.Multiple(11, TlvNode.ResourceInstance(0, 3)),
            TlvNode.Resource(13, 1_700_000_000L), TlvNode.Resource(99, "odd")));
        Assert.Equal(
            [
                "/3/0/0 Text 1 ", "/3/0/9 Integer 57 57", "/3/0/11/0 Integer 3 3",
                "/3/0/13 Integer 1700000000 1700000000", "/3/0/99 Text odd ",
            ],
            Values(await session.Events.NextAsync("values")));

        request = await session.SendAsync("Read", "/3303/0/5700", new { format = "text" });
        session.Answer(request, CoapCode.Content, MediaType.Text, TextValue.Encode("20.5"));
        JsonElement values = await session.Events.NextAsync("values");
        Assert.Equal(["/3303/0/5700 Float 20.5 20.5"], Values(values));
        Assert.Equal("Read", Text(values, "source"));

        // All of it is there for a page that is opened later.
        (_, JsonElement content) = await session.JsonAsync(
            HttpMethod.Get, "api/content?endpoint=lab-1");
        Assert.Equal(6, content.GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task A_discover_shows_what_is_there_with_attributes()
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync();
        CoapMessage request = await session.SendAsync("Discover", "/3303");
        session.Answer(request, CoapCode.Content, MediaType.LinkFormat, TextValue.Encode(
            "</3303>;ver=1.1,</3303/0>,</3303/0/5700>;pmin=2;pmax=10,</3303/0/5701>"));
        JsonElement links = await session.Events.NextAsync("links");
        Assert.Equal(
            ["/3303 ver=1.1", "/3303/0 ", "/3303/0/5700 pmin=2,pmax=10", "/3303/0/5701 "],
            links.GetProperty("links").EnumerateArray().Select(link =>
                $"{Text(link, "path")} " + string.Join(',', link.GetProperty("attributes")
                    .EnumerateArray().Select(one => $"{Text(one, "name")}={Text(one, "value")}"))));

        // What has been deleted is not shown any more.
        request = await session.SendAsync("Delete", "/3303/0");
        session.Answer(request, CoapCode.Deleted);
        Assert.Equal("/3303/0", Text(await session.Events.NextAsync("forgotten"), "path"));
        (_, JsonElement content) = await session.JsonAsync(
            HttpMethod.Get, "api/content?endpoint=lab-1");
        Assert.Equal("/3303",
            Text(Assert.Single(content.GetProperty("links").EnumerateArray()), "path"));
    }

    [Fact]
    public async Task Notifications_make_a_course_that_outlives_the_registration()
    {
        await using PageSession session = await PageSession.OpenAsync(startedAt: s_start);
        await session.RegisterAsync();
        CoapMessage request = await session.SendAsync("Observe", "/3303/0/5700");
        Assert.Equal(0, request.Observe);
        session.Answer(request, CoapCode.Content, MediaType.Text, TextValue.Encode("20"), 1);
        await session.Events.NextAsync("values");
        for (int i = 1; i <= 3; i++)
        {
            session.Host.With(bench =>
            {
                bench.Core.Advance(i * 1000);
                bench.Receive(ServerBench.Response(CoapType.Non, (ushort)(0x2000 + i),
                    request.Token, CoapCode.Content, $"2{i}.5", (uint)(1 + i)));
            });
            JsonElement observation = await session.Events.NextAsync("observation");
            Assert.Equal(i, observation.GetProperty("notifications").GetInt32());
            Assert.Equal("Notification",
                Text(await session.Events.NextAsync("values"), "source"));
        }

        JsonElement device = await session.RegisterAsync();
        JsonElement ended = Assert.Single(device.GetProperty("observations").EnumerateArray());
        Assert.Equal("The registration has ended.", Text(ended, "end"));
        (_, JsonElement series) = await session.JsonAsync(
            HttpMethod.Get, "api/series?endpoint=lab-1&path=/3303/0/5700");
        Assert.Equal("[20,21.5,22.5,23.5]", series.GetProperty("numbers").ToString());
        Assert.Equal(1_700_000_003_000, series.GetProperty("at")[3].GetInt64());
    }

    [Fact]
    public async Task An_observation_that_is_cancelled_is_gone_and_one_that_is_refused_says_why()
    {
        await using PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync();
        CoapMessage request = await session.SendAsync("Observe", "/3303/0/5700");
        session.Answer(request, CoapCode.Content, MediaType.Text, TextValue.Encode("20"), 1);
        await session.Events.NextAsync(
            "device", one => one.GetProperty("observations").GetArrayLength() == 1);
        CoapMessage cancel = await session.SendAsync("Cancel", "/3303/0/5700");
        Assert.Equal((1, request.Token), (cancel.Observe, cancel.Token));
        session.Answer(cancel, CoapCode.Content, MediaType.Text, TextValue.Encode("20"));
        await session.Events.NextAsync(
            "device", one => one.GetProperty("observations").GetArrayLength() == 0);

        request = await session.SendAsync("Observe", "/3/0/4");
        session.Answer(request, CoapCode.MethodNotAllowed);
        JsonElement device = await session.Events.NextAsync("device", one =>
            one.GetProperty("observations").EnumerateArray().Any(o => Text(o, "end") is not null));
        Assert.Equal("This cannot be done with what is at this path (4.05 Method Not Allowed).",
            Text(device.GetProperty("observations")[0], "end"));
        Assert.Equal(HttpStatusCode.NotFound,
            (await session.CommandAsync("Cancel", "/3/0/4")).Status);
    }

    [Fact]
    public async Task What_a_device_sends_by_itself_has_its_own_times()
    {
        await using PageSession session = await PageSession.OpenAsync(startedAt: s_start);
        await session.RegisterAsync();
        session.Host.With(bench => bench.Receive(new CoapMessage
        {
            Type = CoapType.Con,
            Code = CoapCode.Post,
            MessageId = bench.NextMessageId(),
            Options = new OptionList().AddPath(OptionNumber.UriPath, "/dp")
                .Add(OptionNumber.ContentFormat, MediaType.SenmlCbor).Options,
            Payload = SenmlCbor.Encode([
                new SenmlRecord("/3303/0/5700", 19.5, 1_600_000_000),
                new SenmlRecord("/3303/0/5701", "Cel", -60),
            ]),
        }));
        JsonElement values = await session.Events.NextAsync("values");
        Assert.Equal("Send", Text(values, "source"));
        Assert.Equal([1_600_000_000_000, 1_699_999_940_000], values.GetProperty("values")
            .EnumerateArray().Select(value => value.GetProperty("at").GetInt64()));
    }

    [Fact]
    public async Task The_stream_ends_with_the_server()
    {
        PageSession session = await PageSession.OpenAsync();
        EventLog events = session.Events;
        await session.DisposeAsync();
        await events.Ended.InTime();
    }

    private static IEnumerable<string> Values(JsonElement values) =>
        values.GetProperty("values").EnumerateArray().Select(value =>
            $"{Text(value, "path")} {Text(value, "kind")} {Text(value, "text")} "
            + value.GetProperty("number"));

    private static string? Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString();
}
