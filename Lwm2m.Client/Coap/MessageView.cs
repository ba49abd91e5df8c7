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

using System;

namespace Lwm2m.Client.Coap;

/// <summary>
/// A received message; reused for the next one. What is looked at often is in fields, to be read
/// only: a property would cost a call on the device.
/// </summary>
internal sealed class MessageView
{
    private const int HeaderBytes = 4;
    private const int PayloadMarker = 0xFF;
    private const int Impossible = 0x10000;

    // What is noted of options. A number by its value plus one; a text, which may be repeated, by
    // how often it has come and, behind that, by the position of the first.
    private const int ObserveSlot = 1;
    private const int FormatSlot = 2;
    private const int AcceptSlot = 3;
    private const int Block1Slot = 4;
    private const int Block2Slot = 5;
    private const int Size1Slot = 6;
    private const int PortSlot = 7;
    private const int HostSlot = 8;
    private const int ProxySlot = 9;
    private const int QuerySlot = 11;
    private const int LocationSlot = 13;
    private const int ETagSlot = 15;
    private const int Size2Slot = 17;
    private const int Slots = 18;

    // An entry of the table of options, Uri-Path excepted: slot << 3 | the most bytes of a number,
    // 0 for a text, 1 for a text that must not be empty or come twice.
    private const int OneText = 1;

    private static readonly byte[] s_options =
    {
        0, 0, 0, (HostSlot << 3) | OneText, ETagSlot << 3, 0, (ObserveSlot << 3) | 3,
        (PortSlot << 3) | 2, LocationSlot << 3, 0, 0, 0, (FormatSlot << 3) | 2, 0,
        0, QuerySlot << 3, 0, (AcceptSlot << 3) | 2, 0, 0, 0, 0, 0,
        (Block2Slot << 3) | 3, 0, 0, 0, (Block1Slot << 3) | 3, (Size2Slot << 3) | 4, 0, 0, 0, 0, 0,
        0, ProxySlot << 3, 0, 0, 0, ProxySlot << 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, (Size1Slot << 3) | 4,
    };

    private readonly int[] _noted = new int[Slots];

    public byte[] Buffer;

    public int Type;

    public int Code;

    public int MessageId;

    public int TokenOffset;

    public int TokenLength;

    public int PayloadOffset;

    public int PayloadLength;

    /// <summary>The number of Uri-Path options.</summary>
    public int PathCount;

    /// <summary>The position of the first Uri-Path option, for <see cref="Segment"/>.</summary>
    public int PathStart;

    /// <summary>The Observe option, or -1.</summary>
    public int Observe;

    /// <summary>The Accept option, or -1.</summary>
    public int Accept;

    /// <summary>The Block1 option, or -1.</summary>
    public int Block1;

    /// <summary>The Block2 option, or -1.</summary>
    public int Block2;

    /// <summary>
    /// The first critical option that is unknown, repeated or of an impossible length
    /// (RFC 7252 §5.4), or 0.
    /// </summary>
    public int BadOption;

    /// <summary>Where the value of the option that Segment was called for starts.</summary>
    public int SegmentOffset;

    /// <summary>The length of the value of the option that Segment was called for.</summary>
    public int SegmentLength;

    /// <summary>The Content-Format option, or -1.</summary>
    public int ContentFormat => _noted[FormatSlot] - 1;

    /// <summary>The Size1 option, or -1.</summary>
    public int Size1 => _noted[Size1Slot] - 1;

    /// <summary>The Size2 option, or -1.</summary>
    public int Size2 => _noted[Size2Slot] - 1;

    /// <summary>Whether the message asks for a proxy.</summary>
    public bool HasProxyOption => _noted[ProxySlot] > 0;

    /// <summary>The number of Uri-Query options.</summary>
    public int QueryCount => _noted[QuerySlot];

    /// <summary>The position of the first Uri-Query option, for <see cref="Segment"/>.</summary>
    public int QueryStart => _noted[QuerySlot + 1];

    /// <summary>The number of Location-Path options.</summary>
    public int LocationCount => _noted[LocationSlot];

    /// <summary>The position of the first Location-Path, for <see cref="Segment"/>.</summary>
    public int LocationStart => _noted[LocationSlot + 1];

    /// <summary>A number that tells the ETag option from another; 0 without.</summary>
    public int ReadETag()
    {
        if (_noted[ETagSlot] == 0)
        {
            return 0;
        }

        Segment(_noted[ETagSlot + 1]);
        return Bytes.Digest(Buffer, SegmentOffset, SegmentLength);
    }

    /// <summary>Validates a datagram and notes what it holds.</summary>
    public MessageKind Parse(byte[] buffer, int offset, int length)
    {
        int first = length < HeaderBytes ? 0 : buffer[offset];
        if (first >> 6 != 1)
        {
            return MessageKind.Garbage;
        }

        int code = buffer[offset + 1];
        int tokenLength = first & 15;
        int position = offset + HeaderBytes;
        Buffer = buffer;
        Type = (first >> 4) & 3;
        Code = code;
        MessageId = Bytes.ReadUInt16(buffer, offset + 2);
        TokenOffset = position;
        TokenLength = tokenLength;
        if (code == CoapCode.Empty)
        {
            return length == HeaderBytes && tokenLength == 0
                ? MessageKind.Empty
                : MessageKind.Malformed;
        }

        int end = offset + length;
        position += tokenLength;
        if (tokenLength > Limits.TokenBytes || position > end
            || !ParseOptions(buffer, position, end))
        {
            return MessageKind.Malformed;
        }

        int codeClass = code >> 5;
        return codeClass == 0 ? MessageKind.Request
            : codeClass == 2 || codeClass == 4 || codeClass == 5 ? MessageKind.Response
            : MessageKind.Malformed;
    }

    /// <summary>
    /// Looks at the repeated option at a position: sets SegmentOffset and SegmentLength and
    /// returns the position of the next one.
    /// </summary>
    public int Segment(int position)
    {
        byte[] buffer = Buffer;
        int header = buffer[position++];
        Extended(header >> 4, ref position, buffer.Length);
        int length = Extended(header & 15, ref position, buffer.Length);
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

    private bool ParseOptions(byte[] buffer, int position, int end)
    {
        int[] noted = _noted;
        Array.Clear(noted, 0, Slots);
        BadOption = 0;
        int length;
        int number = 0;
        int pathCount = 0;
        while (position < end)
        {
            int start = position;
            int header = buffer[position++];
            int delta = header >> 4;
            length = header & 15;
            if (delta > 12)
            {
                if (header == PayloadMarker)
                {
                    if (position == end)
                    {
                        return false;
                    }

                    break;
                }

                delta = Extended(delta, ref position, end);
            }

            if (length > 12)
            {
                length = Extended(length, ref position, end);
            }

            if (length > end - position)
            {
                return false;
            }

            number += delta;
            bool isUnderstood;
            if (number == CoapOption.UriPath)
            {
                isUnderstood = length == (byte)length;
                if (pathCount++ == 0)
                {
                    PathStart = start;
                }
            }
            else
            {
                isUnderstood = Note(number, start, position, length);
            }

            if (!isUnderstood && BadOption == 0)
            {
                BadOption = number;
            }

            position += length;
        }

        Observe = noted[ObserveSlot] - 1;
        Accept = noted[AcceptSlot] - 1;
        Block1 = noted[Block1Slot] - 1;
        Block2 = noted[Block2Slot] - 1;
        PathCount = pathCount;
        PayloadOffset = position;
        PayloadLength = end - position;
        return number < Impossible;
    }

    /// <summary>
    /// A delta or a length (RFC 7252 §3.1): of its four bits 13 stands for one byte more, 14 for
    /// two, 15 is reserved. <see cref="Impossible"/> if it cannot be.
    /// </summary>
    private int Extended(int bits, ref int position, int end)
    {
        if (bits < 13)
        {
            return bits;
        }

        int at = position;
        position = at + bits - 12;
        return bits == 15 || position > end ? Impossible
            : bits == 13 ? Buffer[at] + 13
            : Bytes.ReadUInt16(Buffer, at) + 269;
    }

    /// <summary>Notes an option; false if it is critical and cannot be understood.</summary>
    private bool Note(int number, int start, int position, int length)
    {
        int option = number <= CoapOption.Size1 ? s_options[number] : 0;
        int[] noted = _noted;
        int slot = option >> 3;
        int most = option & 7;

        // Of an elective option that is repeated or too long, this occurrence is ignored
        // (RFC 7252 §5.4.5).
        if (most > OneText)
        {
            if (noted[slot] == 0 && length <= most)
            {
                // Four bytes may be more than an int holds.
                int value = (int)Bytes.ReadUnsigned(Buffer, position, length);
                noted[slot] = (value < 0 ? int.MaxValue : value) + 1;
                return true;
            }
        }
        else if (most == OneText)
        {
            if (noted[slot] == 0 && length == (byte)length)
            {
                noted[slot] = length;
                return length > 0;
            }
        }
        else if (slot > 0)
        {
            if (noted[slot]++ == 0)
            {
                noted[slot + 1] = start;
            }

            if (length == (byte)length || slot == ProxySlot)
            {
                return true;
            }
        }

        return (number & 1) == 0;
    }
}
