// The registration interface of the desktop server (OMA LwM2M 1.1 Core §6.2), with the checks
// that servers in the field make.

using System.Net;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class RegistrationTests
{
    private readonly ServerBench _bench = new();

    [Fact]
    public void A_register_written_byte_by_byte_is_answered_with_its_location()
    {
        // CON POST mid=0x1234 token=7A, Uri-Path rd, Content-Format 40, Uri-Query ep=a, lt=60,
        // lwm2m=1.1, payload </3/0>.
        _bench.Receive("41 02 1234 7A  B2 7264  11 28  34 65703D61  05 6C743D3630"
            + "09 6C776D326D3D312E31  FF 3C2F332F303E");
        byte[] bytes = Assert.Single(_bench.TakeSent()).Bytes;
        Registration registration = Assert.Single(_bench.Core.Registrations);

        // ACK 2.01 with the same mid and token, Location-Path rd and ten characters.
        Assert.Equal("61411234" + "7A" + "827264" + "0A", Convert.ToHexString(bytes)[..18]);
        Assert.Equal(registration.Id, System.Text.Encoding.ASCII.GetString(bytes.AsSpan(9)));
        Assert.Equal(10, registration.Id.Length);
        Assert.Equal("a", registration.Endpoint);
        Assert.Equal(60, registration.LifetimeSeconds);
        Assert.Equal("1.1", registration.Version);
        Assert.Equal([(3, 0)], registration.Instances);
    }

    [Fact]
    public void The_object_list_is_kept_with_versions_and_formats()
    {
        Registration registration = _bench.Register();
        Assert.Equal([0, 40, 42, 11542], registration.Formats);
        Assert.Equal("1.1", registration.Objects[3303]);
        Assert.Null(registration.Objects[3]);
        Assert.Equal([(1, 0), (3, 0), (3303, 0)], registration.Instances);
        Assert.False(registration.IsQueueMode);
    }

    [Theory]
    [InlineData("ep=a&lwm2m=1.1", "</3/0>", new[] { 0, 40, 42 })]
    [InlineData("ep=a&lwm2m=1.0", "</3/0>", new[] { 11542 })]
    public void Without_ct_the_version_implies_the_formats(
        string query, string links, int[] formats)
    {
        CoapMessage answer = _bench.Exchange(
            _bench.Request(CoapCode.Post, "/rd", query, links));
        Assert.Equal(CoapCode.Created, answer.Code);
        Registration registration = Assert.Single(_bench.Core.Registrations);
        Assert.Equal(formats, registration.Formats);
        Assert.Equal(86_400, registration.LifetimeSeconds);
    }

    [Theory]
    [InlineData("lwm2m=1.1&lt=60", "</3/0>")]
    [InlineData("ep=&lwm2m=1.1&lt=60", "</3/0>")]
    [InlineData("ep=a&lt=60", "</3/0>")]
    [InlineData("ep=a&lwm2m=1&lt=60", "</3/0>")]
    [InlineData("ep=a&lwm2m=1.1&lt=x", "</3/0>")]
    [InlineData("ep=a&lwm2m=1.1&lt=0", "</3/0>")]
    [InlineData("ep=a&ep=b&lwm2m=1.1", "</3/0>")]
    [InlineData("ep=a&lwm2m=1.1&b=UQ", "</3/0>")]
    [InlineData("ep=a&lwm2m=1.0&b=U&Q", "</3/0>")]
    [InlineData("ep=a&lwm2m=1.1&Q=1", "</3/0>")]
    [InlineData("ep=a&lwm2m=1.1", "")]
    [InlineData("ep=a&lwm2m=1.1", "</3/0>, </1/0>")]
    [InlineData("ep=a&lwm2m=1.1", "</3>;ver=\"1.1\",</3/0>")]
    [InlineData("ep=a&lwm2m=1.1", "</3/0>;ver=1.1")]
    [InlineData("ep=a&lwm2m=1.1", "</>;rt=\"oma.lwm2m\";ct=60 110,</3/0>")]
    [InlineData("ep=a&lwm2m=1.1", "</>;rt=\"oma.lwm2m\";ct=\"60,110\",</3/0>")]
    public void A_faulty_register_is_a_bad_request(string query, string links)
    {
        CoapMessage answer = _bench.Exchange(
            _bench.Request(CoapCode.Post, "/rd", query, links));
        Assert.Equal(CoapCode.BadRequest, answer.Code);
        Assert.NotEmpty(answer.PayloadText);
        Assert.Empty(_bench.Core.Registrations);
    }

    [Fact]
    public void A_non_confirmable_register_is_a_bad_request()
    {
        CoapMessage answer = _bench.Exchange(_bench.Request(CoapCode.Post, "/rd",
            "ep=a&lwm2m=1.1", ServerBench.ObjectList, CoapType.Non));
        Assert.Equal(CoapType.Non, answer.Type);
        Assert.Equal(CoapCode.BadRequest, answer.Code);
        Assert.Empty(_bench.Core.Registrations);
    }

    [Theory]
    [InlineData("1.0 1.1", "1.2", 0x8C)]
    [InlineData("1.0 1.1", "1.1", 0x41)]
    [InlineData("1.0", "1.1", 0x8C)]
    [InlineData("1.0", "1.0", 0x41)]
    public void A_version_that_is_not_supported_is_answered_4_12(
        string supported, string version, byte code)
    {
        var bench = new ServerBench(
            new ServerOptions { Seed = 1, SupportedVersions = supported.Split(' ') });
        CoapMessage answer = bench.Exchange(bench.Request(
            CoapCode.Post, "/rd", $"ep=a&lwm2m={version}", ServerBench.ObjectList));
        Assert.Equal(new CoapCode(code), answer.Code);
    }

    [Theory]
    [InlineData("ep=a&lwm2m=1.0&b=UQ")]
    [InlineData("ep=a&lwm2m=1.1&b=U&Q")]
    public void Queue_mode_is_stated_in_the_form_of_the_version(string query) =>
        Assert.True(_bench.Register(query).IsQueueMode);

    [Fact]
    public void An_update_changes_what_it_carries()
    {
        Registration registration = _bench.Register();
        RegistrationUpdate? seen = null;
        _bench.Core.Updated += (_, update) => seen = update;

        CoapMessage answer = _bench.Exchange(
            _bench.Request(CoapCode.Post, registration.Location, "lt=120"));
        Assert.Equal(CoapCode.Changed, answer.Code);
        Assert.Equal(120, registration.LifetimeSeconds);
        Assert.Equal(new RegistrationUpdate(true, false, false, false), seen);
        Assert.Equal([0, 40, 42, 11542], registration.Formats);

        // A list replaces the formats as well.
        answer = _bench.Exchange(_bench.Request(
            CoapCode.Post, registration.Location, "", "</3/0>,</6/0>"));
        Assert.Equal(CoapCode.Changed, answer.Code);
        Assert.Equal(new RegistrationUpdate(false, false, true, false), seen);
        Assert.Equal([0, 40, 42], registration.Formats);
        Assert.Equal([(3, 0), (6, 0)], registration.Instances);
        Assert.Equal(2, registration.Updates);
    }

    [Fact]
    public void An_update_of_an_unknown_location_is_not_found()
    {
        Assert.Equal(CoapCode.NotFound,
            _bench.Exchange(_bench.Request(CoapCode.Post, "/rd/nobody")).Code);
        Assert.Equal(CoapCode.NotFound,
            _bench.Exchange(_bench.Request(CoapCode.Delete, "/rd/nobody")).Code);
        Registration registration = _bench.Register();
        _bench.Core.Restart();
        Assert.False(registration.IsActive);
        Assert.Equal(CoapCode.NotFound,
            _bench.Exchange(_bench.Request(CoapCode.Post, registration.Location)).Code);
    }

    [Fact]
    public void A_non_confirmable_update_is_a_bad_request()
    {
        Registration registration = _bench.Register();
        Assert.Equal(CoapCode.BadRequest, _bench.Exchange(_bench.Request(
            CoapCode.Post, registration.Location, type: CoapType.Non)).Code);
    }

    [Fact]
    public void A_deregistered_device_is_gone()
    {
        Registration registration = _bench.Register();
        Registration? gone = null;
        _bench.Core.Deregistered += r => gone = r;
        Assert.Equal(CoapCode.Deleted,
            _bench.Exchange(_bench.Request(CoapCode.Delete, registration.Location)).Code);
        Assert.Same(registration, gone);
        Assert.Empty(_bench.Core.Registrations);
        Assert.Equal(RequestOutcome.NotRegistered,
            _bench.Core.Read(registration, "/3/0").Response!.Outcome);
    }

    [Fact]
    public void A_registration_expires_two_seconds_after_its_lifetime()
    {
        Registration registration = _bench.Register();
        Registration? expired = null;
        _bench.Core.Expired += r => expired = r;
        _bench.Core.Advance(30_000);
        _bench.Exchange(_bench.Request(CoapCode.Post, registration.Location));

        _bench.Core.Advance(91_999);
        Assert.Null(expired);
        Assert.True(registration.IsActive);
        _bench.Core.Advance(92_000);
        Assert.Same(registration, expired);
        Assert.False(registration.IsActive);
        Assert.Equal(1, _bench.Core.Counters.Expirations);
    }

    [Fact]
    public void The_same_endpoint_again_gets_a_new_location_and_its_observations_end()
    {
        Registration first = _bench.Register();
        Observation observation = _bench.Core.Observe(first, "/3303/0/5700");
        CoapMessage request = _bench.TakeOne();
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.Content, "20.5", 1));
        Assert.True(observation.IsActive);

        (Registration Old, Registration New)? replaced = null;
        _bench.Core.Replaced += (old, now) => replaced = (old, now);
        Registration second = _bench.Register();
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((first, second), replaced);
        Assert.Equal(ObservationEnd.RegistrationEnded, observation.End);
        Assert.Equal(CoapCode.NotFound,
            _bench.Exchange(_bench.Request(CoapCode.Post, first.Location)).Code);

        _bench.Receive(ServerBench.Response(
            CoapType.Non, 0x2000, observation.Token, CoapCode.Content, "21", 2));
        Assert.Equal(CoapType.Rst, _bench.TakeOne().Type);
    }

    [Fact]
    public void What_follows_from_a_registration_leaves_after_its_answer()
    {
        _bench.Core.Registered += r => _bench.Core.Discover(r, "/3");
        _bench.Receive(_bench.Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList));
        Sent[] sent = _bench.TakeSent();
        Assert.Equal(2, sent.Length);
        Assert.Equal(CoapCode.Created, sent[0].Message.Code);
        Assert.Equal("/3", sent[1].Message.UriPath);
        Assert.Equal(40, sent[1].Message.Accept);
    }

    [Fact]
    public void An_update_from_another_address_moves_the_registration()
    {
        Registration registration = _bench.Register();
        Observation observation = _bench.Core.Observe(registration, "/3/0/9");
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.Content, "80", 1));
        var moved = new IPEndPoint(IPAddress.Loopback, 40002);
        _bench.Device = moved;

        // Before the Update the new address means nothing to the server.
        _bench.Receive(ServerBench.Response(
            CoapType.Con, 0x2000, observation.Token, CoapCode.Content, "79", 2));
        Assert.Equal(CoapType.Rst, _bench.TakeOne().Type);

        _bench.Exchange(_bench.Request(CoapCode.Post, registration.Location));
        Assert.Equal(moved, registration.Peer);
        Assert.Equal(ObservationEnd.AddressChanged, observation.End);
        _bench.Core.Read(registration, "/3/0/9");
        Assert.Equal(moved, Assert.Single(_bench.TakeSent()).Peer);
    }

    [Theory]
    [InlineData("/rd", 0x01, 0x85)]
    [InlineData("/rd", 0x04, 0x85)]
    [InlineData("/", 0x01, 0x84)]
    [InlineData("/rd/x/y", 0x02, 0x84)]
    [InlineData("/dp", 0x02, 0x84)]
    [InlineData("/.well-known/core", 0x01, 0x45)]
    public void Other_requests_are_answered_as_CoAP_says(string path, byte method, byte code) =>
        Assert.Equal(new CoapCode(code),
            _bench.Exchange(_bench.Request(new CoapCode(method), path)).Code);

    [Fact]
    public void A_test_can_answer_in_place_of_the_server()
    {
        _bench.Core.Intercept = (_, request) => request.UriPath == "/rd"
            ? new CoapMessage { Code = CoapCode.ServiceUnavailable }
            : ServerCore.Silence;
        Assert.Equal(CoapCode.ServiceUnavailable, _bench.Exchange(
            _bench.Request(CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", "</3/0>")).Code);
        _bench.Receive(_bench.Request(CoapCode.Post, "/rd/x"));
        Assert.Empty(_bench.TakeSent());
    }
}
