// The seeded simulation. A seed that fails is named in the message; with LWM2M_SEED set to it the
// run is repeated alone and told message by message, and LWM2M_SEEDS sets how many seeds are run.

using System.Collections.Concurrent;
using System.Globalization;
using Lwm2m.Client.DesktopTests.Downloads;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 2_000;

    private const int DefaultSecureSeeds = 500;

    private const int DefaultWideSeeds = 500;

    private const int DefaultFirmwareSeeds = 100;

    [Fact]
    public void Client_and_server_agree_whatever_the_network_does() =>
        Run(DefaultSeeds, (seed, trace) => new SeededRun(seed, isSecure: false, trace).Run());

    [Fact]
    public void So_they_do_over_dtls_whatever_an_attacker_does() =>
        Run(
            DefaultSecureSeeds, (seed, trace) => new SeededRun(seed, isSecure: true, trace).Run());

    [Fact]
    public void So_do_two_servers_after_bootstraps_and_power_cuts() =>
        Run(DefaultWideSeeds, (seed, trace) => new WideRun(seed, trace).Run());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Firmware_arrives_whole(bool isPull) =>
        Run(DefaultFirmwareSeeds, (seed, trace) => new FirmwareRun(seed, isPull, trace).Run());

    private void Run(int defaultSeeds, Action<int, Action<string>?> run)
    {
        if (Setting("LWM2M_SEED") is { } seed)
        {
            run(seed, output.WriteLine);
            return;
        }

        int seeds = Setting("LWM2M_SEEDS") ?? defaultSeeds;
        var failures = new ConcurrentBag<string>();
        Parallel.For(1, seeds + 1, number =>
        {
            try
            {
                run(number, null);
            }
            catch (InvariantException broken)
            {
                failures.Add($"seed {number}: {broken.Message}");
            }
            catch (Exception failure)
            {
                failures.Add($"seed {number}: {failure}");
            }
        });
        Assert.True(failures.IsEmpty,
            $"{failures.Count} of {seeds} seeds failed; LWM2M_SEED=<seed> repeats one.\n"
            + string.Join('\n', failures.Order().Take(20)));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
