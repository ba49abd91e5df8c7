// Send (OMA LwM2M Core 1.1 §6.4.6): outcomes, samples with their times (RFC 8428 §4.5.3), more than
// one message.

using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Reporting;

public sealed class SendTests
{
    private static readonly long s_value = Lwm2mPath.Of(3303, 0, 5700);
    private static readonly long[] s_now = [s_value];

    private readonly List<(SendStatus Status, int Code)> _outcomes = [];

    private void Note(int serverId, SendStatus status, int code) => _outcomes.Add((status, code));

    [Fact]
    public void Samples_have_the_time_at_which_they_were_added()
    {
        var bench = new ReportingBench();
        SampleBatch batch = bench.Bench.Client.CreateBatch(10);
        bench.World.Run(1_000 - (bench.World.NowMs % 1_000));
        long utc = bench.World.UtcSeconds;
        batch.Add(s_value, 20.5);
        bench.World.Run(60_000);
        batch.Add(s_value, 21.25);
        batch.Add(Lwm2mPath.Of(3, 0, 9), 77);
        batch.Add(Lwm2mPath.Of(3, 0, 7, 0), 3700, 30_000);
        bench.World.Run(30_000);
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, batch, Note));
        bench.World.Run(1_000);
        Assert.Equal([(SendStatus.Delivered, 204)], _outcomes);
        Assert.Equal(0, batch.Count);
        SentData sent = Assert.Single(bench.Sent);
        Assert.Equal(MediaType.SenmlCbor, sent.Format);
        Assert.Equal(
            [
                $"/3303/0/5700: 20.5 @{utc}", $"/3303/0/5700: 21.25 @{utc + 60}",
                $"/3/0/9: 77 @{utc + 60}", $"/3/0/7/0: 3700 @{utc + 30}",
            ],
            sent.Records.Select(record => record.ToString()));
        Assert.Equal(ValueKind.Integer, sent.Records[2].Value.Kind);
    }

    [Fact]
    public void Without_a_wall_clock_times_are_relative_to_now()
    {
        var bench = new ReportingBench();
        bench.World.IsUtcUnknown = true;
        SampleBatch batch = bench.Bench.Client.CreateBatch(10);
        batch.Add(s_value, 20.5);
        bench.World.Run(90_000);
        batch.Add(s_value, 21);
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(1_000);
        Assert.Equal(
            ["/3303/0/5700: 20.5 @-90", "/3303/0/5700: 21"],
            Assert.Single(bench.Sent).Records.Select(record => record.ToString()));
    }

    /// <summary>Samples of before the clock was set have their place all the same.</summary>
    [Fact]
    public void A_clock_that_is_set_later_moves_no_sample()
    {
        var bench = new ReportingBench();
        bench.World.IsUtcUnknown = true;
        SampleBatch batch = bench.Bench.Client.CreateBatch(10);
        bench.World.Run(1_000 - (bench.World.NowMs % 1_000));
        batch.Add(s_value, 20.5);
        bench.World.Run(10_000);
        bench.World.IsUtcUnknown = false;
        long utc = bench.World.UtcSeconds;
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(1_000);
        Assert.Equal(utc - 10, Assert.Single(bench.Sent).Records[0].Time);
    }

    [Fact]
    public void Json_by_choice()
    {
        var bench = new ReportingBench(setUp: account => account.SendsJson = true);
        SampleBatch batch = bench.Bench.Client.CreateBatch(1);
        batch.Add(s_value, 20.5);
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(1_000);
        bench.Bench.Client.Send(101, s_now, Note);
        bench.World.Run(1_000);
        Assert.Equal([MediaType.SenmlJson, MediaType.SenmlJson], bench.Sent.Select(s => s.Format));
        Assert.Equal([(SendStatus.Delivered, 204), (SendStatus.Delivered, 204)], _outcomes);
    }

    [Fact]
    public void A_batch_takes_as_many_messages_as_it_needs()
    {
        var bench = new ReportingBench();
        SampleBatch batch = bench.Bench.Client.CreateBatch(500);
        for (int i = 0; i < 500; i++)
        {
            batch.Add(s_value, i);
            bench.World.Run(1_000);
        }

        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(10);
        batch.Add(s_value, 500);
        bench.World.Run(10_000);
        Assert.Equal([(SendStatus.Delivered, 204)], _outcomes);
        Assert.InRange(bench.Sent.Count, 5, 20);
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => (double)i),
            bench.Sent.SelectMany(sent => sent.Records).Select(record => record.Value.Number));
        double[] times = [.. bench.Sent.SelectMany(s => s.Records).Select(r => r.Time!.Value)];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(1, pair.Second - pair.First, 3));

        // What was added meanwhile waits for the next Send, or went with the last message.
        Assert.InRange(batch.Count, 0, 1);
        Assert.Equal(0, batch.Dropped);
    }

    [Fact]
    public void A_full_batch_lets_the_oldest_go()
    {
        var bench = new ReportingBench();
        SampleBatch batch = bench.Bench.Client.CreateBatch(3);
        foreach (int value in (int[])[1, 2, 3, 4, 5])
        {
            batch.Add(s_value, value);
        }

        Assert.Equal(3, batch.Count);
        Assert.Equal(2, batch.Dropped);
        bench.World.Link.IsSilent = true;
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(1_000);
        batch.Add(s_value, 6);
        bench.World.Link.IsSilent = false;
        bench.World.Run(20_000);
        Assert.Equal([(SendStatus.Delivered, 204)], _outcomes);
        Assert.Equal(0, batch.Count);
        Assert.Equal(3, batch.Dropped);
        Assert.Equal(
            [3, 4, 5, 6],
            bench.Sent.SelectMany(sent => sent.Records).Select(record => record.Value.Number));
    }

    [Fact]
    public void What_is_refused_or_lost_stays_in_the_batch()
    {
        var bench = new ReportingBench();
        SampleBatch batch = bench.Bench.Client.CreateBatch(3);
        batch.Add(s_value, 1);
        bench.Server.SendRefusal = CoapCode.Forbidden;
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(1_000);
        bench.Server.SendRefusal = null;
        bench.World.Link.IsSilent = true;
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, batch, Note));
        Assert.Equal(SendStatus.Busy, bench.Bench.Client.Send(101, batch, Note));
        bench.World.Run(100_000);
        bench.World.Link.IsSilent = false;
        Assert.Equal([(SendStatus.Refused, 403), (SendStatus.NoAnswer, 0)], _outcomes);
        Assert.Equal(1, batch.Count);
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(10_000);
        Assert.Equal((SendStatus.Delivered, 204), _outcomes[^1]);
        Assert.Single(bench.Sent);
    }

    [Fact]
    public void A_lost_message_is_repeated()
    {
        var bench = new ReportingBench();
        bench.World.Link.IsSilent = true;
        bench.Bench.Client.Send(101, s_now, Note);
        bench.World.Run(5_000);
        bench.World.Link.IsSilent = false;
        bench.World.Run(30_000);
        Assert.Equal([(SendStatus.Delivered, 204)], _outcomes);
        Assert.Single(bench.Sent);
    }

    [Fact]
    public void Values_that_do_not_fit_a_message_go_in_blocks()
    {
        var bench = new ReportingBench(setUp: account => account.SendsJson = true);
        long[] paths = [.. Enumerable.Repeat(Lwm2mPath.Of(3), 2), Lwm2mPath.Of(3303)];
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, paths, Note));
        bench.World.Run(10_000);
        Assert.Equal([(SendStatus.Delivered, 204)], _outcomes);
        Assert.Contains("/3303/0/5700: 20", Assert.Single(bench.Sent).Records.Select(
            record => record.ToString()));
        Assert.Contains(bench.Bench.Requests, request => request.Block1 is { More: true });
    }

    [Fact]
    public void Values_that_are_more_than_a_body_are_refused()
    {
        var bench = new ReportingBench(setUp: account => account.SendsJson = true);
        long[] paths = [.. Enumerable.Repeat(Lwm2mPath.Of(3), 12)];
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, paths, Note));
        bench.World.Run(10_000);
        Assert.Equal([(SendStatus.TooLarge, 0)], _outcomes);
    }

    [Theory]
    [InlineData("/0/0/1")]
    [InlineData("/")]
    [InlineData("/77")]
    [InlineData("/3303/7")]
    public void What_is_not_registered_is_not_sent(string path)
    {
        var bench = new ReportingBench();
        long packed = path == "/" ? Lwm2mPath.Root : Lwm2mPath.Of(
            int.Parse(path.Split('/')[1]), path.Split('/').Length > 2
                ? int.Parse(path.Split('/')[2]) : Lwm2mPath.NoId);
        Assert.Equal(SendStatus.NotAllowed, bench.Bench.Client.Send(101, [packed], Note));
        SampleBatch batch = bench.Bench.Client.CreateBatch(3);
        batch.Add(packed, 1);
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, batch, Note));
        bench.World.Run(10_000);
        Assert.Equal([(SendStatus.NotAllowed, 0)], _outcomes);
        Assert.Empty(bench.Sent);
    }

    [Fact]
    public void A_sample_of_an_instance_that_has_gone_is_left_out()
    {
        var bench = new ReportingBench();
        bench.Simulated.ToggleInstance(1);
        SampleBatch batch = bench.Bench.Client.CreateBatch(3);
        batch.Add(Lwm2mPath.Of(33000, 1, 2), 1);
        batch.Add(s_value, 2);
        bench.Simulated.ToggleInstance(1);
        bench.World.Run(1_000);
        bench.Bench.Client.Send(101, batch, Note);
        bench.World.Run(1_000);
        Assert.Equal([2], Assert.Single(bench.Sent).Records.Select(r => r.Value.Number));
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void A_new_instance_is_registered_before_its_values_are_sent()
    {
        var bench = new ReportingBench();
        bench.Simulated.ToggleInstance(1);
        bench.Bench.Client.Send(101, [Lwm2mPath.Of(33000, 1, 2)], Note);
        bench.World.Run(1_000);
        Assert.Equal([(SendStatus.Delivered, 204)], _outcomes);
        Assert.Equal(0, bench.Server.Counters.Violations);
    }

    [Fact]
    public void Version_1_0_has_no_Send()
    {
        var bench = new ReportingBench(options: new ServerOptions { SupportedVersions = ["1.0"] });
        Assert.Equal(SendStatus.NotRegistered, bench.Bench.Client.Send(101, s_now, Note));
    }

    [Fact]
    public void Without_a_registration_there_is_no_Send()
    {
        var bench = new ReportingBench();
        bench.Bench.Client.Send(101, s_now, Note);
        bench.World.Link.IsDown = true;
        bench.World.Run(1_000);
        Assert.Equal(SendStatus.NotRegistered, bench.Bench.Client.Send(101, s_now, Note));
        Assert.Equal([(SendStatus.NotRegistered, 0)], _outcomes);
        bench.Bench.Client.Stop();
        bench.World.Run(1_000);
        Assert.Equal(SendStatus.NotRegistered, bench.Bench.Client.Send(101, s_now, Note));
        Assert.Throws<ArgumentException>(() => bench.Bench.Client.Send(7, s_now, Note));
    }

    [Fact]
    public void The_end_of_the_connection_is_the_end_of_a_Send()
    {
        var bench = new ReportingBench();
        bench.World.Link.IsSilent = true;
        bench.Bench.Client.Send(101, s_now, Note);
        bench.World.Run(1_000);
        bench.Bench.Client.NetworkChanged();
        Assert.Equal([(SendStatus.NoAnswer, 0)], _outcomes);
        bench.World.Link.IsSilent = false;
        bench.World.Run(60_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.Equal(SendStatus.Started, bench.Bench.Client.Send(101, s_now, Note));
        bench.World.Run(1_000);
        Assert.Equal((SendStatus.Delivered, 204), _outcomes[^1]);
    }

    [Fact]
    public void The_handler_may_send_again()
    {
        var bench = new ReportingBench();
        int left = 3;
        void Again(int serverId, SendStatus status, int code)
        {
            _outcomes.Add((status, code));
            if (--left > 0)
            {
                Assert.Equal(
                    SendStatus.Started, bench.Bench.Client.Send(serverId, s_now, Again));
            }
        }

        bench.Bench.Client.Send(101, s_now, Again);
        bench.World.Run(1_000);
        Assert.Equal(3, bench.Sent.Count);
        Assert.Equal(3, _outcomes.Count(outcome => outcome.Status == SendStatus.Delivered));
    }

    [Fact]
    public void Sends_do_not_disturb_notifications()
    {
        var bench = new ReportingBench();
        ReportingBench.Watch watch = bench.Observe("!/3303/0/5700");
        for (int i = 0; i < 40; i++)
        {
            bench.Temperature.SetValue(0, i);
            bench.Bench.Client.Send(101, s_now, Note);
            bench.World.Run(1_000);
        }

        Assert.Equal(40, watch.Seconds.Count);
        Assert.Equal(40, bench.Sent.Count);
    }
}
