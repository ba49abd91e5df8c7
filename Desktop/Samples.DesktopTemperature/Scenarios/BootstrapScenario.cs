// A device that knows nothing but a bootstrap server: it gets its account, registers, and after a
// restart still has it (OMA LwM2M Core 1.1 §6.1).

using Lwm2m.Client;
using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Content;

namespace Samples.DesktopTemperature;

/// <summary>Bootstrap, and what is left of it after a restart.</summary>
internal static class BootstrapScenario
{
    private const int LifetimeSeconds = 300;
    private const string Value = "/3303/0/5700";

    public static async Task<string> RunAsync(
        string endpoint, TimeSpan limit, LiveLog log, CancellationToken cancel)
    {
        Credentials factory = Scenario.NewCredentials("factory");
        Credentials account = Scenario.NewCredentials("handed-out");
        int bootstraps = 0;
        using UdpHost server = Scenario.Open(account, log, "LwM2M server");
        using UdpHost bootstrap = Scenario.Open(
            factory, log, "bootstrap server", configure: core =>
            {
                core.Bootstrap.Plan = session => PlanFor(session, server.Uri, account);
                core.Bootstrap.Ended += _ => Interlocked.Increment(ref bootstraps);
            });

        var board = new Board();
        log.Sample($"the device is given the bootstrap server {bootstrap.Uri} and nothing else");
        Accounts NewAccounts()
        {
            var accounts = new Accounts(capacity: 1);
            accounts.AddBootstrapPsk(bootstrap.Uri, factory.Identity, factory.Key);
            return accounts;
        }

        double first = await LiveAsync(
            new Thermometer(endpoint, NewAccounts, log, board), server, endpoint, limit, log,
            cancel);
        log.Sample("the device restarts: what it has stored is all it knows");
        double second = await LiveAsync(
            new Thermometer(endpoint, NewAccounts, log, board), server, endpoint, limit, log,
            cancel);
        return bootstraps == 1
            ? $"bootstrapped once, registered before and after a restart, read {first} and "
                + $"{second} °C"
            : throw new ScenarioException($"{bootstraps} bootstraps instead of one");
    }

    private static IReadOnlyList<BootstrapStep> PlanFor(
        BootstrapSession session, string uri, Credentials account) =>
        BootstrapAccount.Plan(
            session.PreferredFormat ?? MediaType.Tlv,
            new BootstrapAccount(uri, Thermometer.ServerId)
            {
                Identity = account.Identity,
                Key = account.Key,
                LifetimeSeconds = LifetimeSeconds,
            });

    /// <summary>One life of the device: from its start until its power is cut.</summary>
    private static async Task<double> LiveAsync(
        Thermometer device, UdpHost server, string endpoint, TimeSpan limit, LiveLog log,
        CancellationToken cancel)
    {
        using var power = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task running = device.RunAsync(power.Token);
        try
        {
            await Scenario.UntilAsync(
                () => device.State == RegistrationState.Registered, "registered", limit, cancel);
            DeviceResponse response = await Scenario.AskAsync(
                server, $"Read {Value}",
                core => core.Read(core.Find(endpoint)!, Value, MediaType.SenmlCbor), log, cancel);
            return response.ValueOf(Value).Number;
        }
        finally
        {
            power.Cancel();
            await running;
        }
    }
}
