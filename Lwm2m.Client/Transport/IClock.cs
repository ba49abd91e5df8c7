// Time. Everything but time stamps runs on the monotonic clock.

namespace Lwm2m.Client.Transport;

/// <summary>The clock of the machine.</summary>
public interface IClock
{
    /// <summary>Milliseconds of a clock that never jumps, from any start.</summary>
    long NowMs { get; }

    /// <summary>Seconds since 1970-01-01 00:00:00 UTC, or -1 while the time is unknown.</summary>
    long UtcSeconds { get; }
}
