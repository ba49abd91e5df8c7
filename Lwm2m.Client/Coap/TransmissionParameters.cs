// The transmission parameters of CoAP and the times derived from them (RFC 7252 §4.8).

namespace Lwm2m.Client.Coap;

/// <summary>
/// How patiently confirmable messages are repeated; one for each server. For cellular networks
/// with high latency an <see cref="AckTimeoutMs"/> of 9000 is usual.
/// </summary>
public sealed class TransmissionParameters
{
    /// <summary>ACK_TIMEOUT: first wait for an acknowledgement, in milliseconds.</summary>
    public int AckTimeoutMs { get; set; } = 2000;

    /// <summary>ACK_RANDOM_FACTOR in percent, 100 or more; 150 stands for 1.5.</summary>
    public int AckRandomPercent { get; set; } = 150;

    /// <summary>MAX_RETRANSMIT: repetitions after the first transmission, 0 to 10.</summary>
    public int MaxRetransmit { get; set; } = 4;

    /// <summary>MAX_LATENCY: longest time a datagram is under way, in milliseconds.</summary>
    public int MaxLatencyMs { get; set; } = 100000;

    /// <summary>MAX_TRANSMIT_WAIT: from the first transmission until giving up.</summary>
    public long MaxTransmitWaitMs
    {
        get { return Span(MaxRetransmit + 1); }
    }

    /// <summary>EXCHANGE_LIFETIME: how long a message id is remembered.</summary>
    public long ExchangeLifetimeMs
    {
        get { return Span(MaxRetransmit) + (2L * MaxLatencyMs) + AckTimeoutMs; }
    }

    private long Span(int doublings)
    {
        return (long)AckTimeoutMs * ((1 << doublings) - 1) * AckRandomPercent / 100;
    }
}
