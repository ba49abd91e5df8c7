// The library's codec and the desktop server's, written apart: what one writes the other reads.
// Random messages from fixed seeds; a failing seed is printed.

using Lwm2m.Client.Coap;
using Lwm2m.DevServer.Coap;
using Xunit;
using OptionNumber = Lwm2m.Client.Coap.CoapOption;
using ServerCode = Lwm2m.DevServer.Coap.CoapCode;
using ServerMessage = Lwm2m.DevServer.Coap.CoapMessage;
using ServerOption = Lwm2m.DevServer.Coap.CoapOption;

namespace Lwm2m.Client.DesktopTests.Coap;

/// <summary>Two codecs, one format.</summary>
public sealed class CrossCodecTests
{
    private const int Seeds = 20000;

    private static readonly int[] s_numbers =
    [
        1, 2, 3, 4, 6, 7, 8, 11, 12, 14, 15, 17, 20, 23, 27, 28, 35, 39, 60, 258, 270, 65000, 65535,
    ];

    private static readonly int[] s_lengths =
        [0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 8, 12, 13, 14, 255, 256, 268, 269, 270, 300];

    /// <summary>What the server writes, the view reads.</summary>
    [Fact]
    public void TheViewReadsWhatTheServerWrites()
    {
        var view = new MessageView();
        for (int seed = 0; seed < Seeds; seed++)
        {
            ServerMessage message = RandomMessage(new Random(seed));
            byte[] bytes = message.ToArray();
            MessageKind kind = view.Parse(bytes, 0, bytes.Length);
            Assert.True(
                kind == (message.Code.IsRequest ? MessageKind.Request : MessageKind.Response),
                $"seed {seed}: {kind}");
            Compare(seed, message, view);
        }
    }

    /// <summary>What the writer writes, the server reads.</summary>
    [Fact]
    public void TheServerReadsWhatTheWriterWrites()
    {
        var writer = new MessageWriter();
        byte[] buffer = new byte[10000];
        for (int seed = 0; seed < Seeds; seed++)
        {
            ServerMessage message = RandomMessage(new Random(seed));
            byte[] token = message.Token.ToArray();
            writer.Use(buffer, 7, buffer.Length);
            writer.Begin(
                (int)message.Type, message.Code.Value, message.MessageId, token, 0, token.Length);
            foreach (ServerOption option in message.Options)
            {
                byte[] value = option.Value.ToArray();
                if (value.Length <= 4 && (value.Length == 0 || (value[0] is > 0 and < 128)))
                {
                    writer.AddOption(
                        option.Number, option.TryGetUInt(4, out uint number) ? (int)number : -1);
                }
                else
                {
                    writer.AddOption(option.Number, value, 0, value.Length);
                }
            }

            int position = writer.BeginPayload();
            message.Payload.Span.CopyTo(buffer.AsSpan(position));
            writer.EndPayload(position + message.Payload.Length);
            Assert.False(writer.IsFull);
            Assert.True(
                buffer.AsSpan(7, writer.Length).SequenceEqual(message.ToArray()), $"seed {seed}");
        }
    }

    /// <summary>Options may be longer than any datagram: 65804 bytes at the most.</summary>
    [Theory]
    [InlineData(65534)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65804)]
    public void TheLongestOptionsAreRead(int length)
    {
        byte[] bytes = new ServerMessage
        {
            Code = ServerCode.Get,
            Options = new OptionList().Add(new ServerOption(60, new byte[length]))
                .Add(11, "7").Add(new ServerOption(65535, default)).Options,
        }.ToArray();
        var view = new MessageView();
        Assert.Equal(MessageKind.Request, view.Parse(bytes, 0, bytes.Length));
        Assert.Equal(1, view.PathCount);
        Assert.Equal(65535, view.BadOption);
        Assert.Equal(MessageKind.Malformed, view.Parse(bytes, 0, bytes.Length - 4));
        byte[] value = new byte[length];
        var writer = new MessageWriter();
        byte[] buffer = new byte[bytes.Length + 10];
        writer.Use(buffer, 0, buffer.Length);
        writer.Begin(0, 1, 0, null, 0, 0);
        writer.AddOption(11, [0x37], 0, 1);
        writer.AddOption(60, value, 0, length);
        writer.AddOption(65535, value, 0, 0);
        Assert.False(writer.IsFull);
        Assert.True(buffer.AsSpan(0, writer.Length).SequenceEqual(bytes));
    }

    /// <summary>Random bytes are well-formed to both or to neither.</summary>
    [Fact]
    public void BothRefuseTheSame()
    {
        var view = new MessageView();
        int good = 0;
        for (int seed = 0; seed < 3 * Seeds; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = seed % 2 == 0 ? RandomMessage(random).ToArray() : RandomBytes(random);
            for (int i = random.Next(4); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            MessageKind kind = view.Parse(bytes, 0, bytes.Length);
            ParseStatus status = ServerMessage.Parse(bytes, out ServerMessage? message);
            MessageKind expected = status switch
            {
                ParseStatus.TooShort or ParseStatus.UnknownVersion => MessageKind.Garbage,
                ParseStatus.Ok when message!.Code == ServerCode.Empty =>
                    message.Token.Length == 0 ? MessageKind.Empty : MessageKind.Malformed,
                ParseStatus.Ok when message!.Code.IsRequest => MessageKind.Request,
                ParseStatus.Ok when message!.Code.IsResponse => MessageKind.Response,
                _ => MessageKind.Malformed,
            };
            Assert.True(expected == kind, $"seed {seed}: {status} {Convert.ToHexString(bytes)}");
            if (kind is MessageKind.Request or MessageKind.Response)
            {
                Compare(seed, message!, view);
                good++;
            }
        }

        Assert.InRange(good, Seeds / 2, 3 * Seeds);
    }

    private static void Compare(int seed, ServerMessage message, MessageView view)
    {
        string[] expected =
        [
            $"{(int)message.Type} {message.Code.Value} {message.MessageId}",
            Convert.ToHexString(message.Token.ToArray()),
            Convert.ToHexString(message.Payload.Span),
            Values(message, OptionNumber.UriPath),
            Values(message, OptionNumber.UriQuery),
            Values(message, OptionNumber.LocationPath),
            $"{First(message, OptionNumber.Observe, 3)}",
            $"{First(message, OptionNumber.ContentFormat, 2)}",
            $"{First(message, OptionNumber.Accept, 2)}",
            $"{First(message, OptionNumber.Block1, 3)}",
            $"{First(message, OptionNumber.Block2, 3)}",
            $"{message.Options.Any(o => o.Number is 35 or 39)}",
            $"{FirstBad(message)}",
        ];
        string[] actual =
        [
            $"{view.Type} {view.Code} {view.MessageId}",
            Convert.ToHexString(view.Buffer, view.TokenOffset, view.TokenLength),
            Convert.ToHexString(view.Buffer, view.PayloadOffset, view.PayloadLength),
            Segments(view, view.PathCount, view.PathStart),
            Segments(view, view.QueryCount, view.QueryStart),
            Segments(view, view.LocationCount, view.LocationStart),
            $"{view.Observe}",
            $"{view.ContentFormat}",
            $"{view.Accept}",
            $"{view.Block1}",
            $"{view.Block2}",
            $"{view.HasProxyOption}",
            $"{view.BadOption}",
        ];
        Assert.True(
            expected.SequenceEqual(actual),
            $"seed {seed}:\n{string.Join('|', expected)}\n{string.Join('|', actual)}");
    }

    /// <summary>The first value that is not too long; later ones are ignored.</summary>
    private static long First(ServerMessage message, int number, int maxLength)
    {
        foreach (ServerOption option in message.Options)
        {
            if (option.Number == number && option.TryGetUInt(maxLength, out uint value))
            {
                return Math.Min(value, int.MaxValue);
            }
        }

        return -1;
    }

    /// <summary>RFC 7252 §5.4: the first critical option that must be refused, or 0.</summary>
    private static int FirstBad(ServerMessage message)
    {
        int previous = -1;
        foreach (ServerOption option in message.Options)
        {
            int length = option.Value.Length;
            bool isRepeated = option.Number == previous;
            previous = option.Number;
            bool isGood = option.Number switch
            {
                3 => length is >= 1 and <= 255 && !isRepeated,
                7 => length <= 2 && !isRepeated,
                11 or 15 => length <= 255,
                17 => length <= 2 && !isRepeated,
                23 or 27 => length <= 3 && !isRepeated,
                35 or 39 => true,
                _ => option.Number % 2 == 0,
            };
            if (!isGood)
            {
                return option.Number;
            }
        }

        return 0;
    }

    private static string Values(ServerMessage message, int number) => string.Join(
        '/',
        message.Options.Where(o => o.Number == number)
            .Select(o => Convert.ToHexString(o.Value.Span)));

    private static string Segments(MessageView view, int count, int position)
    {
        var values = new string[count];
        for (int i = 0; i < count; i++)
        {
            position = view.Segment(position);
            values[i] = Convert.ToHexString(view.Buffer, view.SegmentOffset, view.SegmentLength);
        }

        return string.Join('/', values);
    }

    private static ServerMessage RandomMessage(Random random)
    {
        var options = new OptionList();
        for (int i = random.Next(8); i > 0; i--)
        {
            byte[] value = new byte[s_lengths[random.Next(s_lengths.Length)]];
            random.NextBytes(value);
            options.Add(new ServerOption(s_numbers[random.Next(s_numbers.Length)], value));
        }

        byte[] payload = new byte[random.Next(3) == 0 ? 0 : random.Next(40)];
        random.NextBytes(payload);
        byte[] token = new byte[random.Next(9)];
        random.NextBytes(token);
        byte[] codes =
            [0x01, 0x02, 0x03, 0x04, 0x05, 0x1F, 0x41, 0x45, 0x5F, 0x80, 0x84, 0xA5, 0xBF];
        return new ServerMessage
        {
            Type = (CoapType)random.Next(4),
            Code = new ServerCode(codes[random.Next(codes.Length)]),
            MessageId = (ushort)random.Next(0x10000),
            Token = Token.FromBytes(token),
            Options = options.Options,
            Payload = payload,
        };
    }

    /// <summary>A good first byte as a rule, then anything.</summary>
    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = new byte[1 + random.Next(40)];
        random.NextBytes(bytes);
        bytes[0] = (byte)((bytes[0] & 0x33) | 0x40);
        return bytes;
    }
}
