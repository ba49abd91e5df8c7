// ETS 101 to 105 and 301 to 304 again, over DTLS: what the cases say must not depend on the
// security of the connection. Without security they are where the table says.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Ets;

public sealed class SecureTests
{
    private const int Second = 1000;

    [Fact]
    public void ETS_101_Initial_registration_over_DTLS()
    {
        EtsBench bench = NewBench();

        CoapMessage register = Assert.Single(bench.Requests);
        Assert.Equal("/rd", register.UriPath);
        Assert.Equal(
            ["b=U", "ep=device-1", "lt=86400", "lwm2m=1.1"],
            register.Texts(OptionNumber.UriQuery).Order(StringComparer.Ordinal));
        Assert.Equal([(1, 0), (3, 0), (16, 0)], bench.Registration.Instances);
    }

    [Fact]
    public void ETS_102_Registration_update_over_DTLS()
    {
        EtsBench bench = NewBench();

        CoapMessage update = bench.AwaitUpdate(() => bench.Write("/1/0/1", "240"));
        Assert.Equal("lt=240", EtsBench.Query(update));
        Assert.Equal(240, bench.Registration.LifetimeSeconds);
        for (int i = 0; i < 3; i++)
        {
            update = bench.AwaitUpdate(() => { }, 240 * Second);
            Assert.Empty(EtsBench.Query(update));
            Assert.Equal(0, update.Payload.Length);
        }
    }

    [Fact]
    public void ETS_103_Deregistration_over_DTLS()
    {
        EtsBench bench = NewBench();
        Registration registration = bench.Registration;

        bench.Expect("2.04", (server, device) => server.Execute(device, "/1/0/4"));
        Assert.True(bench.World.RunUntil(() => bench.World.Registration is null, 10 * Second));
        bench.World.Run(100);

        Assert.Equal(CoapCode.Delete, bench.Requests[^1].Code);
        Assert.Equal(registration.Location, bench.Requests[^1].UriPath);
        Assert.Equal(RegistrationState.Disabled, bench.World.State);
    }

    [Fact]
    public void ETS_104_Registration_update_trigger_over_DTLS()
    {
        EtsBench bench = NewBench();

        CoapMessage update = bench.AwaitUpdate(() => bench.Expect(
            "2.04", (server, device) => server.Execute(device, "/1/0/8")));

        Assert.Empty(EtsBench.Query(update));
        Assert.Equal(0, update.Payload.Length);
    }

    [Fact]
    public void ETS_105_Discarded_register_update_over_DTLS()
    {
        EtsBench bench = NewBench();
        bench.AwaitUpdate(() => bench.Write("/1/0/1", "240"));
        int before = bench.Requests.Count;

        // The server forgets the registration, but not the session.
        bench.Server.Restart();
        Assert.True(bench.World.RunUntil(
            () => bench.World.Registration is not null, 240 * Second));
        bench.World.Run(100);

        CoapMessage[] requests = [.. bench.Requests.Skip(before)];
        Assert.Equal(2, requests.Length);
        Assert.StartsWith("/rd/", requests[0].UriPath);
        Assert.Equal("/rd", requests[1].UriPath);
        Assert.Contains("lt=240", EtsBench.Query(requests[1]));
    }

    [Fact]
    public void ETS_301_Observation_and_notification_over_DTLS()
    {
        EtsBench bench = NewBench();
        bench.Attach("/3/0/7", "pmin=5&pmax=15");
        Observation observation = bench.Observe("/3/0/7");
        var received = new List<long> { bench.World.NowMs };
        observation.Notified += (_, notification) => received.Add(notification.ReceivedAtMs);

        for (int i = 0; i < 60; i++)
        {
            bench.Device.SetPowerSource(0, 3700 + i, 10);
            bench.World.Run(Second);
        }

        Assert.InRange(received.Count, 11, 13);
        Assert.All(Intervals(), interval => Assert.InRange(interval, 4_900, 6_100));

        bench.World.Run(15 * Second);
        received.RemoveRange(0, received.Count - 1);
        bench.World.Run(120 * Second);
        Assert.InRange(received.Count, 8, 9);
        Assert.All(Intervals(), interval => Assert.InRange(interval, 14_900, 15_100));

        IEnumerable<long> Intervals() => received.Zip(received.Skip(1), (a, b) => b - a);
    }

    [Fact]
    public void ETS_302_Cancel_observations_using_reset_over_DTLS()
    {
        EtsBench bench = NewBench();
        bench.Attach("/3/0", "pmax=5");
        Observation voltage = bench.Observe("/3/0/7");
        Observation current = bench.Observe("/3/0/8");
        bench.World.Run(6 * Second);

        bench.Server.Forget(voltage);
        bench.World.Run(60 * Second);
        Assert.Single(bench.ToClient, message => message.Type == CoapType.Rst);
        Assert.True(current.NotificationsReceived > 10);
    }

    [Fact]
    public void ETS_303_Cancel_observations_with_the_cancel_parameter_over_DTLS()
    {
        EtsBench bench = NewBench();
        bench.Attach("/3/0", "pmax=5");
        Observation observation = bench.Observe("/3/0/7");
        bench.World.Run(6 * Second);
        Assert.Equal(1, observation.NotificationsReceived);

        Assert.Equal(
            "2.05", bench.World.Answer(bench.Server.Cancel(observation)).Code.Dotted);
        bench.World.Run(60 * Second);
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.DoesNotContain(bench.ToClient, message => message.Type == CoapType.Rst);
    }

    [Fact]
    public void ETS_304_Observe_composite_over_DTLS()
    {
        EtsBench bench = NewBench();
        bench.Attach("/1/0/1", "pmin=30&pmax=45");
        Observation observation = bench.ObserveComposite(
            MediaType.SenmlCbor, "/1/0/1", "/3/0/11/0", "/3/0/16");
        CoapMessage? notification = null;
        observation.Notified += (_, received) => notification = received.Message;

        bench.World.Run(29 * Second);
        Assert.Null(notification);
        bench.World.Run(17 * Second);
        Assert.Equal(
            [
                new SenmlRecord("/1/0/1", EtsBench.DefaultLifetime),
                new SenmlRecord("/3/0/11/0", 0), new SenmlRecord("/3/0/16", "U"),
            ],
            Senml.Decode(notification!.ContentFormat, notification.Payload));
    }

    private static EtsBench NewBench() => new EtsBench(isSecure: true).Register();
}
