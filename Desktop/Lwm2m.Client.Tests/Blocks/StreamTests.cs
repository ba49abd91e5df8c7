// A value that is too large to be held goes to its object block by block, past the body buffer.

using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Blocks;

public sealed class StreamTests
{
    private const string Path = "/33002/0/1";

    private readonly BlockBench _bench = new BlockBench().Register();
    private readonly byte[] _body = LargeObject.Numbered(5000, seed: 5);

    private LargeObject Object => _bench.Object;

    [Fact]
    public void A_value_larger_than_the_buffer_arrives()
    {
        for (int i = 0; i < 4; i++)
        {
            CoapMessage part = _bench.Put(Path, _body, i, 6, size1: 5000);
            Assert.Equal("2.31", part.Code.Dotted);
            Assert.Equal(new BlockOption(i, true, 6), part.Block1);
        }

        CoapMessage last = _bench.PutRequest(Path, _body, 4, 6);
        CoapMessage answer = _bench.Ask(last);
        Assert.Equal("2.04", answer.Code.Dotted);
        Assert.Equal(answer.ToArray(), _bench.Ask(last).ToArray());
        Assert.Equal(
            ["begin 5000", "0+1024", "1024+1024", "2048+1024", "3072+1024", "4096+904."],
            Object.Calls);
        Assert.Equal(_body, Object.Streamed);
    }

    [Fact]
    public void A_value_in_one_message_does_too()
    {
        Assert.Equal("2.04", _bench.Ask(_bench.Request(
            CoapCode.Put, Path, [1, 2, 3], format: 42)).Code.Dotted);
        Assert.Equal(["begin -1", "0+3."], Object.Calls);
    }

    [Fact]
    public void It_needs_no_body_buffer()
    {
        CoapMessage first = _bench.Get("/33002/0/0");
        _bench.Put(Path, _body, 0, 6);
        Assert.Equal(Object.Value, _bench.Fetch(first, "/33002/0/0", 6));
        Assert.Equal("2.31", _bench.Put(Path, _body, 1, 6).Code.Dotted);
    }

    [Fact]
    public void Blocks_are_passed_on_once_and_in_order()
    {
        CoapMessage first = _bench.PutRequest(Path, _body, 0, 6);
        CoapMessage second = _bench.PutRequest(Path, _body, 1, 6);
        _bench.Ask(first);
        Assert.Equal("2.31", _bench.Ask(first).Code.Dotted);
        _bench.Ask(second);
        Assert.Equal("2.31", _bench.Ask(second).Code.Dotted);
        Assert.Equal("4.08", _bench.Put(Path, _body, 3, 6).Code.Dotted);
        Assert.Equal("2.31", _bench.Put(Path, _body, 4, 5).Code.Dotted);
        Assert.Equal(["begin -1", "0+1024", "1024+1024", "2048+512"], Object.Calls);
    }

    [Fact]
    public void Block_zero_begins_anew()
    {
        _bench.Put(Path, _body, 0, 6);
        _bench.Put(Path, _body, 0, 6);
        Assert.Equal(["begin -1", "0+1024", "abort", "begin -1", "0+1024"], Object.Calls);
    }

    [Fact]
    public void A_slow_store_answers_later()
    {
        _bench.Put(Path, _body, 0, 6);
        Object.NextChunk = Status.Pending;
        CoapMessage request = _bench.PutRequest(Path, _body, 1, 6);
        Assert.Equal(CoapCode.Empty, _bench.Ask(request).Code);
        Assert.Equal(CoapCode.Empty, _bench.Ask(request).Code);
        Assert.Equal("5.03", _bench.Put(Path, _body, 2, 6).Code.Dotted);
        CoapMessage answer = Complete(Status.Success);
        Assert.Equal("2.31", answer.Code.Dotted);
        Assert.Equal(new BlockOption(1, true, 6), answer.Block1);
        Assert.Equal(request.Token, answer.Token);
        Assert.Equal("2.31", _bench.Put(Path, _body, 2, 6).Code.Dotted);
        Assert.Equal("2.31", _bench.Put(Path, _body, 3, 6).Code.Dotted);
        Object.NextChunk = Status.Pending;
        _bench.Put(Path, _body, 4, 6);
        answer = Complete(Status.Success);
        Assert.Equal("2.04", answer.Code.Dotted);
        Assert.Equal(new BlockOption(4, false, 6), answer.Block1);
        Assert.Equal(_body, Object.Streamed);
    }

    [Fact]
    public void A_slow_failure_ends_the_stream()
    {
        _bench.Put(Path, _body, 0, 6);
        Object.NextChunk = Status.Pending;
        _bench.Put(Path, _body, 1, 6);
        Assert.Equal("5.00", Complete(Status.InternalServerError).Code.Dotted);
        Assert.Equal("4.08", _bench.Put(Path, _body, 2, 6).Code.Dotted);
        Assert.DoesNotContain("abort", Object.Calls);
    }

    [Fact]
    public void What_an_object_refuses_is_answered()
    {
        Object.NextBegin = Status.RequestEntityTooLarge;
        CoapMessage refused = _bench.Put(Path, _body, 0, 6);
        Assert.Equal("4.13", refused.Code.Dotted);
        Assert.Null(refused.Find(OptionNumber.Size1));
        Object.NextBegin = Status.Success;
        Object.NextChunk = Status.BadRequest;
        Assert.Equal("4.00", _bench.Put(Path, _body, 0, 6).Code.Dotted);
        Assert.Equal("4.08", _bench.Put(Path, _body, 1, 6).Code.Dotted);
    }

    [Fact]
    public void A_stream_that_rests_too_long_is_given_up()
    {
        _bench.Put(Path, _body, 0, 6);
        _bench.Advance(250_000);
        _bench.Client.RequestUpdate();
        _bench.Client.Poll();
        Assert.Equal(["begin -1", "0+1024", "abort"], Object.Calls);
    }

    [Fact]
    public void The_end_of_the_session_ends_the_stream()
    {
        _bench.Put(Path, _body, 0, 6);
        _bench.Client.NetworkChanged();
        _bench.Client.Poll();
        Assert.Equal(["begin -1", "0+1024", "abort"], Object.Calls);
    }

    [Fact]
    public void Two_servers_do_not_stream_at_once()
    {
        BlockBench bench = new BlockBench(servers: 2).Register();
        bench.Put(Path, _body, 0, 6);
        bench.Server = 1;
        Assert.Equal("5.03", bench.Put(Path, _body, 0, 6).Code.Dotted);
        bench.Server = 0;
        Assert.Equal("2.31", bench.Put(Path, _body, 1, 6).Code.Dotted);
    }

    [Theory]
    [InlineData(MediaType.Tlv, 2)]
    [InlineData(MediaType.Tlv, 6)]
    [InlineData(MediaType.Cbor, 6)]
    [InlineData(MediaType.SenmlCbor, 2)]
    [InlineData(MediaType.SenmlCbor, 6)]
    public void What_a_format_puts_in_front_is_taken_off(int format, int exponent)
    {
        byte[] content = SingleValue.Encode(format, Path, _body);
        string code = Stream(content, format, exponent);

        Assert.Equal("2.04", code);
        Assert.Equal("begin 5000", Object.Calls[0]);
        Assert.Equal(_body, Object.Streamed);
        Assert.EndsWith(".", Object.Calls[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.Cbor)]
    [InlineData(MediaType.SenmlCbor)]
    public void The_length_in_front_must_be_that_of_the_value(int format)
    {
        byte[] content = SingleValue.Encode(format, Path, _body);

        Assert.Equal("4.00", Stream([.. content, 0], format, 6));
        Assert.Equal("abort", Object.Calls[^1]);
        Assert.Equal("4.00", Stream(content[..^1], format, 6));
        Assert.Equal("abort", Object.Calls[^1]);
        Assert.DoesNotContain(Object.Calls, call => call.EndsWith('.'));
    }

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    public void A_value_of_another_resource_is_refused(int format)
    {
        byte[] content = SingleValue.Encode(format, "/33002/0/2", _body);
        Assert.Equal("4.00", Stream(content, format, 6));
        Assert.Empty(Object.Calls);
    }

    /// <summary>Whatever stands in front of the value: it is answered, and no more bytes are
    /// passed on than have come.</summary>
    [Theory]
    [InlineData(MediaType.Tlv, 6)]
    [InlineData(MediaType.Cbor, 4)]
    [InlineData(MediaType.SenmlCbor, 24)]
    public void A_damaged_head_is_answered(int format, int headBytes)
    {
        byte[] content = SingleValue.Encode(format, Path, _body);
        for (int i = 0; i < headBytes * 256; i++)
        {
            byte[] damaged = [.. content];
            damaged[i >> 8] = (byte)i;
            Object.Calls.Clear();
            Assert.Contains(
                _bench.Put(Path, damaged, 0, 6, format: format).Code.Dotted,
                (string[])["2.31", "4.00"]);
            Assert.InRange(Object.Streamed.Length, 0, 1024);
        }

        for (int length = 1; length < headBytes; length++)
        {
            _bench.Ask(_bench.Request(CoapCode.Put, Path, content[..length], format: format));
        }
    }

    [Fact]
    public void Only_bytes_and_only_the_resource_itself()
    {
        Assert.Equal("4.15", _bench.Put(Path, _body, 0, 6, format: 0).Code.Dotted);
        Assert.Equal("4.15", _bench.Put(Path, _body, 0, 6, format: 110).Code.Dotted);
        byte[] tlv = TlvCodec.Encode([TlvNode.Resource(1, new byte[] { 1, 2 })]);
        Assert.Equal("4.05", _bench.Ask(_bench.Request(
            CoapCode.Put, "/33002/0", tlv, format: 11542)).Code.Dotted);
        Assert.Empty(Object.Calls);
    }

    /// <summary>Writes a value in blocks; returns the first answer that is not Continue.</summary>
    private string Stream(byte[] content, int format, int exponent)
    {
        string code = "2.31";
        for (int i = 0; code == "2.31"; i++)
        {
            code = _bench.Put(Path, content, i, exponent, format: format).Code.Dotted;
        }

        return code;
    }

    private CoapMessage Complete(Status status)
    {
        Object.Complete(status);
        _bench.Client.Poll();
        CoapMessage answer = _bench.Take();
        Assert.Equal(CoapType.Con, answer.Type);
        _bench.Link.Deliver(CoapMessage.CreateEmpty(CoapType.Ack, answer.MessageId).ToArray());
        _bench.Client.Poll();
        return answer;
    }
}
