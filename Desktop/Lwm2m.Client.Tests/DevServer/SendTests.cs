// Send as the server takes it (OMA LwM2M 1.1 Core §6.4.6).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class SendTests
{
    private readonly ServerBench _bench = new();
    private readonly List<SentData> _sent = [];

    public SendTests() => _bench.Core.DataSent += _sent.Add;

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void Records_of_registered_instances_are_handed_on(int format)
    {
        Registration registration = _bench.Register();
        SenmlRecord[] records =
            [new("/3303/0/5700", 20.5, 1_700_000_000), new("/3303/0/5700", 21.5, 1_700_000_060)];
        Assert.Equal(CoapCode.Changed, Send(format, Senml.Encode(format, records)));
        SentData data = Assert.Single(_sent);
        Assert.Same(registration, data.Registration);
        Assert.Equal(format, data.Format);
        Assert.Equal(records, data.Records);
        Assert.Equal(1, _bench.Core.Counters.Sends);
    }

    [Fact]
    public void A_large_Send_comes_in_blocks()
    {
        _bench.Register();
        SenmlRecord[] records = [.. Enumerable.Range(0, 100).Select(
            i => new SenmlRecord("/3303/0/5700", 20.5 + i, 1_700_000_000 + i))];
        byte[] body = SenmlCbor.Encode(records);
        CoapCode code = CoapCode.Empty;
        for (int number = 0; number * 512 < body.Length; number++)
        {
            var block = new BlockOption(number, (number + 1) * 512 < body.Length, 5);
            code = Send(MediaType.SenmlCbor, ServerBench.Slice(body, block), block);
        }

        Assert.Equal(CoapCode.Changed, code);
        Assert.Equal(records, Assert.Single(_sent).Records);
    }

    [Theory]
    [InlineData(MediaType.SenmlJson, """[{"n":"/4/0/1","v":1}]""", 0x84)]
    [InlineData(MediaType.SenmlJson, """[{"n":"/3303/1/5700","v":1}]""", 0x84)]
    [InlineData(MediaType.SenmlJson, """[{"n":"/0/0/1","v":1}]""", 0x84)]
    [InlineData(MediaType.SenmlJson, """[{"n":"/3303/0","v":1}]""", 0x84)]
    [InlineData(MediaType.SenmlJson, """[{"n":"/3303/0/5700"}]""", 0x84)]
    [InlineData(MediaType.SenmlJson,
        """[{"n":"/3303/0/5700","v":1},{"n":"/4/0/1","v":1}]""", 0x84)]
    [InlineData(MediaType.SenmlJson, """[{"n":"x","v":1}]""", 0x80)]
    [InlineData(MediaType.SenmlCbor, """[{"n":"/3303/0/5700","v":1}]""", 0x80)]
    [InlineData(MediaType.Json, """{"e":[{"n":"/3303/0/5700","v":1}]}""", 0x8F)]
    [InlineData(MediaType.Text, "1", 0x8F)]
    public void Anything_else_is_refused(int format, string text, byte code)
    {
        _bench.Register();
        Assert.Equal(new CoapCode(code), Send(format, TextValue.Encode(text)));
        Assert.Empty(_sent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ep=lab-1&lwm2m=1.0")]
    public void Nobody_sends_without_a_registration_of_1_1(string? query)
    {
        if (query is not null)
        {
            _bench.Register(query);
        }

        Assert.Equal(CoapCode.NotFound,
            Send(MediaType.SenmlCbor, SenmlCbor.Encode([new("/3303/0/5700", 1)])));
        Assert.Empty(_sent);
    }

    [Fact]
    public void Only_POST_sends_and_it_can_be_refused()
    {
        _bench.Register();
        Assert.Equal(CoapCode.MethodNotAllowed,
            _bench.Exchange(_bench.Request(CoapCode.Put, "/dp")).Code);
        _bench.Core.SendRefusal = CoapCode.ServiceUnavailable;
        Assert.Equal(CoapCode.ServiceUnavailable,
            Send(MediaType.SenmlCbor, SenmlCbor.Encode([new("/3303/0/5700", 1)])));
    }

    private CoapCode Send(int format, ReadOnlyMemory<byte> payload, BlockOption? block = null)
    {
        OptionList options = new OptionList()
            .AddPath(OptionNumber.UriPath, "/dp")
            .Add(OptionNumber.ContentFormat, (uint)format);
        if (block is { } some)
        {
            options.Add(some.ToOption(OptionNumber.Block1));
        }

        return _bench.Exchange(new CoapMessage
        {
            Type = CoapType.Con,
            Code = CoapCode.Post,
            MessageId = _bench.NextMessageId(),
            Token = Token.FromBytes([0xD3]),
            Options = options.Options,
            Payload = payload,
        }).Code;
    }
}
