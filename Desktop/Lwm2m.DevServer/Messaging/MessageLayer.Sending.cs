// What the server sends: requests and confirmable responses with their retransmissions
// (RFC 7252 §4.2, §4.8), one outstanding interaction for each peer (§4.7), and the end of each.

using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

internal sealed partial class MessageLayer
{
    /// <summary>An 8-byte token.</summary>
    internal Token NewToken() => Token.FromUInt64((ulong)random.NextInt64(
        long.MinValue, long.MaxValue));

    internal PeerState StateOf(EndPoint peer)
    {
        if (!_peers.TryGetValue(peer, out PeerState? state))
        {
            state = new PeerState(peer, (ushort)random.Next(0x10000));
            _peers.Add(peer, state);
            ArmCleanUp(state);
        }

        return state;
    }

    /// <summary>Notifications with this token are rejected from now on.</summary>
    internal void ForgetObservation(EndPoint peer, Token token)
    {
        if (_peers.TryGetValue(peer, out PeerState? state))
        {
            state.Observations.Remove(token);
        }
    }

    /// <summary>Sends a request, or lets it wait for the one before it.</summary>
    internal void Start(DeviceRequest request)
    {
        counters.RequestsStarted += request.ExpectsResponse ? 1 : 0;
        PeerState state = StateOf(request.Peer);
        request.State = state;
        request.StartedAtMs = timers.NowMs;
        request.Registration?.Pending.Add(request);
        request.Timer = new ServerTimer(() => TimerElapsed(request));
        if (request.ExpectsResponse)
        {
            state.ByToken[request.Message.Token] = request;
        }

        if (request.Message.Type == CoapType.Con && state.Outstanding is not null)
        {
            state.Waiting.AddLast(request);
        }
        else
        {
            SendFirst(request);
        }
    }

    /// <summary>Ends the requests of a registration.</summary>
    internal void Abandon(Registration registration, RequestOutcome outcome) =>
        Abandon([.. registration.Pending], outcome);

    /// <summary>Ends a request.</summary>
    internal void Abandon(DeviceRequest request, RequestOutcome outcome) =>
        Abandon([request], outcome);

    /// <summary>Ends what is under way with a peer and forgets its message ids; requests that
    /// have not been sent yet go out.</summary>
    internal void EndExchanges(EndPoint peer)
    {
        if (_peers.TryGetValue(peer, out PeerState? state))
        {
            state.ForgetSeen();
            Abandon([.. state.ByMessageId.Values], RequestOutcome.SessionRenewed);
        }
    }

    /// <summary>Forgets every peer, exchange and message id.</summary>
    internal void Restart()
    {
        PeerState[] states = [.. _peers.Values];
        _peers.Clear();
        foreach (PeerState state in states)
        {
            Abandon(
                [.. state.Waiting, .. state.ByToken.Values, .. state.ByMessageId.Values],
                RequestOutcome.ServerRestarted);
        }
    }

    private void Abandon(DeviceRequest[] requests, RequestOutcome outcome)
    {
        foreach (DeviceRequest request in requests)
        {
            // Out of the line first, so that none is sent when the one before it ends.
            request.State!.Waiting.Remove(request);
        }

        foreach (DeviceRequest request in requests)
        {
            Complete(request, outcome, message: null);
        }
    }

    private void StartResponse(PeerState state, Token token, CoapMessage response) =>
        Start(new DeviceRequest(state.Peer, null, new CoapMessage
        {
            Type = CoapType.Con,
            Code = response.Code,
            Token = token,
            Options = response.Options,
            Payload = response.Payload,
        })
        {
            ExpectsResponse = false,
        });

    private void SendFirst(DeviceRequest request)
    {
        PeerState state = request.State!;
        CoapMessage message = request.Message;
        request.Message = new CoapMessage
        {
            Type = message.Type,
            Code = message.Code,
            MessageId = state.AllocateMessageId(),
            Token = message.Token,
            Options = message.Options,
            Payload = message.Payload,
        };
        request.Bytes = request.Message.ToArray();
        state.ByMessageId[request.Message.MessageId] = request;
        log.Add(LogKind.Sent, state.Peer, request.Message);
        if (message.Type == CoapType.Con)
        {
            state.Outstanding = request;
            request.Step = ExchangeStep.AwaitingAcknowledgement;
            request.TimeoutMs = (long)(options.AckTimeoutMs
                * (1 + (random.NextDouble() * (options.AckRandomFactor - 1))));
            timers.Arm(request.Timer!, request.TimeoutMs);
        }
        else
        {
            AwaitResponse(request);
        }

        Transmit(state.Peer, request.Bytes);
    }

    private void AwaitResponse(DeviceRequest request)
    {
        request.Step = ExchangeStep.AwaitingResponse;
        timers.Arm(request.Timer!, options.ResponseTimeoutMs);
        ReleaseOutstanding(request);
    }

    private void TimerElapsed(DeviceRequest request)
    {
        if (request.Step == ExchangeStep.AwaitingAcknowledgement
            && request.Retransmissions < options.MaxRetransmit)
        {
            request.Retransmissions++;
            request.TimeoutMs *= 2;
            counters.Retransmissions++;
            timers.Arm(request.Timer!, request.TimeoutMs);
            log.Add(LogKind.Retransmitted, request.Peer, request.Message);
            Transmit(request.Peer, request.Bytes!);
            return;
        }

        Complete(request, RequestOutcome.TimedOut, message: null);
    }

    private void Complete(DeviceRequest request, RequestOutcome outcome, CoapMessage? message)
    {
        PeerState state = request.State!;
        if (request.Step == ExchangeStep.Completed)
        {
            return;
        }

        bool wasWaiting = request.Step == ExchangeStep.Waiting;
        request.Step = ExchangeStep.Completed;
        timers.Disarm(request.Timer!);
        request.Registration?.Pending.Remove(request);
        if (state.ByToken.GetValueOrDefault(request.Message.Token) == request)
        {
            // A cancellation may have taken the token over already.
            state.ByToken.Remove(request.Message.Token);
        }

        if (wasWaiting)
        {
            state.Waiting.Remove(request);
        }
        else
        {
            state.ByMessageId.Remove(request.Message.MessageId);
        }

        if (outcome == RequestOutcome.TimedOut)
        {
            counters.TimeOuts++;
            log.Add(LogKind.Event, request.Peer, $"no answer to {request.Message}");
        }

        // The next one goes out before the callbacks, which may start more.
        ReleaseOutstanding(request);
        if (message is not null && request.Follow is { } follow && follow(message))
        {
            return;
        }

        request.Finish(new DeviceResponse(
            outcome, message, timers.NowMs - request.StartedAtMs));
    }

    private void ReleaseOutstanding(DeviceRequest request)
    {
        PeerState state = request.State!;
        if (state.Outstanding != request)
        {
            return;
        }

        state.Outstanding = null;
        if (state.Waiting.First is { } next)
        {
            state.Waiting.RemoveFirst();
            SendFirst(next.Value);
        }
    }

    private byte[] SendEmpty(EndPoint peer, CoapType type, ushort messageId)
    {
        CoapMessage message = CoapMessage.CreateEmpty(type, messageId);
        byte[] bytes = message.ToArray();
        counters.ResetsSent += type == CoapType.Rst ? 1 : 0;
        log.Add(LogKind.Sent, peer, message);
        Transmit(peer, bytes);
        return bytes;
    }

    private void Transmit(EndPoint peer, byte[] bytes)
    {
        counters.DatagramsSent++;
        if (_peers.TryGetValue(peer, out PeerState? state))
        {
            state.LastActivityMs = timers.NowMs;
        }

        if (!IsSilent)
        {
            send(peer, bytes);
        }
    }

    // A peer that has nothing going on is forgotten once its message ids may be used again.
    private void ArmCleanUp(PeerState state)
    {
        ServerTimer? timer = null;
        timer = new ServerTimer(() =>
        {
            if (_peers.GetValueOrDefault(state.Peer) != state)
            {
                return;
            }

            state.ForgetExpired(timers.NowMs);
            if (state.IsIdle && state.LastActivityMs + options.ExchangeLifetimeMs <= timers.NowMs)
            {
                _peers.Remove(state.Peer);
            }
            else
            {
                timers.Arm(timer!, options.ExchangeLifetimeMs);
            }
        });
        timers.Arm(timer, options.ExchangeLifetimeMs);
    }
}
