// What the command line has asked for.

namespace Samples.DesktopTemperature;

/// <summary>The options of the sample.</summary>
/// <param name="Server">The URI of a server, or null for the embedded one.</param>
/// <param name="Endpoint">The endpoint client name.</param>
/// <param name="LifetimeSeconds">The lifetime of the registration.</param>
/// <param name="DurationSeconds">When to end, or null for not before Ctrl-C.</param>
/// <param name="TimeoutSeconds">How long the first registration may take.</param>
internal sealed record SampleOptions(
    string? Server, string Endpoint, int LifetimeSeconds, int? DurationSeconds,
    int TimeoutSeconds);
