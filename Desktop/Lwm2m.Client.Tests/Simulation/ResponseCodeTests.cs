// Every response code that the client can give, each provoked by a request (RFC 7252 §5.9,
// RFC 7959 §2.9; OMA LwM2M Transport 1.1 §6.4.3), and what malformed messages get.

using System.Text;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class ResponseCodeTests
{
    private const int Tlv = MediaType.Tlv;
    private const int Text = MediaType.Text;

    private readonly Bench _bench = new Bench().Register();

    [Theory]
    [InlineData("GET", "/33000/0/0", "2.05")]
    [InlineData("GET", "/33000/0/3/2", "2.05")]
    [InlineData("GET", "/.well-known/core", "2.05")]
    [InlineData("POST", "/33000/0/4", "2.04")]
    [InlineData("GET", "/0/0", "4.01")]
    [InlineData("GET", "/0/0/0", "4.01")]
    [InlineData("PUT", "/0/0/0", "4.01")]
    [InlineData("GET", "/9", "4.04")]
    [InlineData("GET", "/33000/7", "4.04")]
    [InlineData("GET", "/33000/0/99", "4.04")]
    [InlineData("GET", "/33000/0/3/9", "4.04")]
    [InlineData("GET", "/33000/0/0/0", "4.04")]
    [InlineData("GET", "/33000/0/0/0/0", "4.04")]
    [InlineData("GET", "/033000", "4.04")]
    [InlineData("GET", "/65535", "4.04")]
    [InlineData("GET", "/rd", "4.04")]
    [InlineData("GET", "/33000/0/4", "4.05")]
    [InlineData("GET", "/33000/0/6", "4.05")]
    [InlineData("GET", "/", "4.05")]
    [InlineData("POST", "/33000", "4.05")]
    [InlineData("DELETE", "/33000/0", "4.05")]
    [InlineData("DELETE", "/33000", "4.05")]
    [InlineData("DELETE", "/33000/0/0", "4.05")]
    [InlineData("DELETE", "/3/0", "4.05")]
    [InlineData("DELETE", "/0/0", "4.01")]
    [InlineData("POST", "/0", "4.01")]
    [InlineData("POST", "/9", "4.04")]
    [InlineData("POST", "/33000/0/3/0", "4.05")]
    [InlineData("DELETE", "/", "4.05")]
    [InlineData("PUT", "/", "4.05")]
    [InlineData("POST", "/", "4.05")]
    [InlineData("FETCH", "/", "4.15")]
    [InlineData("iPATCH", "/", "4.15")]
    [InlineData("FETCH", "/33000/0", "4.05")]
    [InlineData("iPATCH", "/33000/0", "4.05")]
    [InlineData("PUT", "/.well-known/core", "4.05")]
    [InlineData("PUT", "/33000/0/0", "4.00")]
    [InlineData("POST", "/33000/0/0", "4.05")]
    [InlineData("POST", "/33000/0", "4.00")]
    public void A_request_without_content(string method, string path, string code) =>
        Assert.Equal(code, _bench.Code(Method(method), path));

    [Theory]
    [InlineData("PUT", "/33000/0/0", Text, "12", "2.04")]
    [InlineData("POST", "/33000/0/0", Text, "12", "4.05")]
    [InlineData("PUT", "/33000/0/0", Text, "1.5", "4.00")]
    [InlineData("PUT", "/33000/0/0", Text, "", "4.00")]
    [InlineData("PUT", "/33000/0/0", Text, "-1", "4.00")]
    [InlineData("PUT", "/33000/0/0", Tlv, "abc", "4.00")]
    [InlineData("PUT", "/33000/0/2", Text, "1", "4.05")]
    [InlineData("PUT", "/33000/0/4", Text, "1", "4.05")]
    [InlineData("PUT", "/33000", Tlv, "x", "4.05")]
    [InlineData("POST", "/33000", Tlv, "x", "4.05")]
    [InlineData("POST", "/33000", Text, "x", "4.15")]
    [InlineData("POST", "/3", Tlv, "", "4.05")]
    [InlineData("FETCH", "/", Tlv, "x", "4.15")]
    [InlineData("iPATCH", "/", Tlv, "x", "4.15")]
    [InlineData("PUT", "/33000/0/99", Text, "1", "4.04")]
    [InlineData("PUT", "/33000/9/0", Text, "1", "4.04")]
    [InlineData("PUT", "/33000/0/0", MediaType.SenmlJson, "[]", "4.00")]
    [InlineData("PUT", "/33000/0/0", MediaType.LinkFormat, "[]", "4.15")]
    [InlineData("PUT", "/33000/0", Text, "1", "4.15")]
    [InlineData("POST", "/33000/0/4", Text, "0='a',1", "2.04")]
    [InlineData("POST", "/33000/0/4", Text, "x", "4.00")]
    [InlineData("POST", "/33000/0/4", Text, "0='a", "4.00")]
    [InlineData("POST", "/33000/0/4", Tlv, "x", "4.15")]
    [InlineData("PUT", "/1/0/1", Text, "0", "4.00")]
    [InlineData("PUT", "/1/0/0", Text, "5", "4.05")]
    [InlineData("PUT", "/1/0/7", Text, "UQ", "2.04")]
    [InlineData("PUT", "/1/0/7", Text, "UQS", "4.00")]
    [InlineData("PUT", "/1/0/7", Text, "", "4.00")]
    [InlineData("PUT", "/1/0/22", Text, "UQ", "4.00")]
    [InlineData("PUT", "/1/0/22", Text, "T", "4.00")]
    [InlineData("PUT", "/1/0/22", Text, "U", "2.04")]
    [InlineData("PUT", "/1/0/23", Text, "0", "2.04")]
    public void A_request_with_content(
        string method, string path, int format, string text, string code)
    {
        // Arguments of an Execute that are no numbers are nothing that the object counts.
        string sent = text.Replace("'a'", "'1'");
        Assert.Equal(code, _bench.Code(Method(method), path, format: format, text: sent));
    }

    [Theory]
    [InlineData("/33000/0/0", MediaType.Text, "2.05")]
    [InlineData("/33000/0", MediaType.Tlv, "2.05")]
    [InlineData("/33000/0", MediaType.LinkFormat, "2.05")]
    [InlineData("/33000/0", MediaType.Text, "4.06")]
    [InlineData("/33000/0/3", MediaType.Text, "4.06")]
    [InlineData("/33000/0/0", MediaType.Opaque, "4.06")]
    [InlineData("/33000/0/0", MediaType.Cbor, "2.05")]
    [InlineData("/33000", MediaType.SenmlCbor, "2.05")]
    [InlineData("/33000/0", MediaType.SenmlJson, "2.05")]
    [InlineData("/33000/0/3/1", MediaType.Json, "2.05")]
    [InlineData("/33000/0", MediaType.Cbor, "4.06")]
    [InlineData("/33000/0/3/1", MediaType.LinkFormat, "4.05")]
    [InlineData("/33000/0/99", MediaType.LinkFormat, "4.04")]
    public void A_read_in_a_format(string path, int format, string code)
    {
        DeviceResponse response = _bench.Ask((s, r) => s.Read(r, path, format));
        Assert.Equal(code, response.Code.Dotted);
        Assert.Equal(response.IsSuccess ? format : null, response.ContentFormat);
        Assert.Equal(response.IsSuccess, !response.Payload.IsEmpty);
    }

    [Theory]
    [InlineData(OptionNumber.Block1, 0x08u, "4.00")]
    [InlineData(OptionNumber.Block1, 0x18u, "4.08")]
    [InlineData(OptionNumber.Block2, 0x16u, "4.00")]
    [InlineData(OptionNumber.Block2, 0x06u, "2.05")]
    [InlineData(OptionNumber.IfMatch, 1u, "4.02")]
    [InlineData(OptionNumber.IfNoneMatch, 0u, "4.02")]
    [InlineData(2049, 1u, "4.02")]
    [InlineData(2048, 1u, "2.05")]
    [InlineData(OptionNumber.ProxyUri, 1u, "5.05")]
    [InlineData(OptionNumber.ProxyScheme, 1u, "5.05")]
    public void A_request_with_an_option(int number, uint value, string code) =>
        Assert.Equal(code, _bench.Code(
            CoapCode.Get, "/33000/0/0", options: CoapOption.FromUInt(number, value)));

    [Theory]
    [InlineData(Status.BadRequest, "4.00")]
    [InlineData(Status.Unauthorized, "4.01")]
    [InlineData(Status.NotFound, "4.04")]
    [InlineData(Status.MethodNotAllowed, "4.05")]
    [InlineData(Status.NotAcceptable, "4.06")]
    [InlineData(Status.PreconditionFailed, "4.12")]
    [InlineData(Status.RequestEntityTooLarge, "4.13")]
    [InlineData(Status.UnsupportedContentFormat, "4.15")]
    [InlineData(Status.InternalServerError, "5.00")]
    [InlineData(Status.NotImplemented, "5.01")]
    [InlineData(Status.ServiceUnavailable, "5.03")]
    public void What_an_object_decides_is_answered(Status status, string code)
    {
        _bench.Object.ActStatus = status;
        Assert.Equal(code, _bench.Code(CoapCode.Post, "/33000/0/4"));
    }

    [Fact]
    public void A_write_to_an_instance_changes_everything_or_nothing()
    {
        byte[] mixed = TlvCodec.Encode([TlvNode.Resource(0, 55), TlvNode.Resource(2, 1.0)]);
        Assert.Equal(CoapCode.MethodNotAllowed, _bench.Ask((s, r) =>
            s.WritePartial(r, "/33000/0", Tlv, mixed)).Code);
        Assert.Equal("0", _bench.Ask((s, r) => s.Read(r, "/33000/0/0", Text)).Text);
        byte[] good = TlvCodec.Encode([TlvNode.Resource(0, 55), TlvNode.Resource(1, "x")]);
        Assert.Equal(CoapCode.Changed, _bench.Ask((s, r) =>
            s.WriteReplace(r, "/33000/0", Tlv, good)).Code);
        Assert.Equal("55", _bench.Ask((s, r) => s.Read(r, "/33000/0/0", Text)).Text);
    }

    [Fact]
    public void A_message_with_a_format_error_is_reset_if_confirmable_and_ignored_if_not()
    {
        Assert.Equal("7000BEEF", Raw("4401BEEF01020304FF"));
        Assert.Equal("7000BEEF", Raw("4901BEEF"));
        Assert.Equal("7000BEEF", Raw("4001BEEFD0"));
        Assert.Equal("7000BEEF", Raw("40E1BEEF"));
        Assert.Equal("", Raw("5401BEEF01020304FF"));
        Assert.Equal("", Raw("6401BEEF01020304FF"));
        Assert.Equal("", Raw("8001BEEF"));
        Assert.Equal("", Raw("4001"));
        Assert.Equal("", Raw(""));
    }

    [Fact]
    public void A_ping_is_answered_with_a_reset() => Assert.Equal("7000BEEF", Raw("4000BEEF"));

    [Fact]
    public void An_unexpected_confirmable_response_is_reset() =>
        Assert.Equal("7000BEEF", Raw("4145BEEF77"));

    [Fact]
    public void A_non_confirmable_request_with_an_unknown_critical_option_is_reset() =>
        Assert.Equal("7000BEEF", Raw("5001BEEF9100"));

    [Fact]
    public void A_response_that_does_not_fit_comes_in_blocks_or_is_an_error_inside()
    {
        // Forty instances fill more than a datagram, two hundred more than the body buffer.
        var many = new SimulatedObject(300);
        Bench bench = new Bench(objects: [new MinimalDevice(), many]).Register();
        for (int i = 1; i < 40; i++)
        {
            many.ToggleInstance(i);
        }

        bench.World.Run(1_000);
        DeviceResponse whole = bench.Ask((s, r) => s.Read(r, "/33000", Tlv));
        Assert.Equal("2.05", whole.Code.Dotted);
        Assert.InRange(whole.Payload.Length, Limits.DatagramBytes + 1, Limits.BodyBytes);
        for (int i = 40; i < 200; i++)
        {
            many.ToggleInstance(i);
        }

        bench.World.Run(1_000);
        Assert.Equal("5.00", bench.Code(CoapCode.Get, "/33000"));
        Assert.Equal("2.05", bench.Code(CoapCode.Get, "/33000/59"));
        Assert.Equal(RegistrationState.Registered, bench.World.State);
    }

    [Fact]
    public void Oversized_and_deep_requests_keep_the_registration()
    {
        Assert.Equal("4.00", _bench.Code(
            CoapCode.Put, "/33000/0/0", format: Text, text: new string('9', 900)));
        Assert.Equal("4.04", _bench.Code(
            CoapCode.Get, string.Concat(Enumerable.Repeat("/1", 200))));
        Assert.Equal("2.05", _bench.Code(CoapCode.Get, "/33000/0/0"));
    }

    private string Raw(string hex)
    {
        int before = _bench.Sent.Count;
        _bench.World.Link.IsSilent = true;
        _bench.World.Inject(Convert.FromHexString(hex));
        _bench.World.Run(1);
        _bench.World.Link.IsSilent = false;
        var text = new StringBuilder();
        foreach (Datagram sent in _bench.Sent.Skip(before))
        {
            text.Append(Convert.ToHexString(sent.Bytes));
        }

        return text.ToString();
    }

    private static CoapCode Method(string name) => name switch
    {
        "GET" => CoapCode.Get,
        "PUT" => CoapCode.Put,
        "POST" => CoapCode.Post,
        "DELETE" => CoapCode.Delete,
        "FETCH" => CoapCode.Fetch,
        _ => CoapCode.IPatch,
    };
}
