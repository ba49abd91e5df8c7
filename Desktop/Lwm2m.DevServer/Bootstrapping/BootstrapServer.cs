// The bootstrap interface of the server (OMA LwM2M 1.1 Core §6.1): takes a device's POST /bs and
// carries out the steps that were planned for it. As with Leshan, an error does not stop it, but
// a missing answer does, and so does an error at Finish.

using System.Globalization;
using System.Net;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Lwm2m.DevServer.Messaging;

namespace Lwm2m.DevServer.Bootstrapping;

/// <summary>The bootstrap server that every <see cref="ServerCore"/> can be.</summary>
public sealed class BootstrapServer
{
    private readonly Requester _requester;
    private readonly LogSink _log;
    private readonly Queue<Action> _afterAnswer;
    private readonly Dictionary<string, BootstrapSession> _sessions = [];

    internal BootstrapServer(Requester requester, LogSink log, Queue<Action> afterAnswer)
    {
        _requester = requester;
        _log = log;
        _afterAnswer = afterAnswer;
    }

    /// <summary>Raised for each step that was answered, or not answered in time.</summary>
    public event Action<BootstrapSession, BootstrapAnswer>? Answered;

    /// <summary>Raised when no further step follows.</summary>
    public event Action<BootstrapSession>? Ended;

    /// <summary>The steps for a device that asks, null for one that is refused with 4.00. Without
    /// a plan this server is none for bootstrap, and /bs is not found.</summary>
    public Func<BootstrapSession, IReadOnlyList<BootstrapStep>?>? Plan { get; set; }

    /// <summary>For each endpoint its last bootstrap.</summary>
    public IReadOnlyCollection<BootstrapSession> Sessions => _sessions.Values;

    /// <summary>The last bootstrap of an endpoint, or null.</summary>
    public BootstrapSession? Find(string endpoint) => _sessions.GetValueOrDefault(endpoint);

    internal void Restart() => _sessions.Clear();

    internal CoapMessage Handle(EndPoint peer, CoapMessage message)
    {
        if (Plan is null)
        {
            return Reply.Of(CoapCode.NotFound);
        }

        if (message.Code != CoapCode.Post)
        {
            return Reply.Of(CoapCode.MethodNotAllowed);
        }

        if (!TryParse(message, out string? endpoint, out int? format))
        {
            return Reply.WithText(CoapCode.BadRequest, "ep, or a pct, is not as it should be");
        }

        var session = new BootstrapSession(endpoint!, peer, format, _requester.NowMs);
        if (Plan(session) is not { } steps)
        {
            return Reply.WithText(CoapCode.BadRequest, "this endpoint is not known");
        }

        session.Insert(steps);
        if (_sessions.Remove(endpoint!, out BootstrapSession? previous))
        {
            bool isRunning = previous.State == BootstrapState.Running;
            End(previous, BootstrapState.Replaced);
            if (isRunning && previous.Request is { } request)
            {
                // The device has forgotten what it was asked before.
                _requester.Abandon(request);
            }
        }

        _sessions.Add(endpoint!, session);
        _afterAnswer.Enqueue(() =>
        {
            _log.Add(LogKind.Event, peer, $"bootstrap of {session} begins");
            Continue(session);
        });
        return Reply.Of(CoapCode.Changed);
    }

    private static bool TryParse(CoapMessage request, out string? endpoint, out int? format)
    {
        endpoint = null;
        format = null;
        foreach (string part in request.Texts(OptionNumber.UriQuery))
        {
            if (part.StartsWith("ep=", StringComparison.Ordinal) && part.Length > 3)
            {
                endpoint = part[3..];
            }
            else if (part.StartsWith("pct=", StringComparison.Ordinal))
            {
                bool isNumber = int.TryParse(
                    part[4..], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
                if (!isNumber || number is not (MediaType.Tlv or MediaType.SenmlCbor
                    or MediaType.SenmlJson or MediaType.Json))
                {
                    return false;
                }

                format = number;
            }
        }

        return endpoint is not null;
    }

    private void Continue(BootstrapSession session)
    {
        if (session.State != BootstrapState.Running)
        {
            return;
        }

        BootstrapStep? step = session.TakeStep();
        if (step is null or { Operation: BootstrapOperation.Silence })
        {
            End(session, BootstrapState.Silent);
            return;
        }

        bool isWrite = step.Operation == BootstrapOperation.Write;
        OptionList options = new OptionList().AddIfSet(
            isWrite ? OptionNumber.ContentFormat : OptionNumber.Accept, step.Format);
        DeviceRequest request = _requester.Prepare(session.Peer, null, step.Operation switch
        {
            BootstrapOperation.Write => CoapCode.Put,
            BootstrapOperation.Delete => CoapCode.Delete,
            BootstrapOperation.Finish => CoapCode.Post,
            _ => CoapCode.Get,
        }, step.Path, options, step.Payload);
        session.Request = request;
        request.OnCompleted(response => Take(session, step, response));
        _requester.StartBlockwise(request);
    }

    private void Take(BootstrapSession session, BootstrapStep step, DeviceResponse response)
    {
        BootstrapAnswer answer = session.Add(step, response);
        _log.Add(LogKind.Event, session.Peer, $"bootstrap of {session.Endpoint}: {answer}");
        Answered?.Invoke(session, answer);
        if (session.State != BootstrapState.Running)
        {
            // The device has begun anew in the meantime.
            return;
        }

        if (response.Outcome != RequestOutcome.Answered)
        {
            End(session, BootstrapState.TimedOut);
        }
        else if (step.Operation == BootstrapOperation.Finish)
        {
            End(session, response.IsSuccess
                ? BootstrapState.Finished
                : BootstrapState.Refused);
        }
        else
        {
            Continue(session);
        }
    }

    private void End(BootstrapSession session, BootstrapState state)
    {
        if (session.State == BootstrapState.Running)
        {
            session.State = state;
            _log.Add(LogKind.Event, session.Peer, $"bootstrap of {session} ends");
            Ended?.Invoke(session);
        }
    }
}
