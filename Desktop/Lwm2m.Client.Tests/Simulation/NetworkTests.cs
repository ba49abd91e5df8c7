// What the client does when the network, the name service or the registration itself goes away:
// it comes back by itself, or rests when it was told to.

using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class NetworkTests
{
    [Fact]
    public void A_host_without_address_is_looked_up_again_soon_and_then_less_often()
    {
        var bench = new Bench();
        bench.World.Link.Resolution = TransportStatus.HostUnknown;
        bench.Client.Start();
        bench.World.Run(600_000);
        Assert.Empty(bench.Sent);
        StateChange[] failures = [.. bench.World.Changes
            .Where(change => change.Reason == RegistrationReason.HostUnknown)];
        Assert.InRange(failures[1].AtMs - failures[0].AtMs, 2_000, 2_500);
        Assert.InRange(failures[2].AtMs - failures[1].AtMs, 4_000, 5_000);
        Assert.InRange(failures[^1].AtMs - failures[^2].AtMs, 60_000, 75_000);
        bench.World.Link.Resolution = TransportStatus.Connected;
        bench.World.Run(75_100);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
    }

    [Fact]
    public void A_network_that_is_down_is_told_and_registered_on_when_it_is_back()
    {
        Bench bench = new Bench().Register();
        bench.World.Link.IsDown = true;
        bench.World.Run(Limits.MaxPollIntervalMs);
        Assert.Equal(RegistrationState.AwaitingRetry, bench.World.State);
        bench.World.Run(500_000);
        Assert.Equal(RegistrationState.AwaitingRetry, bench.World.State);
        Assert.Equal(RegistrationReason.NetworkDown, bench.World.Changes[^1].Reason);
        bench.World.Link.IsDown = false;
        bench.Client.NetworkChanged();
        bench.World.Run(20);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Equal(bench.World.Socket.PublicEndPoint, bench.Registration.Peer);
    }

    [Fact]
    public void A_changed_address_is_registered_at_once_when_it_is_told()
    {
        Bench bench = new Bench().Register();
        bench.Client.NetworkChanged();
        bench.World.Run(20);
        Assert.Equal(2, bench.World.Socket.Connects);
        Assert.Equal("/rd", Assert.Single(bench.Requests).UriPath);
        Assert.Equal(bench.World.Socket.PublicEndPoint, bench.Registration.Peer);
    }

    [Fact]
    public void A_changed_address_behind_a_NAT_is_known_with_the_next_update()
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe("/33000/0/2");
        bench.World.Socket.Rebind();
        bench.World.Run(207_100);
        Assert.Equal(bench.World.Socket.PublicEndPoint, bench.Registration.Peer);
        Assert.Equal(ObservationEnd.AddressChanged, observation.End);

        // The client finds out with the next notification, which is rejected.
        Assert.Single(ClientView.Tokens(bench.Client));
        bench.Object.Measure(30);
        bench.World.Run(100);
        Assert.Empty(ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void Disable_deregisters_after_its_response_and_registers_when_its_time_is_over()
    {
        Bench bench = new Bench(setUp: a => a.DisableTimeoutSeconds = 90).Register();
        Registration registration = bench.Registration;
        Assert.Equal("2.04", bench.Ask((server, r) => server.Execute(r, "/1/0/4")).Code.Dotted);
        bench.World.Run(1_000);
        CoapMessage[] sent = bench.FromClient;
        Assert.Equal([CoapCode.Changed, CoapCode.Delete], sent.Select(m => m.Code));
        Assert.Equal(registration.Location, sent[1].UriPath);
        Assert.Equal(RegistrationState.Disabled, bench.World.State);
        long disabledMs = bench.World.Changes[^1].AtMs;
        bench.World.Run(100_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Equal(disabledMs + 90_000, bench.World.Changes
            .Last(c => c.To == RegistrationState.AwaitingRegisterResponse).AtMs);
    }

    [Fact]
    public void Disable_during_an_update_is_not_forgotten()
    {
        Bench bench = new Bench().Register();
        bench.Client.RequestUpdate();
        bench.World.Run(1);
        Assert.Equal(RegistrationState.AwaitingUpdateResponse, bench.World.State);
        CoapMessage answer = bench.InjectOne(bench.Build(CoapCode.Post, "/1/0/4"));
        Assert.Equal(CoapCode.Changed, answer.Code);
        bench.World.Run(10_000);
        Assert.Equal(RegistrationState.Disabled, bench.World.State);
    }

    [Fact]
    public void Stop_deregisters()
    {
        Bench bench = new Bench().Register();
        bench.Client.Stop();
        bench.World.Run(100);
        Assert.True(bench.Client.IsStopped);
        Assert.Equal(CoapCode.Delete, Assert.Single(bench.FromClient).Code);
        Assert.Null(bench.World.Registration);
        Assert.Equal(1, bench.Server.Counters.Deregistrations);
    }

    [Fact]
    public void Stop_before_the_answer_to_register_deregisters_after_it()
    {
        var bench = new Bench();
        bench.Client.Start();
        bench.World.Run(1);
        Assert.Equal(RegistrationState.AwaitingRegisterResponse, bench.World.State);
        bench.Client.Stop();
        bench.World.Run(100);
        Assert.True(bench.Client.IsStopped);
        Assert.Equal(1, bench.Server.Counters.Deregistrations);
        Assert.Null(bench.World.Registration);
    }

    [Fact]
    public void Stop_during_an_update_that_is_never_answered_comes_to_an_end()
    {
        Bench bench = new Bench().Register();
        bench.World.IsServerDown = true;
        bench.Client.RequestUpdate();
        bench.World.Run(1);
        bench.Client.Stop();
        bench.World.Run(93_100);
        Assert.True(bench.Client.IsStopped);
        Assert.All(bench.Requests, request => Assert.NotEqual("/rd", request.UriPath));
    }

    [Fact]
    public void Stop_of_a_stopped_client_tells_nothing()
    {
        var bench = new Bench();
        bench.Client.Stop();
        Assert.Empty(bench.World.Changes);
        bench.Register();
        bench.Client.Stop();
        bench.World.Run(100);
        int changes = bench.World.Changes.Count;
        bench.Client.Stop();
        bench.World.Run(100);
        Assert.Equal(changes, bench.World.Changes.Count);
        bench.Register();
    }

    [Fact]
    public void A_server_that_is_not_registered_gets_no_answer()
    {
        var bench = new Bench { World = { IsServerDown = true } };
        bench.Client.Start();
        bench.World.Run(1);
        Assert.Equal(RegistrationState.AwaitingRegisterResponse, bench.World.State);
        Assert.Empty(bench.Inject(bench.Build(CoapCode.Get, "/3/0")));
        Assert.Empty(bench.Inject(bench.Build(CoapCode.Get, "/3/0", type: CoapType.Non)));
        Assert.Empty(bench.Inject(bench.Build(CoapCode.Post, "/33000/0/4", "0='7'")));
        Assert.Empty(bench.Object.Counts);
    }

    [Fact]
    public void The_reboot_callback_comes_after_the_response()
    {
        Bench bench = new Bench().Register();
        int sentBefore = -1;
        bench.Device.Rebooting = () => sentBefore = bench.FromClient.Length;
        Assert.Equal("2.04", bench.Ask((server, r) => server.Execute(r, "/3/0/4")).Code.Dotted);
        Assert.Equal(1, sentBefore);
    }
}
