// A request of the server to a device, from its start to its end. It completes inside
// ServerCore.Receive or Advance, so with a virtual clock everything stays in order.

using System.Net;
using System.Runtime.CompilerServices;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer;

/// <summary>A request to a device; await it, or use <see cref="OnCompleted"/>.</summary>
public sealed class DeviceRequest
{
    private readonly List<DeviceRequest> _parts = [];
    private Action<DeviceResponse>? _completed;
    private TaskCompletionSource<DeviceResponse>? _source;

    internal DeviceRequest(EndPoint peer, Registration? registration, CoapMessage message)
    {
        Peer = peer;
        Registration = registration;
        Message = message;
    }

    /// <summary>Raised each time the device has taken a further part of a body in several blocks,
    /// or asks for all of it again.</summary>
    public event Action<DeviceRequest>? Progressed;

    /// <summary>Where the request goes.</summary>
    public EndPoint Peer { get; internal set; }

    /// <summary>The registration that the request was made for, or null for a raw one.</summary>
    public Registration? Registration { get; }

    /// <summary>The request as it is, or will be, on the wire.</summary>
    public CoapMessage Message { get; internal set; }

    /// <summary>How often the request was sent again.</summary>
    public int Retransmissions { get; internal set; }

    /// <summary>How many bytes of a body in several blocks the device has taken.</summary>
    public int TakenBytes { get; private set; }

    /// <summary>The requests for the blocks behind the first one, in their order.</summary>
    public IReadOnlyList<DeviceRequest> Parts => _parts;

    /// <summary>True when <see cref="Response"/> is there.</summary>
    public bool IsCompleted => Response is not null;

    /// <summary>How the request ended, or null.</summary>
    public DeviceResponse? Response { get; private set; }

    /// <summary>The end of the request as a task. Its continuations run inside the core.</summary>
    public Task<DeviceResponse> Task
    {
        get
        {
            if (_source is null)
            {
                _source = new TaskCompletionSource<DeviceResponse>();
                if (Response is not null)
                {
                    _source.SetResult(Response);
                }
            }

            return _source.Task;
        }
    }

    internal PeerState? State { get; set; }

    internal ExchangeStep Step { get; set; }

    internal byte[]? Bytes { get; set; }

    internal ServerTimer? Timer { get; set; }

    internal long TimeoutMs { get; set; }

    internal long StartedAtMs { get; set; }

    // False for a confirmable response of the server: the ACK ends it.
    internal bool ExpectsResponse { get; set; } = true;

    // Set for the active cancellation of an observation, which shares the token with it.
    internal bool IsCancellation { get; set; }

    // Set for the rest of a notification when a newer one has come.
    internal bool IsSuperseded { get; set; }

    // Takes an answer that more blocks follow or that asks for more blocks; false when it is
    // the last one.
    internal Func<CoapMessage, bool>? Follow { get; set; }

    /// <summary>Makes the request awaitable.</summary>
    public TaskAwaiter<DeviceResponse> GetAwaiter() => Task.GetAwaiter();

    /// <summary>Calls back when the request ends, or at once when it has ended.</summary>
    public DeviceRequest OnCompleted(Action<DeviceResponse> callback)
    {
        if (Response is { } response)
        {
            callback(response);
        }
        else
        {
            _completed += callback;
        }

        return this;
    }

    internal void AddPart(DeviceRequest part) => _parts.Add(part);

    internal void Progress(int takenBytes)
    {
        TakenBytes = takenBytes;
        Progressed?.Invoke(this);
    }

    internal void Finish(DeviceResponse response)
    {
        Response = response;
        Action<DeviceResponse>? completed = _completed;
        _completed = null;
        completed?.Invoke(response);
        _source?.TrySetResult(response);
    }
}
