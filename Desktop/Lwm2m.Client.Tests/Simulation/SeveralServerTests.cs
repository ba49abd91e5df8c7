// A client of several servers on the virtual clock: each has its own registration, lifetime,
// observations and attributes (OMA LwM2M Core 1.1 §6.2), and its own way of failing.

using Lwm2m.DevServer;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SeveralServerTests
{
    [Fact]
    public void Each_server_has_its_own_observations_and_attributes()
    {
        Bench bench = new Bench(servers: 2).Register();
        var observations = new List<Observation>();
        foreach (VirtualServer server in bench.World.Servers)
        {
            Observation observation = server.Core.Observe(server.Registration!, "/33000/0/2");
            bench.World.Answer(observation.Request);
            observations.Add(observation);
        }

        bench.Attributes("/33000/0/2", "pmin=60");
        bench.World.Run(1_000);
        bench.Object.Measure(42);
        bench.World.Run(10_000);
        Assert.Equal([0, 1], observations.Select(o => o.NotificationsReceived));
        bench.World.Run(60_000);
        Assert.Equal([1, 1], observations.Select(o => o.NotificationsReceived));
    }

    [Fact]
    public void One_that_is_gone_does_not_disturb_the_other()
    {
        Bench bench = new Bench(servers: 2).Register();
        bench.World.Servers[0].IsDown = true;
        bench.World.Servers[0].Restart();
        bench.World.Run(3_600_000);
        Assert.NotEqual(RegistrationState.Registered, bench.StateAt(0));
        Assert.Equal(RegistrationState.Registered, bench.StateAt(1));
        VirtualServer other = bench.World.Servers[1];
        Assert.True(other.Registration!.Updates >= 17);
        Assert.Equal("2.05", bench.World.Answer(
            other.Core.Read(other.Registration, "/3/0/0")).Code.Dotted);
        bench.World.Servers[0].IsDown = false;
        bench.Client.RequestUpdate();
        Assert.True(bench.World.RunUntil(
            () => bench.StateAt(0) == RegistrationState.Registered, 1_000));
        Assert.NotNull(bench.World.Servers[0].Registration);
    }
}
