// The ClientHello (RFC 6347 §4.3.2, RFC 5246 §7.4.1.2) and its extensions.

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>A ClientHello, parsed.</summary>
internal sealed class ClientHello
{
    public required ushort Version { get; init; }

    public required byte[] Random { get; init; }

    public required byte[] SessionId { get; init; }

    public required byte[] Cookie { get; init; }

    public required ushort[] Suites { get; init; }

    public required Dictionary<ushort, byte[]> Extensions { get; init; }

    /// <summary>All of it but the cookie: what a cookie is bound to.</summary>
    public required byte[] WithoutCookie { get; init; }

    public bool OffersExtendedMasterSecret =>
        Extensions.ContainsKey(ExtensionType.ExtendedMasterSecret);

    public bool SignalsSecureRenegotiation =>
        Suites.Contains(Suite.RenegotiationInfoScsv)
        || Extensions.ContainsKey(ExtensionType.RenegotiationInfo);

    /// <summary>The CID for records to the client; null when none is negotiated.</summary>
    public byte[]? ConnectionId { get; private init; }

    /// <summary>The code of max_fragment_length, 1 to 4, or 0.</summary>
    public int MaxFragmentLengthCode { get; private init; }

    /// <summary>The name that the client wants to reach, or null.</summary>
    public byte[]? ServerName { get; private init; }

    public static ClientHello Parse(byte[] body)
    {
        var reader = new WireReader(body);
        ushort version = reader.UInt16();
        byte[] random = reader.Bytes(32).ToArray();
        byte[] sessionId = reader.Vector(1).ToArray();
        int cookieAt = body.Length - reader.Remaining;
        byte[] cookie = reader.Vector(1).ToArray();
        byte[] withoutCookie =
            [.. body.AsSpan(0, cookieAt), .. body.AsSpan(body.Length - reader.Remaining)];
        ushort[] suites = Numbers(reader.Vector(2));
        if (!reader.Vector(1).Contains((byte)0) || sessionId.Length > 32)
        {
            throw new AlertException(AlertCode.IllegalParameter, "compression or session id");
        }

        Dictionary<ushort, byte[]> extensions = reader.IsAtEnd
            ? []
            : ReadExtensions(reader.Vector(2));
        reader.End();
        return new ClientHello
        {
            Version = version,
            Random = random,
            SessionId = sessionId,
            Cookie = cookie,
            Suites = suites,
            Extensions = extensions,
            WithoutCookie = withoutCookie,
            ConnectionId = ReadConnectionId(extensions),
            MaxFragmentLengthCode = ReadMaxFragmentLength(extensions),
            ServerName = ReadServerName(extensions),
        };
    }

    private static ushort[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var numbers = new List<ushort>();
        while (!reader.IsAtEnd)
        {
            numbers.Add(reader.UInt16());
        }

        return [.. numbers];
    }

    private static Dictionary<ushort, byte[]> ReadExtensions(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var extensions = new Dictionary<ushort, byte[]>();
        while (!reader.IsAtEnd)
        {
            ushort type = reader.UInt16();
            if (!extensions.TryAdd(type, reader.Vector(2).ToArray()))
            {
                throw new AlertException(AlertCode.DecodeError, "an extension comes twice");
            }
        }

        bool isSound =
            (!extensions.TryGetValue(ExtensionType.ExtendedMasterSecret, out byte[]? secret)
                || secret.Length == 0)
            && (!extensions.TryGetValue(ExtensionType.RenegotiationInfo, out byte[]? info)
                || info is [0]);
        return isSound
            ? extensions
            : throw new AlertException(AlertCode.HandshakeFailure, "malformed extension");
    }

    private static byte[]? ReadConnectionId(Dictionary<ushort, byte[]> extensions)
    {
        if (!extensions.TryGetValue(ExtensionType.ConnectionId, out byte[]? data))
        {
            return null;
        }

        var reader = new WireReader(data);
        byte[] cid = reader.Vector(1).ToArray();
        reader.End();
        return cid;
    }

    private static int ReadMaxFragmentLength(Dictionary<ushort, byte[]> extensions) =>
        !extensions.TryGetValue(ExtensionType.MaxFragmentLength, out byte[]? data)
            ? 0
            : data is [>= 1 and <= 4]
                ? data[0]
                : throw new AlertException(AlertCode.IllegalParameter, "max_fragment_length");

    private static byte[]? ReadServerName(Dictionary<ushort, byte[]> extensions)
    {
        if (!extensions.TryGetValue(ExtensionType.ServerName, out byte[]? data))
        {
            return null;
        }

        var reader = new WireReader(data);
        var list = new WireReader(reader.Vector(2));
        reader.End();
        const int HostName = 0;
        return list.UInt8() == HostName
            ? list.Vector(2).ToArray()
            : throw new AlertException(AlertCode.DecodeError, "server_name");
    }
}
