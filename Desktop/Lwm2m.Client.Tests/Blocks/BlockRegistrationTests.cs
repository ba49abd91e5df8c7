// Register and Update with a list of objects that does not fit one message (RFC 7959 §2.3).

using Lwm2m.DevServer.Coap;
using Xunit;
using static Lwm2m.Client.DesktopTests.Blocks.BlockBench;

namespace Lwm2m.Client.DesktopTests.Blocks;

public sealed class BlockRegistrationTests
{
    private readonly BlockBench _bench = new(instances: 100);

    [Fact]
    public void A_long_list_is_registered_in_blocks()
    {
        _bench.Client.Start();
        List<CoapMessage> sent = Serve(exponent: 6);
        Assert.Equal(RegistrationState.Registered, _bench.Client.GetState(101));
        Assert.Equal(3, sent.Count);
        Assert.All(sent, message => Assert.Equal(5, message.Block1!.Value.SizeExponent));
        Assert.EndsWith("</33002/99>", ListOf(sent), StringComparison.Ordinal);
        Assert.Equal((uint)ListOf(sent).Length, NumberOf(sent[0], OptionNumber.Size1));
        Assert.Null(NumberOf(sent[1], OptionNumber.Size1));
        Assert.NotEqual(sent[0].MessageId, sent[1].MessageId);
        foreach (CoapMessage message in sent)
        {
            Assert.Equal("/rd", message.UriPath);
            Assert.Equal(40, message.ContentFormat);
            Assert.Equal(
                sent[0].Texts(OptionNumber.UriQuery), message.Texts(OptionNumber.UriQuery));
        }
    }

    [Fact]
    public void The_server_asks_for_smaller_blocks()
    {
        _bench.Client.Start();
        List<CoapMessage> sent = Serve(exponent: 2);
        Assert.Equal(RegistrationState.Registered, _bench.Client.GetState(101));
        Assert.Equal(new BlockOption(8, true, 2), sent[1].Block1);
        Assert.EndsWith("</33002/99>", ListOf(sent), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_large_blocks_are_sent_again_smaller()
    {
        _bench.Client.Start();
        _bench.Client.Poll();
        _bench.Reply(
            _bench.Take(), CoapCode.RequestEntityTooLarge,
            Block(new BlockOption(0, true, 4)));
        List<CoapMessage> sent = Serve(exponent: 4);
        Assert.Equal(new BlockOption(0, true, 4), sent[0].Block1);
        Assert.Equal(RegistrationState.Registered, _bench.Client.GetState(101));
    }

    [Fact]
    public void An_incomplete_body_is_sent_again_once()
    {
        _bench.Client.Start();
        _bench.Client.Poll();
        _bench.Reply(_bench.Take(), CoapCode.RequestEntityIncomplete, new OptionList());
        CoapMessage again = _bench.Take();
        Assert.Equal(0, again.Block1!.Value.Number);
        _bench.Reply(again, CoapCode.RequestEntityIncomplete, new OptionList());
        Assert.Null(_bench.Link.Take());
        Assert.Equal(RegistrationState.AwaitingRetry, _bench.Client.GetState(101));
    }

    [Fact]
    public void A_server_without_blocks_refuses_and_is_tried_again_later()
    {
        _bench.Client.Start();
        _bench.Client.Poll();
        _bench.Reply(_bench.Take(), CoapCode.BadOption, new OptionList());
        Assert.Equal(RegistrationState.AwaitingRetry, _bench.Client.GetState(101));
        _bench.Advance(120_000, answers: false);
        Assert.Equal(RegistrationState.Registered, Registered());
    }

    [Fact]
    public void A_changed_list_is_told_in_blocks()
    {
        _bench.Client.Start();
        Serve(exponent: 6);
        _bench.Object.ChangeInstances(200);
        List<CoapMessage> sent = Serve(exponent: 5);
        Assert.All(sent, message => Assert.Equal("/rd/1", message.UriPath));
        Assert.EndsWith("</33002/99>,</33002/200>", ListOf(sent), StringComparison.Ordinal);
        Assert.Equal(RegistrationState.Registered, _bench.Client.GetState(101));

        // The buffer is free again.
        Assert.Equal("2.05", _bench.Get("/33002/0/0").Code.Dotted);
    }

    [Fact]
    public void A_request_that_needs_the_buffer_meanwhile_waits()
    {
        _bench.Client.Start();
        Serve(exponent: 6);
        _bench.Object.ChangeInstances(200);
        _bench.Client.Poll();
        CoapMessage first = _bench.Take();
        Assert.Equal("5.03", _bench.Get("/33002/0/0").Code.Dotted);
        _bench.Reply(first, CoapCode.Continue, Block(first.Block1!.Value));
        Serve(exponent: 6);
        Assert.Equal("2.05", _bench.Get("/33002/0/0").Code.Dotted);
    }

    private static OptionList Block(BlockOption block) =>
        new OptionList().Add(block.ToOption(OptionNumber.Block1));

    private static string ListOf(List<CoapMessage> sent) =>
        string.Concat(sent.Select(message => message.PayloadText));

    private RegistrationState Registered()
    {
        Serve(exponent: 6);
        return _bench.Client.GetState(101);
    }

    /// <summary>Takes the blocks of a request and answers them as a server does that wants them
    /// no larger than of a size.</summary>
    private List<CoapMessage> Serve(int exponent)
    {
        var sent = new List<CoapMessage>();
        _bench.Client.Poll();
        while (true)
        {
            CoapMessage message = _bench.Take();
            sent.Add(message);
            BlockOption block = message.Block1!.Value;
            if (!block.More)
            {
                OptionList options = Block(block);
                bool isRegister = message.UriPath == "/rd";
                if (isRegister)
                {
                    options.AddPath(OptionNumber.LocationPath, "/rd/1");
                }

                _bench.Reply(message, isRegister ? CoapCode.Created : CoapCode.Changed, options);
                return sent;
            }

            // Only what the server takes of a block that is too large counts: all of it.
            _bench.Reply(message, CoapCode.Continue, Block(
                block with { SizeExponent = Math.Min(exponent, block.SizeExponent) }));
        }
    }
}
