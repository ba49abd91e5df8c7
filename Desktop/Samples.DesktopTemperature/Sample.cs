// Runs the device, and without --server the embedded server beside it, until it is time to end.

using System.Net;
using System.Security.Cryptography;
using Lwm2m.Client;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Tool;

namespace Samples.DesktopTemperature;

/// <summary>The sample.</summary>
internal static class Sample
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int UsageError = 2;

    private const string EmbeddedIdentity = "sample";
    private const int EmbeddedKeyBytes = 16;

    public static async Task<int> RunAsync(SampleOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop.Cancel);
        var log = new LiveLog(Console.Out);
        if (options.Scenario is not null)
        {
            return await Scenario.RunAsync(options, log, stop.Token);
        }

        if (options.Server is not null)
        {
            return await RunDeviceAsync(options, null, log, stop);
        }

        // A key for this run, which server and device have in common.
        Credentials credentials = options.Credentials ?? new Credentials(
            EmbeddedIdentity, RandomNumberGenerator.GetBytes(EmbeddedKeyBytes));
        using var host = Open(credentials, log);
        log.Sample($"the embedded LwM2M server listens on {host.Uri}; Ctrl-C ends the sample");
        return await RunDeviceAsync(
            options with { Server = host.Uri, Credentials = credentials },
            device => new Story(host, options.Endpoint, device, log), log, stop);
    }

    private static UdpHost Open(Credentials credentials, LiveLog log)
    {
        var options = new HostOptions { Coaps = new IPEndPoint(IPAddress.Loopback, 0) };
        options.Keys.Add(credentials.Identity, credentials.Key);
        return new UdpHost(options, configure: core => core.Logged += entry =>
        {
            if (entry.Kind is LogKind.Event or LogKind.Violation)
            {
                log.Server(entry.Summary);
            }
        });
    }

    private static Accounts AccountsOf(SampleOptions options)
    {
        var accounts = new Accounts(capacity: 1);
        if (options.Credentials is { } credentials)
        {
            accounts.AddPsk(
                options.Server!, credentials.Identity, credentials.Key, Thermometer.ServerId,
                options.LifetimeSeconds);
        }
        else
        {
            accounts.AddNoSec(
                options.Server!, Thermometer.ServerId, options.LifetimeSeconds);
        }

        return accounts;
    }

    private static async Task<int> RunDeviceAsync(
        SampleOptions options, Func<Thermometer, Story>? newStory, LiveLog log,
        CancellationTokenSource stop)
    {
        string uri = options.Server!;
        Thermometer device;
        try
        {
            device = new Thermometer(options.Endpoint, () => AccountsOf(options), log);
        }
        catch (ArgumentException)
        {
            Console.Error.WriteLine(
                $"--server {uri} must look like coaps://host:port or coap://host:port, and "
                + "--endpoint must be a name of 1 to 200 bytes.");
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

        Story? story = newStory?.Invoke(device);
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
            string what = device.State == RegistrationState.AwaitingHandshake
                ? "no end of the DTLS handshake (a wrong key is often met with silence)"
                : "no answer";
            return $"{what} within {options.TimeoutSeconds} s";
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
