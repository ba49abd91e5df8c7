// What outlives a restart of what a bootstrap has provided and what servers have written, wherever
// the power goes.

using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class BootstrapStoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_provided_outlives_a_restart(bool isSecure)
    {
        BootstrapBench bench = new BootstrapBench(isSecure, hasStore: true).Register();
        for (int i = 0; i < 3; i++)
        {
            bench.Reboot();
            Assert.Equal(1, bench.Accounts.Count);
            bench.Register();
        }

        Assert.Single(bench.Sessions);
        Assert.True(bench.Client.ForgetStored());
        bench.Reboot();
        Assert.Equal(0, bench.Accounts.Count);
        bench.Register();
        Assert.Equal(2, bench.Sessions.Count);
    }

    [Fact]
    public void Another_construction_wins_over_what_is_stored()
    {
        int version = 1;
        var bench = new BootstrapBench(hasStore: true, setUp: (b, accounts) =>
        {
            b.AddBootstrap(accounts, holdOffSeconds: version);
        });
        bench.Register();
        version = 2;
        bench.Reboot();
        Assert.Equal(0, bench.Accounts.Count);
        version = 1;
        bench.Reboot();
        Assert.Equal(1, bench.Accounts.Count);
    }

    [Fact]
    public void What_a_server_writes_outlives_a_restart_and_wears_the_flash_little()
    {
        var store = new PowerCutStore();
        var bench = new BootstrapBench(setUp: (b, accounts) => b.AddServer(accounts));
        bench.World.Store = store;
        bench.Reboot();
        bench.Register();
        Assert.Equal(0, store.Writes);
        for (int i = 0; i < 10; i++)
        {
            Put(bench, "/1/0/2", $"{i + 1}");
            Put(bench, "/1/0/6", "0");
            Put(bench, "/1/0/7", "UQ");
            Put(bench, "/1/0/1", "700");
        }

        bench.World.Run(5_000);
        Assert.InRange(store.Writes, 1, 3);
        bench.World.Run(3_000_000);
        Assert.InRange(store.Writes, 1, 3);
        bench.Reboot();
        bench.Register();
        Assert.Equal(10, bench.Accounts[0].DefaultMinimumPeriodSeconds);
        Assert.Equal(700, bench.Registration.LifetimeSeconds);
        Assert.Equal("0", Get(bench, "/1/0/6"));
        Assert.Equal("UQ", Get(bench, "/1/0/7"));
    }

    [Fact]
    public void A_stop_waits_for_what_is_to_be_stored()
    {
        var store = new PowerCutStore();
        var bench = new BootstrapBench(setUp: (b, accounts) => b.AddServer(accounts));
        bench.World.Store = store;
        bench.Reboot();
        bench.Register();
        Put(bench, "/1/0/2", "5");
        bench.Client.Suspend();
        bench.World.RunUntil(() => bench.Client.IsStopped, 1_000);

        // The configuration and the registration.
        Assert.Equal(2, store.Writes);
    }

    [Fact]
    public void Damage_to_what_is_stored_brings_back_what_was_constructed()
    {
        var store = new PowerCutStore();
        var bench = new BootstrapBench();
        bench.World.Store = store;
        bench.Reboot();
        bench.Register();
        byte[] whole = store[StorageKey.Configuration]!;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x10;
            store[StorageKey.Configuration] = damaged;
            bench.Reboot();
            Assert.Equal(0, bench.Accounts.Count);
            Assert.Equal("bs.example", bench.Accounts.Bootstrap.Host);
        }
    }

    [Fact]
    public void Finish_is_refused_if_it_cannot_be_stored()
    {
        var store = new PowerCutStore { CutsAtWrite = 1, FailsOnly = true };
        var bench = new BootstrapBench();
        bench.World.Store = store;
        bench.Reboot();
        bench.Client.Start();
        bench.AwaitEnd();
        Assert.Equal("5.00", bench.Codes[^1]);
        Assert.Equal(0, bench.Accounts.Count);
        bench.AwaitRegistered(600_000);
    }

    /// <summary>The first server gives way to the second, with a power cut at every step of it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_power_cut_leaves_the_old_configuration_or_the_new_one(bool isSecure)
    {
        int steps = 0;
        int old = 0;
        foreach (CutWrite torn in Enum.GetValues<CutWrite>())
        {
            for (int cut = 1; ; cut++)
            {
                BootstrapBench bench = Provisioned(isSecure);
                PowerCutStore flash = ((Copies)bench.World.Store!).Medium;
                flash.Cut = torn;
                bool isCut = false;
                bench.World.PowerLost = () =>
                {
                    isCut = true;
                    bench.Reboot();
                    Assert.Equal(1, bench.Accounts.Count);
                    int present = bench.Accounts[0].ServerId;
                    Assert.True(present is 101 or 102);
                    Assert.Equal(
                        present == 101 ? "server.example" : "other.example",
                        bench.Accounts[0].Host);
                    Assert.Equal(0, bench.Accounts.Bootstrap.SecurityInstance);
                    old += present == 101 ? 1 : 0;
                };
                bench.World.Power.CutAt = bench.World.Power.Steps + cut;
                bench.Client.RequestBootstrap();
                bench.World.RunUntil(
                    () => isCut || bench.World.StateOf(102) == Registered, 400_000);
                if (!isCut)
                {
                    Assert.Equal(Registered, bench.World.StateOf(102));
                    break;
                }

                steps++;
                bench.Client.Start();
                Assert.True(bench.World.RunUntil(
                    () => bench.World.StateOf(101) == Registered
                        || bench.World.StateOf(102) == Registered, 400_000));
            }
        }

        Assert.InRange(steps, 5 * 10, 5 * 100);
        Assert.InRange(old, 5, steps - 5);
    }

    private static BootstrapBench Provisioned(bool isSecure)
    {
        var bench = new BootstrapBench(isSecure, hasStore: true);
        bench.World.AddServer("other.example", isSecure: isSecure);
        bench.Register();
        bench.World.Run(100_000);
        bench.Steps = bench.Provision(bench.Account("other.example", 102));
        return bench;
    }

    private static void Put(BootstrapBench bench, string path, string text) =>
        Assert.Equal("2.04", bench.World.Answer(bench.Server.Send(
            bench.Registration, new RawRequest(CoapCode.Put, path)
            {
                Options = [CoapOption.FromUInt(OptionNumber.ContentFormat, MediaType.Text)],
                Payload = TextValue.Encode(text),
            })).Code.Dotted);

    private static string Get(BootstrapBench bench, string path) =>
        bench.World.Answer(bench.Server.Read(bench.Registration, path, MediaType.Text)).Text;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_set_on_the_bootstrap_account_holds_for_those_it_provides(bool isSecure)
    {
        var bench = new BootstrapBench(isSecure, (bench, accounts) =>
        {
            Account account = bench.AddBootstrap(accounts);
            account.AwakeMs = 7_000;
            account.KeepsAddress = true;
            account.NonConfirmableNotifications = 3;
            account.RegistersAfterResumption = true;
            account.SendsJson = true;
            if (isSecure)
            {
                account.Dtls.InitialTimeoutMs = 9_000;
                account.Dtls.PathMtuBytes = 700;
                account.Dtls.OffersConnectionId = false;
            }
        });
        bench.Register();

        Account provided = bench.Accounts[0];
        Assert.Equal(BootstrapBench.ServerId, provided.ServerId);
        Assert.Equal(7_000, provided.AwakeMs);
        Assert.True(provided.KeepsAddress);
        Assert.Equal(3, provided.NonConfirmableNotifications);
        Assert.True(provided.RegistersAfterResumption);
        Assert.True(provided.SendsJson);
        Assert.Equal(isSecure ? 9_000 : null, provided.Dtls?.InitialTimeoutMs);
        Assert.Equal(isSecure ? 700 : null, provided.Dtls?.PathMtuBytes);
        Assert.Equal(isSecure ? false : null, provided.Dtls?.OffersConnectionId);
    }
}
