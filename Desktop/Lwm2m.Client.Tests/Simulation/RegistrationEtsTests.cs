// The registration interface as the OMA enabler tests ask for it (OMA-ETS-LightweightM2M): the
// cases 101 to 105, 107 to 109 and, for several servers, 950.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class RegistrationEtsTests
{
    private static string[] Queries(CoapMessage message) =>
        [.. message.Texts(OptionNumber.UriQuery)];

    [Fact]
    public void ETS_101_Initial_registration()
    {
        var bench = new Bench(86_400);
        bench.Client.Start();
        bench.World.Run(1_000);
        CoapMessage register = Assert.Single(bench.Requests);
        Assert.Equal((CoapCode.Post, "/rd"), (register.Code, register.UriPath));
        Assert.Equal(["lwm2m=1.1", "ep=device-1", "b=U", "lt=86400"], Queries(register));
        string[] links = register.PayloadText.Split(',');
        Assert.Contains("</1/0>", links);
        Assert.Contains("</3/0>", links);
        Assert.DoesNotContain(links, link => link.StartsWith("</0", StringComparison.Ordinal)
            || link.StartsWith("</21", StringComparison.Ordinal));
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.NotEmpty(bench.Registration.Location);
    }

    [Fact]
    public void ETS_102_Registration_update()
    {
        Bench bench = new Bench(86_400).Register();
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/1", format: 0, text: "20"));
        bench.World.Run(100);
        Assert.Equal(["lt=20"], Queries(Assert.Single(bench.Requests)));
        Assert.Equal(bench.Registration.Location, bench.Requests[0].UriPath);
        bench.Sent.Clear();
        bench.World.Run(60_000);
        Assert.InRange(bench.Requests.Length, 3, 7);
        Assert.All(bench.Requests, update =>
        {
            Assert.Empty(Queries(update));
            Assert.True(update.Payload.IsEmpty);
        });
        Assert.Equal(0, bench.Server.Counters.Expirations);
    }

    [Fact]
    public void ETS_103_Deregistration()
    {
        Bench bench = new Bench(setUp: account => account.DisableTimeoutSeconds = 3600).Register();
        string location = bench.Registration.Location;
        Assert.Equal("2.04", bench.Code(CoapCode.Post, "/1/0/4"));
        bench.World.Run(1_000);
        CoapMessage deregister = Assert.Single(bench.Requests);
        Assert.Equal((CoapCode.Delete, location), (deregister.Code, deregister.UriPath));
        Assert.Equal(RegistrationState.Disabled, bench.World.State);
        Assert.Null(bench.World.Registration);
        Assert.Null(bench.World.Socket.PublicEndPoint);

        // Not a word until the time is over; then a new registration.
        bench.Sent.Clear();
        bench.Object.Measure(42);
        bench.Client.RequestUpdate();
        bench.World.Run(3_590_000);
        Assert.Empty(bench.FromClient);
        bench.World.Run(20_000);
        Assert.Equal("/rd", Assert.Single(bench.Requests).UriPath);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
    }

    [Fact]
    public void The_application_can_enable_a_disabled_server()
    {
        Bench bench = new Bench().Register();
        Assert.Equal("2.04", bench.Code(CoapCode.Post, "/1/0/4"));
        bench.World.Run(10_000);
        Assert.Equal(RegistrationState.Disabled, bench.World.State);
        bench.Client.Enable(101);
        bench.World.Run(1_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Throws<ArgumentException>(() => bench.Client.Enable(102));
    }

    [Fact]
    public void ETS_104_Registration_update_trigger()
    {
        Bench bench = new Bench(100).Register();
        string location = bench.Registration.Location;
        bench.World.Run(10_000);
        Assert.Equal("2.04", bench.Code(CoapCode.Post, "/1/0/8"));
        bench.World.Run(100);
        CoapMessage update = Assert.Single(bench.Requests);
        Assert.Equal((CoapCode.Post, location), (update.Code, update.UriPath));
        Assert.Empty(Queries(update));
        bench.World.Run(120_000);
        Assert.Equal(location, bench.Registration.Location);
    }

    [Theory]
    [InlineData("0='U'", "2.04")]
    [InlineData("1='T'", "2.04")]
    [InlineData("0='T'", "4.00")]
    [InlineData("0='UT'", "4.00")]
    [InlineData("0", "4.00")]
    public void A_trigger_may_name_the_transport_that_there_is(string arguments, string code)
    {
        Bench bench = new Bench().Register();
        Assert.Equal(code, bench.Code(CoapCode.Post, "/1/0/8", format: 0, text: arguments));
        bench.World.Run(100);
        Assert.Equal(code == "2.04" ? 1 : 0, bench.Requests.Length);
    }

    [Theory]
    [InlineData("U", "2.04")]
    [InlineData("T", "4.00")]
    [InlineData("UQ", "4.00")]
    [InlineData("", "4.00")]
    public void The_preferred_transport_is_the_one_that_there_is(string transport, string code)
    {
        Bench bench = new Bench().Register();
        Assert.Equal(code, bench.Code(CoapCode.Put, "/1/0/22", format: 0, text: transport));
    }

    [Fact]
    public void ETS_105_Discarded_register_update()
    {
        Bench bench = new Bench(60).Register();
        bench.Server.Restart();
        bench.World.Run(31_000);
        Assert.Equal(2, bench.Requests.Length);
        Assert.Equal("/rd", bench.Requests[1].UriPath);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.NotNull(bench.World.Registration);
    }

    [Fact]
    public void ETS_107_Extending_the_lifetime_of_a_registration()
    {
        Bench bench = new Bench(60).Register();
        string location = bench.Registration.Location;
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/1/0/1", format: 0, text: "120"));
        bench.World.Run(100);
        Assert.Equal(["lt=120"], Queries(Assert.Single(bench.Requests)));
        bench.Sent.Clear();
        bench.World.Run(59_000);
        Assert.Empty(bench.Requests);
        bench.World.Run(60_000);
        Assert.NotEmpty(bench.Requests);
        bench.World.Run(200_000);
        Assert.Equal(location, bench.Registration.Location);
        Assert.Equal(0, bench.Server.Counters.Expirations);
    }

    [Fact]
    public void ETS_108_Turn_on_queue_mode()
    {
        var bench = new Bench();
        bench.Client.QueueMode = true;
        bench.Client.Start();
        bench.World.Run(1_000);
        string[] queries = Queries(Assert.Single(bench.Requests));
        Assert.Contains("b=U", queries);
        Assert.Contains("Q", queries);
        Assert.True(bench.Registration.IsQueueMode);
    }

    [Fact]
    public void ETS_109_Behaviour_in_queue_mode()
    {
        var bench = new Bench(600) { World = { Sleeps = true } };
        bench.Client.QueueMode = true;
        bench.Register();
        bench.World.Run(94_000);
        Assert.True(bench.Client.MaySleep);
        DeviceRequest read = bench.Server.Read(bench.Registration, "/3/0/0");
        bench.World.Run(200_000);
        Assert.False(read.IsCompleted);
        Assert.Empty(bench.FromClient);
        Assert.True(bench.World.RunUntil(() => read.IsCompleted, 300_000));
        Assert.Equal("2.05", read.Response!.Code.Dotted);
        Assert.Equal(bench.Registration.Location, bench.FromClient[0].UriPath);
        Assert.Equal(0, bench.World.LostAsleep);

        // Then it is awake as long again.
        long answeredMs = bench.World.NowMs;
        Assert.True(bench.World.RunUntil(() => bench.Client.MaySleep, 200_000));
        Assert.InRange(bench.World.NowMs - answeredMs, 92_900, 93_100);
    }

    [Fact]
    public void ETS_950_Registration_with_several_servers()
    {
        Bench bench = new Bench(servers: 2).Register();
        Assert.Equal(2, bench.World.Sockets.Count);
        for (int i = 0; i < 2; i++)
        {
            Registration registration = bench.World.Servers[i].Registration!;
            Assert.Equal(World.Endpoint, registration.Endpoint);
            Assert.Equal(bench.World.Sockets[i].PublicEndPoint, registration.Peer);
            Assert.Contains((1, i), registration.Instances);
        }

        bench.World.Run(3_600_000);
        Assert.All(bench.World.Servers, server =>
            Assert.Equal(0, server.Core.Counters.Expirations));
    }
}
