// The upload of a firmware image through the page: blocks, progress, cancellation.

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageFirmwareTests
{
    private const string WithFirmware =
        "</>;rt=\"oma.lwm2m\";ct=\"0 42 11542\",</1/0>,</3/0>,</5/0>";
    private const string Address = "api/firmware?endpoint=lab-1&instance=0";
    private const string PullAddress = $"{Address}&transfer=pull";

    [Fact]
    public async Task An_image_goes_out_in_blocks_and_its_progress_is_told()
    {
        await using PageSession session = await OpenAsync();
        var image = new byte[2100];
        Random.Shared.NextBytes(image);
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(session, image));
        Assert.Equal("Sending 0 2100 ", await NextAsync(session));
        var received = new List<byte>();
        CoapMessage request = session.Host.With(bench => bench.TakeOne());
        Assert.Equal((CoapCode.Put, "/5/0/0", 42),
            (request.Code, request.UriPath, request.ContentFormat));
        while (request.Block1 is { More: true } block)
        {
            received.AddRange(request.Payload.Span);
            Take(session, request, block, CoapCode.Continue);
            Assert.Equal($"Sending {received.Count} 2100 ", await NextAsync(session));
            request = session.Host.With(bench => bench.TakeOne());
        }

        // A second one has to wait.
        Assert.Equal(HttpStatusCode.Conflict, await UploadAsync(session, [1]));
        received.AddRange(request.Payload.Span);
        Take(session, request, request.Block1!.Value, CoapCode.Changed);
        Assert.Equal("Done 2100 2100 The device has all 2100 bytes.", await NextAsync(session));
        Assert.Equal(image, received);
        JsonElement hello = await session.ListenAsync();
        Assert.Equal("Done 2100 2100 The device has all 2100 bytes.",
            Text(Assert.Single(hello.GetProperty("firmware").EnumerateArray())));
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(session, [1]));
    }

    [Fact]
    public async Task An_upload_can_be_cancelled()
    {
        await using PageSession session = await OpenAsync();
        await UploadAsync(session, new byte[1500]);
        CoapMessage request = session.Host.With(bench => bench.TakeOne());
        Take(session, request, request.Block1!.Value, CoapCode.Continue);
        (HttpStatusCode status, _) = await session.JsonAsync(HttpMethod.Delete, Address);
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement view = await session.Events.NextAsync(
            "firmware", one => one.GetProperty("state").GetString() == "Failed");
        Assert.Equal("Failed 512 1500 The upload was cancelled.", Text(view));
        (status, _) = await session.JsonAsync(HttpMethod.Delete, Address);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(session, [1]));
    }

    [Fact]
    public async Task An_upload_to_a_device_that_sleeps_can_be_cancelled_before_it_wakes()
    {
        await using PageSession session = await OpenAsync("ep=lab-1&lwm2m=1.1&lt=600&Q");
        session.Host.With(bench => bench.Core.Advance(100_000));
        await UploadAsync(session, [1, 2, 3]);
        Assert.Empty(session.Host.With(bench => bench.TakeSent()));
        await session.JsonAsync(HttpMethod.Delete, Address);
        JsonElement view = await session.Events.NextAsync(
            "firmware", one => one.GetProperty("state").GetString() == "Failed");
        Assert.Equal("Failed 0 3 The upload was cancelled.", Text(view));
        Assert.Empty(session.Host.Bench.Core.Find("lab-1")!.Held);
    }

    [Fact]
    public async Task A_device_may_refuse_an_image()
    {
        await using PageSession session = await OpenAsync();
        await UploadAsync(session, [1]);
        session.Answer(session.Host.With(bench => bench.TakeOne()),
            CoapCode.RequestEntityTooLarge);
        Assert.Equal("Sending 0 1 ", await NextAsync(session));
        Assert.Equal(
            "Failed 0 1 It is too large for the device (4.13 Request Entity Too Large).",
            await NextAsync(session));
    }

    [Fact]
    public async Task A_device_can_be_told_to_fetch_an_image()
    {
        await using PageSession session = await OpenAsync();
        string path = await OfferAsync(session, new byte[1500]);
        Assert.Equal(1024, Fetch(session, path, 0).Payload.Length);
        Assert.Equal("Sending 1024 1500 ", await NextAsync(session));
        Assert.Equal(HttpStatusCode.Conflict, await UploadAsync(session, [1], PullAddress));
        Assert.Equal(1500 - 1024, Fetch(session, path, 1).Payload.Length);
        Assert.Equal(
            "Done 1500 1500 The device has fetched all 1500 bytes.", await NextAsync(session));

        // It may ask again for what was lost; until it is gone, or there is another image.
        session.Host.With(bench => bench.TakeSent());
        Assert.Equal(CoapCode.Content, Fetch(session, path, 1).Code);
        session.Host.With(bench => bench.Core.Advance(700_000));
        Assert.Equal(CoapCode.NotFound, Fetch(session, path, 1).Code);
    }

    [Fact]
    public async Task A_device_may_give_up_fetching()
    {
        await using PageSession session = await OpenAsync();
        await OfferAsync(session, new byte[1500]);
        CoapMessage observe = session.Host.With(bench => bench.TakeOne());
        Assert.Equal(("/5/0/3", 0), (observe.UriPath, observe.Observe));
        session.Answer(observe, CoapCode.Content, 0, "0"u8.ToArray(), 1);
        CoapMessage result = session.Host.With(bench => bench.TakeOne());
        Assert.Equal("/5/0/5", result.UriPath);
        session.Answer(result, CoapCode.Content, 0, "9"u8.ToArray());
        Assert.Equal(
            "Failed 0 1500 The device has given it up; its last result tells why.",
            await NextAsync(session));
        Assert.Equal(1, session.Host.With(bench => bench.TakeOne()).Observe);
    }

    [Fact]
    public async Task Fetching_can_be_cancelled()
    {
        await using PageSession session = await OpenAsync();
        await OfferAsync(session, new byte[1500]);
        CoapMessage observe = session.Host.With(bench => bench.TakeOne());
        session.Answer(observe, CoapCode.Content, 0, "1"u8.ToArray(), 1);
        (HttpStatusCode status, _) = await session.JsonAsync(HttpMethod.Delete, Address);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Failed 0 1500 The upload was cancelled.", await NextAsync(session));
        CoapMessage request = session.Host.With(bench => bench.TakeOne());
        Assert.Equal(("/5/0/1", 0), (request.UriPath, request.Payload.Length));
    }

    [Fact]
    public async Task Nothing_is_observed_of_a_device_that_has_fetched_it_all_already()
    {
        await using PageSession session = await OpenAsync();
        string path = await OfferAsync(session, new byte[100]);
        CoapMessage observe = session.Host.With(bench => bench.TakeOne());
        Assert.Equal(100, Fetch(session, path, 0).Payload.Length);
        session.Answer(observe, CoapCode.Content, 0, "2"u8.ToArray(), 1);
        CoapMessage cancel = session.Host.With(bench => bench.TakeOne());
        Assert.Equal(("/5/0/3", 1), (cancel.UriPath, cancel.Observe));
    }

    [Fact]
    public async Task What_is_no_image_or_has_no_device_is_refused()
    {
        await using PageSession session = await OpenAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync(session, []));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            await UploadAsync(session, new byte[(16 * 1024 * 1024) + 1]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            (await session.RequestAsync(HttpMethod.Post, Address, new StringContent("x")))
                .StatusCode);
        foreach ((string query, HttpStatusCode expected) in new[]
        {
            ("endpoint=nobody&instance=0", HttpStatusCode.NotFound),
            ("endpoint=lab-1&instance=1", HttpStatusCode.NotFound),
            ("endpoint=lab-1&instance=x", HttpStatusCode.BadRequest),
            ("instance=0", HttpStatusCode.BadRequest),
        })
        {
            Assert.Equal(expected, await UploadAsync(session, [1], $"api/firmware?{query}"));
        }

        Assert.Empty(session.Host.With(bench => bench.TakeSent()));
    }

    private static async Task<PageSession> OpenAsync(string query = "ep=lab-1&lwm2m=1.1&lt=600")
    {
        PageSession session = await PageSession.OpenAsync();
        await session.RegisterAsync(query, WithFirmware);
        return session;
    }

    /// <summary>Tells the device an address, which it takes; the path of that.</summary>
    private static async Task<string> OfferAsync(PageSession session, byte[] image)
    {
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(session, image, PullAddress));
        Assert.Equal($"Sending 0 {image.Length} ", await NextAsync(session));
        CoapMessage request = session.Host.With(bench => bench.TakeOne());
        Assert.Equal((CoapCode.Put, "/5/0/1"), (request.Code, request.UriPath));
        Assert.StartsWith(
            "coap://127.0.0.1:5683/firmware/", request.PayloadText, StringComparison.Ordinal);
        session.Answer(request, CoapCode.Changed);
        return new Uri(request.PayloadText).AbsolutePath;
    }

    private static CoapMessage Fetch(PageSession session, string path, int block) =>
        session.Host.With(bench =>
        {
            bench.TakeSent();
            return bench.Exchange(new CoapMessage
            {
                Code = CoapCode.Get,
                MessageId = bench.NextMessageId(),
                Token = Token.FromBytes([0xD1]),
                Options = new OptionList().AddPath(OptionNumber.UriPath, path)
                    .Add(new BlockOption(block, false, 6).ToOption(OptionNumber.Block2)).Options,
            });
        });

    private static void Take(
        PageSession session, CoapMessage request, BlockOption block, CoapCode code) =>
        session.Host.With(bench => bench.Receive(ServerBench.Answer(request, code,
            new OptionList().Add(block.ToOption(OptionNumber.Block1)))));

    private static async Task<HttpStatusCode> UploadAsync(
        PageSession session, byte[] image, string address = Address)
    {
        var content = new ByteArrayContent(image);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return (await session.RequestAsync(
            HttpMethod.Post, address, content, "Expect: 100-continue")).StatusCode;
    }

    private static async Task<string> NextAsync(PageSession session) =>
        Text(await session.Events.NextAsync("firmware"));

    private static string Text(JsonElement view) =>
        $"{view.GetProperty("state")} {view.GetProperty("sent")} {view.GetProperty("total")} "
        + view.GetProperty("sentence");
}
