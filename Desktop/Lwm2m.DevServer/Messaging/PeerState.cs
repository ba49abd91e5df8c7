// What the messaging layer knows about one peer: message ids (RFC 7252 §4.4), the one
// outstanding interaction that NSTART allows (§4.7), and the messages already seen (§4.5).

using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>What a request waits for.</summary>
internal enum ExchangeStep
{
    /// <summary>Another request to the same peer is outstanding.</summary>
    Waiting,

    /// <summary>Sent as CON, neither ACK nor response has come.</summary>
    AwaitingAcknowledgement,

    /// <summary>Acknowledged, or sent as NON.</summary>
    AwaitingResponse,

    /// <summary>Over.</summary>
    Completed,
}

/// <summary>The state of one peer.</summary>
internal sealed class PeerState(EndPoint peer, ushort firstMessageId)
{
    private readonly Dictionary<ushort, byte[]?> _seen = [];
    private readonly Queue<(ushort MessageId, long ExpiresAtMs)> _seenOrder = new();
    private ushort _nextMessageId = firstMessageId;

    internal EndPoint Peer { get; } = peer;

    internal Dictionary<ushort, DeviceRequest> ByMessageId { get; } = [];

    internal Dictionary<Token, DeviceRequest> ByToken { get; } = [];

    internal Dictionary<Token, Observation> Observations { get; } = [];

    internal LinkedList<DeviceRequest> Waiting { get; } = new();

    internal DeviceRequest? Outstanding { get; set; }

    internal long LastActivityMs { get; set; }

    internal int SeenCount => _seen.Count;

    internal bool IsIdle => ByToken.Count == 0 && ByMessageId.Count == 0 && Waiting.Count == 0
        && Observations.Count == 0 && _seen.Count == 0;

    internal ushort AllocateMessageId()
    {
        while (ByMessageId.ContainsKey(_nextMessageId))
        {
            _nextMessageId++;
        }

        return _nextMessageId++;
    }

    // The reply is null when the message was accepted without one.
    internal bool WasSeen(ushort messageId, out byte[]? reply) =>
        _seen.TryGetValue(messageId, out reply);

    internal void Remember(ushort messageId, byte[]? reply, long expiresAtMs, int capacity)
    {
        if (_seen.TryAdd(messageId, reply))
        {
            _seenOrder.Enqueue((messageId, expiresAtMs));
        }
        else
        {
            _seen[messageId] = reply;
        }

        while (_seenOrder.Count > capacity)
        {
            _seen.Remove(_seenOrder.Dequeue().MessageId);
        }
    }

    internal void ForgetSeen()
    {
        _seen.Clear();
        _seenOrder.Clear();
    }

    internal void ForgetExpired(long nowMs)
    {
        while (_seenOrder.TryPeek(out var oldest) && oldest.ExpiresAtMs <= nowMs)
        {
            _seen.Remove(oldest.MessageId);
            _seenOrder.Dequeue();
        }
    }
}
