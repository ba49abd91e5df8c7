// Composite observations, stored notifications and Sends allocate nothing either.

using Lwm2m.Client.Model;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.DesktopTests.Allocation.AllocationBench;

namespace Lwm2m.Client.DesktopTests.Allocation;

public sealed class ReportingAllocationTests
{
    private readonly AllocationBench _bench = new();

    private PreparedPlatform Platform => _bench.Platform;

    [Fact]
    public void A_composite_observation_and_its_notification()
    {
        byte[] observe = Request(
            CoapCode.Fetch, "/", format: MediaType.SenmlCbor, observe: 0,
            payload: Senml.EncodePaths(
                MediaType.SenmlCbor, "/33000/0/2", "/33000/0/3/1", "/3/0/0", "/33000/1"));
        double value = 0;
        AssertNothingAllocated(() =>
        {
            _bench.Ask(observe, CoapCode.Content);
            Platform.Forget();
            _bench.Sensor.Measure(value++);
            _bench.Client.Poll();
            Expect(Platform.SentCount == 1 && _bench.Last[0] == 0x58, "notification");
        });
    }

    [Fact]
    public void A_notification_that_is_stored_while_an_update_is_repeated()
    {
        _bench.Ask(Request(CoapCode.Get, "/33000/0/2", observe: 0), CoapCode.Content);
        double value = 0;
        AssertNothingAllocated(() =>
        {
            _bench.Client.RequestUpdate();
            Platform.Forget();
            _bench.Client.Poll();
            Platform.NowMs += 3_001;
            _bench.Client.Poll();
            Expect(Platform.SentCount == 2, "Update, twice");
            _bench.Sensor.Measure(value++);
            _bench.Client.Poll();
            _bench.Sensor.Measure(value++);
            _bench.Client.Poll();
            Expect(Platform.SentCount == 2, "stored");
            _bench.AnswerChanged();
            Expect(Platform.SentCount == 3 && _bench.Last[0] == 0x48, "the first");
            _bench.Acknowledge();
            Expect(Platform.SentCount == 4 && _bench.Last[0] == 0x48, "the second");
            _bench.Acknowledge();
            Expect(Platform.SentCount == 4, "and no more");
        });
    }

    [Fact]
    public void A_send_of_values()
    {
        long[] paths = [Lwm2mPath.Of(33000, 0), Lwm2mPath.Of(3, 0, 0)];
        int delivered = 0;
        SendHandler handler = (_, status, _) => delivered += (int)status;
        int sent = 0;
        AssertNothingAllocated(() =>
        {
            Platform.Forget();
            Expect(_bench.Client.Send(1, paths, handler) == SendStatus.Started, "started");
            _bench.Client.Poll();
            Expect(Platform.SentCount == 1 && _bench.Last[0] == 0x44, "POST");
            _bench.AnswerChanged();
            Expect(delivered == ++sent, "delivered");
        });
    }

    [Fact]
    public void Samples_collected_and_sent()
    {
        SampleBatch batch = _bench.Client.CreateBatch(20);
        AssertNothingAllocated(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                batch.Add(Lwm2mPath.Of(33000, 0, 2), i);
                Platform.NowMs += 1_000;
            }

            Platform.Forget();
            Expect(_bench.Client.Send(1, batch, null) == SendStatus.Started, "started");
            _bench.Client.Poll();
            Expect(Platform.SentCount == 1 && _bench.Last.Length > 200, "POST");
            _bench.AnswerChanged();
            Expect(batch.Count == 0, "delivered");
        });
    }
}
