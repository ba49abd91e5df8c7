// The messaging and request/response layers of CoAP for the server (RFC 7252 §4 and §5.2-5.3):
// this file takes datagrams in. What goes out, with its retransmissions, is in
// MessageLayer.Sending.cs.

using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>What the messaging layer hands up.</summary>
internal interface IMessageHandler
{
    /// <summary>A request of a device, never a duplicate. The result has code, options and
    /// payload; null means that there is no answer at all.</summary>
    CoapMessage? HandleRequest(EndPoint peer, CoapMessage request);

    /// <summary>The answer to the request is on its way: what follows from the request may
    /// happen now. A device that has not seen its 2.01 yet would drop a request.</summary>
    void RequestAnswered();

    /// <summary>A peer has sent a message, which has been dealt with.</summary>
    void Heard(EndPoint peer);

    /// <summary>A notification for a known observation, never a duplicate.</summary>
    void HandleNotification(Observation observation, CoapMessage message);
}

/// <summary>The CoAP engine of the server.</summary>
internal sealed partial class MessageLayer(
    ServerOptions options,
    Random random,
    TimerQueue timers,
    ServerCounters counters,
    LogSink log,
    Action<EndPoint, ReadOnlyMemory<byte>> send,
    IMessageHandler handler)
{
    private readonly Dictionary<EndPoint, PeerState> _peers = [];

    internal ResponseStyle ResponseStyle { get; set; }

    internal bool IsSilent { get; set; }

    internal int PeerCount => _peers.Count;

    internal int RememberedMessages => _peers.Values.Sum(state => state.SeenCount);

    internal void Receive(EndPoint peer, ReadOnlySpan<byte> datagram)
    {
        if (IsSilent)
        {
            return;
        }

        counters.DatagramsReceived++;
        ParseStatus status = CoapMessage.Parse(datagram, out CoapMessage? message);
        if (status != ParseStatus.Ok)
        {
            ReceiveMalformed(peer, datagram, status);
            return;
        }

        Receive(StateOf(peer), message!);
        handler.Heard(peer);
    }

    private void Receive(PeerState state, CoapMessage message)
    {
        state.LastActivityMs = timers.NowMs;
        state.ForgetExpired(timers.NowMs);
        if (message.Type is CoapType.Con or CoapType.Non
            && state.WasSeen(message.MessageId, out byte[]? reply))
        {
            // RFC 7252 §4.5: acknowledged again in the same way, not executed again.
            counters.Duplicates++;
            log.Add(LogKind.Duplicate, state.Peer, message);
            if (reply is not null)
            {
                Transmit(state.Peer, reply);
            }

            return;
        }

        log.Add(LogKind.Received, state.Peer, message);
        if (message.Code == CoapCode.Empty)
        {
            ReceiveEmpty(state, message);
        }
        else if (message.Code.IsRequest)
        {
            ReceiveRequest(state, message);
        }
        else if (message.Code.IsResponse && message.Type != CoapType.Rst)
        {
            ReceiveResponse(state, message);
        }
        else if (message.Type is CoapType.Con)
        {
            // Reserved classes 1, 6 and 7 (RFC 7252 §4.2).
            Reject(state, message);
        }
    }

    private void ReceiveMalformed(EndPoint peer, ReadOnlySpan<byte> datagram, ParseStatus status)
    {
        counters.Malformed++;
        log.Add(LogKind.Malformed, peer, $"{status}, {datagram.Length} bytes");
        if (status != ParseStatus.FormatError)
        {
            return;
        }

        (CoapType type, ushort messageId) = CoapMessage.PeekHeader(datagram);
        if (type == CoapType.Con)
        {
            SendEmpty(peer, CoapType.Rst, messageId);
        }
    }

    private void ReceiveEmpty(PeerState state, CoapMessage message)
    {
        if (message.Type == CoapType.Con)
        {
            // A CoAP ping (RFC 7252 §4.3).
            SendEmpty(state.Peer, CoapType.Rst, message.MessageId);
            return;
        }

        if (message.Type == CoapType.Rst)
        {
            counters.ResetsReceived++;
        }

        if (message.Type == CoapType.Non
            || !state.ByMessageId.TryGetValue(message.MessageId, out DeviceRequest? request))
        {
            return;
        }

        if (message.Type == CoapType.Rst)
        {
            Complete(request, RequestOutcome.Reset, message: null);
        }
        else if (!request.ExpectsResponse)
        {
            Complete(request, RequestOutcome.Answered, message);
        }
        else if (request.Step == ExchangeStep.AwaitingAcknowledgement)
        {
            AwaitResponse(request);
        }
    }

    private void ReceiveRequest(PeerState state, CoapMessage message)
    {
        if (message.Type is CoapType.Ack or CoapType.Rst)
        {
            return;
        }

        CoapMessage? response;
        if (FindUnknownCritical(message) is { } unknown)
        {
            if (message.Type == CoapType.Non)
            {
                // RFC 7252 §5.4.1: a non-confirmable one is rejected.
                Reject(state, message);
                return;
            }

            response = Reply.WithText(CoapCode.BadOption, OptionNumber.NameOf(unknown));
        }
        else
        {
            response = handler.HandleRequest(state.Peer, message);
        }

        if (response is not null)
        {
            counters.RequestsExecuted++;
            Respond(state, message, response);
            handler.RequestAnswered();
        }
    }

    private void Respond(PeerState state, CoapMessage request, CoapMessage response)
    {
        if (request.Type == CoapType.Con && ResponseStyle == ResponseStyle.Separate)
        {
            Remember(state, request,
                SendEmpty(state.Peer, CoapType.Ack, request.MessageId));
            StartResponse(state, request.Token, response);
            return;
        }

        bool isConfirmable = request.Type == CoapType.Con;
        var message = new CoapMessage
        {
            Type = isConfirmable ? CoapType.Ack : CoapType.Non,
            Code = response.Code,
            MessageId = isConfirmable ? request.MessageId : state.AllocateMessageId(),
            Token = request.Token,
            Options = response.Options,
            Payload = response.Payload,
        };
        byte[] bytes = message.ToArray();
        Remember(state, request, bytes);
        log.Add(LogKind.Sent, state.Peer, message);
        Transmit(state.Peer, bytes);
    }

    private void ReceiveResponse(PeerState state, CoapMessage message)
    {
        if (message.Type == CoapType.Ack)
        {
            ReceivePiggybacked(state, message);
            return;
        }

        bool isObserved = state.Observations.TryGetValue(
            message.Token, out Observation? observation);
        if (state.ByToken.TryGetValue(message.Token, out DeviceRequest? request)
            && !(request.IsCancellation && isObserved && message.Observe is not null)
            && request.Step != ExchangeStep.Waiting)
        {
            Accept(state, message);
            Complete(request, RequestOutcome.Answered, message);
        }
        else if (isObserved)
        {
            Accept(state, message);
            handler.HandleNotification(observation!, message);
        }
        else
        {
            // RFC 7641 §3.6: a notification that nobody expects is rejected.
            Reject(state, message);
        }
    }

    private void ReceivePiggybacked(PeerState state, CoapMessage message)
    {
        if (!state.ByMessageId.TryGetValue(message.MessageId, out DeviceRequest? request)
            || !request.ExpectsResponse)
        {
            return;
        }

        if (request.Message.Token != message.Token)
        {
            log.Violation(state.Peer, message, "the token is not the request's");
            return;
        }

        Complete(request, RequestOutcome.Answered, message);
    }

    private static int? FindUnknownCritical(CoapMessage message)
    {
        foreach (CoapOption option in message.Options)
        {
            if (OptionNumber.IsCritical(option.Number)
                && !OptionNumber.IsKnownCritical(option.Number))
            {
                return option.Number;
            }
        }

        return null;
    }

    private void Accept(PeerState state, CoapMessage message) =>
        Remember(state, message, message.Type == CoapType.Con
            ? SendEmpty(state.Peer, CoapType.Ack, message.MessageId)
            : null);

    private void Reject(PeerState state, CoapMessage message) =>
        Remember(state, message, SendEmpty(state.Peer, CoapType.Rst, message.MessageId));

    private void Remember(PeerState state, CoapMessage message, byte[]? reply) =>
        state.Remember(message.MessageId, reply, timers.NowMs + options.ExchangeLifetimeMs,
            options.MaxRememberedMessages);
}
