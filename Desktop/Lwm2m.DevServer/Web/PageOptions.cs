// Where the page is.

using System.Net;

namespace Lwm2m.DevServer.Web;

/// <summary>Settings of a <see cref="PageHost"/>.</summary>
/// <param name="Address">The address to bind to.</param>
/// <param name="Port">The TCP port; 0 takes a free one.</param>
public sealed record PageOptions(IPAddress Address, int Port)
{
    /// <summary>What the time is taken from, for tests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
