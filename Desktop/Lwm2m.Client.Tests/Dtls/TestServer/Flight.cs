// A flight of the server (RFC 6347 §4.2.4): its messages, and how they are cut into fragments and
// packed into records and datagrams, anew for each transmission.

namespace Lwm2m.Client.DesktopTests.Dtls.TestServer;

/// <summary>What goes into a record together: a handshake message or ChangeCipherSpec.</summary>
internal sealed record FlightItem(byte RecordType, int Epoch, HandshakeMessage? Message)
{
    public static FlightItem ChangeCipherSpec { get; } =
        new(TestServer.RecordType.ChangeCipherSpec, 0, null);

    public static FlightItem Of(HandshakeMessage message, int epoch = 0) =>
        new(TestServer.RecordType.Handshake, epoch, message);
}

/// <summary>Messages that are sent and retransmitted together.</summary>
internal sealed class Flight(List<FlightItem> items)
{
    /// <summary>Header, explicit nonce, the longest tag, and an inner type.</summary>
    private const int RecordOverheadBytes = DtlsRecord.HeaderBytes + 8 + 16 + 1;

    /// <summary>The datagrams of one transmission.</summary>
    /// <param name="options">How to cut and pack.</param>
    /// <param name="maxPlaintextBytes">The most that a record may carry.</param>
    /// <param name="seal">Makes a record: type, epoch, payload.</param>
    public List<byte[]> Pack(
        DtlsServerOptions options, int maxPlaintextBytes, Func<byte, int, byte[], byte[]> seal)
    {
        int payloadBytes = Math.Min(
            maxPlaintextBytes, options.DatagramBytes - RecordOverheadBytes);
        var payloads = new List<(byte Type, int Epoch, byte[] Bytes)>();
        foreach (FlightItem item in items)
        {
            foreach (byte[] part in Cut(item, options.FragmentBytes, payloadBytes))
            {
                if (options.SharesRecords && payloads.Count > 0
                    && item.Message is not null
                    && payloads[^1] is var last
                    && (last.Type, last.Epoch) == (item.RecordType, item.Epoch)
                    && last.Bytes.Length + part.Length <= payloadBytes)
                {
                    payloads[^1] = last with { Bytes = [.. last.Bytes, .. part] };
                }
                else
                {
                    payloads.Add((item.RecordType, item.Epoch, part));
                }
            }
        }

        var datagrams = new List<byte[]>();
        foreach ((byte type, int epoch, byte[] bytes) in payloads)
        {
            byte[] record = seal(type, epoch, bytes);
            if (options.SharesDatagrams && datagrams.Count > 0
                && datagrams[^1].Length + record.Length <= options.DatagramBytes)
            {
                datagrams[^1] = [.. datagrams[^1], .. record];
            }
            else
            {
                datagrams.Add(record);
            }
        }

        return datagrams;
    }

    private static IEnumerable<byte[]> Cut(FlightItem item, int fragmentBytes, int payloadBytes)
    {
        if (item.Message is not { } message)
        {
            yield return [1];
            yield break;
        }

        int most = Math.Min(fragmentBytes, payloadBytes - HandshakeMessage.HeaderBytes);
        int offset = 0;
        do
        {
            int length = Math.Min(most, message.Body.Length - offset);
            yield return message.Fragment(offset, length);
            offset += length;
        }
        while (offset < message.Body.Length);
    }
}
