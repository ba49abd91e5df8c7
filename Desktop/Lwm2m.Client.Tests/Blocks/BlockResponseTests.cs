// Responses and notifications that do not fit one message (RFC 7959 §2.4, §2.6, §3.2).

using Lwm2m.DevServer.Coap;
using Xunit;
using static Lwm2m.Client.DesktopTests.Blocks.BlockBench;

namespace Lwm2m.Client.DesktopTests.Blocks;

public sealed class BlockResponseTests
{
    private const string Path = "/33002/0/0";

    private readonly BlockBench _bench = new BlockBench().Register();

    [Fact]
    public void A_large_value_comes_in_blocks_with_one_tag()
    {
        CoapMessage first = _bench.Get(Path);
        Assert.Equal("2.05", first.Code.Dotted);
        Assert.Equal(new BlockOption(0, true, 6), first.Block2);
        Assert.Equal(1500u, NumberOf(first, OptionNumber.Size2));
        Assert.Equal(42, first.ContentFormat);
        Assert.Equal(8, TagOf(first).Length);
        Assert.Equal(_bench.Object.Value, _bench.Fetch(first, Path, 6));
    }

    [Fact]
    public void What_fits_is_not_cut_and_has_no_tag()
    {
        _bench.Object.Value = LargeObject.Numbered(1100);
        CoapMessage answer = _bench.Get(Path);
        Assert.Null(answer.Block2);
        Assert.Null(answer.Find(OptionNumber.ETag));
        Assert.Equal(_bench.Object.Value, answer.Payload.ToArray());
    }

    [Fact]
    public void The_server_says_beforehand_how_large_blocks_are()
    {
        _bench.Object.Value = LargeObject.Numbered(100);
        CoapMessage first = _bench.Get(Path, new BlockOption(0, false, 2));
        Assert.Equal(new BlockOption(0, true, 2), first.Block2);
        Assert.Equal(100u, NumberOf(first, OptionNumber.Size2));
        Assert.Equal(_bench.Object.Value, _bench.Fetch(first, Path, 2));

        _bench.Object.Value = LargeObject.Numbered(64);
        Assert.Null(_bench.Get(Path, new BlockOption(0, false, 2)).Block2);
    }

    [Fact]
    public void The_server_makes_blocks_smaller_in_mid_transfer() =>
        Assert.Equal(_bench.Object.Value, _bench.Fetch(_bench.Get(Path), Path, 3));

    [Fact]
    public void A_value_that_changes_meanwhile_is_not_torn()
    {
        byte[] before = _bench.Object.Value;
        CoapMessage first = _bench.Get(Path);
        _bench.Object.Value = LargeObject.Numbered(1500, seed: 7);
        Assert.Equal(before, _bench.Fetch(first, Path, 5));
        Assert.NotEqual(TagOf(first), TagOf(_bench.Get(Path)));
    }

    [Fact]
    public void The_first_block_repeated_is_the_same_one()
    {
        CoapMessage request = _bench.Request(CoapCode.Get, Path, accept: 42);
        CoapMessage first = _bench.Ask(request);
        _bench.Object.Value = LargeObject.Numbered(1500, seed: 7);
        Assert.Equal(first.ToArray(), _bench.Ask(request).ToArray());
    }

    [Fact]
    public void A_late_block_is_read_anew_and_has_another_tag_if_the_value_has_changed()
    {
        CoapMessage first = _bench.Get(Path);
        _bench.Advance(250_000);
        CoapMessage late = _bench.Get(Path, new BlockOption(1, false, 6));
        Assert.Equal("2.05", late.Code.Dotted);
        Assert.Equal(new BlockOption(1, false, 6), late.Block2);
        Assert.Equal(TagOf(first), TagOf(late));
        Assert.Equal(_bench.Object.Value[1024..], late.Payload.ToArray());

        _bench.Advance(250_000);
        _bench.Object.Value = LargeObject.Numbered(1500, seed: 7);
        Assert.NotEqual(TagOf(first), TagOf(_bench.Get(Path, new BlockOption(1, false, 6))));
    }

    [Fact]
    public void A_block_behind_the_end_is_a_bad_request()
    {
        Assert.Equal("4.00", _bench.Get(Path, new BlockOption(2, false, 6)).Code.Dotted);
        _bench.Get(Path);
        Assert.Equal("4.00", _bench.Get(Path, new BlockOption(2, false, 6)).Code.Dotted);
        Assert.Equal("4.00", _bench.Get(Path, new BlockOption(0xFFFFF, false, 6)).Code.Dotted);
        Assert.Equal("2.05", _bench.Get(Path, new BlockOption(1, false, 6)).Code.Dotted);
    }

    [Fact]
    public void What_is_larger_than_the_buffer_is_an_error_inside_and_leaves_it_free()
    {
        _bench.Object.Value = LargeObject.Numbered(Limits.BodyBytes + 1);
        Assert.Equal("5.00", _bench.Get(Path).Code.Dotted);
        _bench.Object.Value = LargeObject.Numbered(Limits.BodyBytes);
        Assert.Equal(_bench.Object.Value, _bench.Fetch(_bench.Get(Path), Path, 6));
    }

    [Fact]
    public void Another_format_is_another_body()
    {
        CoapMessage tlv = _bench.Get(Path, accept: 11542);
        Assert.Equal(11542, tlv.ContentFormat);
        CoapMessage other = _bench.Get(Path, new BlockOption(1, false, 6), accept: 42);
        Assert.Equal(42, other.ContentFormat);
        Assert.NotEqual(TagOf(tlv), TagOf(other));
    }

    [Fact]
    public void A_discover_comes_in_blocks()
    {
        BlockBench bench = new BlockBench(instances: 60).Register();
        CoapMessage first = bench.Get("/33002", accept: 40);
        Assert.Equal(40, first.ContentFormat);
        string links = System.Text.Encoding.UTF8.GetString(
            bench.Fetch(first, "/33002", 5, accept: 40));
        Assert.StartsWith("</33002>", links, StringComparison.Ordinal);
        Assert.EndsWith("</33002/59>,</33002/59/0>", links, StringComparison.Ordinal);
    }

    [Fact]
    public void A_separate_response_comes_in_blocks()
    {
        CoapMessage request = _bench.Request(CoapCode.Get, "/33002/0/2", accept: 42);
        Assert.Equal(CoapType.Ack, _bench.Ask(request).Type);
        _bench.Object.Fetched();
        _bench.Client.Poll();
        CoapMessage first = _bench.Take();
        Assert.Equal(CoapType.Con, first.Type);
        Assert.Equal(request.Token, first.Token);
        _bench.Link.Deliver(CoapMessage.CreateEmpty(CoapType.Ack, first.MessageId).ToArray());
        Assert.Equal(_bench.Object.Value, _bench.Fetch(first, "/33002/0/2", 5));
    }

    [Fact]
    public void A_notification_comes_in_blocks()
    {
        CoapMessage first = _bench.Ask(
            _bench.Request(CoapCode.Get, Path, accept: 42, observe: 0));
        Assert.NotNull(first.Observe);
        Assert.Equal(_bench.Object.Value, _bench.Fetch(first, Path, 6));

        _bench.Object.Value = LargeObject.Numbered(1800, seed: 3);
        _bench.Object.Changed();
        _bench.Client.Poll();
        CoapMessage notification = _bench.Take();
        Assert.Equal(first.Token, notification.Token);
        Assert.NotNull(notification.Observe);
        Assert.NotEqual(TagOf(first), TagOf(notification));
        Assert.Equal(8, TagOf(notification).Length);
        Assert.Equal(1800u, NumberOf(notification, OptionNumber.Size2));
        Assert.Equal(_bench.Object.Value, _bench.Fetch(notification, Path, 6));
    }

    [Fact]
    public void A_second_server_waits_until_the_first_has_the_whole()
    {
        BlockBench bench = new BlockBench(servers: 2).Register();
        CoapMessage first = bench.Get(Path);
        bench.Server = 1;
        CoapMessage busy = bench.Get(Path);
        Assert.Equal("5.03", busy.Code.Dotted);
        Assert.InRange(NumberOf(busy, OptionNumber.MaxAge) ?? 0, 200u, 248u);
        bench.Server = 0;
        bench.Fetch(first, Path, 6);
        bench.Server = 1;
        Assert.Equal(bench.Object.Value, bench.Fetch(bench.Get(Path), Path, 6));
    }

    [Fact]
    public void A_server_that_falls_silent_holds_the_buffer_for_a_time_only()
    {
        BlockBench bench = new BlockBench(servers: 2).Register();
        bench.Get(Path);
        bench.Server = 1;
        Assert.Equal("5.03", bench.Get(Path).Code.Dotted);
        bench.Advance(250_000);
        Assert.Equal("2.05", bench.Get(Path).Code.Dotted);
    }
}
