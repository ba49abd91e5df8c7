// A checked view over a received CoAP message (RFC 7252 §3). Parse validates every length once and
// notes the options this client knows; what is read afterwards cannot fail.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |Ver| T |  TKL  |      Code     |          Message ID           |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |   Token (if any, TKL bytes) ...   Options (if any) ...
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |1 1 1 1 1 1 1 1|    Payload (if any) ...
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

namespace Lwm2m.Client.Coap;

/// <summary>
/// A received message; reused for the next one. What Parse has found is in fields, to be read
/// only: a property would cost a call on the device.
/// </summary>
internal sealed class MessageView
{
    private const int HeaderBytes = 4;
    private const int PayloadMarker = 0xFF;
    private const int MaxSegmentBytes = 255;

    public byte[] Buffer;

    public int Type;

    public int Code;

    public int MessageId;

    public int TokenOffset;

    public int TokenLength;

    public int PayloadOffset;

    public int PayloadLength;

    /// <summary>The Observe option, or -1.</summary>
    public int Observe;

    /// <summary>The Content-Format option, or -1.</summary>
    public int ContentFormat;

    /// <summary>The Accept option, or -1.</summary>
    public int Accept;

    /// <summary>The Block1 option, or -1.</summary>
    public int Block1;

    /// <summary>The Block2 option, or -1.</summary>
    public int Block2;

    /// <summary>The Max-Age option, or -1.</summary>
    public int MaxAge;

    /// <summary>The Size1 option, or -1.</summary>
    public int Size1;

    /// <summary>Whether the message asks for a proxy.</summary>
    public bool HasProxyOption;

    /// <summary>
    /// The first critical option that is unknown, repeated or of an impossible length
    /// (RFC 7252 §5.4), or 0.
    /// </summary>
    public int BadOption;

    /// <summary>The number of Uri-Path options.</summary>
    public int PathCount;

    /// <summary>The position of the first Uri-Path option, for <see cref="Segment"/>.</summary>
    public int PathStart;

    /// <summary>The number of Uri-Query options.</summary>
    public int QueryCount;

    /// <summary>The position of the first Uri-Query option, for <see cref="Segment"/>.</summary>
    public int QueryStart;

    /// <summary>The number of Location-Path options.</summary>
    public int LocationCount;

    /// <summary>The position of the first Location-Path, for <see cref="Segment"/>.</summary>
    public int LocationStart;

    /// <summary>Where the value of the option that Segment was called for starts.</summary>
    public int SegmentOffset;

    /// <summary>The length of the value of the option that Segment was called for.</summary>
    public int SegmentLength;

    /// <summary>Validates a datagram and notes what it holds.</summary>
    public MessageKind Parse(byte[] buffer, int offset, int length)
    {
        if (length < HeaderBytes || buffer[offset] >> 6 != 1)
        {
            return MessageKind.Garbage;
        }

        int first = buffer[offset];
        int code = buffer[offset + 1];
        Buffer = buffer;
        Type = (first >> 4) & 3;
        Code = code;
        MessageId = (buffer[offset + 2] << 8) | buffer[offset + 3];
        TokenOffset = offset + HeaderBytes;
        TokenLength = first & 15;
        if (code == CoapCode.Empty)
        {
            return length == HeaderBytes && TokenLength == 0
                ? MessageKind.Empty
                : MessageKind.Malformed;
        }

        int end = offset + length;
        int position = TokenOffset + TokenLength;
        if (TokenLength > Limits.TokenBytes || position > end || !ParseOptions(position, end))
        {
            return MessageKind.Malformed;
        }

        switch (code >> 5)
        {
            case 0:
                return MessageKind.Request;
            case 2:
            case 4:
            case 5:
                return MessageKind.Response;
            default:
                return MessageKind.Malformed;
        }
    }

    /// <summary>
    /// Looks at the repeated option at a position: sets SegmentOffset and SegmentLength and
    /// returns the position of the next one.
    /// </summary>
    public int Segment(int position)
    {
        int header = Buffer[position++];
        int delta = header >> 4;
        position += delta < 13 ? 0 : delta - 12;
        int length = header & 15;
        if (length > 12)
        {
            int extra = length - 12;
            length = Extended(position, extra);
            position += extra;
        }

        SegmentOffset = position;
        SegmentLength = length;
        return position + length;
    }

    /// <summary>
    /// Reads the Uri-Path options as ids, packed as <see cref="Lwm2mPath"/> packs them. False
    /// for what cannot be such a path: more than four segments, one that is not a number from 0
    /// to 65534, or one with leading zeros.
    /// </summary>
    public bool TryReadPath(out long path)
    {
        long packed = Lwm2mPath.Root;
        path = packed;
        int count = PathCount;
        if (count > 4)
        {
            return false;
        }

        byte[] buffer = Buffer;
        int position = PathStart;
        for (int i = 0; i < count; i++)
        {
            // Neither the delta, 11 at most, nor the length of a number needs extra bytes.
            int length = buffer[position++] & 15;
            int end = position + length;
            if (length == 0 || length > 5 || (length > 1 && buffer[position] == '0'))
            {
                return false;
            }

            int id = 0;
            do
            {
                // Of all bytes, only digits are 0 to 9 after this.
                int digit = buffer[position++] ^ '0';
                if (digit > 9)
                {
                    return false;
                }

                id = (id * 10) + digit;
            }
            while (position < end);

            if (id >= Lwm2mPath.NoId)
            {
                return false;
            }

            packed = (packed << 16) | (long)id;
        }

        // Up to the top, with ones coming in from below.
        path = ~(~packed << ((4 - count) << 4));
        return true;
    }

    private bool ParseOptions(int position, int end)
    {
        Observe = -1;
        ContentFormat = -1;
        Accept = -1;
        Block1 = -1;
        Block2 = -1;
        MaxAge = -1;
        Size1 = -1;
        BadOption = 0;
        PathCount = 0;
        QueryCount = 0;
        LocationCount = 0;
        HasProxyOption = false;
        byte[] buffer = Buffer;
        int number = 0;
        while (position < end)
        {
            int start = position;
            int header = buffer[position++];
            if (header == PayloadMarker)
            {
                PayloadOffset = position;
                PayloadLength = end - position;
                return position < end;
            }

            int delta = header >> 4;
            int length = header & 15;
            if (delta > 12)
            {
                // 13: one byte more, 14: two bytes more, 15: reserved (RFC 7252 §3.1).
                int extra = delta - 12;
                if (extra > 2 || extra > end - position)
                {
                    return false;
                }

                delta = Extended(position, extra);
                position += extra;
            }

            if (length > 12)
            {
                int extra = length - 12;
                if (extra > 2 || extra > end - position)
                {
                    return false;
                }

                length = Extended(position, extra);
                position += extra;
            }

            number += delta;
            if (length > end - position || number > 0xFFFF)
            {
                return false;
            }

            if (!Note(number, start, position, length) && BadOption == 0)
            {
                BadOption = number;
            }

            position += length;
        }

        PayloadOffset = end;
        PayloadLength = 0;
        return true;
    }

    private int Extended(int position, int extra)
    {
        return extra == 1
            ? Buffer[position] + 13
            : ((Buffer[position] << 8) | Buffer[position + 1]) + 269;
    }

    /// <summary>Notes an option; false if it is critical and cannot be understood.</summary>
    private bool Note(int number, int start, int position, int length)
    {
        bool isFirst;
        switch (number)
        {
            case CoapOption.UriPath:
                if (PathCount++ == 0)
                {
                    PathStart = start;
                }

                return length <= MaxSegmentBytes;
            case CoapOption.UriQuery:
                if (QueryCount++ == 0)
                {
                    QueryStart = start;
                }

                return length <= MaxSegmentBytes;
            case CoapOption.Accept:
                isFirst = Accept < 0;
                Accept = Number(position, length, 2, Accept);
                return isFirst && length <= 2;
            case CoapOption.Observe:
                Observe = Number(position, length, 3, Observe);
                return true;
            case CoapOption.ContentFormat:
                ContentFormat = Number(position, length, 2, ContentFormat);
                return true;
            case CoapOption.Block1:
                isFirst = Block1 < 0;
                Block1 = Number(position, length, 3, Block1);
                return isFirst && length <= 3;
            case CoapOption.Block2:
                isFirst = Block2 < 0;
                Block2 = Number(position, length, 3, Block2);
                return isFirst && length <= 3;
            default:
                return NoteRare(number, start, position, length);
        }
    }

    private bool NoteRare(int number, int start, int position, int length)
    {
        switch (number)
        {
            case CoapOption.LocationPath:
                if (LocationCount++ == 0)
                {
                    LocationStart = start;
                }

                return true;
            case CoapOption.MaxAge:
                MaxAge = Number(position, length, 4, MaxAge);
                return true;
            case CoapOption.Size1:
                Size1 = Number(position, length, 4, Size1);
                return true;
            case CoapOption.UriHost:
                return length > 0 && length <= MaxSegmentBytes && !IsRepeated(start);
            case CoapOption.UriPort:
                return length <= 2 && !IsRepeated(start);
            case CoapOption.ProxyUri:
            case CoapOption.ProxyScheme:
                HasProxyOption = true;
                return true;
            default:
                return (number & 1) == 0;
        }
    }

    /// <summary>Whether the option at a position has the number of the one before it.</summary>
    private bool IsRepeated(int start)
    {
        return Buffer[start] >> 4 == 0;
    }

    /// <summary>
    /// An unsigned number; the value it had if the option is repeated or too long, which for an
    /// elective option means that this occurrence is ignored (RFC 7252 §5.4.5).
    /// </summary>
    private int Number(int position, int length, int maxLength, int present)
    {
        if (present >= 0 || length > maxLength)
        {
            return present;
        }

        int value = 0;
        for (int i = 0; i < length; i++)
        {
            value = (value << 8) | Buffer[position + i];
        }

        // Four bytes may be more than an int holds.
        return value < 0 ? int.MaxValue : value;
    }
}
