// The information reporting interface of the server (OMA LwM2M 1.1 Core §6.4, RFC 7641):
// observe, notifications, and both ways to cancel.

using System.Net;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer;

public sealed partial class ServerCore
{
    /// <summary>Observes a path. The first answer is in <see cref="Observation.Request"/>,
    /// later ones come as <see cref="Observation.Notified"/>.</summary>
    public Observation Observe(Registration registration, string path, int? accept = null)
    {
        var observation = new Observation(registration, path, accept, _messages.NewToken());
        DeviceRequest request = Prepare(registration, CoapCode.Get, path,
            new OptionList().Add(OptionNumber.Observe, 0)
                .AddIfSet(OptionNumber.Accept, accept),
            token: observation.Token);
        observation.Request = request;
        if (registration.IsActive)
        {
            registration.ObservationList.Add(observation);
        }

        request.OnCompleted(response => CheckAnswer(request, response));
        request.OnCompleted(response => Established(observation, response));
        Start(request);
        return observation;
    }

    /// <summary>Cancels an observation with a GET that has Observe 1 (RFC 7641 §3.6). It is
    /// over with the answer, or without one.</summary>
    public DeviceRequest Cancel(Observation observation)
    {
        DeviceRequest request = Prepare(observation.Registration, CoapCode.Get,
            observation.Path,
            new OptionList().Add(OptionNumber.Observe, 1)
                .AddIfSet(OptionNumber.Accept, observation.Accept),
            token: observation.Token);
        request.IsCancellation = true;
        request.OnCompleted(response => CheckAnswer(request, response));
        request.OnCompleted(_ => EndObservation(
            observation, observation.Registration.Peer, ObservationEnd.Cancelled));
        return Start(request);
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
        if (!observation.Receive(message, sequence, NowMs))
        {
            Counters.StaleNotifications++;
        }
    }

    private void Established(Observation observation, DeviceResponse response)
    {
        EndPoint peer = observation.Registration.Peer;
        if (response.Outcome != RequestOutcome.Answered)
        {
            EndObservation(observation, peer, response.Outcome switch
            {
                RequestOutcome.ServerRestarted => ObservationEnd.ServerRestarted,
                RequestOutcome.RegistrationEnded or RequestOutcome.NotRegistered =>
                    ObservationEnd.RegistrationEnded,
                _ => ObservationEnd.NoAnswer,
            });
        }
        else if (!response.IsSuccess || response.Message!.Observe is null)
        {
            EndObservation(observation, peer, ObservationEnd.Refused);
        }
        else if (observation.End == ObservationEnd.None)
        {
            _messages.StateOf(peer).Observations[observation.Token] = observation;
            observation.Activate(response.Message, NowMs);
            ArmStaleTimer(observation);
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
