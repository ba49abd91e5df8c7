// Firmware images on their way to devices: a Write of /5/0/0 in blocks (OMA object 5, RFC 7959).

using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Web;

/// <summary>The uploads, one a device. Belongs to the thread of the core.</summary>
internal sealed class FirmwareUploads(ServerCore core, EventHub hub)
{
    private readonly Dictionary<string, DeviceRequest> _running = [];
    private readonly Dictionary<string, FirmwareView> _views = [];

    /// <summary>The last upload of each device.</summary>
    internal IReadOnlyList<FirmwareView> Views => [.. _views.Values];

    /// <summary>Sends an image; false when one is on its way to the device already.</summary>
    internal bool Start(Registration registration, string path, byte[] image)
    {
        string endpoint = registration.Endpoint;
        if (_running.ContainsKey(endpoint))
        {
            return false;
        }

        DeviceRequest request = core.WriteReplace(registration, path, MediaType.Opaque, image);
        _running.Add(endpoint, request);
        Publish(new FirmwareView(endpoint, "Sending", 0, image.Length, null));
        request.Progressed += _ => Publish(
            new FirmwareView(endpoint, "Sending", request.TakenBytes, image.Length, null));
        request.OnCompleted(response =>
        {
            _running.Remove(endpoint);
            Publish(response.IsSuccess
                ? new FirmwareView(endpoint, "Done", image.Length, image.Length,
                    $"The device has all {image.Length} bytes.")
                : new FirmwareView(endpoint, "Failed", request.TakenBytes, image.Length,
                    response.Outcome == RequestOutcome.Abandoned
                        ? "The upload was cancelled."
                        : AnswerSentence.Of(response)));
        });
        return true;
    }

    /// <summary>Gives an upload up; false when there is none.</summary>
    internal bool Cancel(string endpoint)
    {
        if (!_running.TryGetValue(endpoint, out DeviceRequest? request))
        {
            return false;
        }

        core.Abandon(request);
        return true;
    }

    private void Publish(FirmwareView view)
    {
        _views[view.Endpoint] = view;
        hub.Publish("firmware", view);
    }
}
