// A server core on a virtual clock for the tests beside this file: what it sends is collected,
// what a device sends is put in by hand.

using System.Net;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

/// <summary>A datagram that the core sent.</summary>
internal sealed record Sent(EndPoint Peer, byte[] Bytes, long AtMs)
{
    /// <summary>The datagram, parsed.</summary>
    public CoapMessage Message
    {
        get
        {
            Assert.Equal(ParseStatus.Ok, CoapMessage.Parse(Bytes, out CoapMessage? message));
            return message!;
        }
    }
}

/// <summary>The core, its clock and its outgoing datagrams.</summary>
internal sealed class ServerBench
{
    /// <summary>An object list as a device of version 1.1 states it.</summary>
    public const string ObjectList =
        "</>;rt=\"oma.lwm2m\";ct=\"0 40 42 11542\",</1/0>,</3/0>,</3303>;ver=1.1,</3303/0>";

    private readonly List<Sent> _sent = [];
    private ushort _messageId = 0x1000;

    public ServerBench(ServerOptions? options = null)
    {
        Core = new ServerCore(
            (peer, bytes) => _sent.Add(new Sent(peer, bytes.ToArray(), Core!.NowMs)),
            options ?? new ServerOptions { Seed = 1 });
    }

    public ServerCore Core { get; }

    public EndPoint Device { get; set; } = new IPEndPoint(IPAddress.Loopback, 40001);

    /// <summary>Takes the datagrams that were sent since the last call.</summary>
    public Sent[] TakeSent()
    {
        Sent[] sent = [.. _sent];
        _sent.Clear();
        return sent;
    }

    /// <summary>Takes the one datagram that was sent since the last call.</summary>
    public CoapMessage TakeOne() => Assert.Single(TakeSent()).Message;

    /// <summary>Puts a datagram back that was taken.</summary>
    public void Again(Sent sent) => _sent.Add(sent);

    public void Receive(string hex) =>
        Core.Receive(Device, Convert.FromHexString(hex.Replace(" ", string.Empty)));

    public void Receive(CoapMessage message) => Core.Receive(Device, message.ToArray());

    public ushort NextMessageId() => _messageId++;

    /// <summary>A request as a device sends it.</summary>
    public CoapMessage Request(CoapCode code, string path, string query = "",
        string? links = null, CoapType type = CoapType.Con)
    {
        OptionList options = new OptionList()
            .AddPath(OptionNumber.UriPath, path).AddQuery(query);
        if (links is not null)
        {
            options.Add(OptionNumber.ContentFormat, MediaType.LinkFormat);
        }

        return new CoapMessage
        {
            Type = type,
            Code = code,
            MessageId = NextMessageId(),
            Token = Token.FromBytes([0xD1, 0x01]),
            Options = options.Options,
            Payload = links is null ? default : TextValue.Encode(links),
        };
    }

    /// <summary>Sends a request and returns the one answer.</summary>
    public CoapMessage Exchange(CoapMessage request)
    {
        Receive(request);
        CoapMessage answer = TakeOne();
        Assert.Equal(request.Token, answer.Token);
        return answer;
    }

    /// <summary>Registers a device.</summary>
    public Registration Register(string query = "ep=lab-1&lwm2m=1.1&lt=60&b=U")
    {
        CoapMessage answer = Exchange(Request(CoapCode.Post, "/rd", query, ObjectList));
        Assert.Equal(CoapCode.Created, answer.Code);
        return Assert.Single(Core.Registrations, r => r.Location == answer.LocationPath);
    }

    /// <summary>A response of the device that rides on the ACK.</summary>
    public static CoapMessage Piggyback(CoapMessage request, CoapCode code,
        string? text = null, uint? observe = null) =>
        Response(CoapType.Ack, request.MessageId, request.Token, code, text, observe);

    /// <summary>A response of any form that rides on the ACK.</summary>
    public static CoapMessage Answer(CoapMessage request, CoapCode code,
        OptionList? options = null, ReadOnlyMemory<byte> payload = default) => new()
    {
        Type = CoapType.Ack,
        Code = code,
        MessageId = request.MessageId,
        Token = request.Token,
        Options = options?.Options ?? [],
        Payload = payload,
    };

    /// <summary>The block of a body that an answer or a notification has.</summary>
    public static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> body, BlockOption block) =>
        body.Slice(block.Offset, Math.Min(block.Size, body.Length - block.Offset));

    /// <summary>A separate response or a notification of the device.</summary>
    public static CoapMessage Response(CoapType type, ushort messageId, Token token,
        CoapCode code, string? text = null, uint? observe = null)
    {
        var options = new OptionList();
        if (observe is { } sequence)
        {
            options.Add(OptionNumber.Observe, sequence);
        }

        if (text is not null)
        {
            options.Add(OptionNumber.ContentFormat, MediaType.Text);
        }

        return new CoapMessage
        {
            Type = type,
            Code = code,
            MessageId = messageId,
            Token = token,
            Options = options.Options,
            Payload = text is null ? default : TextValue.Encode(text),
        };
    }
}
