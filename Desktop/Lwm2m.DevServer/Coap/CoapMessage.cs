// The CoAP message and its codec (RFC 7252 §3), independent of the device library's codec.
//
//     0                   1                   2                   3
//     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//    |Ver| T |  TKL  |      Code     |          Message ID           |
//    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//    |   Token (if any, TKL bytes) ...   Options (if any) ...
//    |1 1 1 1 1 1 1 1|    Payload (if any) ...

using System.Buffers.Binary;
using System.Text;

namespace Lwm2m.DevServer.Coap;

/// <summary>A CoAP message. Parsing copies the datagram once; options and payload are slices
/// of that copy.</summary>
public sealed class CoapMessage
{
    private const int HeaderLength = 4;
    private const byte PayloadMarker = 0xFF;

    /// <summary>CON, NON, ACK or RST.</summary>
    public CoapType Type { get; init; }

    /// <summary>The method or response code.</summary>
    public CoapCode Code { get; init; }

    /// <summary>The message id.</summary>
    public ushort MessageId { get; init; }

    /// <summary>The token.</summary>
    public Token Token { get; init; }

    /// <summary>The options in ascending order of their numbers.</summary>
    public IReadOnlyList<CoapOption> Options { get; init; } = [];

    /// <summary>The payload, empty when there is none.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The Content-Format (RFC 7252 §5.10.3), or null.</summary>
    public int? ContentFormat => UIntOption(OptionNumber.ContentFormat, 2);

    /// <summary>The Accept option (RFC 7252 §5.10.4), or null.</summary>
    public int? Accept => UIntOption(OptionNumber.Accept, 2);

    /// <summary>The Observe option (RFC 7641 §2), or null.</summary>
    public int? Observe => UIntOption(OptionNumber.Observe, 3);

    /// <summary>The Block1 option (RFC 7959 §2.1), or null.</summary>
    public BlockOption? Block1 => Block(OptionNumber.Block1);

    /// <summary>The Block2 option (RFC 7959 §2.1), or null.</summary>
    public BlockOption? Block2 => Block(OptionNumber.Block2);

    /// <summary>The payload as UTF-8 text.</summary>
    public string PayloadText => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>An empty ACK or RST that answers a message id.</summary>
    public static CoapMessage CreateEmpty(CoapType type, ushort messageId) =>
        new() { Type = type, MessageId = messageId };

    /// <summary>Type and message id of a datagram whose rest is malformed.</summary>
    public static (CoapType Type, ushort MessageId) PeekHeader(ReadOnlySpan<byte> datagram) =>
        ((CoapType)((datagram[0] >> 4) & 3), BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]));

    /// <summary>Parses a datagram; <paramref name="message"/> is set when the result is
    /// <see cref="ParseStatus.Ok"/>.</summary>
    public static ParseStatus Parse(ReadOnlySpan<byte> datagram, out CoapMessage? message)
    {
        message = null;
        if (datagram.Length < HeaderLength)
        {
            return ParseStatus.TooShort;
        }

        if (datagram[0] >> 6 != 1)
        {
            return ParseStatus.UnknownVersion;
        }

        int tokenLength = datagram[0] & 0x0F;
        var code = new CoapCode(datagram[1]);
        if (tokenLength > Token.MaxLength
            || datagram.Length < HeaderLength + tokenLength
            || (code == CoapCode.Empty && datagram.Length != HeaderLength))
        {
            return ParseStatus.FormatError;
        }

        (CoapType type, ushort messageId) = PeekHeader(datagram);
        ReadOnlyMemory<byte> copy = datagram.ToArray();
        if (!ParseOptions(copy[(HeaderLength + tokenLength)..], out List<CoapOption>? options,
            out ReadOnlyMemory<byte> payload))
        {
            return ParseStatus.FormatError;
        }

        message = new CoapMessage
        {
            Type = type,
            Code = code,
            MessageId = messageId,
            Token = Token.FromBytes(datagram.Slice(HeaderLength, tokenLength)),
            Options = options is null ? [] : options,
            Payload = payload,
        };
        return ParseStatus.Ok;
    }

    /// <summary>The first option with a number, or null.</summary>
    public CoapOption? Find(int number)
    {
        foreach (CoapOption option in Options)
        {
            if (option.Number == number)
            {
                return option;
            }
        }

        return null;
    }

    /// <summary>The text of each option with a number.</summary>
    public IEnumerable<string> Texts(int number)
    {
        foreach (CoapOption option in Options)
        {
            if (option.Number == number)
            {
                yield return option.Text;
            }
        }
    }

    /// <summary>The Uri-Path options as "/a/b", or "/".</summary>
    public string UriPath => JoinPath(OptionNumber.UriPath);

    /// <summary>The Location-Path options as "/a/b", or "/".</summary>
    public string LocationPath => JoinPath(OptionNumber.LocationPath);

    /// <summary>The number of bytes that <see cref="Write"/> needs.</summary>
    public int EncodedLength
    {
        get
        {
            int length = HeaderLength + Token.Length;
            int previous = 0;
            foreach (CoapOption option in Options)
            {
                length += 1 + ExtendedLength(option.Number - previous)
                    + ExtendedLength(option.Value.Length) + option.Value.Length;
                previous = option.Number;
            }

            return Payload.IsEmpty ? length : length + 1 + Payload.Length;
        }
    }

    /// <summary>Writes the message and returns how many bytes it has.</summary>
    /// <exception cref="InvalidOperationException">The options are not in order.</exception>
    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)(0x40 | ((int)Type << 4) | Token.Length);
        destination[1] = Code.Value;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], MessageId);
        int at = HeaderLength + Token.CopyTo(destination[HeaderLength..]);
        int previous = 0;
        foreach (CoapOption option in Options)
        {
            if (option.Number < previous)
            {
                throw new InvalidOperationException("Options must be in ascending order.");
            }

            at += WriteOption(destination[at..], option.Number - previous, option.Value.Span);
            previous = option.Number;
        }

        if (!Payload.IsEmpty)
        {
            destination[at++] = PayloadMarker;
            Payload.Span.CopyTo(destination[at..]);
            at += Payload.Length;
        }

        return at;
    }

    /// <summary>The encoded message as a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[EncodedLength];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => MessageText.Summarize(this);

    private static bool ParseOptions(
        ReadOnlyMemory<byte> rest, out List<CoapOption>? options, out ReadOnlyMemory<byte> payload)
    {
        options = null;
        payload = default;
        ReadOnlySpan<byte> bytes = rest.Span;
        int at = 0;
        int number = 0;
        while (at < bytes.Length)
        {
            byte first = bytes[at++];
            if (first == PayloadMarker)
            {
                // A marker followed by nothing is a format error (RFC 7252 §3).
                payload = rest[at..];
                return !payload.IsEmpty;
            }

            if (!ReadExtended(bytes, ref at, first >> 4, out int delta)
                || !ReadExtended(bytes, ref at, first & 0x0F, out int length)
                || length > bytes.Length - at
                || (number += delta) > ushort.MaxValue)
            {
                return false;
            }

            (options ??= []).Add(new CoapOption(number, rest.Slice(at, length)));
            at += length;
        }

        return true;
    }

    // The 4-bit forms 13 (one more byte) and 14 (two more); 15 is reserved (RFC 7252 §3.1).
    private static bool ReadExtended(ReadOnlySpan<byte> bytes, ref int at, int form, out int value)
    {
        value = form;
        int extra = form switch { 13 => 1, 14 => 2, 15 => -1, _ => 0 };
        if (extra < 0 || extra > bytes.Length - at)
        {
            return false;
        }

        if (extra == 1)
        {
            value = 13 + bytes[at];
        }
        else if (extra == 2)
        {
            value = 269 + BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        }

        at += extra;
        return true;
    }

    private static int ExtendedLength(int value) => value < 13 ? 0 : value < 269 ? 1 : 2;

    private static int WriteOption(Span<byte> destination, int delta, ReadOnlySpan<byte> value)
    {
        int at = 1;
        int deltaForm = WriteExtended(destination, ref at, delta);
        int lengthForm = WriteExtended(destination, ref at, value.Length);
        destination[0] = (byte)((deltaForm << 4) | lengthForm);
        value.CopyTo(destination[at..]);
        return at + value.Length;
    }

    private static int WriteExtended(Span<byte> destination, ref int at, int value)
    {
        if (value < 13)
        {
            return value;
        }

        if (value < 269)
        {
            destination[at++] = (byte)(value - 13);
            return 13;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], checked((ushort)(value - 269)));
        at += 2;
        return 14;
    }

    private int? UIntOption(int number, int maxLength) =>
        Find(number) is { } option && option.TryGetUInt(maxLength, out uint value)
            ? (int)value
            : null;

    private BlockOption? Block(int number) =>
        Find(number) is { } option && BlockOption.TryParse(option, out BlockOption block)
            ? block
            : null;

    private string JoinPath(int number)
    {
        StringBuilder? text = null;
        foreach (CoapOption option in Options)
        {
            if (option.Number == number)
            {
                (text ??= new StringBuilder()).Append('/').Append(option.Text);
            }
        }

        return text is null ? "/" : text.ToString();
    }
}
