// The information reporting interface of the server (OMA LwM2M 1.1 Core §6.4, RFC 7641):
// observe, notifications, and both ways to cancel.

using System.Net;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer;

public sealed partial class ServerCore
{
    /// <summary>An observation is about to be asked for.</summary>
    public event Action<Observation>? Observing;

    /// <summary>Observes a path. The first answer is in <see cref="Observation.Request"/>,
    /// later ones come as <see cref="Observation.Notified"/>.</summary>
    public Observation Observe(Registration registration, string path, int? accept = null) =>
        Observe(new Observation(registration, [path], null, accept, _messages.NewToken()));

    /// <summary>Observes several paths at once: FETCH with Observe (OMA LwM2M 1.1 Core §6.4.5).
    /// </summary>
    public Observation ObserveComposite(Registration registration, IReadOnlyList<string> paths,
        int? accept = MediaType.SenmlCbor, int format = MediaType.SenmlCbor) =>
        Observe(new Observation(registration, paths, format, accept, _messages.NewToken()));

    /// <summary>Cancels an observation with a GET, or FETCH, that has Observe 1 (RFC 7641 §3.6).
    /// It is over with the answer, or without one.</summary>
    public DeviceRequest Cancel(Observation observation)
    {
        DeviceRequest request = Prepare(observation, OptionNumber.ObserveDeregister);
        request.IsCancellation = true;
        request.OnCompleted(_ => EndObservation(
            observation, observation.Registration.Peer, ObservationEnd.Cancelled));
        return _requester.StartBlockwise(request);
    }

    /// <summary>Forgets an observation without a word; the next notification is rejected with
    /// RST.</summary>
    public void Forget(Observation observation) => EndObservation(
        observation, observation.Registration.Peer, ObservationEnd.Forgotten);

    void IMessageHandler.HandleNotification(Observation observation, CoapMessage message)
    {
        if (message.Observe is not { } sequence || !message.Code.IsSuccess)
        {
            // RFC 7641 §3.2: without the option, or with an error, it was the last one.
            _log.Add(LogKind.Event, observation.Registration.Peer,
                $"the device ended the observation of {observation.Path}");
            EndObservation(
                observation, observation.Registration.Peer, ObservationEnd.EndedByDevice);
            return;
        }

        if (message.ContentFormat is null)
        {
            _log.Violation(observation.Registration.Peer, message,
                "notification without Content-Format");
        }

        Counters.Notifications++;
        ArmStaleTimer(observation);

        // A newer notification stands for what the one before it would have said.
        observation.Rest?.IsSuperseded = true;
        DeviceRequest rest = RestOf(observation);
        rest.OnCompleted(response => Complete(observation, rest, response, sequence));
        if (BlockTransfer.FetchRest(_requester, rest, message))
        {
            observation.Rest = rest;
        }
        else
        {
            rest.Finish(new DeviceResponse(RequestOutcome.Answered, message, 0));
        }
    }

    private void Complete(Observation observation, DeviceRequest rest, DeviceResponse response,
        int sequence)
    {
        observation.Rest = observation.Rest == rest ? null : observation.Rest;
        if (!response.IsSuccess || observation.End != ObservationEnd.None)
        {
            _log.Add(LogKind.Event, rest.Peer,
                $"a notification of {observation.Path} stays incomplete: {response}");
        }
        else if (!observation.Receive(response.Message!, sequence, NowMs))
        {
            Counters.StaleNotifications++;
        }
    }

    // RFC 7959 §2.6: the further blocks are fetched by requests without Observe, with another
    // token.
    private DeviceRequest RestOf(Observation observation)
    {
        DeviceRequest rest = Prepare(observation, observe: null);
        rest.StartedAtMs = NowMs;
        return rest;
    }

    private Observation Observe(Observation observation)
    {
        Registration registration = observation.Registration;
        DeviceRequest request = Prepare(observation, OptionNumber.ObserveRegister);
        observation.Request = request;
        if (registration.IsActive)
        {
            registration.ObservationList.Add(observation);
        }

        BlockTransfer transfer = BlockTransfer.Attach(_requester, request);
        request.Follow = answer =>
        {
            Establish(observation, answer);
            return transfer.Follow(answer);
        };
        request.OnCompleted(response => Established(observation, response));
        Observing?.Invoke(observation);
        _requester.Start(request);
        return observation;
    }

    private DeviceRequest Prepare(Observation observation, uint? observe)
    {
        OptionList options = new OptionList()
            .AddIfSet(OptionNumber.Observe, (int?)observe)
            .AddIfSet(OptionNumber.ContentFormat, observation.Format)
            .AddIfSet(OptionNumber.Accept, observation.Accept);
        Token? token = observe is null ? null : observation.Token;
        return observation.Format is { } format
            ? Prepare(observation.Registration, CoapCode.Fetch, "/", options,
                Senml.EncodePaths(format, observation.Paths), token)
            : Prepare(observation.Registration, CoapCode.Get, observation.Path, options,
                token: token);
    }

    // From the first answer on there are notifications, whether more blocks of it follow or not.
    private void Establish(Observation observation, CoapMessage answer)
    {
        if (answer.Code.IsSuccess && answer.Observe is not null
            && observation.End == ObservationEnd.None)
        {
            EndPoint peer = observation.Registration.Peer;
            _messages.StateOf(peer).Observations[observation.Token] = observation;
            observation.Activate(answer, NowMs);
            ArmStaleTimer(observation);
        }
    }

    private void Established(Observation observation, DeviceResponse response)
    {
        EndPoint peer = observation.Registration.Peer;
        if (observation.IsActive)
        {
            if (response.IsSuccess)
            {
                observation.Complete(response.Message!);
            }
        }
        else if (response.Outcome != RequestOutcome.Answered)
        {
            EndObservation(observation, peer, response.Outcome switch
            {
                RequestOutcome.ServerRestarted => ObservationEnd.ServerRestarted,
                RequestOutcome.RegistrationEnded or RequestOutcome.NotRegistered =>
                    ObservationEnd.RegistrationEnded,
                _ => ObservationEnd.NoAnswer,
            });
        }
        else
        {
            EndObservation(observation, peer, ObservationEnd.Refused);
        }
    }

    private void ArmStaleTimer(Observation observation)
    {
        if (_options.ObservationStaleAfterMs > 0)
        {
            observation.StaleTimer ??= new ServerTimer(() => EndObservation(
                observation, observation.Registration.Peer, ObservationEnd.Stale));
            _timers.Arm(observation.StaleTimer, _options.ObservationStaleAfterMs);
        }
    }

    private void EndObservations(
        Registration registration, EndPoint peer, ObservationEnd end)
    {
        Observation[] observations = [.. registration.ObservationList];
        foreach (Observation observation in observations)
        {
            EndObservation(observation, peer, end);
        }
    }

    private void EndObservation(Observation observation, EndPoint peer, ObservationEnd end)
    {
        if (observation.StaleTimer is { } timer)
        {
            _timers.Disarm(timer);
        }

        observation.Registration.ObservationList.Remove(observation);
        _messages.ForgetObservation(peer, observation.Token);
        observation.Finish(end);
    }
}
