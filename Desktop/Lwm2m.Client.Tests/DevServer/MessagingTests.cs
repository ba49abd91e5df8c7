// The messaging and request/response layers of the desktop server on a virtual clock
// (RFC 7252 §4 and §5): duplicates, retransmission, separate responses, RST, NSTART.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class MessagingTests
{
    private readonly ServerBench _bench = new();

    private ServerCore Core => _bench.Core;

    [Fact]
    public void A_duplicate_request_is_answered_alike_and_executed_once()
    {
        CoapMessage request = _bench.Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList);
        _bench.Receive(request);
        byte[] first = Assert.Single(_bench.TakeSent()).Bytes;
        Core.Advance(246_999);
        _bench.Receive(request);
        Assert.Equal(first, Assert.Single(_bench.TakeSent()).Bytes);
        Assert.Equal(1, Core.Counters.RequestsExecuted);
        Assert.Equal(1, Core.Counters.Duplicates);
        Assert.Equal(1, Core.Counters.Registrations);

        // After EXCHANGE_LIFETIME the message id may be used again.
        Core.Advance(247_000);
        _bench.Receive(request);
        Assert.Equal(2, Core.Counters.Registrations);
        Assert.NotEqual(first, Assert.Single(_bench.TakeSent()).Bytes);
    }

    [Fact]
    public void A_request_is_sent_five_times_with_doubling_timeouts_and_then_given_up()
    {
        DeviceRequest request = Core.Read(_bench.Register("ep=a&lwm2m=1.1"), "/3/0");
        var times = new List<long>();
        var bytes = new List<byte[]>();
        while (!request.IsCompleted)
        {
            foreach (Sent sent in _bench.TakeSent())
            {
                times.Add(sent.AtMs);
                bytes.Add(sent.Bytes);
            }

            Core.Advance(Core.Advance(Core.NowMs));
        }

        long first = times[1] - times[0];
        Assert.InRange(first, 2_000, 3_000);
        Assert.Equal([0, first, 3 * first, 7 * first, 15 * first], times);
        Assert.All(bytes, datagram => Assert.Equal(bytes[0], datagram));
        Assert.Equal(31 * first, request.Response!.ElapsedMs);
        Assert.Equal(RequestOutcome.TimedOut, request.Response.Outcome);
        Assert.Equal(4, request.Retransmissions);
        Assert.Equal(4, Core.Counters.Retransmissions);
        Assert.Equal(1, Core.Counters.TimeOuts);
    }

    [Fact]
    public void The_first_timeout_is_spread_over_the_random_factor()
    {
        var timeouts = new HashSet<long>();
        for (int seed = 0; seed < 50; seed++)
        {
            var bench = new ServerBench(new ServerOptions { Seed = seed });
            bench.Core.Send(bench.Device, new RawRequest(CoapCode.Get, "/3"));
            timeouts.Add(bench.Core.Advance(0));
        }

        Assert.All(timeouts, timeout => Assert.InRange(timeout, 2_000, 3_000));
        Assert.True(timeouts.Max() - timeouts.Min() > 500, "hardly any spread");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        static string[] Run(int seed)
        {
            var bench = new ServerBench(new ServerOptions { Seed = seed });
            bench.Exchange(bench.Request(
                CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList));
            bench.Core.Read(bench.Core.Find("a")!, "/3/0");
            bench.Core.Advance(20_000);
            return [.. bench.TakeSent().Select(sent => Convert.ToHexString(sent.Bytes))];
        }

        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Fact]
    public void A_piggybacked_response_ends_the_request()
    {
        DeviceRequest request = Core.Read(_bench.Register(), "/3/0/0");
        CoapMessage sent = _bench.TakeOne();
        Assert.Equal(8, sent.Token.Length);
        Assert.Equal("/3/0/0", sent.UriPath);
        Assert.Null(sent.Accept);
        _bench.Receive(ServerBench.Piggyback(sent, CoapCode.Content, "Contoso"));
        Assert.Equal("Contoso", request.Response!.Text);
        Assert.True(request.Response.IsSuccess);
        Assert.Empty(_bench.TakeSent());
        Core.Advance(100_000);
        Assert.Empty(_bench.TakeSent());
    }

    [Fact]
    public void A_response_with_another_token_is_reported_and_not_taken()
    {
        DeviceRequest request = Core.Read(_bench.Register(), "/3/0/0");
        CoapMessage sent = _bench.TakeOne();
        _bench.Receive(ServerBench.Response(CoapType.Ack, sent.MessageId,
            Token.FromUInt64(1), CoapCode.Content, "Contoso"));
        Assert.False(request.IsCompleted);
        Assert.Equal(1, Core.Counters.Violations);
    }

    [Theory]
    [InlineData(CoapType.Con)]
    [InlineData(CoapType.Non)]
    public void A_separate_response_ends_the_request(CoapType type)
    {
        DeviceRequest request = Core.Read(_bench.Register(), "/3/0/0");
        CoapMessage sent = _bench.TakeOne();
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, sent.MessageId));
        Core.Advance(30_000);
        Assert.Empty(_bench.TakeSent());
        Assert.False(request.IsCompleted);

        CoapMessage response = ServerBench.Response(
            type, 0x2000, sent.Token, CoapCode.Content, "Contoso");
        _bench.Receive(response);
        Assert.Equal("Contoso", request.Response!.Text);
        int acknowledgements = type == CoapType.Con ? 1 : 0;
        Assert.Equal(acknowledgements, _bench.TakeSent().Length);

        // Its duplicate is acknowledged again and changes nothing.
        _bench.Receive(response);
        Sent[] again = _bench.TakeSent();
        Assert.Equal(acknowledgements, again.Length);
        Assert.All(again, ack => Assert.Equal(
            (CoapType.Ack, (ushort)0x2000), (ack.Message.Type, ack.Message.MessageId)));
        Assert.Equal(1, Core.Counters.Duplicates);
    }

    [Fact]
    public void A_separate_response_is_taken_when_its_ACK_was_lost()
    {
        DeviceRequest request = Core.Read(_bench.Register(), "/3/0/0");
        CoapMessage sent = _bench.TakeOne();
        _bench.Receive(ServerBench.Response(
            CoapType.Con, 0x2000, sent.Token, CoapCode.Content, "Contoso"));
        Assert.True(request.IsCompleted);
        Assert.Equal(CoapType.Ack, _bench.TakeOne().Type);
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, sent.MessageId));
        Core.Advance(100_000);
        Assert.Empty(_bench.TakeSent());
    }

    [Fact]
    public void A_separate_response_that_never_comes_is_given_up()
    {
        DeviceRequest request = Core.Read(_bench.Register("ep=a&lwm2m=1.1"), "/3/0/0");
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, _bench.TakeOne().MessageId));
        Core.Advance(119_999);
        Assert.False(request.IsCompleted);
        Core.Advance(120_000);
        Assert.Equal(RequestOutcome.TimedOut, request.Response!.Outcome);
    }

    [Fact]
    public void A_reset_ends_the_request()
    {
        DeviceRequest request = Core.Read(_bench.Register(), "/3/0/0");
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Rst, _bench.TakeOne().MessageId));
        Assert.Equal(RequestOutcome.Reset, request.Response!.Outcome);
        Assert.Equal(1, Core.Counters.ResetsReceived);
    }

    [Fact]
    public void One_request_at_a_time_is_outstanding()
    {
        Registration registration = _bench.Register();
        DeviceRequest first = Core.Read(registration, "/3/0/0");
        DeviceRequest second = Core.Read(registration, "/3/0/1");
        DeviceRequest third = Core.Read(registration, "/3/0/2");
        CoapMessage sent = _bench.TakeOne();
        Assert.Equal("/3/0/0", sent.UriPath);

        // An empty ACK makes room as well (RFC 7252 §4.7).
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, sent.MessageId));
        sent = _bench.TakeOne();
        Assert.Equal("/3/0/1", sent.UriPath);
        _bench.Receive(ServerBench.Piggyback(sent, CoapCode.NotFound));
        Assert.Equal("/3/0/2", _bench.TakeOne().UriPath);
        Assert.False(first.IsCompleted);
        Assert.Equal(CoapCode.NotFound, second.Response!.Code);
        Assert.False(second.Response.IsSuccess);
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public void Requests_end_with_their_registration()
    {
        Registration registration = _bench.Register();
        DeviceRequest first = Core.Read(registration, "/3/0/0");
        DeviceRequest second = Core.Read(registration, "/3/0/1");
        _bench.TakeSent();
        _bench.Exchange(_bench.Request(CoapCode.Delete, registration.Location));
        Assert.Equal(RequestOutcome.RegistrationEnded, first.Response!.Outcome);
        Assert.Equal(RequestOutcome.RegistrationEnded, second.Response!.Outcome);
    }

    [Fact]
    public async Task A_request_can_be_awaited()
    {
        DeviceRequest request = Core.Read(_bench.Register(), "/3/0/0");
        Task<DeviceResponse> task = request.Task;
        Assert.False(task.IsCompleted);
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.Content, "Contoso"));
        Assert.True(task.IsCompleted);
        Assert.Equal("Contoso", (await task).Text);
        Assert.Equal("Contoso", (await request).Text);
    }

    [Fact]
    public void A_content_without_format_is_reported()
    {
        var violations = new List<string>();
        Core.Logged += entry =>
        {
            if (entry.Kind == LogKind.Violation)
            {
                violations.Add(entry.Summary);
            }
        };
        Core.Read(_bench.Register(), "/3/0/0");
        _bench.Receive(ServerBench.Piggyback(_bench.TakeOne(), CoapCode.Content));
        Assert.Contains("Content-Format", Assert.Single(violations));
    }

    [Fact]
    public void Ping_and_garbage_are_answered_as_RFC_7252_says()
    {
        _bench.Receive("40004321");
        Assert.Equal("70004321", Convert.ToHexString(Assert.Single(_bench.TakeSent()).Bytes));

        // A message format error in a CON is rejected, in a NON ignored; so are other versions.
        _bench.Receive("49014322010203040506070809");
        Assert.Equal("70004322", Convert.ToHexString(Assert.Single(_bench.TakeSent()).Bytes));
        foreach (string hex in new[] { "59014322010203040506070809", "C0014322", "400143", "" })
        {
            _bench.Receive(hex);
            Assert.Empty(_bench.TakeSent());
        }

        Assert.Equal(5, Core.Counters.Malformed);

        // A reserved code class in a CON is rejected; an ACK that answers nothing is ignored.
        _bench.Receive("40204323");
        Assert.Equal("70004323", Convert.ToHexString(Assert.Single(_bench.TakeSent()).Bytes));
        _bench.Receive("60454324");
        _bench.Receive("70004325");
        _bench.Receive("50004326");
        Assert.Empty(_bench.TakeSent());
    }

    [Theory]
    [InlineData(CoapType.Con)]
    [InlineData(CoapType.Non)]
    public void An_unknown_critical_option_is_refused_and_an_elective_one_ignored(CoapType type)
    {
        CoapMessage With(int number) => new()
        {
            Type = type,
            Code = CoapCode.Get,
            MessageId = _bench.NextMessageId(),
            Options = new OptionList().AddPath(OptionNumber.UriPath, "/.well-known/core")
                .Add(number, 0).Options,
        };
        CoapMessage answer = _bench.Exchange(With(2048));
        Assert.Equal(CoapCode.Content, answer.Code);
        _bench.Receive(With(2049));
        answer = _bench.TakeOne();
        Assert.Equal(type == CoapType.Con ? (CoapType.Ack, CoapCode.BadOption)
            : (CoapType.Rst, CoapCode.Empty), (answer.Type, answer.Code));
    }

    [Fact]
    public void The_server_can_answer_separately()
    {
        Core.ResponseStyle = ResponseStyle.Separate;
        CoapMessage request = _bench.Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList);
        _bench.Receive(request);
        Sent[] sent = _bench.TakeSent();
        Assert.Equal(2, sent.Length);
        Assert.Equal((CoapType.Ack, CoapCode.Empty, request.MessageId),
            (sent[0].Message.Type, sent[0].Message.Code, sent[0].Message.MessageId));
        CoapMessage response = sent[1].Message;
        Assert.Equal((CoapType.Con, CoapCode.Created, request.Token),
            (response.Type, response.Code, response.Token));

        // It is sent again until it is acknowledged; a duplicate gets the empty ACK again.
        _bench.Receive(request);
        Assert.Equal(sent[0].Bytes, Assert.Single(_bench.TakeSent()).Bytes);
        Core.Advance(3_000);
        Assert.Equal(sent[1].Bytes, Assert.Single(_bench.TakeSent()).Bytes);
        _bench.Receive(CoapMessage.CreateEmpty(CoapType.Ack, response.MessageId));
        Core.Advance(100_000);
        Assert.Empty(_bench.TakeSent());
        Assert.Equal(1, Core.Counters.RequestsExecuted);
    }

    [Fact]
    public void A_restart_forgets_requests_and_message_ids()
    {
        CoapMessage register = _bench.Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList);
        _bench.Exchange(register);
        DeviceRequest request = Core.Read(Core.Find("a")!, "/3/0");
        Core.ResponseStyle = ResponseStyle.Separate;
        _bench.Receive(_bench.Request(CoapCode.Get, "/rd"));
        Core.ResponseStyle = ResponseStyle.Piggybacked;
        Assert.Equal(2, _bench.TakeSent().Length);
        Core.Restart();
        Assert.Equal(RequestOutcome.ServerRestarted, request.Response!.Outcome);
        Assert.Equal((0, 0, 0), Core.Held);
        Assert.Empty(_bench.TakeSent());

        // The same datagram is a new one to a server that was restarted.
        Assert.Equal(CoapCode.Created, _bench.Exchange(register).Code);
        Assert.Equal(2, Core.Counters.Registrations);
    }

    [Fact]
    public void Nothing_is_held_when_all_is_over()
    {
        for (int i = 0; i < 1000; i++)
        {
            Registration registration = _bench.Register();
            Core.Read(registration, "/3/0");
            Core.Observe(registration, "/3/0/9");
            Core.Advance(Core.NowMs + 60_000);
            _bench.TakeSent();
        }

        // EXCHANGE_LIFETIME bounds what is remembered: five registrations of a minute each.
        Assert.InRange(Core.Held.RememberedMessages, 1, 5);
        Assert.InRange(Core.Held.Timers, 1, 5);
        Core.Advance(Core.NowMs + 1_000_000);
        Assert.Equal((0, 0, 0), Core.Held);
        Assert.Empty(Core.Registrations);
    }
}
