// Read-Composite and Write-Composite (OMA LwM2M Core 1.1 §6.3.8, §6.3.9; Transport 1.1 §6.4.3), and
// writes of parts in the formats that name them (§6.3.3). SenML JSON is what a reader can read.

using System.Text;
using Lwm2m.Client.Content;
using Lwm2m.Client.DesktopTests.Blocks;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Tests;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Management;

public sealed class CompositeTests
{
    private const int Json = ContentFormat.SenmlJson;

    private readonly PortfolioObject _portfolio = new(4);
    private readonly SlowObject _slow = new();
    private readonly FailingObject _failing = new();
    private readonly BlockBench _bench;

    public CompositeTests()
    {
        _bench = new BlockBench(others: [_portfolio, _slow, _failing, new SimulatedObject()])
            .Register();
        _bench.Object.Value = [1, 2, 3];
    }

    [Fact]
    public void ETS_280_What_is_listed_is_read() => Assert.Equal(
        """[{"bn":"/33000/0/","n":"0","v":0},{"bn":"/3/0/","n":"0","vs":"Contoso"}]""",
        Read("""[{"n":"/33000/0/0"},{"n":"/3/0/0"}]""").PayloadText);

    [Fact]
    public void ETS_229_Paths_of_every_depth_are_read()
    {
        string text = Read("""[{"n":"/33000"},{"n":"/3/0"},{"n":"/33000/0/3/2"}]""").PayloadText;
        Assert.Contains("\"label\"", text, StringComparison.Ordinal);
        Assert.Contains("Contoso", text, StringComparison.Ordinal);
        Assert.EndsWith("\"n\":\"3/2\",\"v\":200}]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ETS_281_What_cannot_be_read_is_left_out() => Assert.Equal(
        """[{"bn":"/33000/0/","n":"0","v":0}]""",
        Read("""
            [{"n":"/33000/0/4"},{"n":"/33000/0/6"},{"n":"/33000/0/0"},{"n":"/0/0/0"},{"n":"/0"}]
            """).PayloadText);

    [Fact]
    public void ETS_236_What_there_is_not_is_left_out() => Assert.Equal(
        """[{"bn":"/33000/0/","n":"0","v":0}]""",
        Read("""
            [{"n":"/9"},{"n":"/33000/7"},{"n":"/33000/0/99"},{"n":"/33000/0/0"},
            {"n":"/33000/0/3/9"},{"n":"/33000/0/0/0"}]
            """).PayloadText);

    [Fact]
    public void Nothing_is_a_content_too()
    {
        CoapMessage answer = Read("""[{"n":"/9"}]""");
        Assert.Equal("2.05", answer.Code.Dotted);
        Assert.Equal("[]", answer.PayloadText);
    }

    [Fact]
    public void ETS_235_The_root_is_everything_but_secrets()
    {
        _bench.Object.Fetched();
        CoapMessage first = Read("""[{"n":"/"}]""");
        string text = Encoding.UTF8.GetString(
            _bench.Fetch(first, "/", 6, CoapCode.Fetch, Json));
        Assert.Contains("\"bn\":\"/1/0/\"", text, StringComparison.Ordinal);
        Assert.Contains("\"bn\":\"/3/0/\"", text, StringComparison.Ordinal);
        Assert.Contains("\"bn\":\"/33000/0/\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"/0/", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ContentFormat.SenmlJson, null, "2.05", 112)]
    [InlineData(ContentFormat.SenmlJson, ContentFormat.SenmlCbor, "2.05", 112)]
    [InlineData(ContentFormat.SenmlJson, ContentFormat.Tlv, "4.06", null)]
    [InlineData(ContentFormat.SenmlJson, ContentFormat.LinkFormat, "4.06", null)]
    [InlineData(ContentFormat.Tlv, ContentFormat.SenmlJson, "4.15", null)]
    [InlineData(ContentFormat.OmaJson, ContentFormat.SenmlJson, "4.15", null)]
    [InlineData(null, ContentFormat.SenmlJson, "4.15", null)]
    public void The_formats_are_those_of_SenML(int? format, int? accept, string code, int? got)
    {
        CoapMessage answer = _bench.Ask(_bench.Request(
            CoapCode.Fetch, "/", """[{"n":"/33000/0/0"}]"""u8.ToArray(),
            format: format, accept: accept));
        Assert.Equal(code, answer.Code.Dotted);
        Assert.Equal(got, answer.ContentFormat);
    }

    [Theory]
    [InlineData("[]", "4.00")]
    [InlineData("[{}", "4.00")]
    [InlineData("x", "4.00")]
    [InlineData("""[{"n":"/a"}]""", "4.00")]
    public void What_is_no_list_of_paths_is_a_bad_request(string body, string code) =>
        Assert.Equal(code, Read(body).Code.Dotted);

    [Fact]
    public void More_paths_than_there_is_room_for_are_refused()
    {
        string Body(int count) => "[" + string.Join(
            ",", Enumerable.Repeat("""{"n":"/33000/0/0"}""", count)) + "]";
        Assert.Equal("2.05", Read(Body(Limits.CompositePaths)).Code.Dotted);
        Assert.Equal("4.13", Read(Body(Limits.CompositePaths + 1)).Code.Dotted);
    }

    [Fact]
    public void A_value_that_takes_time_keeps_the_whole_waiting()
    {
        bool isFetching = false;
        _slow.FetchBegan = () => isFetching = true;
        CoapMessage request = ReadRequest("""[{"n":"/33000/0/0"},{"n":"/33001/0/0"}]""");
        Assert.Equal(CoapCode.Empty, _bench.Ask(request).Code);
        Assert.True(isFetching);

        // The paths are kept meanwhile: another one has to wait.
        Assert.Equal("5.03", Read("""[{"n":"/3/0/0"}]""").Code.Dotted);
        _slow.Fetched();
        _bench.Client.Poll();
        CoapMessage answer = _bench.Take();
        Assert.Equal(
            """[{"bn":"/33000/0/","n":"0","v":0},{"bn":"/33001/0/","n":"0","v":42}]""",
            answer.PayloadText);
        Assert.Equal(request.Token, answer.Token);
        _bench.Reply(answer, CoapCode.Empty, new OptionList());
        Assert.Equal("2.05", Read("""[{"n":"/3/0/0"}]""").Code.Dotted);
    }

    [Fact]
    public void A_large_one_is_fetched_in_blocks_with_the_paths_or_without()
    {
        _bench.Object.Value = LargeObject.Numbered(1200);
        CoapMessage first = Read("""[{"n":"/33002/0/0"}]""", ContentFormat.SenmlCbor);
        Assert.Equal(new BlockOption(0, true, 6), first.Block2);
        CoapMessage bare = _bench.Ask(_bench.Request(
            CoapCode.Fetch, "/", block2: new BlockOption(1, false, 6), accept: 112));
        CoapMessage repeated = _bench.Ask(_bench.Request(
            CoapCode.Fetch, "/", """[{"n":"/33002/0/0"}]"""u8.ToArray(), format: Json,
            block2: new BlockOption(1, false, 6), accept: 112));
        Assert.Equal("2.05", bare.Code.Dotted);
        Assert.Equal(bare.Payload.ToArray(), repeated.Payload.ToArray());
        Assert.Equal(BlockBench.TagOf(first), BlockBench.TagOf(bare));
    }

    [Fact]
    public void The_paths_come_in_blocks()
    {
        byte[] body = """[{"n":"/33000/0/0"},{"n":"/3/0/0"},{"n":"/9"}]"""u8.ToArray();
        Assert.Equal("2.31", _bench.Ask(_bench.Request(CoapCode.Fetch, "/", body[..32],
            new BlockOption(0, true, 1), format: Json, accept: Json)).Code.Dotted);
        CoapMessage answer = _bench.Ask(_bench.Request(CoapCode.Fetch, "/", body[32..],
            new BlockOption(1, false, 1), format: Json, accept: Json));
        Assert.Equal(new BlockOption(1, false, 1), answer.Block1);
        Assert.Equal(
            """[{"bn":"/33000/0/","n":"0","v":0},{"bn":"/3/0/","n":"0","vs":"Contoso"}]""",
            answer.PayloadText);
    }

    [Fact]
    public void ETS_230_Several_objects_are_written_at_once()
    {
        Assert.Equal("2.04", Write("""
            [{"bn":"/33000/0/","n":"0","v":7},{"bn":"/16/0/0/","n":"1","vs":"one"},
            {"bn":"/1/0/","n":"2","v":20}]
            """));
        Assert.Equal("7", Text("/33000/0/0"));
        Assert.Equal("one", Text("/16/0/0/1"));
        Assert.Equal("20", Text("/1/0/2"));
    }

    [Theory]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0/2","v":1}]""", "4.05")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0/4","v":1}]""", "4.05")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0/99","v":1}]""", "4.04")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/1/0","v":1}]""", "4.04")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/9/0/0","v":1}]""", "4.04")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/0/0/0","vs":"coap://x"}]""", "4.01")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0/1","v":1}]""", "4.00")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0/0","v":-1}]""", "4.00")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0"}]""", "4.00")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33002/0/1","vd":"AQID"}]""", "4.05")]
    [InlineData("""[{"n":"/33000/0/0","v":7},{"n":"/33000/0/0","v":8}""", "4.00")]
    [InlineData("[]", "4.00")]
    public void All_is_written_or_nothing(string body, string code)
    {
        Assert.Equal(code, Write(body));
        Assert.Equal("0", Text("/33000/0/0"));
    }

    [Theory]
    [InlineData(ContentFormat.Tlv)]
    [InlineData(ContentFormat.OmaJson)]
    [InlineData(ContentFormat.Text)]
    public void A_composite_write_is_in_SenML(int format) => Assert.Equal(
        "4.15", _bench.AskFirst(_bench.Request(
            CoapCode.IPatch, "/", [1], format: format)).Code.Dotted);

    [Fact]
    public void A_repeated_composite_write_is_done_once()
    {
        CoapMessage request = _bench.Request(
            CoapCode.IPatch, "/", """[{"n":"/33000/0/6","v":1234}]"""u8.ToArray(), format: Json);
        CoapMessage answer = _bench.AskFirst(request);
        Assert.Equal("2.04", answer.Code.Dotted);
        Assert.Equal(answer.ToArray(), _bench.AskFirst(request).ToArray());
    }

    [Theory]
    [InlineData("/16/0/0/2", "PUT", """[{"n":"/16/0/0/2","vs":"x"}]""", "2.04", "a,b,x")]
    [InlineData("/16/0/0/2", "PUT", """[{"n":"/16/0/0/1","vs":"x"}]""", "4.00", "a,b")]
    [InlineData("/16/0/0/2", "POST", """[{"n":"/16/0/0/2","vs":"x"}]""", "4.05", "a,b")]
    [InlineData("/16/0/0", "POST", """[{"n":"/16/0/0/1","vs":"x"}]""", "2.04", "a,x")]
    [InlineData("/16/0/0", "PUT", """[{"n":"/16/0/0/1","vs":"x"}]""", "2.04", "x")]
    [InlineData("/16/0", "POST", """[{"bn":"/16/0/","n":"0/3","vs":"x"}]""", "2.04", "a,b,x")]
    [InlineData("/16/0", "PUT", """[{"bn":"/16/0/","n":"0/3","vs":"x"}]""", "2.04", "x")]
    [InlineData("/16/0", "POST", """[{"n":"/16/1/0/3","vs":"x"}]""", "4.00", "a,b")]
    public void ETS_234_Parts_are_written_in_SenML(
        string path, string method, string body, string code, string identities)
    {
        Write("""[{"n":"/16/0/0/0","vs":"a"},{"n":"/16/0/0/1","vs":"b"}]""");
        CoapMessage answer = _bench.AskFirst(_bench.Request(
            method == "PUT" ? CoapCode.Put : CoapCode.Post, path,
            Encoding.UTF8.GetBytes(body), format: Json));
        Assert.Equal(code, answer.Code.Dotted);
        Assert.Equal(identities, string.Join(
            ",", Enumerable.Range(0, 4).Select(i => Text($"/16/0/0/{i}")).Where(t => t != "")));
    }

    [Theory]
    [InlineData(ContentFormat.Text, "78")]
    [InlineData(ContentFormat.Cbor, "6178")]
    [InlineData(ContentFormat.Tlv, "410278")]
    [InlineData(ContentFormat.SenmlCbor, "81A20069" + "2F31362F302F302F32" + "036178")]
    public void ETS_228_A_resource_instance_is_written_in_every_format(int format, string hex)
    {
        Write("""[{"n":"/16/0/0/0","vs":"a"}]""");
        Assert.Equal("2.04", _bench.AskFirst(_bench.Request(
            CoapCode.Put, "/16/0/0/2", Convert.FromHexString(hex), format: format)).Code.Dotted);
        Assert.Equal("a", Text("/16/0/0/0"));
        Assert.Equal("x", Text("/16/0/0/2"));
    }

    [Fact]
    public void An_instance_is_created_in_SenML()
    {
        CoapMessage answer = _bench.AskFirst(_bench.Request(
            CoapCode.Post, "/16", """[{"n":"/16/3/0/0","vs":"x"}]"""u8.ToArray(), format: Json));
        Assert.Equal("/16/3", answer.LocationPath);
        Assert.Equal("x", Text("/16/3/0/0"));
    }

    [Fact]
    public void ETS_237_A_read_that_names_no_format_is_answered_in_SenML_CBOR() => Assert.Equal(
        112, _bench.Get("/3", accept: null).ContentFormat);

    [Fact]
    public void A_value_that_takes_time_is_written_with_the_others()
    {
        _failing.WriteStatus = Status.Pending;
        _bench.AskFirst(_bench.Request(
            CoapCode.Post, "/33003", [0xC1, 0x00, 0x01], format: ContentFormat.Tlv));
        _failing.Complete(Status.Success);
        _bench.Client.Poll();
        _bench.Settle();
        CoapMessage request = _bench.Request(CoapCode.IPatch, "/",
            """[{"n":"/33003/0/0","v":2},{"n":"/33000/0/0","v":3}]"""u8.ToArray(), format: Json);
        Assert.Equal(CoapCode.Empty, _bench.Ask(request).Code);
        Assert.Equal("3", Text("/33000/0/0"));
        _failing.Complete(Status.Success);
        _bench.Client.Poll();
        Assert.Equal("2.04", _bench.Take().Code.Dotted);
    }

    private CoapMessage ReadRequest(string body, int accept = Json) => _bench.Request(
        CoapCode.Fetch, "/", Encoding.UTF8.GetBytes(body), format: Json, accept: accept);

    private CoapMessage Read(string body, int accept = Json) =>
        _bench.Ask(ReadRequest(body, accept));

    private string Write(string body) => _bench.AskFirst(_bench.Request(
        CoapCode.IPatch, "/", Encoding.UTF8.GetBytes(body), format: Json)).Code.Dotted;

    private string Text(string path) =>
        _bench.Get(path, accept: ContentFormat.Text) is { Code.IsSuccess: true } answer
            ? answer.PayloadText
            : "";
}
