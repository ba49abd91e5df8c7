// A registered client whose server is a set of byte arrays, and the measurement.

using System.Buffers.Binary;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Allocation;

/// <summary>Feeds prepared datagrams to a client and looks at what it sends.</summary>
internal sealed class AllocationBench
{
    private const int WarmUps = 100;
    private const int Measured = 25;

    private readonly byte[] _answer = new byte[16];
    private ushort _messageId = 0x4000;

    public AllocationBench()
    {
        var accounts = new Accounts(1);
        accounts.AddNoSec("coap://server.example", 1, 100_000_000);
        Client = new Lwm2mClient("device-1", accounts, [Device, Sensor], Platform);
        Client.Start();
        Client.Poll();
        byte[] created = [0x64, (byte)CoapCode.Created.Value, 0, 0, 0, 0, 0, 0,
            0x82, (byte)'r', (byte)'d', 0x02, (byte)'4', (byte)'2'];
        Answer(created);
        Client.Poll();
        Assert.Equal(RegistrationState.Registered, Client.GetState(1));
        Platform.Forget();
    }

    public PreparedPlatform Platform { get; } = new();

    public LeanObject Device { get; } = new(3);

    public LeanObject Sensor { get; } = new(LeanObject.Sensor);

    public Lwm2mClient Client { get; }

    /// <summary>The last datagram that the client has sent.</summary>
    public ReadOnlySpan<byte> Last => Platform.Sent(-1);

    /// <summary>Builds a request of the server.</summary>
    public static byte[] Request(
        CoapCode code, string path, string query = "", int? accept = null, int? format = null,
        byte[]? payload = null, int? observe = null,
        BlockOption? block1 = null, BlockOption? block2 = null) =>
        new CoapMessage
        {
            Type = CoapType.Con,
            Code = code,
            Token = Token.FromUInt64(0x1122334455667788),
            Options = new OptionList().AddIfSet(OptionNumber.Observe, observe)
                .AddPath(OptionNumber.UriPath, path)
                .AddIfSet(OptionNumber.ContentFormat, format)
                .AddQuery(query)
                .AddIfSet(OptionNumber.Accept, accept)
                .AddIfSet(OptionNumber.Block1, ValueOf(block1))
                .AddIfSet(OptionNumber.Block2, ValueOf(block2)).Options,
            Payload = payload ?? [],
        }.ToArray();

    private static int? ValueOf(BlockOption? block) => block is { } set
        ? (set.Number << 4) | (set.More ? 8 : 0) | set.SizeExponent
        : null;

    public static byte[] Text(CoapCode code, string path, string text) =>
        Request(code, path, format: MediaType.Text, payload: TextValue.Encode(text));

    /// <summary>Runs an operation until everything is warm, then measures it: no bytes.</summary>
    public static void AssertNothingAllocated(Action operation)
    {
        for (int i = 0; i < WarmUps; i++)
        {
            operation();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Measured; i++)
        {
            operation();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Hands a request with a new message id to the client, at a time when all earlier
    /// ones are forgotten; expects one piggybacked response with a code.</summary>
    public void Ask(byte[] request, CoapCode code)
    {
        Platform.NowMs += 300_000;
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), _messageId++);
        AskAgain(request, code);
    }

    /// <summary>Hands a request to the client as it is; expects one response.</summary>
    public void AskAgain(byte[] request, CoapCode code)
    {
        Platform.Forget();
        Platform.Put(request);
        Client.Poll();
        Expect(Platform.SentCount == 1, "one answer");
        ReadOnlySpan<byte> sent = Last;
        Expect(sent[0] == 0x68 && sent[1] == code.Value, "code of the answer");
        Expect(sent.Slice(2, 2).SequenceEqual(request.AsSpan(2, 2)), "message id");
        Expect(sent.Slice(4, 8).SequenceEqual(request.AsSpan(4, 8)), "token");
    }

    /// <summary>Answers the client's last request 2.04.</summary>
    public void AnswerChanged()
    {
        _answer[0] = 0x64;
        _answer[1] = CoapCode.Changed.Value;
        Answer(_answer.AsSpan(0, 8));
        Client.Poll();
    }

    /// <summary>Acknowledges the client's last message.</summary>
    public void Acknowledge()
    {
        _answer[0] = 0x60;
        _answer[1] = 0;
        Last.Slice(2, 2).CopyTo(_answer.AsSpan(2));
        Platform.Put(_answer.AsSpan(0, 4));
        Client.Poll();
    }

    /// <summary>Fails the test if something is not so; costs nothing if it is.</summary>
    public static void Expect(bool isSo, string what)
    {
        if (!isSo)
        {
            Assert.Fail(what);
        }
    }

    private void Answer(Span<byte> answer)
    {
        Last.Slice(2, 6).CopyTo(answer[2..]);
        Platform.Put(answer);
    }
}
