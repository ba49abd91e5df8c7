// Firmware images on their way to devices (OMA object 5): a Write of Package (/5/x/0) in blocks, or
// a Write of Package URI (/5/x/1), upon which the device fetches the image from this server.

using System.Security.Cryptography;
using Lwm2m.DevServer.Content;

namespace Lwm2m.DevServer.Web;

/// <summary>The uploads, one a device. Belongs to the thread of the core.</summary>
internal sealed class FirmwareUploads
{
    private const string Cancelled = "The upload was cancelled.";
    private const int NameDigits = 16;

    private readonly ServerCore _core;
    private readonly EventHub _hub;
    private readonly Dictionary<string, DeviceRequest> _pushes = [];
    private readonly Dictionary<string, Offer> _pulls = [];
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, FirmwareView> _views = [];

    internal FirmwareUploads(ServerCore core, EventHub hub)
    {
        _core = core;
        _hub = hub;
        core.Files.Served += TakeServed;
    }

    /// <summary>The last upload of each device.</summary>
    internal IReadOnlyList<FirmwareView> Views => [.. _views.Values];

    /// <summary>Sends an image; false when one is on its way to the device already.</summary>
    /// <param name="registration">The device.</param>
    /// <param name="instance">The instance of object 5, "/5/0".</param>
    /// <param name="image">The image.</param>
    internal bool Push(Registration registration, string instance, byte[] image)
    {
        string endpoint = registration.Endpoint;
        if (!Begin(endpoint))
        {
            return false;
        }

        DeviceRequest request = _core.WriteReplace(
            registration, $"{instance}/0", MediaType.Opaque, image);
        _pushes.Add(endpoint, request);
        Publish(new FirmwareView(endpoint, "Sending", 0, image.Length, null));
        request.Progressed += _ => Publish(
            new FirmwareView(endpoint, "Sending", request.TakenBytes, image.Length, null));
        request.OnCompleted(response =>
        {
            _pushes.Remove(endpoint);
            Publish(response.IsSuccess
                ? new FirmwareView(endpoint, "Done", image.Length, image.Length,
                    $"The device has all {image.Length} bytes.")
                : new FirmwareView(endpoint, "Failed", request.TakenBytes, image.Length,
                    response.Outcome == RequestOutcome.Abandoned
                        ? Cancelled
                        : AnswerSentence.Of(response)));
        });
        return true;
    }

    /// <summary>Has the device fetch an image; false when one is on its way to it already.
    /// </summary>
    /// <param name="registration">The device.</param>
    /// <param name="instance">The instance of object 5, "/5/0".</param>
    /// <param name="image">The image.</param>
    /// <param name="server">How the device reaches this server.</param>
    internal bool Pull(Registration registration, string instance, byte[] image, string server)
    {
        string endpoint = registration.Endpoint;
        if (!Begin(endpoint))
        {
            return false;
        }

        // A name that nobody guesses: whoever reaches the server could fetch it.
        string file = $"/firmware/{RandomNumberGenerator.GetHexString(NameDigits, true)}.img";
        _core.Files.Set(file, image);
        _files[endpoint] = file;
        var offer = new Offer(registration, instance, file, image.Length);
        _pulls.Add(endpoint, offer);
        Publish(new FirmwareView(endpoint, "Sending", 0, image.Length, null));
        _core.WriteText(registration, $"{instance}/1", server + file).OnCompleted(response =>
        {
            if (!response.IsSuccess)
            {
                End(offer, "Failed", AnswerSentence.Of(response));
            }
            else if (IsRunning(offer))
            {
                Observe(offer);
            }
        });
        return true;
    }

    /// <summary>Gives an upload up; false when there is none.</summary>
    internal bool Cancel(string endpoint)
    {
        if (_pushes.TryGetValue(endpoint, out DeviceRequest? request))
        {
            _core.Abandon(request);
            return true;
        }

        if (!_pulls.TryGetValue(endpoint, out Offer? offer))
        {
            return false;
        }

        _core.WriteText(offer.Registration, $"{offer.Instance}/1", string.Empty);
        End(offer, "Failed", Cancelled);
        return true;
    }

    /// <summary>Forgets the file of a device that is gone.</summary>
    internal void Forget(string endpoint)
    {
        if (_pulls.TryGetValue(endpoint, out Offer? offer))
        {
            End(offer, "Failed", "The device is not registered any more.");
        }

        if (_files.Remove(endpoint, out string? file))
        {
            _core.Files.Remove(file);
        }
    }

    private bool Begin(string endpoint)
    {
        bool isFree = !_pushes.ContainsKey(endpoint) && !_pulls.ContainsKey(endpoint);
        if (isFree)
        {
            Forget(endpoint);
        }

        return isFree;
    }

    private bool IsRunning(Offer offer) =>
        _pulls.GetValueOrDefault(offer.Registration.Endpoint) == offer;

    private void Observe(Offer offer)
    {
        Observation state = _core.Observe(
            offer.Registration, $"{offer.Instance}/3", MediaType.Text);
        offer.State = state;
        state.Notified += (_, notification) =>
            TakeState(offer, notification.Message.PayloadText);
        state.Request.OnCompleted(first =>
        {
            if (IsRunning(offer))
            {
                TakeState(offer, first.Text);
            }
            else if (state.IsActive)
            {
                _core.Cancel(state);
            }
        });
    }

    private void TakeServed(ServedBlock block)
    {
        if (_pulls.Values.FirstOrDefault(one => one.File == block.Path) is not { } offer)
        {
            return;
        }

        offer.Sent = block.EndBytes;
        if (offer.Sent < offer.Total)
        {
            Publish(new FirmwareView(
                offer.Registration.Endpoint, "Sending", offer.Sent, offer.Total, null));
        }
        else
        {
            End(offer, "Done", $"The device has fetched all {offer.Total} bytes.");
        }
    }

    // Idle: it has not begun, or, if there is a result, not all of it was fetched.
    private void TakeState(Offer offer, string state)
    {
        if (state == "0" && IsRunning(offer))
        {
            _core.Read(offer.Registration, $"{offer.Instance}/5", MediaType.Text)
                .OnCompleted(result =>
                {
                    if (result.IsSuccess && result.Text != "0" && IsRunning(offer))
                    {
                        End(offer, "Failed",
                            "The device has given it up; its last result tells why.");
                    }
                });
        }
    }

    private void End(Offer offer, string state, string sentence)
    {
        string endpoint = offer.Registration.Endpoint;
        _pulls.Remove(endpoint);
        if (offer.State is { IsActive: true } observation)
        {
            _core.Cancel(observation);
        }

        Publish(new FirmwareView(endpoint, state, offer.Sent, offer.Total, sentence));
    }

    private void Publish(FirmwareView view)
    {
        _views[view.Endpoint] = view;
        _hub.Publish("firmware", view);
    }

    /// <summary>An image that a device is to fetch.</summary>
    private sealed class Offer(
        Registration registration, string instance, string file, int total)
    {
        internal Registration Registration => registration;

        internal string Instance => instance;

        internal string File => file;

        internal int Total => total;

        internal int Sent { get; set; }

        internal Observation? State { get; set; }
    }
}
