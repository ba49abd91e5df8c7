// The server's codecs for the formats that state paths, SenML CBOR, SenML JSON and the JSON of
// LwM2M 1.0, and for single values in CBOR, against the examples of RFC 8428, RFC 8949 and OMA
// LwM2M 1.1 Core §7.4.

using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class SenmlTests
{
    // OMA LwM2M 1.1 Core §7.4.4, the Device object with bases and a record for each resource.
    private const string DeviceJson = """
        [{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},
         {"n":"6/0","v":1},{"n":"7/1","v":-5000},{"n":"9","v":95},
         {"n":"13","v":1367491215},{"n":"16","vs":"U"}]
        """;

    // The same by hand: 86 records; -2 is bn, 0 is n, 2 is v, 3 is vs.
    private const string DeviceCbor =
        "86"
        + "A3" + "21" + "65" + "2F332F302F" + "00" + "61" + "30"
            + "03" + "74" + "4F70656E204D6F62696C6520416C6C69616E6365"
        + "A2" + "00" + "63" + "362F30" + "02" + "01"
        + "A2" + "00" + "63" + "372F31" + "02" + "391387"
        + "A2" + "00" + "61" + "39" + "02" + "185F"
        + "A2" + "00" + "62" + "3133" + "02" + "1A5182428F"
        + "A2" + "00" + "62" + "3136" + "03" + "6155";

    private static readonly SenmlRecord[] s_device =
    [
        new("/3/0/0", "Open Mobile Alliance"),
        new("/3/0/6/0", 1),
        new("/3/0/7/1", -5000),
        new("/3/0/9", 95),
        new("/3/0/13", 1367491215),
        new("/3/0/16", "U"),
    ];

    [Fact]
    public void The_Device_object_is_resolved_from_both_representations()
    {
        Assert.Equal(s_device, Json(DeviceJson));
        Assert.Equal(s_device, Cbor(DeviceCbor));
    }

    [Fact]
    public void It_is_encoded_below_its_base_name()
    {
        Assert.Equal(DeviceCbor, Convert.ToHexString(SenmlCbor.Encode(s_device, "/3/0/")));
        Assert.Equal(
            DeviceJson.ReplaceLineEndings(string.Empty).Replace(" {", "{"),
            Text(SenmlJson.Encode(s_device, "/3/0/")));
        Assert.Equal(
            """{"bn":"/3/","e":[{"n":"0/9","v":95},{"n":"0/16","sv":"U"}]}""",
            Text(OmaJson.Encode([s_device[3], s_device[5]], "/3/")));
        Assert.Throws<ArgumentException>(() => SenmlCbor.Encode(s_device, "/4/"));
    }

    [Theory]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void Every_kind_of_value_survives(int format)
    {
        SenmlRecord[] records =
        [
            new("/", default),
            new("/1/0/1", long.MinValue),
            new("/3303/0/5700", 20.25, 1_700_000_000.5),
            new("/3303/0/5701", 0.1, -3),
            new("/3/0/0", "Kühl \"☃\" \\ \n"),
            new("/1/0/6", true),
            new("/5/0/0", new byte[] { 0, 0xFB, 0xFF, 0xFE }),
            new("/9/0/1/65534", new ObjectLink(66, 65535)),
            new("/16/0", default, 2),
        ];
        Assert.Equal(records, Senml.Decode(format, Senml.Encode(format, records)));
    }

    [Fact]
    public void Bases_go_on_and_are_replaced()
    {
        // Names after values; a base time, a base value and a new base name in the middle.
        List<SenmlRecord> records = Json("""
            [{"v":1.5,"n":"5700","t":-5,"bn":"/3303/0/","bt":1.276020076e+09,"bv":20},
             {"n":"5700","v":2},
             {"vs":"Cel","n":"5701"},
             {"bn":"/3303/1/","bt":0,"t":-1,"v":1,"n":"5700","bv":0},
             {"bn":"/3/0/9","v":80,"future":[1,{"x":2}],"u":"%","ut":3}]
            """);
        Assert.Equal(
            [
                new("/3303/0/5700", 21.5, 1_276_020_071),
                new("/3303/0/5700", 22.0, 1_276_020_076),
                new("/3303/0/5701", "Cel", 1_276_020_076),
                new("/3303/1/5700", 1.0, -1),
                new("/3/0/9", 80.0, 0),
            ],
            records);
    }

    [Theory]
    [InlineData("""{"n":"/3","v":1}""", "array")]
    [InlineData("""[{"n":"/3","v":1}""", "")]
    [InlineData("""[{"n":"3/0/9","v":1}]""", "path")]
    [InlineData("""[{"n":"/3/0/9/0/0","v":1}]""", "path")]
    [InlineData("""[{"n":"/3/0/65536","v":1}]""", "path")]
    [InlineData("""[{"n":"/3/0/9","v":1,"vs":"1"}]""", "two values")]
    [InlineData("""[{"n":"/3/0/9","n":"/3/0/9","v":1}]""", "twice")]
    [InlineData("""[{"n":"/3/0/9","v":"1"}]""", "v cannot be")]
    [InlineData("""[{"n":"/3/0/9","vs":null}]""", "vs cannot be")]
    [InlineData("""[{"n":9,"v":1}]""", "n cannot be")]
    [InlineData("""[{"n":"/3/0/9","vlo":"1"}]""", "vlo cannot be")]
    [InlineData("""[{"n":"/3/0/9","vd":"a+b/"}]""", "")]
    [InlineData("""[{"n":"/3/0/9","v":1,"do_":1}]""", "do_ cannot be")]
    [InlineData("""[{"n":"/3/0/9","v":1,"bver":11}]""", "bver cannot be")]
    public void What_is_not_SenML_JSON_is_refused(string text, string reason)
    {
        Assert.False(SenmlJson.TryDecode(
            TextValue.Encode(text), out _, out string? error));
        Assert.Contains(reason, error);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("A10201", "")]
    [InlineData("81A200622F3302", "")]
    [InlineData("82A200622F330201", "")]
    [InlineData("81A200622F33020100", "follows")]
    [InlineData("81A300622F3302010201", "")]
    [InlineData("81A300622F330201036161", "two values")]
    [InlineData("81A200622F3302F6", "no value")]
    [InlineData("81A200622F33026131", "v cannot be")]
    [InlineData("81A200622F331818F5", "label")]
    [InlineData("81A200622F3309F5", "label")]
    [InlineData("81A200622F33" + "62785F" + "F5", "x_ cannot be")]
    public void What_is_not_SenML_CBOR_is_refused(string hex, string reason)
    {
        Assert.Equal([new("/3", 1)], Cbor("81A200622F330201"));
        Assert.False(SenmlCbor.TryDecode(Convert.FromHexString(hex), out _, out string? error));
        Assert.Contains(reason, error);
    }

    [Fact]
    public void Indefinite_lengths_short_floats_and_decimal_fractions_are_read() => Assert.Equal(
        [
            new("/3303/0/5700", 1.5),
            new("/3303/0/5701", "Cel"),
            new("/3303/0/5700", 273.15),
            new("/9/0/1", new ObjectLink(3, 0)),
        ],
        Cbor("9F"
            + "BF" + "21" + "682F333330332F302F" + "00" + "6435373030" + "02" + "F93E00" + "FF"
            + "BF" + "00" + "6435373031" + "03" + "7F6243656" + "16CFF" + "FF"
            + "A2" + "00" + "6435373030" + "02" + "C48221196AB3"
            + "A3" + "21" + "60" + "00" + "662F392F302F31" + "63766C6F" + "63333A30"
            + "FF"));

    [Fact]
    public void The_JSON_of_1_0_is_resolved()
    {
        // OMA LwM2M 1.0 §6.4.4, tables 25 and 27.
        Assert.Equal(
            [
                new("/3303/0/5700", 22.9, 25_462_634 - 30),
                new("/3303/0/5700", 22.4, 25_462_634 - 60),
                new("/3303/0/5701", "Cel", 25_462_634),
            ],
            Oma("""
                {"bn":"/3303/0/","bt":25462634,"e":[{"n":"5700","v":22.9,"t":-30},
                 {"n":"5700","v":22.4,"t":-60},{"n":"5701","sv":"Cel"}]}
                """));
        Assert.Equal(
            [new("/9/0/1", new ObjectLink(66, 0)), new("/1/0/6", true)],
            Oma("""{"bn":"/","e":[{"n":"9/0/1","ov":"66:0"},{"bv":true,"n":"1/0/6"}]}"""));
        foreach (string bad in new[]
        {
            """[]""", """{"bn":"/3/0"}""", """{"e":[{"n":"9","v":1}]}""",
            """{"e":[{"n":"/3/0/9","v":1,"sv":"1"}]}""", """{"e":[{"n":"/3/0/9","ov":"1"}]}""",
        })
        {
            Assert.False(Senml.TryDecode(
                MediaType.Json, TextValue.Encode(bad), out _, out string? error));
            Assert.NotNull(error);
        }
    }

    [Theory]
    [InlineData("1864", "100")]
    [InlineData("3903E7", "-1000")]
    [InlineData("F93E00", "1.5")]
    [InlineData("FA47C35000", "100000")]
    [InlineData("FB3FF199999999999A", "1.1")]
    [InlineData("F5", "true")]
    [InlineData("6449455446", "\"IETF\"")]
    [InlineData("4401020304", "0x01020304")]
    [InlineData("C11A514B67B0", "1363896240")]
    public void Single_values_in_CBOR_are_read_and_described(string hex, string text)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.True(CborValue.TryDecode(bytes, out ContentValue value, out _));
        Assert.Equal(text, value.ToString());
        Assert.Equal(text, PayloadText.Describe(MediaType.Cbor, bytes));
        Assert.True(CborValue.TryDecode(CborValue.Encode(value), out ContentValue again, out _));
        Assert.Equal(value, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1864 00")]
    [InlineData("1B8000000000000000")]
    [InlineData("80")]
    [InlineData("F6")]
    [InlineData("C1C101")]
    [InlineData("61FF")]
    public void What_is_not_a_value_in_CBOR_is_refused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", string.Empty));
        Assert.False(CborValue.TryDecode(bytes, out _, out string? error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Records_are_described_for_people()
    {
        Assert.Equal(
            "{/3303/0/5700: 20.5 @-3, /3/0/0: \"A\", /5/0/0: 0x0102, /16}",
            PayloadText.Describe(MediaType.SenmlCbor, SenmlCbor.Encode(
            [
                new("/3303/0/5700", 20.5, -3), new("/3/0/0", "A"),
                new("/5/0/0", new byte[] { 1, 2 }), new("/16"),
            ])));
        Assert.Equal(
            "\"[{\"",
            PayloadText.Describe(MediaType.SenmlJson, TextValue.Encode("[{")));
        Assert.Equal(
            "[{\"n\":\"/3/0/9\"},{\"n\":\"/1\"}]",
            Text(Senml.EncodePaths(MediaType.SenmlJson, "/3/0/9", "/1")));
    }

    private static List<SenmlRecord> Oma(string text) =>
        Senml.Decode(MediaType.Json, TextValue.Encode(text));

    private static List<SenmlRecord> Json(string text) =>
        Senml.Decode(MediaType.SenmlJson, TextValue.Encode(text));

    private static List<SenmlRecord> Cbor(string hex) =>
        Senml.Decode(MediaType.SenmlCbor, Convert.FromHexString(hex));

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
