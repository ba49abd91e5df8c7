// Devices in queue mode (OMA LwM2M 1.1 Core §6.5), and a server that refuses, closes or says
// nothing.

using System.Net;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class QueueModeTests
{
    private readonly ServerBench _bench = new();

    private ServerCore Core => _bench.Core;

    [Theory]
    [InlineData("lwm2m=1.0&b=UQ", true)]
    [InlineData("lwm2m=1.0&b=U", false)]
    [InlineData("lwm2m=1.1&b=U&Q", true)]
    [InlineData("lwm2m=1.1&b=U", false)]
    public void A_request_waits_for_a_device_that_sleeps(string query, bool isQueueMode)
    {
        Registration registration = _bench.Register($"ep=lab-1&lt=600&{query}");
        Assert.Equal(isQueueMode, registration.IsQueueMode);
        Core.Advance(93_000);
        Assert.Equal(!isQueueMode, registration.IsAwake(Core.NowMs));
        DeviceRequest read = Core.Read(registration, "/3/0");
        Assert.Equal(isQueueMode ? 0 : 1, _bench.TakeSent().Length);
        Assert.Equal(isQueueMode ? [read] : [], registration.Held);
        if (isQueueMode)
        {
            _bench.Receive(_bench.Request(CoapCode.Post, registration.Location));
            Sent[] sent = _bench.TakeSent();
            Assert.Equal([CoapCode.Changed, CoapCode.Get],
                sent.Select(datagram => datagram.Message.Code));
            _bench.Receive(ServerBench.Piggyback(sent[1].Message, CoapCode.Content, "x"));
            Assert.Equal("x", read.Response!.Text);
        }
    }

    [Theory]
    [InlineData("lwm2m=1.0&b=UQ", "b=U", false)]
    [InlineData("lwm2m=1.0&b=U", "b=UQ", true)]
    [InlineData("lwm2m=1.0&b=UQ", "lt=60", true)]
    [InlineData("lwm2m=1.1&b=U&Q", "b=U", true)]
    [InlineData("lwm2m=1.1&b=U", "b=U&Q", true)]
    public void An_update_can_change_it(string query, string update, bool isQueueMode)
    {
        Registration registration = _bench.Register($"ep=lab-1&lt=600&{query}");
        Assert.Equal(CoapCode.Changed, _bench.Exchange(
            _bench.Request(CoapCode.Post, registration.Location, update)).Code);
        Assert.Equal(isQueueMode, registration.IsQueueMode);
    }

    [Fact]
    public void A_device_is_awake_for_93_seconds_after_its_last_message()
    {
        Registration registration = _bench.Register("ep=lab-1&lt=600&lwm2m=1.1&Q");
        Core.Advance(60_000);
        Assert.True(registration.IsAwake(Core.NowMs));
        DeviceRequest read = Core.Read(registration, "/3/0");
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.Content, "x"));
        Assert.True(read.IsCompleted);
        Core.Advance(60_000 + 92_999);
        Assert.True(registration.IsAwake(Core.NowMs));
        Core.Advance(60_000 + 93_000);
        Assert.False(registration.IsAwake(Core.NowMs));

        // Anything that it sends wakes it, if only a ping.
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Con, 0x7000));
        Assert.True(registration.IsAwake(Core.NowMs));
    }

    [Fact]
    public void A_device_that_does_not_answer_is_asleep_and_the_time_can_be_set()
    {
        var bench = new ServerBench(new ServerOptions { Seed = 1, AwakeMs = 200_000 });
        Registration registration = bench.Register("ep=lab-1&lt=600&lwm2m=1.1&Q");
        DeviceRequest read = bench.Core.Read(registration, "/3/0");
        while (!read.IsCompleted)
        {
            Assert.True(registration.IsAwake(bench.Core.NowMs));
            bench.Core.Advance(bench.Core.Advance(bench.Core.NowMs));
        }

        Assert.True(bench.Core.NowMs < 200_000);
        Assert.False(registration.IsAwake(bench.Core.NowMs));
    }

    [Fact]
    public void What_waits_goes_to_the_new_address_or_ends_with_the_registration()
    {
        Registration registration = _bench.Register("ep=lab-1&lt=600&lwm2m=1.1&Q");
        Core.Advance(100_000);
        DeviceRequest read = Core.Read(registration, "/3/0");
        _bench.Device = new IPEndPoint(IPAddress.Loopback, 40002);
        _bench.Receive(_bench.Request(CoapCode.Post, registration.Location));
        Sent[] sent = _bench.TakeSent();
        Assert.Equal(2, sent.Length);
        Assert.Equal(_bench.Device, sent[1].Peer);
        Assert.Equal(_bench.Device, read.Peer);
        _bench.Receive(ServerBench.Piggyback(sent[1].Message, CoapCode.NotFound));

        Core.Advance(300_000);
        read = Core.Read(registration, "/3/0");
        Assert.Empty(_bench.TakeSent());
        Core.Advance(2_000_000);
        Assert.Equal(RequestOutcome.RegistrationEnded, read.Response!.Outcome);
        Assert.Equal((0, 0, 0), Core.Held);
    }

    [Fact]
    public void Registers_and_updates_can_be_refused_and_the_connection_closed()
    {
        var closed = new List<EndPoint>();
        Core.Closing += closed.Add;
        Registration registration = _bench.Register();
        Core.UpdateRefusal = CoapCode.BadRequest;
        Assert.Equal(CoapCode.BadRequest,
            _bench.Exchange(_bench.Request(CoapCode.Post, registration.Location)).Code);
        Assert.Empty(closed);
        Core.RegisterRefusal = CoapCode.Forbidden;
        Core.ClosesAfterRefusal = true;
        Assert.Equal(CoapCode.Forbidden, _bench.Exchange(_bench.Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList)).Code);
        Assert.Equal([_bench.Device], closed);
        Assert.Equal(CoapCode.Deleted,
            _bench.Exchange(_bench.Request(CoapCode.Delete, registration.Location)).Code);
    }

    [Fact]
    public void A_silent_server_hears_nothing_and_sends_nothing()
    {
        Registration registration = _bench.Register("ep=lab-1&lt=600&lwm2m=1.1");
        Core.IsSilent = true;
        _bench.Receive(_bench.Request(CoapCode.Post, registration.Location));
        DeviceRequest read = Core.Read(registration, "/3/0");
        Core.Advance(3_000);
        Assert.Empty(_bench.TakeSent());
        Assert.Equal(0, registration.Updates);
        Core.IsSilent = false;
        Core.Advance(9_000);
        CoapMessage request = _bench.TakeOne();
        _bench.Receive(ServerBench.Piggyback(request, CoapCode.Content, "x"));
        Assert.Equal("x", read.Response!.Text);
    }
}
