// Create and Delete (OMA LwM2M Core 1.1 §6.3.5, §6.3.6; response codes: Transport 1.1 §6.4.3).

using Lwm2m.Client.Content;
using Lwm2m.Client.DesktopTests.Blocks;
using Lwm2m.Client.Tests;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Management;

public sealed class CreateDeleteTests
{
    private const int Tlv = ContentFormat.Tlv;

    private readonly PortfolioObject _portfolio = new(4);
    private readonly BlockBench _bench;

    public CreateDeleteTests() => _bench = new BlockBench(others: _portfolio).Register();

    [Fact]
    public void ETS_1630_An_instance_with_an_id_is_created_and_said_where()
    {
        CoapMessage answer = Create(InstanceOf(2, "a", "b"));
        Assert.Equal("2.01", answer.Code.Dotted);
        Assert.Equal("/16/2", answer.LocationPath);
        Assert.Empty(answer.Payload.ToArray());
        Assert.Equal("a", Text("/16/2/0/0"));
        Assert.Equal("b", Text("/16/2/0/1"));
        Assert.Equal("</16>,</16/0>,</16/0/0>;dim=0,</16/0/1>,</16/0/3>,"
            + "</16/2>,</16/2/0>;dim=2,</16/2/1>,</16/2/3>",
            _bench.AskFirst(_bench.Request(CoapCode.Get, "/16", accept: 40)).PayloadText);
    }

    [Fact]
    public void An_update_tells_the_other_instances()
    {
        _bench.Link.Deliver(Request(InstanceOf(2, "a")).ToArray());
        _bench.Client.Poll();
        Assert.Equal("2.01", _bench.Take().Code.Dotted);
        CoapMessage update = _bench.Take();
        Assert.Contains("</16/0>,</16/2>", update.PayloadText, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_id_the_client_chooses_the_lowest_free_one()
    {
        TlvNode[] resources = [Identities("a")];
        Assert.Equal("/16/1", Create(resources).LocationPath);
        Assert.Equal("/16/2", Create(resources).LocationPath);
        Assert.Equal("a", Text("/16/1/0/0"));
        _bench.AskFirst(_bench.Request(CoapCode.Delete, "/16/0"));
        Assert.Equal("/16/0", Create(resources).LocationPath);
    }

    [Fact]
    public void An_instance_may_be_empty() =>
        Assert.Equal("/16/1", Create(TlvNode.Instance(1)).LocationPath);

    [Fact]
    public void A_repeated_create_is_answered_again_and_done_once()
    {
        CoapMessage request = Request(Identities("a"));
        CoapMessage answer = _bench.AskFirst(request);
        Assert.Equal("/16/1", answer.LocationPath);
        Assert.Equal(answer.ToArray(), _bench.AskFirst(request).ToArray());
        Assert.Equal(2, _portfolio.InstanceCount);
    }

    [Fact]
    public void A_repeated_delete_is_answered_again()
    {
        CoapMessage request = _bench.Request(CoapCode.Delete, "/16/0");
        CoapMessage answer = _bench.AskFirst(request);
        Assert.Equal("2.02", answer.Code.Dotted);
        Assert.Equal(answer.ToArray(), _bench.AskFirst(request).ToArray());
        Assert.Equal("4.04", Code(CoapCode.Delete, "/16/0"));
    }

    [Fact]
    public void What_cannot_be_created_leaves_nothing_behind()
    {
        Assert.Equal("4.00", Create(InstanceOf(0, "a")).Code.Dotted);
        Assert.Equal("4.00", Create(InstanceOf(9, "a")).Code.Dotted);
        Assert.Equal("4.00", Create(InstanceOf(1, new string('x', 30))).Code.Dotted);
        Assert.Equal("4.00", Create(InstanceOf(1, "a"), InstanceOf(2, "b")).Code.Dotted);
        Assert.Equal("4.05", Create(TlvNode.Instance(1, TlvNode.Resource(3, 1)))
            .Code.Dotted);
        Assert.Equal("4.04", Create(TlvNode.Instance(1, TlvNode.Resource(7, 1)))
            .Code.Dotted);
        Assert.Equal("4.00", Code(CoapCode.Post, "/16"));
        Assert.Equal("4.00", Code(CoapCode.Post, "/16", [0xFF, 0x01], Tlv));
        Assert.Equal("4.15", Code(CoapCode.Post, "/16", [0x31], ContentFormat.Text));
        Assert.Equal("4.15", Code(CoapCode.Post, "/16", [0x31], 9999));
        Assert.Equal(1, _portfolio.InstanceCount);
        Assert.Equal("2.01", Create(InstanceOf(1, "a")).Code.Dotted);
    }

    [Fact]
    public void There_may_be_no_room()
    {
        for (int i = 1; i < 4; i++)
        {
            Assert.Equal("2.01", Create(InstanceOf((ushort)i, "a")).Code.Dotted);
        }

        Assert.Equal("4.00", Create(Identities("a")).Code.Dotted);
        var small = new FailingObject();
        BlockBench bench = new BlockBench(others: small).Register();
        Assert.Equal("2.01", bench.AskFirst(bench.Request(
            CoapCode.Post, "/33003", TlvCodec.Encode(TlvNode.Resource(0, 1)), format: Tlv))
            .Code.Dotted);
        Assert.Equal("5.03", bench.AskFirst(bench.Request(
            CoapCode.Post, "/33003", TlvCodec.Encode(TlvNode.Resource(0, 1)), format: Tlv))
            .Code.Dotted);
    }

    [Fact]
    public void A_commit_that_fails_is_rolled_back()
    {
        var failing = new FailingObject { WriteStatus = Status.InternalServerError };
        BlockBench bench = new BlockBench(others: failing).Register();
        CoapMessage answer = bench.AskFirst(bench.Request(
            CoapCode.Post, "/33003", TlvCodec.Encode(TlvNode.Resource(0, 1)), format: Tlv));
        Assert.Equal("5.00", answer.Code.Dotted);
        Assert.Equal("/", answer.LocationPath);
        Assert.Equal(0, failing.InstanceCount);
    }

    [Fact]
    public void A_value_that_takes_time_is_created_later()
    {
        var slow = new FailingObject { WriteStatus = Status.Pending };
        BlockBench bench = new BlockBench(others: slow).Register();
        CoapMessage request = bench.Request(
            CoapCode.Post, "/33003", TlvCodec.Encode(TlvNode.Resource(0, 1)), format: Tlv);
        Assert.Equal(CoapCode.Empty, bench.AskFirst(request).Code);
        slow.Complete(Status.Success);
        bench.Client.Poll();
        CoapMessage answer = bench.Take();
        Assert.Equal("2.01", answer.Code.Dotted);
        Assert.Equal("/33003/0", answer.LocationPath);
        Assert.Equal(request.Token, answer.Token);
        CoapMessage again = bench.AskFirst(request);
        Assert.Equal("2.01", again.Code.Dotted);
        Assert.Equal("/33003/0", again.LocationPath);
    }

    [Fact]
    public void ETS_1635_With_an_instance_go_its_observations_and_attributes()
    {
        Create(InstanceOf(2, "a"));
        Assert.Equal("2.04", _bench.AskFirst(_bench.Request(
            CoapCode.Put, "/16/2", query: "pmin=5")).Code.Dotted);
        CoapMessage observe = _bench.Request(CoapCode.Get, "/16/2", observe: 0);
        Assert.NotNull(_bench.AskFirst(observe).Observe);
        Assert.Equal("2.02", Code(CoapCode.Delete, "/16/2"));
        _bench.Advance(10_000);
        CoapMessage last = _bench.Sent.Last(message => message.Token == observe.Token);
        Assert.Equal("4.04", last.Code.Dotted);
        Create(InstanceOf(2, "b"));
        Assert.DoesNotContain("pmin", _bench.AskFirst(
            _bench.Request(CoapCode.Get, "/16/2", accept: 40)).PayloadText,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/3")]
    [InlineData("/1")]
    public void ETS_680_What_is_not_created_by_a_server(string path) => Assert.Equal(
        "4.05", Code(CoapCode.Post, path, TlvCodec.Encode(TlvNode.Instance(1)), Tlv));

    [Theory]
    [InlineData("/3/0")]
    [InlineData("/1/0")]
    public void ETS_685_What_is_not_deleted_by_a_server(string path) =>
        Assert.Equal("4.05", Code(CoapCode.Delete, path));

    private static TlvNode Identities(params string[] names) => TlvNode.Multiple(
        0, [.. names.Select((name, i) => TlvNode.ResourceInstance((ushort)i, name))]);

    private static TlvNode InstanceOf(ushort id, params string[] names) =>
        TlvNode.Instance(id, Identities(names));

    private CoapMessage Request(params TlvNode[] content) => _bench.Request(
        CoapCode.Post, "/16", TlvCodec.Encode(content), format: Tlv);

    private CoapMessage Create(params TlvNode[] content) => _bench.AskFirst(Request(content));

    private string Code(
        CoapCode method, string path, byte[]? payload = null, int? format = null) =>
        _bench.AskFirst(_bench.Request(method, path, payload, format: format)).Code.Dotted;

    private string Text(string path) =>
        _bench.AskFirst(_bench.Request(CoapCode.Get, path, accept: 0)).PayloadText;
}
