// The registration interface of the client against the server on the virtual clock (OMA LwM2M
// Core 1.1 §6.2): what Register, Update and Deregister say, and when they are sent.

using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class RegistrationTests
{
    private static string[] Queries(CoapMessage message) =>
        [.. message.Texts(OptionNumber.UriQuery)];

    [Fact]
    public void Register_states_what_servers_demand_and_no_more()
    {
        var bench = new Bench(objects: [new MinimalDevice(), new TemperatureObject(2)]);
        bench.Client.Start();
        bench.World.Run(1);
        CoapMessage register = Assert.Single(bench.FromClient);
        Assert.Equal(CoapType.Con, register.Type);
        Assert.Equal(CoapCode.Post, register.Code);
        Assert.Equal("/rd", register.UriPath);
        Assert.Equal(MediaType.LinkFormat, register.ContentFormat);
        Assert.Equal(["lwm2m=1.1", "ep=device-1", "b=U", "lt=300"], Queries(register));
        Assert.Equal(
            "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\",</1/0>,</3/0>,"
                + "</3303>;ver=1.1,</3303/0>,</3303/1>",
            register.PayloadText);
        Assert.Equal(4, register.Options.Count(o => o.Number == OptionNumber.UriQuery));
        Assert.Equal(6, register.Options.Count);
    }

    [Fact]
    public void A_server_of_version_1_0_is_spoken_to_in_1_0_from_then_on()
    {
        var bench = new Bench(
            options: new ServerOptions { SupportedVersions = ["1.0"] },
            objects: [new MinimalDevice(), new TemperatureObject()]);
        bench.Client.Start();
        bench.World.Run(1_000);
        CoapMessage[] requests = bench.Requests;
        Assert.Equal(2, requests.Length);
        Assert.Equal("lwm2m=1.1", Queries(requests[0])[0]);
        Assert.Equal(["lwm2m=1.0", "ep=device-1", "b=U", "lt=300"], Queries(requests[1]));
        Assert.Equal(
            "</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\","
                + "</1>;ver=1.1,</1/0>,</3>;ver=1.1,</3/0>,"
            + "</3303>;ver=1.1,</3303/0>",
            requests[1].PayloadText);
        Assert.Equal(412, Assert.Single(
            bench.World.Changes,
            change => change.Reason == RegistrationReason.VersionUnsupported).Code);
        Assert.Equal("1.0", bench.Registration.Version);

        // There the default is TLV, and the JSON of 1.0 is what it is asked for.
        Assert.Equal(MediaType.Tlv, bench.Ask((s, r) => s.Read(r, "/3303/0")).ContentFormat);
        Assert.Equal(
            MediaType.Json,
            bench.Ask((s, r) => s.Read(r, "/3303/0", MediaType.Json)).ContentFormat);

        bench.Sent.Clear();
        bench.Server.Restart();
        bench.Client.RequestUpdate();
        bench.World.Run(1_000);
        Assert.Equal("lwm2m=1.0", Queries(bench.Requests[1])[0]);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
    }

    [Theory]
    [InlineData(300, 207_000)]
    [InlineData(60, 30_000)]
    [InlineData(20, 10_000)]
    [InlineData(3600, 3_507_000)]
    public void Update_comes_in_time_for_its_retransmissions(int lifetime, long dueMs)
    {
        Bench bench = new Bench(lifetime).Register();
        long registeredMs = bench.World.Changes[^1].AtMs;
        bench.World.Run((lifetime * 1000L) + 10_000);
        Datagram first = bench.Sent.First(datagram => datagram.IsFromClient);
        Assert.Equal(registeredMs + dueMs, first.AtMs);
        CoapMessage update = first.Message;
        Assert.Equal(CoapCode.Post, update.Code);
        Assert.Equal(bench.Registration.Location, update.UriPath);
        Assert.Empty(Queries(update));
        Assert.True(update.Payload.IsEmpty);
        Assert.Null(update.ContentFormat);
        Assert.Equal(0, bench.Server.Counters.Expirations);
    }

    [Fact]
    public void A_written_lifetime_is_updated_at_once_after_the_response()
    {
        Bench bench = new Bench().Register();
        Assert.Equal("2.04", bench.Ask((server, registration) =>
            server.WriteText(registration, "/1/0/1", "60")).Code.Dotted);
        bench.World.Run(100);
        CoapMessage[] sent = bench.FromClient;
        Assert.Equal(CoapType.Ack, sent[0].Type);
        Assert.Equal(CoapCode.Changed, sent[0].Code);
        Assert.Equal(["lt=60"], Queries(sent[1]));
        Assert.True(sent[1].Payload.IsEmpty);
        Assert.Equal(60, bench.Registration.LifetimeSeconds);

        // The next one is due by the new lifetime and says nothing new.
        bench.Sent.Clear();
        bench.World.Run(30_100);
        Assert.Empty(Queries(Assert.Single(bench.Requests)));
    }

    [Fact]
    public void Instances_that_come_and_go_are_updated()
    {
        Bench bench = new Bench().Register();
        bench.Object.ToggleInstance(2);
        bench.World.Run(100);
        CoapMessage update = Assert.Single(bench.Requests);
        Assert.Equal(MediaType.LinkFormat, update.ContentFormat);
        Assert.Equal("</>;rt=\"oma.lwm2m\";ct=\"0 42 60 110 112 11542\","
            + "</1/0>,</3/0>,</33000/0>,</33000/2>,"
            + "</33001/0>", update.PayloadText);
        Assert.Contains((33000, 2), bench.Registration.Instances);
        bench.Object.ToggleInstance(2);
        bench.World.Run(100);
        Assert.DoesNotContain((33000, 2), bench.Registration.Instances);
    }

    [Fact]
    public void Trigger_and_application_cause_an_update()
    {
        Bench bench = new Bench().Register();
        Assert.Equal("2.04", bench.Ask((server, registration) =>
            server.Execute(registration, "/1/0/8")).Code.Dotted);
        bench.World.Run(100);
        Assert.Equal(1, bench.Registration.Updates);
        Assert.Contains(bench.World.Changes,
            change => change.Reason == RegistrationReason.Triggered);
        bench.Client.RequestUpdate();
        bench.World.Run(100);
        Assert.Equal(2, bench.Registration.Updates);
    }

    [Fact]
    public void An_unknown_registration_is_registered_again_at_once_on_the_same_socket()
    {
        Bench bench = new Bench().Register();
        bench.Server.Restart();
        bench.World.Run(207_100);
        CoapMessage[] requests = bench.Requests;
        Assert.Equal(2, requests.Length);
        Assert.Equal("/rd", requests[1].UriPath);
        Assert.Equal(1, bench.World.Socket.Connects);
        Assert.Equal(404, Assert.Single(
            bench.World.Changes,
            change => change.Reason == RegistrationReason.RegistrationLost).Code);
        Assert.NotNull(bench.World.Registration);
    }

    [Fact]
    public void An_update_without_answer_leads_to_a_new_socket_and_a_register()
    {
        Bench bench = new Bench().Register();
        bench.World.IsServerDown = true;
        bench.Client.RequestUpdate();
        bench.World.Run(94_000);
        CoapMessage[] requests = bench.Requests;

        // Sent five times with the same message id, 2 to 3 s apart at first, then doubled.
        Assert.All(requests[..5], update =>
            Assert.Equal(requests[0].MessageId, update.MessageId));
        Assert.True(bench.World.Socket.Connects >= 2);
        Assert.Equal("/rd", requests[5].UriPath);
        Assert.Equal(RegistrationState.AwaitingRegisterResponse, bench.World.State);
        bench.World.IsServerDown = false;
        bench.World.Run(60_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Equal(bench.World.Socket.PublicEndPoint, bench.Registration.Peer);
    }

    [Fact]
    public void Only_the_message_id_and_the_token_of_the_update_end_it()
    {
        Bench bench = new Bench().Register();
        bench.World.IsServerDown = true;
        bench.Client.RequestUpdate();
        bench.World.Run(1);
        CoapMessage update = Assert.Single(bench.Requests);
        ushort other = (ushort)(update.MessageId + 1);
        bench.Inject(CoapMessage.CreateEmpty(CoapType.Ack, other));
        bench.Inject(CoapMessage.CreateEmpty(CoapType.Rst, other));
        bench.Inject(Response(CoapType.Ack, other, update.Token));
        bench.Inject(Response(CoapType.Ack, update.MessageId, Token.FromUInt64(1)));
        bench.Inject(Response(CoapType.Non, update.MessageId, Token.FromUInt64(1)));
        Assert.Equal(RegistrationState.AwaitingUpdateResponse, bench.World.State);
        bench.World.Run(4_000);
        Assert.Equal(2, bench.Requests.Length);

        // Acknowledged, it is not repeated; a separate response has a message id of its own.
        bench.Inject(CoapMessage.CreateEmpty(CoapType.Ack, update.MessageId));
        bench.World.Run(60_000);
        Assert.Equal(2, bench.Requests.Length);
        CoapMessage separate = Response(CoapType.Con, 0x7777, update.Token);
        for (int i = 0; i < 2; i++)
        {
            CoapMessage acknowledgement = bench.InjectOne(separate);
            Assert.Equal(CoapType.Ack, acknowledgement.Type);
            Assert.Equal(0x7777, acknowledgement.MessageId);
            Assert.Equal(RegistrationState.Registered, bench.World.State);
        }
    }

    private static CoapMessage Response(CoapType type, ushort messageId, Token token) => new()
    {
        Type = type,
        Code = CoapCode.Changed,
        MessageId = messageId,
        Token = token,
    };

    [Fact]
    public void Retransmissions_double_within_the_random_factor()
    {
        var bench = new Bench { World = { IsServerDown = true } };
        bench.Client.Start();
        bench.World.Run(94_000);
        long[] at = [.. bench.Sent.Take(5).Select(datagram => datagram.AtMs)];
        long first = at[1] - at[0];
        Assert.InRange(first, 2_000, 3_000);
        Assert.Equal([2 * first, 4 * first, 8 * first],
            [at[2] - at[1], at[3] - at[2], at[4] - at[3]]);
        StateChange failure = bench.World.Changes[^1];
        Assert.Equal(RegistrationReason.NoAnswer, failure.Reason);
        Assert.Equal(at[0] + (31 * first), failure.AtMs);
    }

    [Fact]
    public void A_retry_timer_of_zero_does_not_make_the_client_spin()
    {
        var bench = new Bench(setUp: account => account.CommunicationRetryTimerSeconds = 0);
        bench.World.Link.Resolution = Transport.TransportStatus.HostUnknown;
        bench.Client.Start();
        bench.World.Run(3_600_000);
        Assert.InRange(bench.World.Socket.Connects, 10, 2_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public void A_start_during_a_stop_registers_again(long afterMs)
    {
        Bench bench = new Bench().Register();
        bench.World.IsServerDown = true;
        bench.Client.Stop();
        bench.World.Run(afterMs);
        bench.Client.Start();
        bench.World.IsServerDown = false;
        bench.World.Run(10_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.NotNull(bench.Server.Find(bench.Registration.Endpoint));
    }

    [Fact]
    public void A_changed_network_does_not_undo_a_stop()
    {
        Bench bench = new Bench().Register();
        bench.World.IsServerDown = true;
        bench.Client.Stop();
        bench.World.Run(1_000);
        bench.Client.NetworkChanged();
        bench.World.Run(1_000);
        Assert.Equal(RegistrationState.Stopped, bench.World.State);
        bench.Client.NetworkChanged();
        bench.World.Run(600_000);
        Assert.Equal(RegistrationState.Stopped, bench.World.State);
    }
}
