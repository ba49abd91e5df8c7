// Requests that an object answers later (RFC 7252 §5.2.2), and requests that come twice (§4.2,
// §4.5).

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SeparateResponseTests
{
    private static Bench SlowBench(Action<Bench>? complete = null)
    {
        Bench bench = new Bench().Register();
        bench.Object.SlowBegan = () => complete?.Invoke(bench);
        bench.Slow.FetchBegan = () => complete?.Invoke(bench);
        return bench;
    }

    [Fact]
    public void A_slow_execute_is_acknowledged_and_answered_later()
    {
        Bench bench = SlowBench(
            b => b.World.After(10_000, () => b.Object.Complete(Status.Success)));
        DeviceResponse response = bench.Ask((s, r) => s.Execute(r, "/33000/0/5", "0='1'"));
        Assert.Equal(CoapCode.Changed, response.Code);
        Assert.InRange(response.ElapsedMs, 10_000, 10_100);
        Assert.Equal(CoapType.Con, response.Message!.Type);
        Assert.Equal(CoapCode.Empty, bench.FromClient[0].Code);
        Assert.Equal(CoapType.Ack, bench.FromClient[0].Type);
        Assert.Equal(1, bench.Object.Counts[1]);
    }

    [Theory]
    [InlineData(Status.InternalServerError, "5.00")]
    [InlineData(Status.BadRequest, "4.00")]
    [InlineData(Status.Success, "2.04")]
    public void A_slow_write_is_answered_with_its_outcome(Status status, string code)
    {
        Bench bench = SlowBench(b => b.World.After(5_000, () => b.Object.Complete(status)));
        Assert.Equal(code, bench.Code(CoapCode.Put, "/33000/0/7", format: 0, text: "3"));
        byte[] update = TlvCodec.Encode(TlvNode.Resource(7, 4L));
        Assert.Equal(code, bench.Ask(
            (s, r) => s.WritePartial(r, "/33000/0", MediaType.Tlv, update)).Code.Dotted);
        Assert.Equal(1, bench.Object.Counts[3]);
        Assert.Equal(1, bench.Object.Counts[4]);
    }

    [Fact]
    public void What_follows_a_slow_value_in_the_same_write_is_written_too()
    {
        Bench bench = SlowBench(
            b => b.World.After(5_000, () => b.Object.Complete(Status.Success)));
        byte[] values = TlvCodec.Encode(TlvNode.Resource(7, 8L), TlvNode.Resource(0, 77L));
        DeviceResponse response = bench.Ask(
            (s, r) => s.WritePartial(r, "/33000/0", MediaType.Tlv, values));
        Assert.Equal(CoapCode.Changed, response.Code);
        Assert.InRange(response.ElapsedMs, 5_000, 5_100);
        Assert.Equal(1, bench.Object.Counts[8]);
        Assert.Equal("77", bench.Ask((s, r) => s.Read(r, "/33000/0/0", MediaType.Text)).Text);
    }

    [Fact]
    public void A_slow_read_is_answered_with_the_value()
    {
        Bench bench = SlowBench(b => b.World.After(5_000, () => b.Slow.Fetched()));
        DeviceResponse response = bench.Ask((s, r) => s.Read(r, "/33001/0/0", MediaType.Text));
        Assert.Equal("42", response.Text);
        Assert.Equal(MediaType.Text, response.ContentFormat);
        Assert.InRange(response.ElapsedMs, 5_000, 5_100);
    }

    [Theory]
    [InlineData("GET", "/33001/0/0", null)]
    [InlineData("PUT", "/33000/0/7", "1")]
    [InlineData("POST", "/33000/0", "7")]
    [InlineData("POST", "/33000/0/5", "0='1'")]
    public void A_pending_request_that_is_repeated_is_acknowledged_again_and_no_more(
        string method, string path, string? text)
    {
        int begun = 0;
        Bench bench = SlowBench(_ => begun++);
        CoapCode code = method == "GET" ? CoapCode.Get
            : method == "PUT" ? CoapCode.Put : CoapCode.Post;
        CoapMessage request = path == "/33000/0"
            ? bench.BuildUpdate(SimulatedObject.Slow, 1)
            : bench.Build(code, path, text);
        for (int i = 0; i < 3; i++)
        {
            CoapMessage answer = bench.InjectOne(request);
            Assert.Equal(CoapType.Ack, answer.Type);
            Assert.Equal(CoapCode.Empty, answer.Code);
            Assert.Equal(request.MessageId, answer.MessageId);
        }

        Assert.Equal(1, begun);
    }

    [Fact]
    public void An_execute_that_is_repeated_after_its_separate_response_is_not_carried_out_again()
    {
        Bench bench = SlowBench();
        CoapMessage request = bench.Build(CoapCode.Post, "/33000/0/5", "0='1'");
        bench.InjectOne(request);
        bench.Sent.Clear();
        bench.Object.Complete(Status.Success);
        bench.World.Run(100);
        CoapMessage separate = bench.FromClient[0];
        Assert.Equal(CoapType.Con, separate.Type);
        Assert.Equal(request.Token, separate.Token);
        Assert.Equal(CoapCode.Changed, separate.Code);

        CoapMessage again = bench.InjectOne(request);
        Assert.Equal(CoapType.Ack, again.Type);
        Assert.Equal(CoapCode.Changed, again.Code);
        Assert.Equal(1, bench.Object.Counts[1]);
    }

    [Fact]
    public void A_second_slow_request_is_told_to_come_later()
    {
        Bench bench = SlowBench();
        bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/5", "0='1'"));
        CoapMessage second = bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/5", "0='2'"));
        Assert.Equal(CoapCode.ServiceUnavailable, second.Code);
        Assert.NotNull(second.Find(OptionNumber.MaxAge));
        Assert.False(bench.Object.Counts.ContainsKey(2));

        // What needs no time is answered meanwhile.
        Assert.Equal("2.05", bench.Code(CoapCode.Get, "/33000/0/0"));
        bench.Object.Complete(Status.Success);
        bench.World.Run(100);
        bench.Object.SlowBegan = null;
        Assert.Equal(CoapCode.Changed,
            bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/5", "0='3'")).Code);
    }

    [Fact]
    public void A_separate_response_is_repeated_until_it_is_acknowledged()
    {
        Bench bench = SlowBench(
            b => b.World.After(1_000, () =>
            {
                b.World.Link.IsSilent = true;
                b.Object.Complete(Status.Success);
            }));
        DeviceRequest request = bench.Server.Execute(bench.Registration, "/33000/0/5", "0='1'");
        bench.World.Run(8_000);
        bench.World.Link.IsSilent = false;
        Assert.Equal(CoapCode.Changed, bench.World.Answer(request).Code);
        CoapMessage[] responses =
            [.. bench.FromClient.Where(message => message.Type == CoapType.Con)];
        Assert.True(responses.Length >= 3);
        Assert.All(responses, message => Assert.Equal(responses[0].MessageId, message.MessageId));
    }

    [Fact]
    public void What_is_pending_when_the_connection_ends_is_not_answered()
    {
        Bench bench = SlowBench();
        bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/5", "0='1'"));
        bench.Client.NetworkChanged();
        bench.Object.Complete(Status.Success);
        bench.World.Run(1_000);
        Assert.Equal(RegistrationState.Registered, bench.World.State);
        Assert.DoesNotContain(bench.FromClient, message => message.Code.IsResponse);
        bench.Object.SlowBegan = null;
        Assert.Equal("2.04", bench.Code(CoapCode.Post, "/33000/0/5"));
    }

    [Theory]
    [InlineData(CoapType.Con)]
    [InlineData(CoapType.Non)]
    public void A_repeated_execute_or_partial_write_is_answered_and_not_carried_out_again(
        CoapType type)
    {
        Bench bench = new Bench().Register();
        CoapMessage execute = bench.Build(CoapCode.Post, "/33000/0/4", "0='1'", type);
        CoapMessage write = bench.BuildUpdate(SimulatedObject.Counted, 2, type);
        foreach (CoapMessage request in new[] { execute, write })
        {
            for (int i = 0; i < 3; i++)
            {
                CoapMessage answer = bench.InjectOne(request);
                Assert.Equal(CoapCode.Changed, answer.Code);
                Assert.Equal(request.Token, answer.Token);
                bench.World.Run(60_000);
            }
        }

        Assert.Equal(1, bench.Object.Counts[1]);
        Assert.Equal(1, bench.Object.Counts[2]);
    }

    [Fact]
    public void A_repeated_request_that_failed_fails_again()
    {
        Bench bench = new Bench().Register();
        bench.Object.ActStatus = Status.InternalServerError;
        CoapMessage request = bench.Build(CoapCode.Post, "/33000/0/4", "0='1'");
        Assert.Equal(CoapCode.InternalServerError, bench.InjectOne(request).Code);
        bench.Object.ActStatus = Status.Success;
        Assert.Equal(CoapCode.InternalServerError, bench.InjectOne(request).Code);
        Assert.Equal(1, bench.Object.Counts[1]);
    }

    [Fact]
    public void After_EXCHANGE_LIFETIME_a_message_id_is_a_new_one()
    {
        Bench bench = new Bench(3600).Register();
        CoapMessage request = bench.Build(CoapCode.Post, "/33000/0/4", "0='1'");
        bench.InjectOne(request);
        bench.World.Run(246_000);
        bench.InjectOne(request);
        Assert.Equal(1, bench.Object.Counts[1]);
        bench.World.Run(3_000);
        bench.InjectOne(request);
        Assert.Equal(2, bench.Object.Counts[1]);
    }

    [Fact]
    public void A_full_memory_of_requests_is_told_with_Max_Age_and_passes()
    {
        Bench bench = new Bench(3600).Register();
        for (int i = 0; i < Limits.Duplicates; i++)
        {
            Assert.Equal(CoapCode.Changed,
                bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/4", $"0='{i}'")).Code);
        }

        CoapMessage refused = bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/4", "0='99'"));
        Assert.Equal(CoapCode.ServiceUnavailable, refused.Code);
        Assert.True(refused.Find(OptionNumber.MaxAge)!.Value.TryGetUInt(4, out uint seconds));
        Assert.InRange(seconds, 240u, 249u);
        Assert.False(bench.Object.Counts.ContainsKey(99));

        // What may be done twice is still answered.
        Assert.Equal("2.05", bench.Code(CoapCode.Get, "/33000/0/0"));
        Assert.Equal("2.04", bench.Code(CoapCode.Put, "/33000/0/0", format: 0, text: "5"));

        bench.World.Run(seconds * 1000);
        Assert.Equal(CoapCode.Changed,
            bench.InjectOne(bench.Build(CoapCode.Post, "/33000/0/4", "0='99'")).Code);
        Assert.Equal(1, bench.Object.Counts[99]);
    }
}
