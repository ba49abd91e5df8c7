// Makes the requests of a server: builds the message, splits and joins bodies of several blocks,
// starts it.

using System.Net;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>What the LwM2M server and the bootstrap server send requests with.</summary>
internal sealed class Requester(MessageLayer messages, TimerQueue timers, LogSink log)
{
    /// <summary>How the next requests go about large bodies.</summary>
    internal BlockStyle Blocks { get; set; } = new();

    internal long NowMs => timers.NowMs;

    internal Token NewToken() => messages.NewToken();

    /// <summary>A request that is not started yet.</summary>
    internal DeviceRequest Prepare(
        EndPoint peer,
        Registration? registration,
        CoapCode code,
        string path,
        OptionList options,
        ReadOnlyMemory<byte> payload = default,
        Token? token = null)
    {
        options.AddPath(OptionNumber.UriPath, path);
        return new DeviceRequest(peer, registration, new CoapMessage
        {
            Type = CoapType.Con,
            Code = code,
            Token = token ?? NewToken(),
            Options = options.Options,
            Payload = payload,
        });
    }

    /// <summary>Starts a request of any form, whose blocks are not followed.</summary>
    internal DeviceRequest Start(EndPoint peer, Registration? registration, RawRequest raw)
    {
        if (raw.Type is not (CoapType.Con or CoapType.Non))
        {
            throw new ArgumentException("A request is CON or NON.", nameof(raw));
        }

        OptionList options = new OptionList()
            .AddPath(OptionNumber.UriPath, raw.Path)
            .AddQuery(raw.Query);
        foreach (CoapOption option in raw.Options)
        {
            options.Add(option);
        }

        return Start(new DeviceRequest(peer, registration, new CoapMessage
        {
            Type = raw.Type,
            Code = raw.Code,
            Token = raw.Token ?? NewToken(),
            Options = options.Options,
            Payload = raw.Payload,
        }));
    }

    /// <summary>Starts a request whose bodies may have several blocks.</summary>
    internal DeviceRequest StartBlockwise(DeviceRequest request)
    {
        BlockTransfer.Attach(this, request);
        return Start(request);
    }

    /// <summary>Starts a request.</summary>
    internal DeviceRequest Start(DeviceRequest request)
    {
        request.OnCompleted(response => CheckAnswer(request, response));
        StartPart(request);
        return request;
    }

    /// <summary>Starts a request for one block.</summary>
    internal void StartPart(DeviceRequest request)
    {
        if (request.Registration is { IsActive: false })
        {
            request.Finish(new DeviceResponse(RequestOutcome.NotRegistered, null, 0));
        }
        else if (request.Registration is { IsQueueMode: true } registration
            && !registration.IsAwake(timers.NowMs))
        {
            registration.HeldList.Add(request);
            log.Add(LogKind.Event, request.Peer,
                $"{registration.Endpoint} is asleep: a request waits for it");
        }
        else
        {
            request.OnCompleted(response => FellAsleep(request.Registration, response));
            messages.Start(request);
        }
    }

    /// <summary>A device in queue mode has sent something: what waits for it goes out.</summary>
    internal void WokeUp(Registration registration, long untilMs)
    {
        registration.AwakeUntilMs = untilMs;
        DeviceRequest[] held = [.. registration.HeldList];
        registration.HeldList.Clear();
        foreach (DeviceRequest request in held)
        {
            request.Peer = registration.Peer;
            StartPart(request);
        }
    }

    /// <summary>Ends the requests of a registration, those that wait for it too.</summary>
    internal void Abandon(Registration registration, RequestOutcome outcome)
    {
        DeviceRequest[] held = [.. registration.HeldList];
        registration.HeldList.Clear();
        foreach (DeviceRequest request in held)
        {
            request.Finish(new DeviceResponse(outcome, null, 0));
        }

        messages.Abandon(registration, outcome);
    }

    /// <summary>Ends a request that has been started.</summary>
    internal void Abandon(DeviceRequest request)
    {
        DeviceRequest current = request.Parts.Count > 0 ? request.Parts[^1] : request;
        if (current.Registration?.HeldList.Remove(current) ?? false)
        {
            current.Finish(new DeviceResponse(RequestOutcome.Abandoned, null, 0));
        }
        else if (!current.IsCompleted)
        {
            messages.Abandon(current, RequestOutcome.Abandoned);
        }
    }

    internal void Violation(EndPoint peer, CoapMessage message, string text) =>
        log.Violation(peer, message, text);

    // As Leshan does: whoever does not answer is taken to be asleep.
    private static void FellAsleep(Registration? registration, DeviceResponse response)
    {
        if (registration is not null && response.Outcome == RequestOutcome.TimedOut)
        {
            registration.AwakeUntilMs = 0;
        }
    }

    private void CheckAnswer(DeviceRequest request, DeviceResponse response)
    {
        if (response.Message is { } message && message.Code == CoapCode.Content
            && message.ContentFormat is null)
        {
            log.Violation(request.Peer, message, "2.05 without Content-Format");
        }
    }
}
