// The ways in which the server can be told to go about bodies of several blocks (RFC 7959), and
// blocks of observations and of FETCH.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class BlockStyleTests
{
    private static readonly byte[] s_body = [.. Enumerable.Range(0, 1300).Select(i => (byte)i)];

    private readonly ServerBench _bench = new();

    private ServerCore Core => _bench.Core;

    [Fact]
    public void The_block_size_can_be_asked_for_and_turned_down()
    {
        Core.Blocks = new BlockStyle { FetchSize = 1024, LaterFetchSize = 512 };
        DeviceRequest read = Core.Read(_bench.Register(), "/3/0");
        CoapMessage request = _bench.TakeOne();
        Assert.Equal(new BlockOption(0, false, 6), request.Block2);
        Assert.Equal(new BlockOption(2, false, 5), Answer(request, new BlockOption(0, true, 6)));
        Assert.Equal(s_body, read.Response!.Payload.ToArray());
    }

    [Fact]
    public void A_large_write_can_turn_to_smaller_blocks_and_begin_anew()
    {
        Core.Blocks = new BlockStyle
        {
            MaxUnblockedBytes = 0, SendSize = 1024, LaterSendSize = 256, RestartsAfter = 2,
        };
        DeviceRequest write = Core.WriteReplace(
            _bench.Register(), "/5/0/0", MediaType.Opaque, s_body);
        Assert.Equal(
            [
                new BlockOption(0, true, 6), new BlockOption(4, true, 4),
                new BlockOption(0, true, 4), new BlockOption(1, true, 4),
                new BlockOption(2, true, 4), new BlockOption(3, true, 4),
                new BlockOption(4, true, 4), new BlockOption(5, false, 4),
            ],
            TakeBody(write, out byte[] last));
        Assert.Equal(s_body, last);
        Assert.Equal(7, write.Parts.Count);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    public void A_first_refusal_that_states_a_size_begins_anew_with_it(int unblocked)
    {
        Core.Blocks = new BlockStyle { MaxUnblockedBytes = unblocked };
        DeviceRequest write = Core.WriteReplace(
            _bench.Register(), "/5/0/0", MediaType.Opaque, s_body);
        CoapMessage request = _bench.TakeOne();
        Assert.Equal(unblocked == 1024, request.Block1 is not null);
        Acknowledge(request, CoapCode.RequestEntityTooLarge, new BlockOption(0, true, 4));
        Assert.Equal(
            Enumerable.Range(0, 6).Select(i => new BlockOption(i, i < 5, 4)),
            TakeBody(write, out byte[] body));
        Assert.Equal(s_body, body);
    }

    [Fact]
    public void Blocks_can_be_repeated()
    {
        Core.Blocks = new BlockStyle { RepeatsBlocks = true, ReusesToken = true };
        DeviceRequest write = Core.WriteReplace(
            _bench.Register(), "/5/0/0", MediaType.Opaque, s_body);
        Token token = write.Message.Token;
        Assert.Equal([0, 1, 1, 2], TakeBody(write, out _).Select(block => block.Number));
        Assert.All(write.Parts, part => Assert.Equal(token, part.Message.Token));

        DeviceRequest read = Core.Read(_bench.Register(), "/3/0");
        CoapMessage request = _bench.TakeOne();
        var asked = new List<int>();
        var block = new BlockOption(0, true, 5);
        while (!read.IsCompleted)
        {
            AnswerOne(request, block);
            if (!read.IsCompleted)
            {
                request = _bench.TakeOne();
                int number = request.Block2!.Value.Number;
                block = new BlockOption(number, number < 2, 5);
                asked.Add(number);
            }
        }

        Assert.Equal([1, 1, 2, 2], asked);
        Assert.Equal(s_body, read.Response!.Payload.ToArray());
    }

    [Fact]
    public void A_transfer_can_be_abandoned()
    {
        Core.Blocks = new BlockStyle { AbandonsAfter = 2 };
        Registration registration = _bench.Register();
        DeviceRequest write = Core.WriteReplace(
            registration, "/5/0/0", MediaType.Opaque, s_body);
        Assert.Equal([0, 1], TakeBody(write, out _).Select(block => block.Number));
        Assert.Equal(RequestOutcome.Abandoned, write.Response!.Outcome);

        DeviceRequest read = Core.Read(registration, "/3/0");
        AnswerOne(_bench.TakeOne(), new BlockOption(0, true, 5));
        AnswerOne(_bench.TakeOne(), new BlockOption(1, true, 5));
        Assert.Equal(RequestOutcome.Abandoned, read.Response!.Outcome);
        Assert.Empty(_bench.TakeSent());
    }

    [Fact]
    public void Two_transfers_interleave()
    {
        Registration registration = _bench.Register();
        DeviceRequest first = Core.Read(registration, "/3/0");
        DeviceRequest second = Core.Read(registration, "/4/0");
        var order = new List<string>();
        while (!first.IsCompleted || !second.IsCompleted)
        {
            CoapMessage request = _bench.TakeOne();
            int number = request.Block2?.Number ?? 0;
            order.Add($"{request.UriPath}:{number}");
            AnswerOne(request, new BlockOption(number, number < 2, 5));
        }

        Assert.Equal(["/3/0:0", "/4/0:0", "/3/0:1", "/4/0:1", "/3/0:2", "/4/0:2"], order);
        Assert.Equal(s_body, first.Response!.Payload.ToArray());
        Assert.Equal(s_body, second.Response!.Payload.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_blocks_of_a_FETCH_are_asked_for_with_or_without_its_body(bool repeats)
    {
        Core.Blocks = new BlockStyle { RepeatsBody = repeats };
        DeviceRequest read = Core.ReadComposite(_bench.Register(), ["/3", "/4"]);
        CoapMessage request = _bench.TakeOne();
        AnswerOne(request, new BlockOption(0, true, 6));
        CoapMessage next = _bench.TakeOne();
        Assert.Equal((CoapCode.Fetch, new BlockOption(1, false, 6), MediaType.SenmlCbor),
            (next.Code, next.Block2, next.Accept));
        Assert.Equal(repeats ? request.Payload.ToArray() : [], next.Payload.ToArray());
        Assert.Equal(repeats ? MediaType.SenmlCbor : null, next.ContentFormat);
        AnswerOne(next, new BlockOption(1, false, 6));
        Assert.Equal(s_body, read.Response!.Payload.ToArray());
    }

    [Fact]
    public void A_FETCH_with_a_large_body_and_a_large_answer_does_both()
    {
        string[] paths = [.. Enumerable.Range(0, 200).Select(i => $"/3303/{i}/5700")];
        DeviceRequest read = Core.ReadComposite(_bench.Register(), paths);
        var body = new List<byte>();
        CoapMessage request = _bench.TakeOne();
        while (request.Block1 is { More: true } block)
        {
            body.AddRange(request.Payload.Span);
            Acknowledge(request, CoapCode.Continue, block);
            request = _bench.TakeOne();
        }

        body.AddRange(request.Payload.Span);
        Assert.Equal(paths, Senml.Decode(MediaType.SenmlCbor, body.ToArray())
            .Select(record => record.Path));
        AnswerOne(request, new BlockOption(0, true, 6));
        request = _bench.TakeOne();
        Assert.Null(request.Block1);
        AnswerOne(request, new BlockOption(1, false, 6));
        Assert.Equal(s_body, read.Response!.Payload.ToArray());
    }

    [Fact]
    public void The_rest_of_a_first_value_and_of_a_notification_is_fetched()
    {
        Observation observation = Core.ObserveComposite(_bench.Register(), ["/3"]);
        CoapMessage request = _bench.TakeOne();
        AnswerOne(request, new BlockOption(0, true, 6), observe: 1);
        Assert.True(observation.IsActive);
        Assert.False(observation.Request.IsCompleted);
        CoapMessage next = _bench.TakeOne();
        Assert.Equal((CoapCode.Fetch, null), (next.Code, next.Observe));
        Assert.NotEqual(observation.Token, next.Token);
        AnswerOne(next, new BlockOption(1, false, 6));
        Assert.Equal(s_body, observation.Request.Response!.Payload.ToArray());
        Assert.Equal(s_body, observation.Latest!.Payload.ToArray());
        Assert.Equal(1, observation.Latest.Observe);

        Notify(observation, 0x2000, 2);
        Assert.Equal(0, observation.NotificationsReceived);
        AnswerOne(_bench.TakeOne(), new BlockOption(1, false, 6));
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal(s_body, observation.Latest.Payload.ToArray());
        Assert.Equal(2, observation.Latest.Observe);
    }

    [Fact]
    public void A_newer_notification_ends_the_fetching_of_an_older_one()
    {
        Observation observation = Core.Observe(_bench.Register(), "/3/0");
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.Content, "x", 1));
        Notify(observation, 0x2000, 2);
        CoapMessage old = _bench.TakeOne();
        Notify(observation, 0x2001, 3);
        AnswerOne(old, new BlockOption(1, false, 6), tag: 0xE2);
        AnswerOne(_bench.TakeOne(), new BlockOption(1, false, 6));
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal(3, observation.Latest!.Observe);
        Assert.Equal(0, Core.Counters.Violations);
        Assert.Empty(_bench.TakeSent());
    }

    // Answers the first block and the following ones; returns what the first following request
    // asked for.
    private BlockOption Answer(CoapMessage request, BlockOption block)
    {
        BlockOption? asked = null;
        while (block.More)
        {
            AnswerOne(request, block);
            request = _bench.TakeOne();
            asked ??= request.Block2;
            BlockOption next = request.Block2!.Value;
            block = next with { More = next.Offset + next.Size < s_body.Length };
        }

        AnswerOne(request, block);
        return asked!.Value;
    }

    private void AnswerOne(
        CoapMessage request, BlockOption block, uint? observe = null, byte tag = 0xE1)
    {
        OptionList options = new OptionList()
            .AddIfSet(OptionNumber.Observe, (int?)observe)
            .Add(new CoapOption(OptionNumber.ETag, new[] { tag }))
            .Add(OptionNumber.ContentFormat, MediaType.Opaque)
            .Add(block.ToOption(OptionNumber.Block2));
        _bench.Receive(ServerBench.Answer(
            request, CoapCode.Content, options, ServerBench.Slice(s_body, block)));
    }

    private void Notify(Observation observation, ushort messageId, uint sequence)
    {
        var block = new BlockOption(0, true, 6);
        _bench.Receive(new CoapMessage
        {
            Type = CoapType.Non,
            Code = CoapCode.Content,
            MessageId = messageId,
            Token = observation.Token,
            Options = new OptionList().Add(OptionNumber.Observe, sequence)
                .Add(new CoapOption(OptionNumber.ETag, new byte[] { 0xE1 }))
                .Add(OptionNumber.ContentFormat, MediaType.Opaque)
                .Add(block.ToOption(OptionNumber.Block2)).Options,
            Payload = ServerBench.Slice(s_body, block),
        });
    }

    // Acknowledges each block until the request ends; returns the blocks, and the body since
    // block 0 came last.
    private List<BlockOption> TakeBody(DeviceRequest write, out byte[] body)
    {
        var blocks = new List<BlockOption>();
        var received = new List<byte>();
        while (!write.IsCompleted)
        {
            CoapMessage request = _bench.TakeOne();
            BlockOption block = request.Block1!.Value;
            blocks.Add(block);
            received.RemoveRange(block.Offset, received.Count - block.Offset);
            received.AddRange(request.Payload.Span);
            Acknowledge(request, block.More ? CoapCode.Continue : CoapCode.Changed, block);
        }

        body = [.. received];
        return blocks;
    }

    private void Acknowledge(CoapMessage request, CoapCode code, BlockOption block) =>
        _bench.Receive(ServerBench.Answer(
            request, code, new OptionList().Add(block.ToOption(OptionNumber.Block1))));
}
