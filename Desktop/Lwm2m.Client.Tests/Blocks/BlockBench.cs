// A client with one or two servers that the test plays by hand, message by message.

using Lwm2m.Client.Content;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Tests;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Blocks;

/// <summary>The client, its clock and its links.</summary>
internal sealed class BlockBench : IPlatform, IClock, IRandom
{
    private readonly Random _random = new(1);
    private ushort _messageId = 0x1000;

    public BlockBench(int servers = 1, int instances = 1, params Lwm2mObject[] others)
    {
        Object = new LargeObject(instances);
        var accounts = new Accounts(servers);
        for (int i = 0; i < servers; i++)
        {
            accounts.AddNoSec($"coap://server{i}.example", 101 + i, 86400);
        }

        Client = new Lwm2mClient(
            "device-1", accounts,
            [new Simulation.MinimalDevice(), Object, .. others],
            this);
    }

    public Lwm2mClient Client { get; }

    public LargeObject Object { get; }

    public List<MemoryTransport> Links { get; } = [];

    /// <summary>What the client has sent by itself.</summary>
    public List<CoapMessage> Sent { get; } = [];

    /// <summary>The server that speaks.</summary>
    public int Server { get; set; }

    public MemoryTransport Link => Links[Server];

    public long NowMs { get; private set; } = 1_000_000;

    public long UtcSeconds => -1;

    IClock IPlatform.Clock => this;

    IRandom IPlatform.Random => this;

    ICrypto IPlatform.Crypto { get; } = new ManagedCrypto();

    IDatagramTransport IPlatform.CreateTransport()
    {
        Links.Add(new MemoryTransport());
        return Links[^1];
    }

    int IRandom.Next(int bound) => _random.Next(bound);

    /// <summary>A client that is registered with all its servers.</summary>
    public BlockBench Register()
    {
        Client.Start();
        Client.Poll();
        for (Server = 0; Server < Links.Count; Server++)
        {
            // With many instances the list comes in blocks, the next one after 2.31.
            CoapMessage message = Take();
            while (message.Block1 is { More: true } block)
            {
                Reply(message, CoapCode.Continue, new OptionList()
                    .Add(block.ToOption(OptionNumber.Block1)));
                message = Take();
            }

            Reply(message, CoapCode.Created,
                new OptionList().AddPath(OptionNumber.LocationPath, "/rd/1"));
        }

        Server = 0;
        return this;
    }

    /// <summary>Lets time pass in the steps that the client asks for, and answers what it sends
    /// by itself.</summary>
    public void Advance(long ms, bool answers = true)
    {
        long endMs = NowMs + ms;
        while (true)
        {
            long waitMs = Client.Poll();
            if (answers)
            {
                Settle();
            }

            if (NowMs + waitMs > endMs)
            {
                NowMs = endMs;
                return;
            }

            NowMs += waitMs;
        }
    }

    /// <summary>The next message of the client to the server that speaks.</summary>
    public CoapMessage Take()
    {
        byte[]? bytes = Link.Take();
        Assert.NotNull(bytes);
        Assert.InRange(bytes.Length, 4, Limits.DatagramBytes);
        Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(bytes, out CoapMessage? message));
        return message!;
    }

    /// <summary>Answers a request of the client.</summary>
    public void Reply(CoapMessage request, CoapCode code, OptionList options)
    {
        Link.Deliver(new CoapMessage
        {
            Type = CoapType.Ack,
            Code = code,
            MessageId = request.MessageId,
            Token = code == CoapCode.Empty ? default : request.Token,
            Options = options.Options,
        }.ToArray());
        Client.Poll();
    }

    /// <summary>A request, with a message id and a token of its own.</summary>
    public CoapMessage Request(CoapCode method, string path, byte[]? payload = null,
        BlockOption? block1 = null, BlockOption? block2 = null, int? format = null,
        int? accept = null, uint? size1 = null, uint? observe = null, string query = "")
    {
        OptionList options = new OptionList().AddPath(OptionNumber.UriPath, path)
            .AddQuery(query)
            .AddIfSet(OptionNumber.ContentFormat, format)
            .AddIfSet(OptionNumber.Accept, accept)
            .AddIfSet(OptionNumber.Size1, (int?)size1)
            .AddIfSet(OptionNumber.Observe, (int?)observe);
        if (block1 is { } first)
        {
            options.Add(first.ToOption(OptionNumber.Block1));
        }

        if (block2 is { } second)
        {
            options.Add(second.ToOption(OptionNumber.Block2));
        }

        _messageId++;
        return new CoapMessage
        {
            Type = CoapType.Con,
            Code = method,
            MessageId = _messageId,
            Token = Token.FromUInt64(0xA000000000000000 + _messageId),
            Options = options.Options,
            Payload = payload,
        };
    }

    /// <summary>The one answer to a request.</summary>
    public CoapMessage Ask(CoapMessage request)
    {
        Link.Deliver(request.ToArray());
        Client.Poll();
        CoapMessage answer = Take();
        Assert.Equal(request.MessageId, answer.MessageId);
        Assert.Null(Link.Take());
        return answer;
    }

    /// <summary>The answer to a request, when it may be followed by more, such as an Update: that
    /// is taken and answered.</summary>
    public CoapMessage AskFirst(CoapMessage request)
    {
        Link.Deliver(request.ToArray());
        Client.Poll();
        CoapMessage answer = Take();
        Assert.Equal(request.MessageId, answer.MessageId);
        Settle();
        return answer;
    }

    /// <summary>Takes and answers what the client sends by itself.</summary>
    public void Settle()
    {
        while (Link.Take() is { } bytes)
        {
            Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(bytes, out CoapMessage? message));
            Sent.Add(message!);
            if (message!.Type == CoapType.Con)
            {
                bool isRequest = message.Code.IsRequest;
                Reply(
                    message, isRequest ? CoapCode.Changed : CoapCode.Empty, new OptionList());
            }
        }
    }

    /// <summary>A GET for a block, or without the option.</summary>
    public CoapMessage Get(string path, BlockOption? block2 = null, int? accept = 42) =>
        Ask(Request(CoapCode.Get, path, block2: block2, accept: accept));

    /// <summary>A PUT of a block of a value.</summary>
    public CoapMessage Put(string path, byte[] body, int number, int exponent,
        int format = ContentFormat.Opaque, uint? size1 = null) =>
        Ask(PutRequest(path, body, number, exponent, format, size1));

    /// <summary>A PUT of a block of a value.</summary>
    public CoapMessage PutRequest(string path, byte[] body, int number, int exponent,
        int format = ContentFormat.Opaque, uint? size1 = null)
    {
        int size = 16 << exponent;
        int offset = number * size;
        bool isMore = offset + size < body.Length;
        return Request(CoapCode.Put, path, body[offset..(isMore ? offset + size : body.Length)],
            new BlockOption(number, isMore, exponent), format: format, size1: size1);
    }

    /// <summary>The rest of a body of which the first block is there; the server wants blocks of
    /// a size.</summary>
    public byte[] Fetch(
        CoapMessage first, string path, int exponent, CoapCode? method = null, int? accept = 42)
    {
        var body = new List<byte>(first.Payload.ToArray());
        CoapMessage last = first;
        while (last.Block2 is { More: true })
        {
            last = Ask(Request(method ?? CoapCode.Get, path, accept: accept,
                block2: new BlockOption(body.Count >> (exponent + 4), false, exponent)));
            Assert.Equal("2.05", last.Code.Dotted);
            Assert.Equal(body.Count, last.Block2!.Value.Offset);
            Assert.Equal(TagOf(first), TagOf(last));
            Assert.Null(last.Find(OptionNumber.Size2));
            body.AddRange(last.Payload.ToArray());
        }

        return [.. body];
    }

    /// <summary>The ETag of a response as text.</summary>
    public static string TagOf(CoapMessage message) =>
        message.Find(OptionNumber.ETag) is { } tag ? Convert.ToHexString(tag.Value.Span) : "";

    /// <summary>The number that an option of a response holds.</summary>
    public static uint? NumberOf(CoapMessage message, int option) =>
        message.Find(option) is { } found && found.TryGetUInt(4, out uint value) ? value : null;
}
