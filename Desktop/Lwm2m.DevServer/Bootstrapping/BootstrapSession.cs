// A bootstrap of one device, from its POST /bs on.

using System.Net;
using Lwm2m.DevServer.Security;

namespace Lwm2m.DevServer.Bootstrapping;

/// <summary>How far a bootstrap is.</summary>
public enum BootstrapState
{
    /// <summary>Its steps are under way.</summary>
    Running,

    /// <summary>The device has agreed to Finish.</summary>
    Finished,

    /// <summary>The device has refused Finish.</summary>
    Refused,

    /// <summary>A step had no answer.</summary>
    TimedOut,

    /// <summary>The server was told to say nothing any more.</summary>
    Silent,

    /// <summary>The device has begun anew.</summary>
    Replaced,
}

/// <summary>A step and its answer.</summary>
public sealed record BootstrapAnswer(BootstrapStep Step, DeviceResponse Response)
{
    /// <summary>True when the answer has the code that the step expects.</summary>
    public bool IsExpected => Response.Outcome == RequestOutcome.Answered
        && Response.Code == Step.Expected;

    /// <inheritdoc/>
    public override string ToString() => $"{Step} → {Response}";
}

/// <summary>A bootstrap.</summary>
public sealed class BootstrapSession
{
    private readonly List<BootstrapAnswer> _answers = [];
    private readonly LinkedList<BootstrapStep> _steps = new();

    internal BootstrapSession(
        string endpoint, EndPoint peer, int? preferredFormat, long startedAtMs)
    {
        Endpoint = endpoint;
        Peer = peer;
        PreferredFormat = preferredFormat;
        StartedAtMs = startedAtMs;
    }

    /// <summary>The endpoint client name.</summary>
    public string Endpoint { get; }

    /// <summary>Where the device is.</summary>
    public EndPoint Peer { get; }

    /// <summary>The DTLS identity of the device, or null without DTLS.</summary>
    public string? Identity => (Peer as DtlsPeer)?.Identity;

    /// <summary>The format that the device prefers: its pct, or null.</summary>
    public int? PreferredFormat { get; }

    /// <summary>When the device asked for it.</summary>
    public long StartedAtMs { get; }

    /// <summary>How far it is.</summary>
    public BootstrapState State { get; internal set; }

    /// <summary>The steps that were answered, or not answered in time, in their order.</summary>
    public IReadOnlyList<BootstrapAnswer> Answers => _answers;

    /// <summary>Those of them whose answer was another than expected.</summary>
    public IEnumerable<BootstrapAnswer> Surprises =>
        _answers.Where(answer => !answer.IsExpected);

    /// <summary>Puts steps before those that are still to come: for a plan that depends on an
    /// answer.</summary>
    public void Insert(params IReadOnlyList<BootstrapStep> steps)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            _steps.AddFirst(steps[i]);
        }
    }

    // The step that is under way.
    internal DeviceRequest? Request { get; set; }

    internal BootstrapStep? TakeStep()
    {
        BootstrapStep? step = _steps.First?.Value;
        if (step is not null)
        {
            _steps.RemoveFirst();
        }

        return step;
    }

    internal BootstrapAnswer Add(BootstrapStep step, DeviceResponse response)
    {
        var answer = new BootstrapAnswer(step, response);
        _answers.Add(answer);
        return answer;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Endpoint} at {Peer}, {State}";
}
