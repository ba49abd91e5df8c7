// Sessions that outlive a sleep or a loss of power, in the whole of a device's life: that no nonce
// is used twice wherever the power goes (watched by WatchedCrypto), and what else must not change.

using Lwm2m.DevServer;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SecureStoreTests
{
    [Theory]
    [InlineData(true, null)]
    [InlineData(true, 6)]
    [InlineData(false, null)]
    [InlineData(false, 6)]
    public void A_sleep_that_keeps_the_memory_keeps_the_registration(bool hasStore, int? cidBytes)
    {
        SecureBench bench = Create(cidBytes, hasStore).Register();
        Observation observation = bench.Observe();
        bench.Sleep();
        bench.World.Run(60_000);
        Assert.Empty(bench.Sent);
        bench.Client.Start();
        bench.AwaitAccepted();
        Assert.Equal(["Update"], bench.Requests);
        Assert.Equal(cidBytes is null ? 1 : 0, bench.Dtls.Resumptions);
        Assert.Equal(1, bench.Dtls.FullHandshakes);
        bench.AssertNotifies(observation, 35);
        bench.AssertAnswers();
    }

    [Fact]
    public void A_request_that_is_repeated_after_a_sleep_is_not_done_twice()
    {
        SecureBench bench = Create(6).Register();
        bench.World.Tamper = datagram => datagram.IsFromClient ? null : datagram.Bytes;
        DeviceRequest request = bench.Server.Execute(bench.Registration, "/33000/0/4", "0='7'");
        bench.World.Run(20);
        Assert.Equal(1, bench.Object.Counts[7]);
        bench.World.Tamper = null;
        bench.Sleep();
        bench.World.Run(500);
        bench.Client.Start();
        Assert.Equal("2.04", bench.World.Answer(request).Code.Dotted);
        Assert.Equal(0, bench.Dtls.Resumptions);
        Assert.Equal(1, bench.Object.Counts[7]);
    }

    [Fact]
    public void A_medium_that_puts_back_an_older_content_is_seen_by_the_watch()
    {
        SecureBench bench = Create(6).Register();
        bench.Sleep();
        byte[] export = bench.World.Flash.Content!;
        bench.Reboot();
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(0, bench.Dtls.Resumptions);
        bench.World.Flash.Replace(export);
        bench.Reboot();
        bench.Client.Start();
        Assert.Contains("used twice", Assert.Throws<InvariantException>(
            () => bench.World.Run(1_000)).Message);
    }

    [Fact]
    public void The_path_mtu_holds_for_a_connection_that_was_stored()
    {
        SecureBench bench = Create(6, pathMtu: 320).Register();
        bench.Sleep();
        bench.Reboot();
        bench.Client.Start();
        bench.Await(Registered);
        for (int i = 1; i < 4; i++)
        {
            bench.Object.ToggleInstance(i);
        }

        DeviceResponse response =
            bench.World.Answer(bench.Server.Read(bench.Registration, "/33000"));
        Assert.Equal("2.05", response.Code.Dotted);
        Assert.Equal(0, bench.Dtls.Resumptions);
        Assert.InRange(
            bench.Sent.Where(sent => sent.IsFromClient).Max(sent => sent.Bytes.Length), 200, 320);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(null)]
    public void The_power_may_go_at_any_step(int? cidBytes)
    {
        int steps = 0;
        foreach (CutWrite torn in Enum.GetValues<CutWrite>())
        {
            for (int cut = 1; ; cut++)
            {
                SecureBench bench = Create(cidBytes);
                bench.World.Flash.Cut = torn;
                bench.World.Power.CutAt = bench.World.Power.Steps + cut;
                bench.World.PowerLost = () =>
                {
                    bench.Reboot();
                    bench.Client.Start();
                };
                LiveAndSleep(bench);
                if (!bench.World.Power.HasGone)
                {
                    break;
                }

                // And whatever that has left in the store, once more.
                LiveAndSleep(bench);
                bench.AssertAnswers();
                steps++;
            }
        }

        Assert.InRange(steps, 5 * 25, 5 * 100);
    }

    private static SecureBench Create(
        int? cidBytes, bool hasStore = true, int pathMtu = 1200) => new(
            account => account.Dtls.PathMtuBytes = pathMtu,
            options => options.ConnectionIdBytes = cidBytes, hasStore: hasStore);

    /// <summary>Registers, sleeps with and without memory, and is registered in the end.</summary>
    private static void LiveAndSleep(SecureBench bench)
    {
        for (int i = 0; i < 3; i++)
        {
            bench.Client.Start();
            bench.World.RunUntil(() => bench.World.State == Registered, 400_000);
            bench.World.Run(1_000);
            bench.Client.Suspend();
            bench.World.RunUntil(() => bench.Client.IsStopped, 1_000);
            if (i != 1)
            {
                bench.Reboot();
            }
        }

        bench.Client.Start();
        bench.Await(Registered, 400_000);
    }
}
