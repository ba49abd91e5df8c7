// Observations of the desktop server on a virtual clock (RFC 7641).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class ObservationTests
{
    private readonly ServerBench _bench = new();
    private ushort _messageId = 0x2000;

    private ServerCore Core => _bench.Core;

    [Fact]
    public void An_observation_has_a_first_value_and_notifications()
    {
        Observation observation = Core.Observe(_bench.Register(), "/3303/0/5700", 0);
        CoapMessage request = _bench.TakeOne();
        Assert.Equal((0, 0), (request.Observe, request.Accept));
        Assert.False(observation.IsActive);
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.Content, "20", 5));
        Assert.True(observation.IsActive);
        Assert.Equal("20", observation.Request.Response!.Text);
        Assert.Equal(0, observation.NotificationsReceived);

        var values = new List<string>();
        observation.Notified += (_, n) => values.Add(
            $"{n.Message.PayloadText} {n.Sequence} {n.IsFresh} {n.IsConfirmable}");
        Notify(observation, CoapType.Non, "21", 6);
        Assert.Empty(_bench.TakeSent());
        Notify(observation, CoapType.Con, "22", 7);
        Assert.Equal((CoapType.Ack, CoapCode.Empty), Kind(_bench.TakeOne()));
        Assert.Equal(["21 6 True False", "22 7 True True"], values);
        Assert.Equal(2, observation.NotificationsReceived);
        Assert.Equal("22", observation.Latest!.PayloadText);
        Assert.Equal(2, Core.Counters.Notifications);
    }

    [Theory]
    [InlineData(5u, 6u, 0, true)]
    [InlineData(5u, 5u, 0, false)]
    [InlineData(5u, 4u, 0, false)]
    [InlineData(0u, 0x7FFFFFu, 0, true)]
    [InlineData(0u, 0x800000u, 0, false)]
    [InlineData(0xFFFFFFu, 0u, 0, true)]
    [InlineData(0x800001u, 0u, 0, true)]
    [InlineData(0x800000u, 0u, 0, false)]
    [InlineData(5u, 4u, 128_000, false)]
    [InlineData(5u, 4u, 128_001, true)]
    public void Notifications_are_ordered_as_RFC_7641_says(
        uint first, uint second, long laterMs, bool isFresh)
    {
        Observation observation = Observe("/3/0/9", first, "ep=a&lwm2m=1.1");
        Core.Advance(laterMs);
        Notify(observation, CoapType.Non, "new", second);
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal(isFresh ? 0 : 1, observation.StaleNotifications);
        Assert.Equal(isFresh ? "new" : "80", observation.Latest!.PayloadText);
    }

    [Fact]
    public void A_duplicate_notification_counts_once()
    {
        Observation observation = Observe("/3/0/9");
        CoapMessage notification = ServerBench.Response(
            CoapType.Con, 0x3000, observation.Token, CoapCode.Content, "79", 2);
        _bench.Receive(notification);
        byte[] ack = Assert.Single(_bench.TakeSent()).Bytes;
        _bench.Receive(notification);
        Assert.Equal(ack, Assert.Single(_bench.TakeSent()).Bytes);
        Assert.Equal(1, observation.NotificationsReceived);
        Assert.Equal(1, Core.Counters.Duplicates);
    }

    [Fact]
    public void A_notification_that_overtakes_the_first_answer_sets_up_the_observation()
    {
        Observation observation = Core.Observe(_bench.Register(), "/3/0/9");
        CoapMessage request = _bench.TakeOne();
        Notify(observation, CoapType.Non, "81", 2);
        Assert.True(observation.IsActive);
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.Content, "80", 1));
        Assert.Equal("81", observation.Latest!.PayloadText);
        Assert.Empty(_bench.TakeSent());
    }

    [Fact]
    public void An_active_cancel_ends_with_its_answer_and_takes_notifications_until_then()
    {
        Observation observation = Observe("/3/0/9");
        DeviceRequest cancel = Core.Cancel(observation);
        CoapMessage request = _bench.TakeOne();
        Assert.Equal((1, observation.Token, "/3/0/9"),
            (request.Observe, request.Token, request.UriPath));

        Notify(observation, CoapType.Con, "79", 2);
        Assert.Equal((CoapType.Ack, CoapCode.Empty), Kind(_bench.TakeOne()));
        Assert.False(cancel.IsCompleted);
        Assert.Equal(1, observation.NotificationsReceived);

        _bench.Receive(ServerBench.Piggyback(request, CoapCode.Content, "78"));
        Assert.True(cancel.Response!.IsSuccess);
        Assert.Equal(ObservationEnd.Cancelled, observation.End);
        Assert.Empty(observation.Registration.Observations);
        Notify(observation, CoapType.Non, "77", 3);
        Assert.Equal((CoapType.Rst, CoapCode.Empty), Kind(_bench.TakeOne()));
    }

    [Fact]
    public void An_observation_can_be_cancelled_before_it_is_answered()
    {
        Observation observation = Core.Observe(_bench.Register(), "/3/0/9");
        DeviceRequest cancel = Core.Cancel(observation);
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.Content, "80", 1));
        Assert.True(observation.IsActive);
        CoapMessage request = _bench.TakeOne();
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, request.MessageId));
        _bench.Receive(ServerBench.Response(
            CoapType.Con, 0x3000, request.Token, CoapCode.Content, "79"));
        Assert.True(cancel.Response!.IsSuccess);
        Assert.Equal(ObservationEnd.Cancelled, observation.End);
    }

    [Fact]
    public void Several_paths_are_observed_at_once_and_cancelled_with_the_same_list()
    {
        Observation observation = Core.ObserveComposite(
            _bench.Register(), ["/3/0/9", "/3303"], format: MediaType.SenmlJson);
        CoapMessage request = _bench.TakeOne();
        Assert.Equal((CoapCode.Fetch, "/", 0, MediaType.SenmlJson, MediaType.SenmlCbor),
            (request.Code, request.UriPath, request.Observe, request.ContentFormat,
                request.Accept));
        Assert.Equal([new("/3/0/9"), new("/3303")],
            Senml.Decode(request.ContentFormat, request.Payload));
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.Content, "80", 1));
        Assert.True(observation.IsActive && observation.IsComposite);
        Assert.Equal("/3/0/9 /3303", observation.Path);
        Notify(observation, CoapType.Non, "79", 2);
        Assert.Equal("79", observation.Latest!.PayloadText);

        Core.Cancel(observation);
        CoapMessage cancel = _bench.TakeOne();
        Assert.Equal((CoapCode.Fetch, 1, request.Token),
            (cancel.Code, cancel.Observe, cancel.Token));
        Assert.Equal(request.Payload.ToArray(), cancel.Payload.ToArray());
        _bench.Receive(ServerBench.Piggyback(cancel, CoapCode.Content, "78"));
        Assert.Equal(ObservationEnd.Cancelled, observation.End);
    }

    [Fact]
    public void An_active_cancel_can_be_answered_separately()
    {
        Observation observation = Observe("/3/0/9");
        DeviceRequest cancel = Core.Cancel(observation);
        CoapMessage request = _bench.TakeOne();
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, request.MessageId));
        Notify(observation, CoapType.Non, "79", 2);
        Assert.False(cancel.IsCompleted);
        _bench.Receive(ServerBench.Response(
            CoapType.Non, 0x3000, request.Token, CoapCode.Content, "78"));
        Assert.True(cancel.IsCompleted);
        Assert.Equal(ObservationEnd.Cancelled, observation.End);
    }

    [Theory]
    [InlineData(CoapType.Con)]
    [InlineData(CoapType.Non)]
    public void A_passive_cancel_rejects_the_next_notification(CoapType type)
    {
        Observation observation = Observe("/3/0/9");
        Core.Forget(observation);
        Assert.Empty(_bench.TakeSent());
        Assert.Equal(ObservationEnd.Forgotten, observation.End);
        Notify(observation, type, "79", 2);
        CoapMessage reset = _bench.TakeOne();
        Assert.Equal((CoapType.Rst, CoapCode.Empty), Kind(reset));
        Assert.Equal(_messageId, reset.MessageId + 1);
        Assert.Equal(0, observation.NotificationsReceived);
        Assert.Equal(1, Core.Counters.ResetsSent);
    }

    [Theory]
    [InlineData(0x45, null)]
    [InlineData(0x84, 2u)]
    [InlineData(0x84, null)]
    public void A_notification_with_an_error_or_without_Observe_is_the_last(
        byte code, uint? sequence)
    {
        Observation observation = Observe("/3/0/9");
        _bench.Receive(ServerBench.Response(CoapType.Con, 0x3000, observation.Token,
            new CoapCode(code), code == 0x45 ? "79" : null, sequence));
        Assert.Equal((CoapType.Ack, CoapCode.Empty), Kind(_bench.TakeOne()));
        Assert.Equal(ObservationEnd.EndedByDevice, observation.End);
        Notify(observation, CoapType.Non, "77", 3);
        Assert.Equal(CoapType.Rst, _bench.TakeOne().Type);
    }

    [Theory]
    [InlineData(0x84, null)]
    [InlineData(0x45, null)]
    public void A_refused_observation_is_none(byte code, uint? sequence)
    {
        Observation observation = Core.Observe(_bench.Register(), "/3/0/9");
        ObservationEnd? end = null;
        observation.Ended += (_, reason) => end = reason;
        _bench.Receive(ServerBench.Piggyback(
            _bench.TakeOne(), new CoapCode(code), "80", sequence));
        Assert.False(observation.IsActive);
        Assert.Equal(ObservationEnd.Refused, end);
        Assert.Empty(observation.Registration.Observations);
    }

    [Fact]
    public void An_observation_without_an_answer_is_none()
    {
        Observation observation = Core.Observe(_bench.Register("ep=a&lwm2m=1.1"), "/3/0/9");
        Core.Advance(3_000);
        Core.Advance(9_000);
        Core.Advance(21_000);
        Core.Advance(45_000);
        Core.Advance(93_000);
        Assert.Equal(ObservationEnd.NoAnswer, observation.End);
        Assert.Equal(RequestOutcome.TimedOut, observation.Request.Response!.Outcome);
    }

    [Fact]
    public void A_restart_ends_observations_without_a_word()
    {
        Observation observation = Observe("/3/0/9");
        Core.Restart();
        Assert.Empty(_bench.TakeSent());
        Assert.Equal(ObservationEnd.ServerRestarted, observation.End);
        Notify(observation, CoapType.Con, "79", 2);
        Assert.Equal(CoapType.Rst, _bench.TakeOne().Type);
    }

    [Fact]
    public void An_observation_that_went_quiet_is_given_up_when_asked_for()
    {
        var bench = new ServerBench(
            new ServerOptions { Seed = 1, ObservationStaleAfterMs = 60_000 });
        Observation observation =
            bench.Core.Observe(bench.Register("ep=a&lwm2m=1.1"), "/3/0/9");
        bench.Receive(ServerBench.Piggyback(bench.TakeOne(), CoapCode.Content, "80", 1));
        bench.Core.Advance(50_000);
        bench.Receive(ServerBench.Response(
            CoapType.Non, 0x3000, observation.Token, CoapCode.Content, "79", 2));
        bench.Core.Advance(109_999);
        Assert.True(observation.IsActive);
        bench.Core.Advance(110_000);
        Assert.Equal(ObservationEnd.Stale, observation.End);
    }

    private static (CoapType Type, CoapCode Code) Kind(CoapMessage message) =>
        (message.Type, message.Code);

    private Observation Observe(
        string path, uint sequence = 1, string query = "ep=lab-1&lwm2m=1.1&lt=60")
    {
        Observation observation = Core.Observe(_bench.Register(query), path);
        _bench.Receive(ServerBench.Piggyback(
            _bench.TakeOne(), CoapCode.Content, "80", sequence));
        Assert.True(observation.IsActive);
        return observation;
    }

    private void Notify(Observation observation, CoapType type, string value, uint sequence) =>
        _bench.Receive(ServerBench.Response(
            type, _messageId++, observation.Token, CoapCode.Content, value, sequence));
}
