// What a device's answer means, in one sentence (RFC 7252 §5.9, OMA LwM2M 1.1 Core §6.7).

using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer.Web;

/// <summary>Words for the ends of requests and observations.</summary>
internal static class AnswerSentence
{
    /// <summary>How a request ended.</summary>
    internal static string Of(DeviceResponse response) => response.Outcome switch
    {
        RequestOutcome.Answered => OfCode(response.Code, response.Location),
        RequestOutcome.TimedOut => "The device does not answer.",
        RequestOutcome.Reset => "The device has rejected the message with a reset.",
        RequestOutcome.Incomplete =>
            "The value has changed while it was sent in several blocks; try again.",
        RequestOutcome.Abandoned => "The request was given up before it was through.",
        RequestOutcome.NotRegistered => "The device is not registered any more.",
        RequestOutcome.RegistrationEnded =>
            "The registration has ended, or the device has moved, before an answer came.",
        RequestOutcome.SessionRenewed =>
            "The device has come back with a new handshake before an answer came; try again.",
        _ => "The server was restarted before an answer came.",
    };

    /// <summary>Why an observation is over; null while it is not.</summary>
    internal static string? Of(ObservationEnd end, DeviceRequest request) => end switch
    {
        ObservationEnd.None => null,
        ObservationEnd.Cancelled => "It was cancelled.",
        ObservationEnd.Forgotten => "The server has forgotten it.",
        ObservationEnd.Refused => request.Response is { IsSuccess: true }
            ? "The device has answered, but does not notify."
            : request.Response is { } response ? Of(response) : "The device has refused it.",
        ObservationEnd.EndedByDevice => "The device has ended it.",
        ObservationEnd.NoAnswer => "The device does not answer.",
        ObservationEnd.Stale => "No notification has come for a long time.",
        ObservationEnd.RegistrationEnded => "The registration has ended.",
        ObservationEnd.AddressChanged => "The device has moved to another address.",
        _ => "The server was restarted.",
    };

    private static string OfCode(CoapCode code, string location)
    {
        string dotted = code.ToString();
        if (code.IsSuccess)
        {
            return code == CoapCode.Created && location != "/"
                ? $"Done: {dotted} at {location}."
                : $"Done: {dotted}.";
        }

        string? why = code.Dotted switch
        {
            "4.00" => "The device does not understand the request, or the value is not allowed",
            "4.01" => "This server has no right to do that",
            "4.02" => "The device does not know an option of the request",
            "4.03" => "The device does not allow it",
            "4.04" => "There is nothing at this path",
            "4.05" => "This cannot be done with what is at this path",
            "4.06" => "The device does not have it in this format",
            "4.08" => "The device lacks blocks of the request",
            "4.12" => "A condition of the request is not met",
            "4.13" => "It is too large for the device",
            "4.15" => "The device does not take this format",
            "5.00" => "The device has failed",
            "5.01" => "The device cannot do that",
            "5.03" => "The device is busy; try again in a moment",
            _ => null,
        };
        return why is null ? $"The device refuses it ({dotted})." : $"{why} ({dotted}).";
    }
}
