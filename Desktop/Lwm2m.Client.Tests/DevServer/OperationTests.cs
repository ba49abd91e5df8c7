// What the desktop server puts on the wire for each operation on a device (OMA LwM2M 1.1 Core
// §6.3).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class OperationTests
{
    private readonly ServerBench _bench = new();

    private ServerCore Core => _bench.Core;

    [Fact]
    public void Each_operation_has_its_form()
    {
        Registration r = _bench.Register();
        Assert.Equal("CON GET /3/0 Accept=tlv", Form(Core.Read(r, "/3/0", MediaType.Tlv)));
        Assert.Equal("CON GET /3 Accept=link-format", Form(Core.Discover(r, "/3")));
        Assert.Equal("CON PUT /1/0/1 Format=text \"60\"", Form(Core.WriteText(r, "/1/0/1", "60")));
        Assert.Equal("CON POST /1/0 Format=tlv {1: \"<\"|60}", Form(Core.WritePartial(
            r, "/1/0", MediaType.Tlv, TlvCodec.Encode(TlvNode.Resource(1, 60)))));
        Assert.Equal("CON PUT /3303/0/5700?pmin=1&pmax=5&gt",
            Form(Core.WriteAttributes(r, "/3303/0/5700", "pmin=1&pmax=5&gt")));
        Assert.Equal("CON POST /3/0/4", Form(Core.Execute(r, "/3/0/4")));
        Assert.Equal("CON POST /3/0/4 Format=text \"0='a'\"",
            Form(Core.Execute(r, "/3/0/4", "0='a'")));
        Assert.Equal("CON POST /16 Format=tlv {0: \"x\"|120}", Form(Core.Create(
            r, "/16", MediaType.Tlv, TlvCodec.Encode(TlvNode.Resource(0, "x")))));
        Assert.Equal("CON POST /16 Format=tlv {3: {0: \"x\"|120}}",
            Form(Core.Create(r, 16, 3, TlvNode.Resource(0, "x"))));
        Assert.Equal("CON POST /16 Format=tlv {0: \"x\"|120}",
            Form(Core.Create(r, 16, null, TlvNode.Resource(0, "x"))));
        Assert.Equal("CON DELETE /16/0", Form(Core.Delete(r, "/16/0")));
        Assert.Equal("NON FETCH /?depth=1 2049=0x01 \"x\"", Form(Core.Send(r,
            new RawRequest(CoapCode.Fetch, "/")
            {
                Type = CoapType.Non,
                Query = "depth=1",
                Options = [new CoapOption(2049, new byte[] { 1 })],
                Payload = TextValue.Encode("x"),
            })));
    }

    [Fact]
    public void Composite_operations_have_their_forms()
    {
        Registration r = _bench.Register();
        Assert.Equal(
            "CON FETCH / Format=senml-cbor Accept=senml-cbor {/3/0/9, /1}",
            Form(Core.ReadComposite(r, ["/3/0/9", "/1"])));
        Assert.Equal(
            "CON FETCH / Format=senml-json {/}",
            Form(Core.ReadComposite(r, ["/"], null, MediaType.SenmlJson)));
        Assert.Equal(
            "CON iPATCH / Format=senml-json {/1/0/1: 60, /3/0/14: \"+02:00\"}",
            Form(Core.WriteComposite(
                r, [new("/1/0/1", 60), new("/3/0/14", "+02:00")], MediaType.SenmlJson)));
    }

    [Theory]
    [InlineData(MediaType.Text, "text \"60\"")]
    [InlineData(MediaType.Cbor, "cbor 60")]
    [InlineData(MediaType.SenmlCbor, "senml-cbor {/1/0/1: 60}")]
    [InlineData(MediaType.SenmlJson, "senml-json {/1/0/1: 60}")]
    [InlineData(MediaType.Json, "json {/1/0/1: 60}")]
    [InlineData(MediaType.Tlv, "tlv {1: \"<\"|60}")]
    public void A_value_can_be_written_in_each_format(int format, string payload) =>
        Assert.Equal($"CON PUT /1/0/1 Format={payload}",
            Form(Core.WriteValue(_bench.Register(), "/1/0/1", format, 60)));

    [Fact]
    public void A_resource_instance_is_one_in_TLV_too()
    {
        Core.WriteValue(_bench.Register(), "/16/0/0/7", MediaType.Tlv, "x");
        TlvNode node = Assert.Single(TlvCodec.Decode(_bench.TakeOne().Payload));
        Assert.Equal((TlvType.ResourceInstance, 7, "x"), (node.Type, (int)node.Id, node.Text));
    }

    [Fact]
    public void Answers_are_decoded()
    {
        DeviceRequest create = Core.Create(_bench.Register(), 16, null);
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Created,
            new OptionList().AddPath(OptionNumber.LocationPath, "/16/5")));
        Assert.Equal("/16/5", create.Response!.Location);

        DeviceRequest read = Core.ReadComposite(_bench.Register(), ["/3/0/9", "/3/0/99"]);
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Content,
            new OptionList().Add(OptionNumber.ContentFormat, MediaType.SenmlCbor),
            SenmlCbor.Encode([new("/3/0/9", 80)])));
        Assert.Equal([new("/3/0/9", 80)], read.Response!.Senml());
        Assert.Equal(80, read.Response.ValueOf("/3/0/9").Integer);
        Assert.Equal(ContentValue.None, read.Response.ValueOf("/3/0/99"));
        Assert.Throws<FormatException>(() => read.Response.Cbor());
        Assert.Equal("/", read.Response.Location);

        read = Core.Read(_bench.Register(), "/3/0/9", MediaType.Cbor);
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Content,
            new OptionList().Add(OptionNumber.ContentFormat, MediaType.Cbor),
            CborValue.Encode(80)));
        Assert.Equal(80, read.Response!.Cbor().Integer);
        Assert.Throws<FormatException>(() => read.Response.Senml());
    }

    [Fact]
    public void Objects_below_another_root_are_addressed_there()
    {
        _bench.Exchange(_bench.Request(CoapCode.Post, "/rd", "ep=a&lwm2m=1.1",
            "</lwm2m>;rt=\"oma.lwm2m\",</lwm2m/3>;ver=1.1,</lwm2m/3/0>"));
        Registration registration = Core.Find("a")!;
        Assert.Equal([(3, 0)], registration.Instances);
        Core.Read(registration, "/3/0/9");
        CoapMessage request = _bench.TakeOne();
        Assert.Equal("/lwm2m/3/0/9", request.UriPath);
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.NotFound));
        Core.ReadComposite(registration, ["/3/0/9"]);
        Assert.Equal("/lwm2m", _bench.TakeOne().UriPath);
    }

    private string Form(DeviceRequest request)
    {
        CoapMessage sent = _bench.TakeOne();
        if (sent.Type == CoapType.Con)
        {
            _bench.Receive(ServerBench.Piggyback(sent, CoapCode.Changed));
            Assert.True(request.IsCompleted);
        }

        return MessageText.Summarize(sent)
            .Replace($" mid={sent.MessageId:x4} token={sent.Token}", string.Empty);
    }
}
