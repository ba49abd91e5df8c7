// ETS 205 to 234, 256, 257: Write in every format and at every level, and Write-Composite. A
// lifetime that is written leads to an Update that tells it.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class WriteTests
{
    // C.3: the values of the Server object before the test, and after it.
    private static readonly (string Path, ContentValue Value)[] s_initial =
    [
        ("/1/0/2", 1), ("/1/0/3", 10), ("/1/0/5", 86400), ("/1/0/6", true), ("/1/0/7", "U"),
    ];

    [Fact]
    public void ETS_205_Setting_basic_information_in_plain_text()
    {
        EtsBench bench = NewBench();

        bench.Write("/1/0/2", "101");
        bench.Write("/1/0/3", "1010");
        bench.Write("/1/0/5", "2000");
        AssertTlv(bench, 101, 1010, 2000);
        bench.Write("/1/0/2", "1");
        bench.Write("/1/0/3", "10");
        bench.Write("/1/0/5", "86400");
        AssertTlv(bench, 1, 10, 86400);
    }

    [Fact]
    public void ETS_212_Setting_basic_information_in_CBOR()
    {
        EtsBench bench = NewBench();

        WriteValue(bench, "/1/0/2", MediaType.Cbor, 101);
        WriteValue(bench, "/1/0/3", MediaType.Cbor, 1010);
        WriteValue(bench, "/1/0/6", MediaType.Cbor, true);
        DeviceResponse response = bench.Read("/1/0");

        Assert.Equal(101, response.ValueOf("/1/0/2").Integer);
        Assert.Equal(1010, response.ValueOf("/1/0/3").Integer);
        Assert.True(response.ValueOf("/1/0/6").Boolean);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_215_Setting_basic_information_in_TLV(bool isSecure)
    {
        EtsBench bench = NewBench(isSecure);
        byte[] initial = bench.Read("/1/0", MediaType.Tlv).Payload.ToArray();

        bench.Expect("2.04", (server, device) => server.WritePartial(
            device, "/1/0", MediaType.Tlv,
            Convert.FromHexString("C10265" + "C20303F2" + "C20507D0" + "C10601" + "C10755")));
        AssertTlv(bench, 101, 1010, 2000);
        Replace(bench, MediaType.Tlv, TlvCodec.Encode(
            [.. TlvCodec.Decode(initial).Where(node => node.Id is not 0 and not 11 and not 12)]));
        Assert.Equal(initial, bench.Read("/1/0", MediaType.Tlv).Payload.ToArray());
    }

    [Fact]
    public void ETS_220_Setting_basic_information_in_JSON()
    {
        EtsBench bench = NewBench();

        bench.Expect("2.04", (server, device) => server.WritePartial(
            device, "/1/0", MediaType.Json, TextValue.Encode(
                """
                {"bn":"/","e":[{"n":"1/0/2","v":101},{"n":"1/0/3","v":1010},
                {"n":"1/0/5","v":2000},{"n":"1/0/6","bv":true},{"n":"1/0/7","sv":"U"}]}
                """)));
        AssertTlv(bench, 101, 1010, 2000);
        Replace(bench, MediaType.Json, OmaJson.Encode(
            [.. s_initial.Append(("/1/0/1", EtsBench.DefaultLifetime))
                .Select(item => new SenmlRecord(item.Item1, item.Item2))],
            "/1/0/"));
        AssertTlv(bench, 1, 10, 86400);
    }

    [Theory]
    [InlineData(MediaType.Tlv, false)]
    [InlineData(MediaType.SenmlCbor, true)]
    public void ETS_226_Write_partial_update_on_object_instance(int format, bool isSecure)
    {
        EtsBench bench = NewBench(isSecure);
        bench.Write("/1/0/6", "0");

        AssertLifetime(bench, 61, () => WritePartial(bench, format, 61, true));
        Assert.Equal("61", bench.Text("/1/0/1"));
        Assert.Equal("1", bench.Text("/1/0/6"));
        AssertLifetime(
            bench, EtsBench.DefaultLifetime,
            () => WritePartial(bench, format, EtsBench.DefaultLifetime, false));
        Assert.Equal("0", bench.Text("/1/0/6"));
    }

    [Fact]
    public void ETS_227_Write_replace_on_resource()
    {
        EtsBench bench = NewBench();

        AssertLifetime(bench, 63, () => bench.Write("/1/0/1", "63"));
        Assert.Equal("63", bench.Text("/1/0/1"));
        AssertLifetime(
            bench, EtsBench.DefaultLifetime, () => bench.Write("/1/0/1", "86400"));
    }

    [Theory]
    [InlineData(MediaType.Text)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.Tlv)]
    public void ETS_228_Write_on_resource_instance(int format)
    {
        EtsBench bench = NewBench();

        WriteValue(bench, "/16/0/0/1", format, "test");

        Assert.Equal("test", bench.Text("/16/0/0/1"));
        Assert.Equal(
            ["Host Device ID #1", "test", "Host Model #1", "Host Version #1"],
            bench.Read("/16/0/0", MediaType.Tlv).Tlv()[0].Children.Select(node => node.Text));
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor, false)]
    [InlineData(MediaType.SenmlJson, true)]
    public void ETS_230_Write_composite(int format, bool isSecure)
    {
        EtsBench bench = NewBench(isSecure);
        bench.Write("/1/0/6", "0");
        SenmlRecord[] records =
        [
            new("/1/0/1", 61), new("/1/0/6", true), new("/16/0/0/0", "aa"),
            new("/16/0/0/1", "bb"), new("/16/0/0/2", "cc"), new("/16/0/0/3", "dd"),
        ];

        AssertLifetime(bench, 61, () => bench.Expect(
            "2.04", (server, device) => server.WriteComposite(device, records, format)));

        List<SenmlRecord> after =
            [.. bench.Read("/1/0", format).Senml(), .. bench.Read("/16", format).Senml()];
        Assert.All(records, record => Assert.Contains(record, after));
    }

    [Fact]
    public void ETS_233_Setting_basic_information_in_SenML_CBOR() =>
        AssertAllLevels(MediaType.SenmlCbor);

    [Fact]
    public void ETS_234_Setting_basic_information_in_SenML_JSON() =>
        AssertAllLevels(MediaType.SenmlJson);

    [Fact]
    public void ETS_256_Write_operation_failure()
    {
        EtsBench bench = NewBench();

        bench.Expect("4.05", (server, device) => server.WriteText(device, "/1/0/0", "123"));
        Assert.Equal("1", bench.Text("/1/0/0"));
    }

    [Theory]
    [InlineData(MediaType.SenmlJson, false)]
    [InlineData(MediaType.SenmlCbor, true)]
    public void ETS_257_Write_composite_on_server_and_device(int format, bool isSecure)
    {
        EtsBench bench = NewBench(isSecure);
        byte[] body = format == MediaType.SenmlJson
            ? TextValue.Encode(
                """
                [{"bn":"/","n":"1/0/2","v":101},{"n":"1/0/6","vb":true},{"n":"3/0/13","v":0}]
                """)
            : Convert.FromHexString(
                "83A321612F0065312F302F32021865A20065312F302F3604F5A20066332F302F31330200");

        bench.Expect("2.04", (server, device) => server.Send(
            device, new RawRequest(CoapCode.IPatch, "/")
            {
                Options = [CoapOption.FromUInt(OptionNumber.ContentFormat, (uint)format)],
                Payload = body,
            }));

        Assert.Equal("101", bench.Text("/1/0/2"));
        Assert.Equal("1", bench.Text("/1/0/6"));
        Assert.InRange(long.Parse(bench.Text("/3/0/13")), 0, 2);
    }

    private static EtsBench NewBench(bool isSecure = false) =>
        new EtsBench(isSecure, setUp: account =>
        {
            account.DefaultMinimumPeriodSeconds = 1;
            account.DefaultMaximumPeriodSeconds = 10;
            account.DisableTimeoutSeconds = 86400;
        }).Register();

    private static void WriteValue(EtsBench bench, string path, int format, ContentValue value) =>
        bench.Expect(
            "2.04", (server, device) => server.WriteValue(device, path, format, value));

    private static void WritePartial(EtsBench bench, int format, int lifetime, bool isStoring) =>
        bench.Expect("2.04", (server, device) => server.WritePartial(
            device, "/1/0", format, format == MediaType.Tlv
                ? TlvCodec.Encode(
                    TlvNode.Resource(1, (long)lifetime), TlvNode.Resource(6, isStoring))
                : Senml.Encode(
                    format,
                    [new SenmlRecord("/1/0/1", lifetime), new SenmlRecord("/1/0/6", isStoring)])));

    private static void Replace(EtsBench bench, int format, byte[] content) => bench.Expect(
        "2.04", (server, device) => server.WriteReplace(device, "/1/0", format, content));

    private static void AssertTlv(EtsBench bench, int pmin, int pmax, int disableTimeout)
    {
        List<TlvNode> nodes = bench.Read("/1/0", MediaType.Tlv).Tlv();
        Assert.Equal(
            new long[] { pmin, pmax, disableTimeout },
            new[] { 2, 3, 5 }.Select(id =>
                nodes.Find(node => node.Id == id)!.TryGetInteger(out long value) ? value : -1));
    }

    private static void AssertLifetime(EtsBench bench, int lifetime, Action write)
    {
        CoapMessage update = bench.AwaitUpdate(write);
        Assert.Equal($"lt={lifetime}", EtsBench.Query(update));
        Assert.Equal(lifetime, bench.Registration.LifetimeSeconds);
    }

    private static void AssertAllLevels(int format)
    {
        EtsBench bench = NewBench();
        bench.Write("/1/0/6", "0");

        AssertLifetime(bench, 61, () => WritePartial(bench, format, 61, true));
        DeviceResponse server = bench.Read("/1");
        Assert.Equal(61, server.ValueOf("/1/0/1").Integer);
        Assert.True(server.ValueOf("/1/0/6").Boolean);

        WriteValue(bench, "/16/0/0/0", format, "test_value");
        Assert.Equal("test_value", bench.Read("/16").ValueOf("/16/0/0/0").Text);

        AssertLifetime(bench, 63, () => WriteValue(bench, "/1/0/1", format, 63));
        Assert.Equal(63, bench.Read("/1/0/1").ValueOf("/1/0/1").Integer);
    }
}
