// What a handshake was, read off the wire and not told by the client under test: RFC 6347 §4.1 and
// §4.2.2 (records and handshake headers), RFC 5246 §7.4 (the hellos), RFC 7627, RFC 9146.

using System.Buffers.Binary;

namespace Interop.Dtls;

/// <summary>The facts of one handshake.</summary>
internal sealed class HandshakeFacts
{
    private const int Alert = 21;
    private const int Handshake = 22;
    private const int Tls12Cid = 25;

    private readonly Dictionary<(bool IsSent, int Number, int Type), Fragments> _messages = [];

    private byte[] _offeredSession = [];
    private byte[] _session = [];
    private bool _hasClientKeyExchange;

    /// <summary>Reads the datagrams of one handshake.</summary>
    public HandshakeFacts(IEnumerable<WireDatagram> datagrams)
    {
        foreach (WireDatagram datagram in datagrams)
        {
            ReadRecords(datagram);
        }
    }

    /// <summary>The cipher suite that the server has chosen, or -1.</summary>
    public int Suite { get; private set; } = -1;

    /// <summary>The suite's name as a table has it.</summary>
    public string SuiteName => Suite switch
    {
        0xC0A8 => "AES_128_CCM_8",
        0xC0A4 => "AES_128_CCM",
        _ => $"{Suite:X4}",
    };

    public bool HasHelloVerifyRequest { get; private set; }

    /// <summary>The hint of the ServerKeyExchange, null without that message.</summary>
    public byte[]? Hint { get; private set; }

    public bool HasExtendedMasterSecret { get; private set; }

    public bool HasTicket { get; private set; }

    /// <summary>The connection id that the server has issued, null without the extension.
    /// </summary>
    public byte[]? ConnectionId { get; private set; }

    /// <summary>Whether the client has offered a session.</summary>
    public bool OffersSession => _offeredSession.Length > 0;

    /// <summary>Whether the session that the client has offered goes on.</summary>
    public bool IsResumed =>
        OffersSession && _session.AsSpan().SequenceEqual(_offeredSession)
        && !_hasClientKeyExchange;

    /// <summary>Whether the client signals RFC 5746 by a suite (§3.3), not by the extension.
    /// </summary>
    public bool HasSignallingSuite { get; private set; }

    /// <summary>Whether the client signals RFC 5746 by the extension (§3.2).</summary>
    public bool HasRenegotiationInfo { get; private set; }

    /// <summary>The number of ClientHello messages that went out, repetitions included.</summary>
    public int ClientHellos { get; private set; }

    /// <summary>The number of records sent that carry the connection id.</summary>
    public int ConnectionIdRecords { get; private set; }

    /// <summary>Whether a message of the server came in more than one fragment.</summary>
    public bool HasFragments => _messages.Any(m => !m.Key.IsSent && m.Value.Count > 1);

    /// <summary>The unprotected alerts, as in "in 2/40".</summary>
    public List<string> Alerts { get; } = [];

    private void ReadRecords(WireDatagram datagram)
    {
        ReadOnlySpan<byte> rest = datagram.Bytes;
        while (rest.Length >= 13)
        {
            int type = rest[0];
            int epoch = BinaryPrimitives.ReadUInt16BigEndian(rest[3..]);
            if (type == Tls12Cid)
            {
                // Only the peer that has issued the id knows where it ends.
                int length = ConnectionId?.Length ?? 0;
                bool isMine = length > 0 && rest.Length > 13 + length
                    && rest.Slice(11, length).SequenceEqual(ConnectionId);
                ConnectionIdRecords += datagram.IsSent && isMine ? 1 : 0;
                return;
            }

            int size = BinaryPrimitives.ReadUInt16BigEndian(rest[11..]);
            if (13 + size > rest.Length)
            {
                return;
            }

            ReadOnlySpan<byte> content = rest.Slice(13, size);
            if (epoch == 0 && type == Handshake)
            {
                ReadFragments(datagram.IsSent, content);
            }
            else if (epoch == 0 && type == Alert && size == 2)
            {
                Alerts.Add($"{(datagram.IsSent ? "out" : "in")} {content[0]}/{content[1]}");
            }

            rest = rest[(13 + size)..];
        }
    }

    private void ReadFragments(bool isSent, ReadOnlySpan<byte> content)
    {
        while (content.Length >= 12)
        {
            int type = content[0];
            int length = UInt24(content[1..]);
            int number = BinaryPrimitives.ReadUInt16BigEndian(content[4..]);
            int offset = UInt24(content[6..]);
            int size = UInt24(content[9..]);
            if (12 + size > content.Length || offset + size > length)
            {
                return;
            }

            ClientHellos += isSent && type == 1 && offset == 0 ? 1 : 0;
            var key = (isSent, number, type);
            if (!_messages.TryGetValue(key, out Fragments? message)
                || message.Bytes.Length != length)
            {
                // The first fragment, or that of another attempt.
                _messages[key] = message = new Fragments(length);
            }

            if (message.Add(offset, content.Slice(12, size)))
            {
                Read(type, message.Bytes);
            }

            content = content[(12 + size)..];
        }
    }

    private void Read(int type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case 1:
                ReadClientHello(body);
                break;
            case 2:
                ReadServerHello(body);
                break;
            case 3:
                HasHelloVerifyRequest = true;
                break;
            case 4:
                HasTicket = true;
                break;
            case 12:
                Hint = body[2..].ToArray();
                break;
            case 16:
                _hasClientKeyExchange = true;
                break;
        }
    }

    private void ReadClientHello(ReadOnlySpan<byte> body)
    {
        int at = 35 + body[34];
        _offeredSession = body[35..at].ToArray();
        at += 1 + body[at]; // The cookie.
        int end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
        HasSignallingSuite = false;
        for (at += 2; at < end; at += 2)
        {
            HasSignallingSuite |= BinaryPrimitives.ReadUInt16BigEndian(body[at..]) == 0x00FF;
        }

        at += 1 + body[at]; // The compression methods.
        HasRenegotiationInfo = false;
        for (at += 2; at + 4 <= body.Length;)
        {
            HasRenegotiationInfo |=
                BinaryPrimitives.ReadUInt16BigEndian(body[at..]) == 0xFF01;
            at += 4 + BinaryPrimitives.ReadUInt16BigEndian(body[(at + 2)..]);
        }
    }

    private void ReadServerHello(ReadOnlySpan<byte> body)
    {
        int at = 35 + body[34];
        _session = body[35..at].ToArray();
        Suite = BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
        HasExtendedMasterSecret = false;
        ConnectionId = null;
        at += 5;
        while (at + 4 <= body.Length)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(body[(at + 2)..]);
            ReadOnlySpan<byte> value = body.Slice(at + 4, length);
            HasExtendedMasterSecret |= type == 23;
            ConnectionId = type == 54 ? value[1..].ToArray() : ConnectionId;
            at += 4 + length;
        }
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) =>
        (bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);

    /// <summary>A message on its way.</summary>
    private sealed class Fragments(int length)
    {
        private readonly bool[] _has = new bool[length];
        private bool _isRead;

        public byte[] Bytes { get; } = new byte[length];

        /// <summary>The number of different fragments.</summary>
        public int Count { get; private set; }

        /// <summary>Adds a fragment; true when the message is whole for the first time.</summary>
        public bool Add(int offset, ReadOnlySpan<byte> fragment)
        {
            bool isNew = fragment.Length == 0 ? length == 0 && Count == 0 : !_has[offset];
            Count += isNew ? 1 : 0;
            fragment.CopyTo(Bytes.AsSpan(offset));
            _has.AsSpan(offset, fragment.Length).Fill(true);
            bool isWhole = !_isRead && Array.TrueForAll(_has, h => h);
            _isRead |= isWhole;
            return isWhole;
        }
    }
}
