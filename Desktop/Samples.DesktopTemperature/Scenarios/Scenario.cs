// What the scenarios have in common: servers and a device on this machine, steps that have to come
// about in time, a verdict in one line and an exit code.

using System.Net;
using System.Security.Cryptography;
using Lwm2m.DevServer;

namespace Samples.DesktopTemperature;

/// <summary>A scenario could not go on.</summary>
internal sealed class ScenarioException(string message) : Exception(message);

/// <summary>Runs the scenarios.</summary>
internal static class Scenario
{
    public const string Bootstrap = "bootstrap";
    public const string Queue = "queue";
    public const string Firmware = "firmware";

    private const int KeyBytes = 16;
    private const int PollMs = 20;

    /// <summary>Runs one; its last line is the verdict.</summary>
    public static async Task<int> RunAsync(
        SampleOptions options, LiveLog log, CancellationToken cancel)
    {
        TimeSpan limit = TimeSpan.FromSeconds(options.TimeoutSeconds);
        Task<string> run = options.Scenario switch
        {
            Bootstrap => BootstrapScenario.RunAsync(options.Endpoint, limit, log, cancel),
            Queue => QueueScenario.RunAsync(options.Endpoint, limit, log, cancel),
            _ => new FirmwareScenario(options.Endpoint, limit, log, cancel).RunAsync(),
        };
        try
        {
            log.Sample($"passed: {await run}");
            return Sample.Success;
        }
        catch (ScenarioException e)
        {
            log.Sample($"failed: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            log.Sample("failed: it was ended before its end");
        }

        return Sample.Failure;
    }

    /// <summary>Credentials that nobody else has.</summary>
    public static Credentials NewCredentials(string identity) =>
        new(identity, RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>A server for coaps on a free port, which knows one device.</summary>
    public static UdpHost Open(
        Credentials credentials, LiveLog log, string name, ServerOptions? options = null,
        Action<ServerCore>? configure = null)
    {
        var host = new HostOptions { Coaps = new IPEndPoint(IPAddress.Loopback, 0) };
        host.Keys.Add(credentials.Identity, credentials.Key);
        return new UdpHost(host, options, core =>
        {
            core.Logged += entry =>
            {
                if (entry.Kind is LogKind.Event or LogKind.Violation)
                {
                    log.Server($"{name}: {entry.Summary}");
                }
            };
            configure?.Invoke(core);
        });
    }

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="ScenarioException">It did not come about in time.</exception>
    public static async Task UntilAsync(
        Func<bool> isSo, string what, TimeSpan limit, CancellationToken cancel)
    {
        DateTime end = DateTime.UtcNow + limit;
        while (!isSo())
        {
            if (DateTime.UtcNow > end)
            {
                throw new ScenarioException($"{what}: not within {limit.TotalSeconds:F0} s");
            }

            await Task.Delay(PollMs, cancel);
        }
    }

    /// <summary>Asks the device something, which it has to answer with success.</summary>
    /// <exception cref="ScenarioException">It did not.</exception>
    public static async Task<DeviceResponse> AskAsync(
        UdpHost host, string what, Func<ServerCore, DeviceRequest> start, LiveLog log,
        CancellationToken cancel)
    {
        DeviceResponse response = await host.RequestAsync(start).WaitAsync(cancel);
        log.Server($"{what} → {response}");
        return response.IsSuccess
            ? response
            : throw new ScenarioException($"{what} was answered {response}");
    }
}
