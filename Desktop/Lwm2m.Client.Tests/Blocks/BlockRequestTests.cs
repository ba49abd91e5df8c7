// Requests that come in several messages (RFC 7959 §2.3, §2.5, §2.9).

using Lwm2m.DevServer.Coap;
using Xunit;
using static Lwm2m.Client.DesktopTests.Blocks.BlockBench;

namespace Lwm2m.Client.DesktopTests.Blocks;

public sealed class BlockRequestTests
{
    private const string Path = "/33002/0/0";

    private readonly BlockBench _bench = new BlockBench().Register();
    private readonly byte[] _body = LargeObject.Numbered(1300, seed: 9);

    [Theory]
    [InlineData(6)]
    [InlineData(5)]
    [InlineData(0)]
    public void A_body_is_collected(int exponent)
    {
        int last = (_body.Length - 1) / (16 << exponent);
        for (int i = 0; i < last; i++)
        {
            CoapMessage part = _bench.Put(Path, _body, i, exponent);
            Assert.Equal("2.31", part.Code.Dotted);
            Assert.Equal(new BlockOption(i, true, exponent), part.Block1);
            Assert.Equal(0, _bench.Object.Writes);
        }

        CoapMessage answer = _bench.Put(Path, _body, last, exponent);
        Assert.Equal("2.04", answer.Code.Dotted);
        Assert.Equal(new BlockOption(last, false, exponent), answer.Block1);
        Assert.Equal(1, _bench.Object.Writes);
        Assert.Equal(_body, _bench.Object.Value);
    }

    [Fact]
    public void The_only_block_is_the_body()
    {
        CoapMessage answer = _bench.Put(Path, [1, 2, 3], 0, 6);
        Assert.Equal("2.04", answer.Code.Dotted);
        Assert.Equal(new BlockOption(0, false, 6), answer.Block1);
        Assert.Equal([1, 2, 3], _bench.Object.Value);
    }

    [Fact]
    public void The_server_makes_blocks_smaller_in_mid_transfer()
    {
        _bench.Put(Path, _body, 0, 6);
        Assert.Equal("2.31", _bench.Put(Path, _body, 4, 4).Code.Dotted);
        Assert.Equal("2.04", _bench.Put(Path, _body, 40, 1).Code.Dotted);
        Assert.Equal(_body, _bench.Object.Value);
    }

    [Fact]
    public void A_block_repeated_has_no_effect()
    {
        CoapMessage first = _bench.PutRequest(Path, _body, 0, 5);
        CoapMessage second = _bench.PutRequest(Path, _body, 1, 5);
        CoapMessage third = _bench.PutRequest(Path, _body, 2, 5);
        CoapMessage continued = _bench.Ask(first);
        Assert.Equal(continued.ToArray(), _bench.Ask(first).ToArray());
        _bench.Ask(second);
        Assert.Equal("2.31", _bench.Ask(second).Code.Dotted);
        Assert.Equal(continued.ToArray(), _bench.Ask(first).ToArray());

        // The same block in a message of its own.
        Assert.Equal("2.31", _bench.Put(Path, _body, 1, 5).Code.Dotted);
        CoapMessage answer = _bench.Ask(third);
        Assert.Equal("2.04", answer.Code.Dotted);
        Assert.Equal(answer.ToArray(), _bench.Ask(third).ToArray());
        Assert.Equal(1, _bench.Object.Writes);
        Assert.Equal(_body, _bench.Object.Value);
    }

    [Fact]
    public void A_gap_is_incomplete_and_the_transfer_goes_on()
    {
        _bench.Put(Path, _body, 0, 4);
        Assert.Equal("4.08", _bench.Put(Path, _body, 2, 4).Code.Dotted);
        Assert.Equal("2.31", _bench.Put(Path, _body, 1, 4).Code.Dotted);
        Assert.Equal("4.08", _bench.Put("/33002/0/1", _body, 2, 4).Code.Dotted);
        Assert.Equal("4.08", _bench.Put(Path, _body, 2, 4, format: 0).Code.Dotted);
        Assert.Equal("2.31", _bench.Put(Path, _body, 2, 4).Code.Dotted);
        Assert.Equal(0, _bench.Object.Writes);
    }

    [Fact]
    public void Block_zero_begins_anew()
    {
        _bench.Put(Path, LargeObject.Numbered(1300), 0, 5);
        _bench.Put(Path, LargeObject.Numbered(1300), 1, 5);
        Assert.Equal("2.31", _bench.Put(Path, _body, 0, 5).Code.Dotted);
        Assert.Equal("2.31", _bench.Put(Path, _body, 1, 5).Code.Dotted);
        Assert.Equal("2.04", _bench.Put(Path, _body, 2, 5).Code.Dotted);
        Assert.Equal(_body, _bench.Object.Value);
    }

    [Fact]
    public void What_is_too_large_is_refused_at_once_with_the_size_that_there_is()
    {
        byte[] body = LargeObject.Numbered(Limits.BodyBytes + 1);
        CoapMessage refused = _bench.Put(Path, body, 0, 6, size1: (uint)body.Length);
        Assert.Equal("4.13", refused.Code.Dotted);
        Assert.Equal((uint)Limits.BodyBytes, NumberOf(refused, OptionNumber.Size1));

        // Without Size1 it turns out at the end.
        Assert.Equal("2.31", _bench.Put(Path, body, 0, 6).Code.Dotted);
        Assert.Equal("2.31", _bench.Put(Path, body, 1, 6).Code.Dotted);
        refused = _bench.Put(Path, body, 2, 6);
        Assert.Equal("4.13", refused.Code.Dotted);
        Assert.Equal((uint)Limits.BodyBytes, NumberOf(refused, OptionNumber.Size1));
        Assert.Equal("4.08", _bench.Put(Path, body, 2, 6).Code.Dotted);
        Assert.Equal(0, _bench.Object.Writes);
    }

    [Fact]
    public void A_block_that_is_not_full_is_a_bad_request() => Assert.Equal("4.00", _bench.Ask(
        _bench.Request(CoapCode.Put, Path, new byte[33], new BlockOption(0, true, 2), format: 42))
        .Code.Dotted);

    [Fact]
    public void A_transfer_that_rests_too_long_is_forgotten()
    {
        _bench.Put(Path, _body, 0, 5);
        _bench.Advance(240_000);
        Assert.Equal("2.31", _bench.Put(Path, _body, 1, 5).Code.Dotted);
        _bench.Advance(250_000);
        Assert.Equal("4.08", _bench.Put(Path, _body, 2, 5).Code.Dotted);
    }

    [Fact]
    public void A_refused_body_leaves_the_buffer_free()
    {
        BlockBench bench = new BlockBench(servers: 2).Register();
        bench.Put("/33002/0/9", _body, 0, 6);
        Assert.Equal("4.04", bench.Put("/33002/0/9", _body, 1, 6).Code.Dotted);
        bench.Server = 1;
        Assert.Equal("2.31", bench.Put(Path, _body, 0, 6).Code.Dotted);
    }

    [Fact]
    public void Two_servers_take_turns()
    {
        BlockBench bench = new BlockBench(servers: 2).Register();
        bench.Put(Path, _body, 0, 6);
        bench.Server = 1;
        CoapMessage busy = bench.Put(Path, _body, 0, 6);
        Assert.Equal("5.03", busy.Code.Dotted);
        Assert.InRange(NumberOf(busy, OptionNumber.MaxAge) ?? 0, 200u, 248u);
        Assert.Equal("4.08", bench.Put(Path, _body, 1, 6).Code.Dotted);
        bench.Server = 0;
        Assert.Equal("2.04", bench.Put(Path, _body, 1, 6).Code.Dotted);
        bench.Server = 1;
        Assert.Equal("2.31", bench.Put(Path, _body, 0, 6).Code.Dotted);
    }

    [Fact]
    public void A_large_notification_does_not_end_a_transfer()
    {
        _bench.Ask(_bench.Request(CoapCode.Get, Path, accept: 42, observe: 0));
        _bench.Put(Path, _body, 0, 6);
        _bench.Object.Changed();
        _bench.Client.Poll();
        Assert.Null(_bench.Link.Take());
        Assert.Equal("2.04", _bench.Put(Path, _body, 1, 6).Code.Dotted);
        _bench.Advance(10_000);
        Assert.Equal(1300u, NumberOf(_bench.Sent[^1], OptionNumber.Size2));
    }
}
