// Bodies of several blocks between the desktop server and a device (RFC 7959).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class BlockTests
{
    private static readonly byte[] s_body = [.. Enumerable.Range(0, 1300).Select(i => (byte)i)];

    private readonly ServerBench _bench = new();

    [Fact]
    public void A_large_answer_is_fetched_block_by_block()
    {
        DeviceRequest read = _bench.Core.Read(_bench.Register(), "/3/0", MediaType.Opaque);
        CoapMessage request = _bench.TakeOne();
        Assert.Null(request.Block2);
        Answer(request, new BlockOption(0, true, 5), 0xE1);
        CoapMessage second = _bench.TakeOne();
        Assert.Equal(new BlockOption(1, false, 5), second.Block2);
        Assert.Equal(("/3/0", (int?)MediaType.Opaque), (second.UriPath, second.Accept));
        Assert.NotEqual(request.Token, second.Token);
        Assert.False(read.IsCompleted);
        Answer(second, new BlockOption(1, true, 5), 0xE1);
        Answer(_bench.TakeOne(), new BlockOption(2, false, 5), 0xE1);
        Assert.True(read.Response!.IsSuccess);
        Assert.Equal(MediaType.Opaque, read.Response.ContentFormat);
        Assert.Equal(s_body, read.Response.Payload.ToArray());
        Assert.Empty(_bench.TakeSent());
    }

    [Fact]
    public void A_device_may_turn_to_smaller_blocks()
    {
        DeviceRequest read = _bench.Core.Read(_bench.Register(), "/3/0");
        Answer(_bench.TakeOne(), new BlockOption(0, true, 6), 0xE1);
        CoapMessage request = _bench.TakeOne();
        Assert.Equal(new BlockOption(1, false, 6), request.Block2);

        // 1024 bytes are there: block 4 of 256 bytes continues them.
        Answer(request, new BlockOption(4, true, 4), 0xE1);
        request = _bench.TakeOne();
        Assert.Equal(new BlockOption(5, false, 4), request.Block2);
        Answer(request, new BlockOption(5, false, 4), 0xE1);

        Assert.Equal(s_body, read.Response!.Payload.ToArray());
    }

    [Theory]
    [InlineData(1, 0xE2, 0)]
    [InlineData(2, 0xE1, 1)]
    public void A_body_that_changes_or_has_a_gap_is_incomplete(
        int number, byte tag, int violations)
    {
        DeviceRequest read = _bench.Core.Read(_bench.Register(), "/3/0");
        Answer(_bench.TakeOne(), new BlockOption(0, true, 5), 0xE1);
        Answer(_bench.TakeOne(), new BlockOption(number, false, 5), tag);
        Assert.Equal(RequestOutcome.Incomplete, read.Response!.Outcome);
        Assert.False(read.Response.IsSuccess);
        Assert.Equal(violations, _bench.Core.Counters.Violations);
    }

    [Fact]
    public void A_device_that_sends_empty_blocks_is_not_asked_for_ever()
    {
        DeviceRequest read = _bench.Core.Read(_bench.Register(), "/3/0");
        Answer(_bench.TakeOne(), new BlockOption(0, true, 5), 0xE1);
        CoapMessage request = _bench.TakeOne();
        _bench.Receive(new CoapMessage
        {
            Type = CoapType.Ack,
            Code = CoapCode.Content,
            MessageId = request.MessageId,
            Token = request.Token,
            Options = new OptionList()
                .Add(new CoapOption(OptionNumber.ETag, new byte[] { 0xE1 }))
                .Add(new BlockOption(1, true, 5).ToOption(OptionNumber.Block2)).Options,
        });
        Assert.Equal(RequestOutcome.Incomplete, read.Response!.Outcome);
        Assert.Empty(_bench.TakeSent());
    }

    [Fact]
    public void An_error_or_silence_in_the_middle_ends_the_request()
    {
        Registration registration = _bench.Register("ep=a&lwm2m=1.1");
        DeviceRequest read = _bench.Core.Read(registration, "/3/0");
        Answer(_bench.TakeOne(), new BlockOption(0, true, 5), 0xE1);
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.ServiceUnavailable));
        Assert.Equal(CoapCode.ServiceUnavailable, read.Response!.Code);

        read = _bench.Core.Read(registration, "/3/0");
        Answer(_bench.TakeOne(), new BlockOption(0, true, 5), 0xE1);
        Assert.Equal(new BlockOption(1, false, 5), _bench.TakeOne().Block2);
        _bench.Exchange(_bench.Request(CoapCode.Delete, registration.Location));
        Assert.Equal(RequestOutcome.RegistrationEnded, read.Response!.Outcome);
    }

    [Fact]
    public void A_large_write_goes_out_block_by_block()
    {
        DeviceRequest write = _bench.Core.WriteReplace(
            _bench.Register(), "/5/0/0", MediaType.Opaque, s_body);
        var received = new List<byte>();
        CoapMessage request = _bench.TakeOne();
        Assert.Equal(1300u, UInt(request, OptionNumber.Size1));
        Assert.Equal(new BlockOption(0, true, 5), request.Block1);
        received.AddRange(request.Payload.Span);

        // The device asks for 256 bytes from now on.
        Acknowledge(request, CoapCode.Continue, new BlockOption(0, true, 4));
        for (int number = 2; number <= 5; number++)
        {
            request = _bench.TakeOne();
            Assert.Equal(new BlockOption(number, number < 5, 4), request.Block1);
            Assert.Equal((CoapCode.Put, "/5/0/0", (int?)MediaType.Opaque),
                (request.Code, request.UriPath, request.ContentFormat));
            received.AddRange(request.Payload.Span);
            Assert.False(write.IsCompleted);
            Acknowledge(request, number < 5 ? CoapCode.Continue : CoapCode.Changed,
                new BlockOption(number, number < 5, 4));
        }

        Assert.Equal(CoapCode.Changed, write.Response!.Code);
        Assert.Equal(s_body, received);
    }

    [Fact]
    public void A_large_write_that_is_refused_stops()
    {
        DeviceRequest write = _bench.Core.WriteReplace(
            _bench.Register(), "/5/0/0", MediaType.Opaque, s_body);
        CoapMessage request = _bench.TakeOne();
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.RequestEntityTooLarge));
        Assert.Equal(CoapCode.RequestEntityTooLarge, write.Response!.Code);
        Assert.Empty(_bench.TakeSent());
    }

    private static uint UInt(CoapMessage message, int number)
    {
        Assert.True(message.Find(number)!.Value.TryGetUInt(4, out uint value));
        return value;
    }

    private void Answer(CoapMessage request, BlockOption block, byte tag)
    {
        int length = Math.Min(block.Size, s_body.Length - block.Offset);
        _bench.Receive(new CoapMessage
        {
            Type = CoapType.Ack,
            Code = CoapCode.Content,
            MessageId = request.MessageId,
            Token = request.Token,
            Options = new OptionList()
                .Add(new CoapOption(OptionNumber.ETag, new[] { tag }))
                .Add(OptionNumber.ContentFormat, MediaType.Opaque)
                .Add(block.ToOption(OptionNumber.Block2)).Options,
            Payload = s_body.AsMemory(block.Offset, length),
        });
    }

    private void Acknowledge(CoapMessage request, CoapCode code, BlockOption block) =>
        _bench.Receive(new CoapMessage
        {
            Type = CoapType.Ack,
            Code = code,
            MessageId = request.MessageId,
            Token = request.Token,
            Options = [block.ToOption(OptionNumber.Block1)],
        });
}
