// Large Registers, Updates and Sends of devices, block by block (RFC 7959 §2.5).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class RequestBlockTests
{
    private const string Query = "ep=a&lwm2m=1.1&lt=600";

    private static readonly byte[] s_list = TextValue.Encode(
        "</>;rt=\"oma.lwm2m\";ct=\"60 112\"" + string.Concat(
            Enumerable.Range(0, 100).Select(i => $",</3303/{i}>")));

    private readonly ServerBench _bench = new();
    private byte _token;

    private ServerCore Core => _bench.Core;

    [Fact]
    public void A_large_register_and_a_large_update_are_put_together()
    {
        Assert.Equal(
            [(CoapCode.Continue, new BlockOption(0, true, 5)),
                (CoapCode.Continue, new BlockOption(1, true, 5)),
                (CoapCode.Created, new BlockOption(2, false, 5))],
            SendAll("/rd", Query, s_list, 5));
        Registration registration = Core.Find("a")!;
        Assert.Equal(100, registration.Instances.Count);
        Assert.Equal(600, registration.LifetimeSeconds);
        SendAll(registration.Location, "lt=700", s_list.AsMemory(0, s_list.Length - 11), 4);
        Assert.Equal(99, registration.Instances.Count);
        Assert.Equal(700, registration.LifetimeSeconds);
        Core.Advance(1_000_000);
        Assert.Equal((0, 0, 0), Core.Held);
    }

    [Fact]
    public void Larger_blocks_are_taken_and_turned_down()
    {
        Core.RequestBlocks = new RequestBlockStyle { PreferredSize = 512, LaterSize = 64 };
        byte[] list = TextValue.Encode(
            "</3/0>" + string.Concat(Enumerable.Range(0, 200).Select(i => $",</3303/{i}>")));
        Assert.Equal((CoapCode.Continue, new BlockOption(0, true, 5)),
            Send("/rd", Query, list, new BlockOption(0, true, 6)));
        Assert.Equal((CoapCode.Continue, new BlockOption(2, true, 2)),
            Send("/rd", Query, list, new BlockOption(2, true, 5)));
        int number = 1536 / 64;
        CoapCode code = CoapCode.Continue;
        while (code == CoapCode.Continue)
        {
            var block = new BlockOption(number, (number + 1) * 64 < list.Length, 2);
            code = Send("/rd", Query, list, block).Code;
            number++;
        }

        Assert.Equal(CoapCode.Created, code);
        Assert.Equal(201, Core.Find("a")!.Instances.Count);
    }

    [Fact]
    public void A_first_block_that_is_too_large_can_be_refused()
    {
        Core.RequestBlocks = new RequestBlockStyle
        {
            PreferredSize = 128, RefusesLargerBlocks = true,
        };
        Assert.Equal((CoapCode.RequestEntityTooLarge, new BlockOption(0, true, 3)),
            Send("/rd", Query, s_list, new BlockOption(0, true, 4)));
        Assert.Equal(CoapCode.Created, SendAll("/rd", Query, s_list, 3)[^1].Code);
    }

    [Fact]
    public void A_body_beyond_the_bound_is_refused_at_once_or_when_it_gets_there()
    {
        Core.RequestBlocks = new RequestBlockStyle { MaxBodyBytes = 600 };
        Receive(Block("/rd", Query, s_list, new BlockOption(0, true, 5), size1: 601),
            out CoapMessage answer);
        Assert.Equal(CoapCode.RequestEntityTooLarge, answer.Code);
        Assert.True(answer.Find(OptionNumber.Size1)!.Value.TryGetUInt(4, out uint bound));
        Assert.Equal(600u, bound);
        Send("/rd", Query, s_list, new BlockOption(0, true, 5));
        Assert.Equal(CoapCode.RequestEntityTooLarge,
            Send("/rd", Query, s_list, new BlockOption(1, true, 5)).Code);
        Assert.Equal(CoapCode.RequestEntityIncomplete,
            Send("/rd", Query, s_list, new BlockOption(2, false, 5)).Code);
    }

    [Fact]
    public void Gaps_are_incomplete_repetitions_are_not_and_block_0_begins_anew()
    {
        var first = new BlockOption(0, true, 5);
        var second = new BlockOption(1, true, 5);
        var third = new BlockOption(2, false, 5);
        Assert.Equal(CoapCode.RequestEntityIncomplete, Send("/rd", Query, s_list, second).Code);
        Send("/rd", Query, s_list, first);
        Send("/rd", Query, s_list, second);
        Assert.Equal((CoapCode.Continue, second), Send("/rd", Query, s_list, second));
        Send("/rd", Query, s_list, first);
        Assert.Equal(CoapCode.RequestEntityIncomplete, Send("/rd", Query, s_list, third).Code);
        Send("/rd", Query, s_list, first);
        Send("/rd", Query, s_list, second);
        Assert.Equal((CoapCode.Created, third), Send("/rd", Query, s_list, third));
        Assert.Equal(100, Core.Find("a")!.Instances.Count);
    }

    [Fact]
    public void A_block_belongs_to_its_target_and_not_to_its_token()
    {
        Send("/rd", Query, s_list, new BlockOption(0, true, 5));
        Assert.Equal(CoapCode.RequestEntityIncomplete,
            Send("/rd", "ep=b&lwm2m=1.1", s_list, new BlockOption(1, true, 5)).Code);
        Assert.Equal(CoapCode.Continue,
            Send("/rd", Query, s_list, new BlockOption(1, true, 5)).Code);
    }

    [Fact]
    public void A_body_is_forgotten_in_time_or_when_the_server_is_told_to()
    {
        Core.RequestBlocks = new RequestBlockStyle { ForgetsAfter = 1 };
        Send("/rd", Query, s_list, new BlockOption(0, true, 5));
        Assert.Equal(CoapCode.RequestEntityIncomplete,
            Send("/rd", Query, s_list, new BlockOption(1, true, 5)).Code);
        Send("/rd", Query, s_list, new BlockOption(0, true, 5));
        Core.Advance(246_999);
        Assert.Equal(CoapCode.Continue,
            Send("/rd", Query, s_list, new BlockOption(1, true, 5)).Code);
        Core.Advance(Core.NowMs + 247_000);
        Assert.Equal(CoapCode.RequestEntityIncomplete,
            Send("/rd", Query, s_list, new BlockOption(2, false, 5)).Code);
    }

    [Theory]
    [InlineData(true, 100, 0x80)]
    [InlineData(true, 512, 0x5F)]
    [InlineData(false, 513, 0x80)]
    [InlineData(false, 101, 0x41)]
    public void A_block_is_as_long_as_its_size_says(bool more, int length, byte code)
    {
        byte[] list = TextValue.Encode(
            "</3/0>;" + new string('x', length - 17) + ",</3303/1>");
        Assert.Equal(length, list.Length);
        Assert.Equal(new CoapCode(code),
            Send("/rd", Query, list, new BlockOption(0, more, 5), length).Code);
    }

    private List<(CoapCode Code, BlockOption? Block)> SendAll(
        string path, string query, ReadOnlyMemory<byte> body, int exponent)
    {
        var answers = new List<(CoapCode, BlockOption?)>();
        int size = 16 << exponent;
        for (int number = 0; number * size < body.Length; number++)
        {
            var block = new BlockOption(number, (number + 1) * size < body.Length, exponent);
            answers.Add(Send(path, query, body, block));
        }

        return answers;
    }

    private (CoapCode Code, BlockOption? Block) Send(string path, string query,
        ReadOnlyMemory<byte> body, BlockOption block, int? length = null)
    {
        Receive(Block(path, query, body, block, length), out CoapMessage answer);
        return (answer.Code, answer.Block1);
    }

    private void Receive(CoapMessage request, out CoapMessage answer)
    {
        answer = _bench.Exchange(request);
        Assert.Equal(CoapType.Ack, answer.Type);
    }

    private CoapMessage Block(string path, string query, ReadOnlyMemory<byte> body,
        BlockOption block, int? length = null, uint size1 = 0)
    {
        OptionList options = new OptionList()
            .AddPath(OptionNumber.UriPath, path).AddQuery(query)
            .Add(OptionNumber.ContentFormat, MediaType.LinkFormat)
            .Add(block.ToOption(OptionNumber.Block1))
            .AddIfSet(OptionNumber.Size1, size1 == 0 ? null : (int)size1);
        return new CoapMessage
        {
            Type = CoapType.Con,
            Code = CoapCode.Post,
            MessageId = _bench.NextMessageId(),
            Token = Token.FromBytes([0xD2, _token++]),
            Options = options.Options,
            Payload = length is { } some ? body[..some] : ServerBench.Slice(body, block),
        };
    }
}
