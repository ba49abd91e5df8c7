// Runs the device, and without --server the embedded server beside it, until it is time to end.

using Lwm2m.DevServer;
using Lwm2m.DevServer.Tool;

namespace Samples.DesktopTemperature;

/// <summary>The sample.</summary>
internal static class Sample
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int UsageError = 2;

    public static async Task<int> RunAsync(SampleOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop.Cancel);
        var log = new LiveLog(Console.Out);
        if (options.Server is not null)
        {
            return await RunDeviceAsync(options, options.Server, null, log, stop);
        }

        using var host = new UdpHost(configure: core => core.Logged += entry =>
        {
            if (entry.Kind is LogKind.Event or LogKind.Violation)
            {
                log.Server(entry.Summary);
            }
        });
        log.Sample($"the embedded LwM2M server listens on {host.Uri}; Ctrl-C ends the sample");
        var story = new Story(host, options.Endpoint, log);
        return await RunDeviceAsync(options, host.Uri, story, log, stop);
    }

    private static async Task<int> RunDeviceAsync(
        SampleOptions options, string uri, Story? story, LiveLog log,
        CancellationTokenSource stop)
    {
        Thermometer device;
        try
        {
            device = new Thermometer(uri, options.Endpoint, options.LifetimeSeconds, log);
        }
        catch (ArgumentException)
        {
            Console.Error.WriteLine(
                $"--server {uri} must look like coap://host:port, and --endpoint must be a name "
                + "of 1 to 200 bytes.");
            return UsageError;
        }

        log.Sample($"\"{options.Endpoint}\" registers with {uri}");
        Task running = device.RunAsync(stop.Token);
        if (await WaitForRegistrationAsync(device, options, stop.Token) is { } reason)
        {
            stop.Cancel();
            await running;
            Console.Error.WriteLine($"Could not register with {uri}: {reason}.");
            return Failure;
        }

        if (options.DurationSeconds is { } seconds)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        await (story?.RunAsync(stop.Token) ?? Task.CompletedTask);
        await running;
        if (story is { Failures: > 0 })
        {
            Console.Error.WriteLine($"{story.Failures} steps were not answered with success.");
            return Failure;
        }

        return Success;
    }

    /// <summary>Null when the device is registered or the sample ends, else what went wrong.
    /// </summary>
    private static async Task<string?> WaitForRegistrationAsync(
        Thermometer device, SampleOptions options, CancellationToken cancel)
    {
        try
        {
            return await device.FirstAttempt.WaitAsync(
                TimeSpan.FromSeconds(options.TimeoutSeconds), cancel);
        }
        catch (TimeoutException)
        {
            return $"no answer within {options.TimeoutSeconds} s";
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
