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
    public void Objects_below_another_root_are_addressed_there()
    {
        _bench.Exchange(_bench.Request(CoapCode.Post, "/rd", "ep=a&lwm2m=1.1",
            "</lwm2m>;rt=\"oma.lwm2m\",</lwm2m/3>;ver=1.1,</lwm2m/3/0>"));
        Registration registration = Core.Find("a")!;
        Assert.Equal([(3, 0)], registration.Instances);
        Core.Read(registration, "/3/0/9");
        Assert.Equal("/lwm2m/3/0/9", _bench.TakeOne().UriPath);
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
