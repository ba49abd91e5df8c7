// Observations of the client (RFC 7641; OMA LwM2M Core 1.1 §6.4): how they begin and end, and which
// notifications are confirmable.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class ObservationTests
{
    private static Notification[] Notifications(Bench bench, Observation observation)
    {
        var notifications = new List<Notification>();
        observation.Notified += (_, notification) => notifications.Add(notification);
        bench.World.Run(100);
        return [.. notifications];
    }

    [Theory]
    [InlineData("/33000")]
    [InlineData("/33000/0")]
    [InlineData("/33000/0/2")]
    public void A_change_is_notified_at_every_level(string path)
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe(path);
        bench.Object.Measure(30);
        Notification notification = Assert.Single(Notifications(bench, observation));
        Assert.False(notification.IsConfirmable);
        Assert.True(notification.IsFresh);
        Assert.Equal(MediaType.Tlv, notification.Message.ContentFormat);
        List<TlvNode> nodes = TlvCodec.Decode(notification.Message.Payload);
        TlvNode value = nodes[0].Type == TlvType.ObjectInstance
            ? nodes[0].Find(2)!
            : nodes.Single(node => node.Id == 2);
        Assert.True(value.TryGetDouble(out double measured));
        Assert.Equal(30, measured);
    }

    [Fact]
    public void A_resource_instance_is_observed_in_the_format_that_was_asked_for()
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe("/33000/0/3/1", MediaType.Text);
        Assert.Equal("100", observation.Request.Response!.Text);
        Assert.Equal("2.04", bench.Ask((s, r) =>
            s.WriteAttributes(r, "/33000/0/3/1", "pmax=10")).Code.Dotted);
        bench.World.Run(10_100);
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal("100", observation.Latest!.PayloadText);
        Assert.Equal(MediaType.Text, observation.Latest.ContentFormat);
    }

    [Fact]
    public void Another_value_is_not_notified()
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe("/33000/0/0");
        bench.Object.Measure(30);
        Assert.Empty(Notifications(bench, observation));
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/33000/0/0", format: 0, text: "7"));
        bench.World.Run(100);
        Assert.Equal(1, observation.NotificationsReceived);
    }

    [Fact]
    public void Several_observations_of_an_object_are_each_notified()
    {
        Bench bench = new Bench().Register();
        Observation[] observations = [bench.Observe("/33000/0/2"), bench.Observe("/33000/0/2"),
            bench.Observe("/33000/0"), bench.Observe("/33000")];
        bench.Object.Measure(30);
        bench.World.Run(100);
        Assert.All(observations, o => Assert.Equal(1, o.NotificationsReceived));
    }

    [Fact]
    public void Ten_notifications_are_non_confirmable_then_one_is_confirmable()
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe("/33000/0/2");
        var confirmable = new List<bool>();
        observation.Notified += (_, notification) => confirmable.Add(notification.IsConfirmable);
        for (int i = 0; i < 33; i++)
        {
            bench.Object.Measure(i);
            bench.World.Run(1_000);
        }

        Assert.Equal(33, confirmable.Count);
        for (int i = 0; i < 33; i++)
        {
            Assert.Equal(i % (Limits.NonConfirmableNotifications + 1) == 10, confirmable[i]);
        }
    }

    [Fact]
    public void Once_a_day_a_notification_is_confirmable_without_a_change()
    {
        Bench bench = new Bench(3600).Register();
        Observation observation = bench.Observe("/33000/0/2");
        bench.World.Run(Limits.ConfirmableIntervalMs - 1_000);
        Assert.Equal(0, observation.NotificationsReceived);
        bench.World.Run(2_000);
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal(CoapType.Con, observation.Latest!.Type);
        Assert.True(observation.IsActive);
    }

    [Fact]
    public void A_daily_notification_whose_value_is_not_at_hand_is_tried_again_in_time()
    {
        Bench bench = new Bench(3600).Register();
        Observation observation = bench.Observe("/33001/0/0");
        bench.Slow.FetchBegan = () => { };
        bench.World.Run(Limits.ConfirmableIntervalMs + 600_000);
        Assert.InRange(bench.Slow.Fetches, 9, 11);
        bench.Slow.FetchBegan = null;
        bench.World.Run(60_100);
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal(CoapType.Con, observation.Latest!.Type);
    }

    [Fact]
    public void A_confirmable_notification_without_answer_leads_to_a_new_registration()
    {
        Bench bench = new Bench(86_400).Register();
        Observation observation = bench.Observe("/33000/0/2");
        for (int i = 0; i < 10; i++)
        {
            bench.Object.Measure(i);
            bench.World.Run(1_000);
        }

        bench.Sent.Clear();
        bench.World.IsServerDown = true;
        bench.Object.Measure(99);
        Assert.True(bench.World.RunUntil(
            () => bench.World.State == RegistrationState.AwaitingRegisterResponse, 94_000));
        bench.World.IsServerDown = false;
        bench.World.Run(10_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Empty(ClientView.Tokens(bench.Client));
        Assert.Equal(5, bench.FromClient.Count(m => m.Type == CoapType.Con && m.Code.IsResponse));
        Assert.All(bench.Requests, register => Assert.Equal("/rd", register.UriPath));
        Assert.Contains(bench.World.Changes, change => change
            is { To: RegistrationState.AwaitingRetry, Reason: RegistrationReason.NoAnswer });

        // The server knows too: neither side still believes in the observation.
        Assert.False(observation.IsActive);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_reset_ends_the_observation(int notificationsBefore)
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe("/33000/0/2");
        for (int i = 0; i < notificationsBefore; i++)
        {
            bench.Object.Measure(i);
            bench.World.Run(1_000);
        }

        bench.Server.Forget(observation);
        Assert.Single(ClientView.Tokens(bench.Client));
        bench.Object.Measure(99);
        bench.World.Run(1_000);
        Assert.Empty(ClientView.Tokens(bench.Client));
        Assert.Equal(
            notificationsBefore == 10 ? CoapType.Con : CoapType.Non, bench.FromClient[^1].Type);
        int sent = bench.Sent.Count;
        bench.Object.Measure(3);
        bench.World.Run(1_000);
        Assert.Equal(sent, bench.Sent.Count);
    }

    [Fact]
    public void Observe_1_with_the_same_token_ends_that_observation_only()
    {
        Bench bench = new Bench().Register();
        Observation first = bench.Observe("/33000/0/2");
        Observation second = bench.Observe("/33000/0/2");
        DeviceResponse response = bench.World.Answer(bench.Server.Cancel(first));
        Assert.Equal(CoapCode.Content, response.Code);
        Assert.Null(response.Message!.Observe);
        Assert.Equal([second.Token.ToString()], ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void Observe_1_with_a_new_token_ends_the_observations_of_the_path()
    {
        Bench bench = new Bench().Register();
        bench.Observe("/33000/0/2");
        Observation other = bench.Observe("/33000/0/0");
        bench.Observe("/33000/0/2");
        CoapMessage answer = bench.InjectOne(bench.Build(CoapCode.Get, "/33000/0/2", observe: 1));
        Assert.Equal(CoapCode.Content, answer.Code);
        Assert.Null(answer.Observe);
        Assert.Equal([other.Token.ToString()], ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void The_same_token_again_replaces_the_observation()
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Observe("/33000/0/2");
        bench.Ask((server, registration) => server.Send(registration,
            new RawRequest(CoapCode.Get, "/33000/0/0")
            {
                Token = observation.Token,
                Options = [CoapOption.FromUInt(OptionNumber.Observe, 0)],
            }));
        Assert.Single(ClientView.Tokens(bench.Client));
        bench.Sent.Clear();
        bench.Object.Measure(44);
        bench.World.Run(100);
        Assert.Empty(bench.FromClient);
        bench.Code(CoapCode.Put, "/33000/0/0", format: 0, text: "7");
        bench.World.Run(100);

        // The response to the Write, and the notification.
        Assert.Equal(2, bench.FromClient.Length);
        Assert.Equal(observation.Token, bench.FromClient[1].Token);
    }

    [Fact]
    public void A_repeated_observe_is_answered_alike_and_counts_once()
    {
        Bench bench = new Bench().Register();
        CoapMessage request = bench.Build(CoapCode.Get, "/33000/0/2", observe: 0);
        for (int i = 0; i < 3; i++)
        {
            CoapMessage answer = bench.InjectOne(request);
            Assert.Equal(CoapCode.Content, answer.Code);
            Assert.NotNull(answer.Observe);
        }

        Assert.Single(ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void A_flood_of_observations_is_answered_as_reads_once_the_table_is_full()
    {
        Bench bench = new Bench().Register();
        for (int i = 0; i < Limits.Observations + 8; i++)
        {
            CoapMessage answer =
                bench.InjectOne(bench.Build(CoapCode.Get, "/33000/0/2", observe: 0));
            Assert.Equal(CoapCode.Content, answer.Code);
            Assert.Equal(i < Limits.Observations, answer.Observe is not null);
        }

        Assert.Equal(Limits.Observations, ClientView.Tokens(bench.Client).Count);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
    }

    [Theory]
    [InlineData("/33000/0/9")]
    [InlineData("/33000/0/4")]
    [InlineData("/0/0")]
    [InlineData("/33000/1")]
    public void What_cannot_be_read_cannot_be_observed(string path)
    {
        Bench bench = new Bench().Register();
        Observation observation = bench.Server.Observe(bench.Registration, path);
        bench.World.Answer(observation.Request);
        Assert.Equal(ObservationEnd.Refused, observation.End);
        Assert.Empty(ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void An_instance_that_goes_ends_its_observation_with_an_error()
    {
        Bench bench = new Bench().Register();
        bench.Object.ToggleInstance(1);
        bench.World.Run(100);
        Observation observation = bench.Observe("/33000/1");
        bench.Attributes("/33000/1", "pmax=10");
        bench.Object.ToggleInstance(1);
        bench.World.Run(10_100);
        Assert.Equal(ObservationEnd.EndedByDevice, observation.End);
        Assert.Empty(ClientView.Tokens(bench.Client));

        // Confirmable: it must not get lost.
        CoapMessage last = bench.FromClient.Last(message => message.Code.IsResponse);
        Assert.Equal(CoapCode.NotFound, last.Code);
        Assert.Equal(CoapType.Con, last.Type);
    }

    [Fact]
    public void A_new_registration_ends_all_observations()
    {
        Bench bench = new Bench().Register();
        bench.Observe("/33000/0/2");
        bench.Client.NetworkChanged();
        bench.World.Run(100);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Empty(ClientView.Tokens(bench.Client));
        bench.Object.Measure(77);
        bench.World.Run(100);
        Assert.Equal(0, bench.Server.Counters.ResetsSent);
    }
}
