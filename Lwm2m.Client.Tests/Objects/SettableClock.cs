// A clock that a test sets.

using Lwm2m.Client.Transport;

namespace Lwm2m.Client.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class SettableClock : IClock
{
    public long NowMs { get; set; } = 5000;

    public long UtcSeconds { get; set; } = -1;
}
