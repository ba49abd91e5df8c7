// The bootstrap interface of the desktop server (OMA LwM2M 1.1 Core §6.1), with a device that
// answers by hand.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

using BootstrapState = Lwm2m.DevServer.Bootstrapping.BootstrapState;

public class BootstrapTests
{
    private static readonly BootstrapAccount s_account = new("coap://10.0.0.1:5683", 101)
    {
        Identity = "me", Key = [1, 2, 3, 4], LifetimeSeconds = 600,
    };

    private readonly ServerBench _bench = new();
    private readonly List<BootstrapSession> _ended = [];

    public BootstrapTests() => Server.Ended += _ended.Add;

    private BootstrapServer Server => _bench.Core.Bootstrap;

    [Fact]
    public void The_steps_follow_the_answer_one_after_the_other()
    {
        Server.Plan = session => session.PreferredFormat == MediaType.SenmlJson
            ?
            [
                BootstrapStep.Discover(),
                BootstrapStep.Read("/1", MediaType.SenmlCbor),
                BootstrapStep.Delete(),
                BootstrapStep.Write("/1/0", MediaType.SenmlJson, s_account.Server),
                BootstrapStep.Write("/1/0/1", MediaType.Text, new SenmlRecord("/1/0/1", 60)),
                BootstrapStep.Finish,
            ]
            : null;
        Begin("ep=a&pct=110");
        string[] expected =
        [
            "CON GET / Accept=link-format",
            "CON GET /1 Accept=senml-cbor",
            "CON DELETE /",
            "CON PUT /1/0 Format=senml-json {/1/0/0: 101, /1/0/1: 600, /1/0/6: true, "
                + "/1/0/7: \"U\"}",
            "CON PUT /1/0/1 Format=text \"60\"",
            "CON POST /bs",
        ];
        CoapCode[] codes =
        [
            CoapCode.Content, CoapCode.BadRequest, CoapCode.Deleted, CoapCode.Changed,
            CoapCode.Changed, CoapCode.Changed,
        ];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(BootstrapState.Running, Server.Find("a")!.State);
            CoapMessage request = _bench.TakeOne();
            Assert.Equal(expected[i], MessageText.Summarize(request)
                .Replace($" mid={request.MessageId:x4} token={request.Token}", string.Empty));
            _bench.Receive(ServerBench.Answer(request, codes[i],
                i == 0 ? new OptionList().Add(OptionNumber.ContentFormat, 40) : null));
        }

        BootstrapSession session = Assert.Single(_ended);
        Assert.Equal(BootstrapState.Finished, session.State);
        Assert.Equal(codes, session.Answers.Select(answer => answer.Response.Code));

        // The error did not stop it, but is there to be seen.
        Assert.Equal("Read /1 → 4.00 Bad Request", Assert.Single(session.Surprises).ToString());
        Assert.Empty(_bench.TakeSent());
    }

    [Theory]
    [InlineData("ep=nobody", 0x80)]
    [InlineData("", 0x80)]
    [InlineData("ep=", 0x80)]
    [InlineData("ep=a&pct=0", 0x80)]
    [InlineData("ep=a&pct=x", 0x80)]
    [InlineData("ep=a&pct=11542", 0x44)]
    public void Who_is_not_known_is_refused(string query, byte code)
    {
        CoapMessage Request() => _bench.Request(CoapCode.Post, "/bs", query);
        Assert.Equal(CoapCode.NotFound, _bench.Exchange(Request()).Code);
        Server.Plan = session => session.Endpoint == "a" ? [BootstrapStep.Silence] : null;
        Assert.Equal(new CoapCode(code), _bench.Exchange(Request()).Code);
        Assert.Equal(CoapCode.MethodNotAllowed,
            _bench.Exchange(_bench.Request(CoapCode.Get, "/bs", query)).Code);
    }

    [Fact]
    public void A_missing_answer_or_a_refused_Finish_ends_it()
    {
        Server.Plan = _ => [BootstrapStep.Delete("/1"), BootstrapStep.Finish];
        Begin("ep=a");
        while (_ended.Count == 0)
        {
            _bench.Core.Advance(_bench.Core.Advance(_bench.Core.NowMs));
        }

        Assert.Equal(BootstrapState.TimedOut, _ended[0].State);
        Assert.Equal(5, _bench.TakeSent().Length);
        Begin("ep=a");
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Deleted));
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.NotAcceptable));
        Assert.Equal(BootstrapState.Refused, _ended[1].State);
        Assert.Equal(CoapCode.NotAcceptable,
            Assert.Single(_ended[1].Surprises).Response.Code);
    }

    [Fact]
    public void The_server_can_fall_silent_at_any_step()
    {
        Server.Plan = _ => [BootstrapStep.Delete("/1"), BootstrapStep.Silence,
            BootstrapStep.Finish];
        Begin("ep=a");
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Deleted));
        _bench.Core.Advance(1_000_000);
        Assert.Empty(_bench.TakeSent());
        Assert.Equal(BootstrapState.Silent, Assert.Single(_ended).State);
    }

    [Fact]
    public void A_device_that_begins_anew_is_not_kept_waiting()
    {
        Server.Plan = _ => [BootstrapStep.Write("/5", MediaType.Opaque, new byte[2000]),
            BootstrapStep.Finish];
        Begin("ep=a");
        CoapMessage old = _bench.TakeOne();
        _bench.Receive(ServerBench.Answer(old, CoapCode.Continue,
            new OptionList().Add(old.Block1!.Value.ToOption(OptionNumber.Block1))));
        old = _bench.TakeOne();
        Begin("ep=a");
        CoapMessage request = _bench.TakeOne();
        Assert.Equal(new BlockOption(0, true, 5), request.Block1);
        Assert.Equal(BootstrapState.Replaced, Assert.Single(_ended).State);
        _bench.Receive(ServerBench.Answer(old, CoapCode.Changed));
        Assert.Empty(_bench.TakeSent());
        _bench.Receive(ServerBench.Answer(request, CoapCode.Changed));
        Assert.Equal("/bs", _bench.TakeOne().UriPath);
    }

    [Fact]
    public void Large_writes_go_out_and_large_answers_come_in_blocks()
    {
        SenmlRecord[] rules = [.. Enumerable.Range(0, 100).Select(
            i => new SenmlRecord($"/2/0/2/{i}", 31))];
        byte[] read = SenmlCbor.Encode(rules);
        Server.Plan = _ =>
        [
            BootstrapStep.Write("/2/0", MediaType.SenmlJson, rules),
            BootstrapStep.Read("/2", MediaType.SenmlCbor),
        ];
        Begin("ep=a");
        var written = new List<byte>();
        CoapMessage request = _bench.TakeOne();
        while (request.Block1 is { } block)
        {
            Assert.Equal((CoapCode.Put, "/2/0"), (request.Code, request.UriPath));
            written.AddRange(request.Payload.Span);
            _bench.Receive(ServerBench.Answer(request,
                block.More ? CoapCode.Continue : CoapCode.Changed,
                new OptionList().Add(block.ToOption(OptionNumber.Block1))));
            request = _bench.TakeOne();
        }

        Assert.Equal(rules, Senml.Decode(MediaType.SenmlJson, written.ToArray()));
        for (int number = 0; number * 1024 < read.Length; number++)
        {
            var block = new BlockOption(number, (number + 1) * 1024 < read.Length, 6);
            _bench.Receive(ServerBench.Answer(request, CoapCode.Content,
                new OptionList().Add(OptionNumber.ContentFormat, MediaType.SenmlCbor)
                    .Add(block.ToOption(OptionNumber.Block2)),
                ServerBench.Slice(read, block)));
            if (block.More)
            {
                request = _bench.TakeOne();
            }
        }

        Assert.Equal(rules, Server.Find("a")!.Answers[1].Response.Senml());
        Assert.Empty(Server.Find("a")!.Surprises);
    }

    [Fact]
    public void A_plan_can_depend_on_an_answer()
    {
        Server.Plan = _ => [BootstrapStep.Discover("/0"), BootstrapStep.Finish];
        Server.Answered += (session, answer) =>
        {
            if (answer.Step.Operation == BootstrapOperation.Discover)
            {
                int free = answer.Response.Links().Count(
                    link => link.TryGetIds(out ushort[] ids) && ids.Length == 2);
                session.Insert(BootstrapStep.Delete($"/0/{free}"), BootstrapStep.Delete("/1"));
            }
        };
        Begin("ep=a");
        _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Content,
            new OptionList().Add(OptionNumber.ContentFormat, MediaType.LinkFormat),
            TextValue.Encode("</>;lwm2m=1.1,</0/0>,</0/1>")));
        var paths = new List<string>();
        while (_ended.Count == 0)
        {
            CoapMessage request = _bench.TakeOne();
            paths.Add(request.UriPath);
            _bench.Receive(ServerBench.Answer(request,
                request.Code == CoapCode.Post ? CoapCode.Changed : CoapCode.Deleted));
        }

        Assert.Equal(["/0/2", "/1", "/bs"], paths);
        Assert.Empty(_ended[0].Surprises);
    }

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void Accounts_are_written_as_Leshan_writes_them(int format)
    {
        IReadOnlyList<BootstrapStep> plan = BootstrapAccount.Plan(format,
            s_account,
            new BootstrapAccount("coap://10.0.0.2", 0)
            {
                IsBootstrapServer = true, SecurityInstance = 0,
            });
        Assert.Equal(
            ["Delete /0", "Delete /1", "Write /0/1", "Write /0/0", "Write /1/0", "Finish /bs"],
            plan.Select(step => step.ToString()));
        if (format == MediaType.Tlv)
        {
            Assert.Equal(
                "C80014636F61703A2F2F31302E302E302E313A35363833" + "C10100" + "C10200"
                    + "C2036D65" + "C004" + "C40501020304" + "C10603" + "C007" + "C008" + "C009"
                    + "C10A65" + "C10B01" + "C10C00",
                Convert.ToHexString(plan[2].Payload.Span));
            Assert.Equal("C10065" + "C2010258" + "C10601" + "C10755",
                Convert.ToHexString(plan[4].Payload.Span));
        }
        else
        {
            Assert.Equal(s_account.Security, Senml.Decode(format, plan[2].Payload));
            Assert.Equal(s_account.Server, Senml.Decode(format, plan[4].Payload));
        }

        Assert.Equal(3, new BootstrapAccount("coap://x", 1).Security[2].Value.Integer);
    }

    [Fact]
    public void Accounts_can_be_changed_and_written_at_each_level()
    {
        BootstrapAccount account = s_account with
        {
            Changes = new Dictionary<string, ContentValue>
            {
                ["/1/0/7"] = "UQ", ["/1/0/16"] = false, ["/0/1/13"] = new byte[] { 9 },
            },
        };
        Assert.Equal("UQ", account.Server[3].Value.Text);
        Assert.Equal("/1/0/16", account.Server[4].Path);
        Assert.Equal(14, account.Security.Count);
        SenmlRecord[] two = [.. account.Server, .. (s_account with
        {
            ServerInstance = 7,
        }).Server];
        List<TlvNode> nodes = TlvCodec.Decode(RecordContent.Encode(MediaType.Tlv, "/1", two));
        Assert.Equal([(TlvType.ObjectInstance, 0, 5), (TlvType.ObjectInstance, 7, 4)],
            nodes.Select(node => (node.Type, (int)node.Id, node.Children.Count)));
        nodes = TlvCodec.Decode(RecordContent.Encode(
            MediaType.Tlv, "/2/0", [new("/2/0/0", 3), new("/2/0/2/101", 1)]));
        Assert.Equal([TlvType.Resource, TlvType.MultipleResource],
            nodes.Select(node => node.Type));
        nodes = TlvCodec.Decode(RecordContent.Encode(
            MediaType.Tlv, "/2/0/2", [new("/2/0/2/101", 1), new("/2/0/2/102", 1)]));
        Assert.Equal([TlvType.ResourceInstance, TlvType.ResourceInstance],
            nodes.Select(node => node.Type));
        Assert.Throws<ArgumentException>(
            () => RecordContent.Encode(MediaType.Tlv, "/1/0", two));
    }

    [Fact]
    public void The_log_shows_no_keys()
    {
        var lines = new List<string>();
        _bench.Core.Logged += entry => lines.Add(entry.Summary);
        Server.Plan = _ => BootstrapAccount.Plan(MediaType.SenmlJson, s_account);
        Begin("ep=a");
        while (_ended.Count == 0)
        {
            _bench.Receive(ServerBench.Answer(_bench.TakeOne(), CoapCode.Changed));
        }

        Assert.Contains(lines, line => line.Contains("PUT") && line.Contains("not shown"));
        Assert.DoesNotContain(lines, line => line.Contains("AQIDBA") || line.Contains("01020304"));
    }

    [Fact]
    public void A_restart_ends_bootstraps()
    {
        Server.Plan = _ => [BootstrapStep.Delete("/1"), BootstrapStep.Finish];
        Begin("ep=a");
        Assert.Single(_bench.TakeSent());
        _bench.Core.Restart();
        Assert.Empty(Server.Sessions);
        Assert.Equal((0, 0, 0), _bench.Core.Held);
        Assert.Equal(BootstrapState.TimedOut, Assert.Single(_ended).State);
    }

    private void Begin(string query)
    {
        _bench.Receive(_bench.Request(CoapCode.Post, "/bs", query));
        Sent[] sent = _bench.TakeSent();
        Assert.Equal(CoapCode.Changed, sent[0].Message.Code);
        Assert.Equal(2, sent.Length);
        _bench.Again(sent[1]);
    }
}
