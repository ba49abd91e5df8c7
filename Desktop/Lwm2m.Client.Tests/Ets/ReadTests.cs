// ETS 201 to 237, 280, 281: Read in every format and at every level, and Read-Composite.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class ReadTests
{
    // Of the Device object what a server can read, all of it (C.6).
    private static readonly int[] s_deviceResources =
        [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_201_Querying_basic_information_in_plain_text(bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();

        Assert.Equal("Contoso", bench.Text("/3/0/0"));
        Assert.Equal("Thermo-1", bench.Text("/3/0/1"));
        Assert.Equal("0001", bench.Text("/3/0/2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_203_Querying_basic_information_in_TLV(bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();

        List<TlvNode> nodes = bench.Read("/3/0", MediaType.Tlv).Tlv();

        Assert.Equal(s_deviceResources, nodes.Select(node => (int)node.Id));
        Assert.All(nodes, node => Assert.Equal(
            node.Id is 6 or 7 or 8 or 11 ? TlvType.MultipleResource : TlvType.Resource,
            node.Type));
        Assert.Equal("Contoso", nodes.Find(node => node.Id == 0)!.Text);
        Assert.Equal("1.0", nodes.Find(node => node.Id == 3)!.Text);
        Assert.Equal("U", nodes.Find(node => node.Id == 16)!.Text);
        TlvNode error = Assert.Single(nodes.Find(node => node.Id == 11)!.Children);
        Assert.True(error.Id == 0 && error.TryGetInteger(out long code) && code == 0);
    }

    [Fact]
    public void ETS_204_Querying_basic_information_in_JSON()
    {
        EtsBench bench = new EtsBench().Register();

        AssertDevice(bench.Read("/3/0", MediaType.Json));
    }

    [Fact]
    public void ETS_211_Querying_basic_information_in_CBOR()
    {
        EtsBench bench = new EtsBench().Register();
        bench.Write("/1/0/6", "0");

        Assert.Equal(1, bench.Read("/1/0/0", MediaType.Cbor).Cbor().Integer);
        Assert.False(bench.Read("/1/0/6", MediaType.Cbor).Cbor().Boolean);
        Assert.Equal("U", bench.Read("/1/0/7", MediaType.Cbor).Cbor().Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_222_Read_on_object(bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();

        AssertServer(bench.Read("/1"));
        AssertDevice(bench.Read("/3"));
    }

    [Fact]
    public void ETS_223_Read_on_object_instance()
    {
        EtsBench bench = new EtsBench().Register();

        AssertServer(bench.Read("/1/0"));
        AssertDevice(bench.Read("/3/0"));
    }

    [Fact]
    public void ETS_224_Read_on_resource()
    {
        EtsBench bench = new EtsBench().Register();

        AssertSingle(bench.Read("/1/0/0"), "/1/0/0", 1);
        AssertSingle(bench.Read("/1/0/1"), "/1/0/1", EtsBench.DefaultLifetime);
        AssertSingle(bench.Read("/1/0/6"), "/1/0/6", true);
        AssertSingle(bench.Read("/1/0/7"), "/1/0/7", "U");
        AssertSingle(bench.Read("/3/0/16"), "/3/0/16", "U");
    }

    [Fact]
    public void ETS_225_Read_on_resource_instance()
    {
        EtsBench bench = new EtsBench().Register();

        AssertSingle(bench.Read("/3/0/11/0"), "/3/0/11/0", 0);
        AssertSingle(bench.Read("/16/0/0/2"), "/16/0/0/2", "Host Model #1");
        bench.Expect("4.04", (server, device) => server.Read(device, "/3/0/11/1"));
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void ETS_229_Read_composite(int format)
    {
        EtsBench bench = new EtsBench().Register();

        DeviceResponse response = ReadComposite(
            bench, format, "/3", "/1/0", "/1/0/1", "/3/0/11/0");

        AssertDevice(response);
        AssertServer(response);
    }

    [Fact]
    public void ETS_231_Querying_basic_information_in_SenML_JSON() =>
        AssertLevels(MediaType.SenmlJson);

    [Fact]
    public void ETS_232_Querying_basic_information_in_SenML_CBOR() =>
        AssertLevels(MediaType.SenmlCbor);

    [Theory]
    [InlineData(MediaType.SenmlCbor, false)]
    [InlineData(MediaType.SenmlJson, true)]
    public void ETS_235_Read_composite_on_root_path(int format, bool isSecure)
    {
        EtsBench bench = new EtsBench(isSecure).Register();

        DeviceResponse response = ReadComposite(bench, format, "/");

        Assert.Equal([1, 3, 16], response.Senml().Select(record => ObjectOf(record.Path))
            .Distinct().Order());
        AssertServer(response);
        AssertDevice(response);
        Assert.Equal("Host Device ID #1", response.ValueOf("/16/0/0/0").Text);
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void ETS_236_Read_composite_partial_presence(int format)
    {
        EtsBench bench = new EtsBench().Register();

        DeviceResponse response = ReadComposite(
            bench, format, "/1/0", "/1/0/1", "/3/0/11/0", "/3339/0/5522", "/3353/0/6030");

        AssertServer(response);
        Assert.Equal(0, response.ValueOf("/3/0/11/0").Integer);
        Assert.All(response.Senml(), record => Assert.True(ObjectOf(record.Path) is 1 or 3));
    }

    [Fact]
    public void ETS_237_Read_on_object_without_accept()
    {
        EtsBench bench = new EtsBench().Register();

        foreach (string path in new[] { "/1", "/3" })
        {
            Assert.True(
                bench.Read(path).ContentFormat is MediaType.SenmlCbor or MediaType.SenmlJson);
        }
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void ETS_280_Successful_read_composite(int format)
    {
        EtsBench bench = new EtsBench().Register();

        DeviceResponse response = ReadComposite(bench, format, "/3/0/16", "/3/0/11/0", "/1/0");

        Assert.Equal("U", response.ValueOf("/3/0/16").Text);
        Assert.Equal(0, response.ValueOf("/3/0/11/0").Integer);
        AssertServer(response);
        Assert.Equal(
            ["/3/0/11/0", "/3/0/16"],
            response.Senml().Select(record => record.Path)
                .Where(path => !path.StartsWith("/1/0/", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void ETS_281_Partially_successful_read_composite(int format)
    {
        EtsBench bench = new EtsBench().Register();

        List<SenmlRecord> records =
            ReadComposite(bench, format, "/1/0/1", "/1/0/7", "/1/0/8").Senml();

        Assert.Equal(
            [new SenmlRecord("/1/0/1", 86400), new SenmlRecord("/1/0/7", "U")], records);
    }

    private static DeviceResponse ReadComposite(
        EtsBench bench, int format, params string[] paths)
    {
        DeviceResponse response = bench.Ask(
            (server, device) => server.ReadComposite(device, paths, format, format));
        Assert.Equal("2.05", response.Code.Dotted);
        Assert.Equal(format, response.ContentFormat);
        return response;
    }

    private static void AssertLevels(int format)
    {
        EtsBench bench = new EtsBench().Register();
        AssertServer(bench.Read("/1", format));
        AssertDevice(bench.Read("/3/0", format));
        AssertSingle(bench.Read("/3/0/16", format), "/3/0/16", "U");
        AssertSingle(bench.Read("/3/0/11/0", format), "/3/0/11/0", 0);
    }

    private static void AssertServer(DeviceResponse response)
    {
        Assert.Equal(1, response.ValueOf("/1/0/0").Integer);
        Assert.Equal(EtsBench.DefaultLifetime, response.ValueOf("/1/0/1").Integer);
        Assert.Equal(ValueKind.Boolean, response.ValueOf("/1/0/6").Kind);
        Assert.Equal("U", response.ValueOf("/1/0/7").Text);
    }

    private static void AssertDevice(DeviceResponse response)
    {
        Assert.Equal("Contoso", response.ValueOf("/3/0/0").Text);
        Assert.Equal("Thermo-1", response.ValueOf("/3/0/1").Text);
        Assert.Equal("0001", response.ValueOf("/3/0/2").Text);
        Assert.Equal("1.0", response.ValueOf("/3/0/3").Text);
        Assert.Equal(0, response.ValueOf("/3/0/11/0").Integer);
        Assert.Equal("U", response.ValueOf("/3/0/16").Text);
        Assert.Equal(
            s_deviceResources,
            response.Senml().Where(record => ObjectOf(record.Path) == 3)
                .Select(record => int.Parse(record.Path.Split('/')[3])).Distinct().Order());
    }

    private static void AssertSingle(DeviceResponse response, string path, ContentValue value)
    {
        if (response.ContentFormat == MediaType.Text)
        {
            Assert.Equal(value.ToString().Trim('"'), response.Text);
        }
        else
        {
            Assert.Equal(new SenmlRecord(path, value), Assert.Single(response.Senml()));
        }
    }

    private static int ObjectOf(string path) => int.Parse(path.Split('/')[1]);
}
