// What the command line has asked for.

namespace Samples.DesktopTemperature;

/// <summary>What proves the device to a server over coaps.</summary>
/// <param name="Identity">What the server knows the key by.</param>
/// <param name="Key">The pre-shared key.</param>
internal sealed record Credentials(string Identity, byte[] Key);

/// <summary>The options of the sample.</summary>
/// <param name="Server">The URI of a server, or null for the embedded one.</param>
/// <param name="Credentials">Identity and key, or null for none.</param>
/// <param name="Endpoint">The endpoint client name.</param>
/// <param name="LifetimeSeconds">The lifetime of the registration.</param>
/// <param name="DurationSeconds">When to end, or null for not before Ctrl-C.</param>
/// <param name="TimeoutSeconds">How long the first registration may take.</param>
/// <param name="Scenario">What is shown and checked instead, or null.</param>
internal sealed record SampleOptions(
    string? Server, Credentials? Credentials, string Endpoint, int LifetimeSeconds,
    int? DurationSeconds, int TimeoutSeconds, string? Scenario = null);
