// A device in queue mode (OMA LwM2M Core 1.1 §6.5): it listens for a moment after each message and
// sleeps; the server keeps its requests until the device sends its next Update.

using System.Globalization;
using Lwm2m.Client;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;

namespace Samples.DesktopTemperature;

/// <summary>Queue mode, faster than in the field.</summary>
internal static class QueueScenario
{
    /// <summary>How long both sides take the device to be awake after a message: without a
    /// setting it is MAX_TRANSMIT_WAIT, 93 s.</summary>
    private const int AwakeMs = 1500;

    /// <summary>The device sends its Update after half of it.</summary>
    private const int LifetimeSeconds = 12;

    private const string Value = "/3303/0/5700";

    public static async Task<string> RunAsync(
        string endpoint, TimeSpan limit, LiveLog log, CancellationToken cancel)
    {
        Credentials credentials = Scenario.NewCredentials("sleeper");
        using UdpHost server = Scenario.Open(
            credentials, log, "LwM2M server", new ServerOptions { AwakeMs = AwakeMs });
        Accounts NewAccounts()
        {
            var accounts = new Accounts(capacity: 1);
            Account account = accounts.AddPsk(
                server.Uri, credentials.Identity, credentials.Key, Thermometer.ServerId,
                LifetimeSeconds);
            account.AwakeMs = AwakeMs;
            return accounts;
        }

        var device = new Thermometer(endpoint, NewAccounts, log);
        device.Client.QueueMode = true;
        device.Client.SleepAllowed = ms => log.Device(ms == int.MaxValue
            ? "may sleep"
            : string.Create(CultureInfo.InvariantCulture, $"may sleep for {ms / 1000.0:F1} s"));
        using var power = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task running = device.RunAsync(power.Token);
        try
        {
            return await SleepAsync(device, server, endpoint, limit, log, cancel);
        }
        finally
        {
            power.Cancel();
            await running;
        }
    }

    private static async Task<string> SleepAsync(
        Thermometer device, UdpHost server, string endpoint, TimeSpan limit, LiveLog log,
        CancellationToken cancel)
    {
        await Scenario.UntilAsync(
            () => device.State == RegistrationState.Registered, "registered", limit, cancel);
        if (!await server.InvokeAsync(core => core.Find(endpoint)!.IsQueueMode))
        {
            throw new ScenarioException("the server was not told of queue mode");
        }

        await Scenario.UntilAsync(() => device.Client.MaySleep, "asleep", limit, cancel);
        await Task.Delay(AwakeMs / 2, cancel);
        log.Sample($"the server has a Read of {Value} for the sleeping device");
        DateTime asked = DateTime.UtcNow;
        Task<DeviceResponse> read = Scenario.AskAsync(
            server, $"Read {Value}", core => core.Read(core.Find(endpoint)!, Value), log, cancel);
        int held = await server.InvokeAsync(core => core.Find(endpoint)!.Held.Count);
        if (held != 1)
        {
            throw new ScenarioException($"{held} requests are kept instead of one");
        }

        DeviceResponse response = await read;
        double seconds = (DateTime.UtcNow - asked).TotalSeconds;
        long registrations = await server.InvokeAsync(core => core.Counters.Registrations);
        if (registrations != 1)
        {
            throw new ScenarioException($"{registrations} registrations instead of one");
        }

        await Scenario.UntilAsync(() => device.Client.MaySleep, "asleep again", limit, cancel);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the Read waited {seconds:F1} s for the device to wake, which sleeps again");
    }
}
