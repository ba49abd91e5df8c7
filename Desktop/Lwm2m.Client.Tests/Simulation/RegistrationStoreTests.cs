// What a registration has in the store (the registration interface, OMA LwM2M Core 1.1 §6.2): a
// device that has slept or restarted goes on with an Update, and never with a wrong state.

using Lwm2m.Client.Interfaces;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class RegistrationStoreTests
{
    private const int Key = StorageKey.Registration + 101;

    private readonly PowerCutStore _store = new();
    private SimulatedObject _thing = null!;
    private bool _keeps;

    /// <summary>A registered device without security that keeps its address and has a store.
    /// </summary>
    private Bench Registered(Action<Account>? setUp = null)
    {
        var bench = new Bench(3600, account =>
        {
            account.KeepsAddress = true;
            setUp?.Invoke(account);
        });
        bench.World.Store = _store;
        bench.World.Socket.KeepsAddress = bench.Account.KeepsAddress;
        Reboot(bench);
        bench.Register();
        return bench;
    }

    /// <summary>The device starts anew.</summary>
    private void Reboot(Bench bench)
    {
        _thing = new SimulatedObject();
        bench.World.CreateClient(
            bench.Accounts, new MinimalDevice(), _thing, new SlowObject());
        bench.Client.KeepsRegistrations = _keeps;
    }

    private static void Sleep(Bench bench)
    {
        bench.Client.Suspend();
        Assert.True(bench.World.RunUntil(() => bench.Client.IsStopped, 1_000));
        bench.World.Run(10);
        Assert.NotNull(bench.World.Registration);
        bench.Sent.Clear();
    }

    private static void Start(Bench bench)
    {
        bench.Client.Start();
        Assert.True(bench.World.RunUntil(
            () => bench.World.State == RegistrationState.Registered, 60_000));
        bench.World.Run(20);
    }

    private static string[] Requests(Bench bench) => [.. bench.Requests.Select(
        request => request.UriPath == "/rd" ? "Register" : "Update")];

    private void AssertNotifies(Bench bench, Observation observation, int value)
    {
        int before = observation.NotificationsReceived;
        _thing.Measure(value);
        bench.World.Run(1_000);
        Assert.True(observation.IsActive);
        Assert.Equal(before + 1, observation.NotificationsReceived);
    }

    [Fact]
    public void After_a_deep_sleep_an_update_says_nothing_and_all_goes_on()
    {
        Bench bench = Registered();
        string location = bench.Registration.Location;
        bench.Attributes("/33000/0/2", "pmin=30");
        Observation observation = bench.Observe("/33000/0/2");
        Sleep(bench);
        bench.World.Run(60_000);
        Reboot(bench);
        Start(bench);
        CoapMessage update = Assert.Single(bench.Requests);
        Assert.Equal(location, update.UriPath);
        Assert.Empty(update.Texts(OptionNumber.UriQuery));
        Assert.True(update.Payload.IsEmpty);
        bench.World.Run(61_000);
        AssertNotifies(bench, observation, 42);

        // The attribute is still there.
        int before = observation.NotificationsReceived;
        _thing.Measure(43);
        bench.World.Run(28_000);
        Assert.Equal(before, observation.NotificationsReceived);
        bench.World.Run(2_000);
        Assert.Equal(before + 1, observation.NotificationsReceived);
    }

    [Fact]
    public void What_has_changed_meanwhile_is_in_the_update()
    {
        Bench bench = Registered();
        Sleep(bench);
        Reboot(bench);
        _thing.ToggleInstance(2);
        Start(bench);
        Assert.Equal(["Update"], Requests(bench));
        Assert.Contains("</33000/2>", bench.Requests[0].PayloadText);
        Assert.Contains((33000, 2), bench.Registration.Instances);
    }

    [Fact]
    public void With_another_address_the_client_registers()
    {
        Bench bench = Registered(account => account.KeepsAddress = false);
        Observation observation = bench.Observe("/33000/0/2");
        Sleep(bench);
        Reboot(bench);
        Start(bench);
        Assert.Equal(["Register"], Requests(bench));
        Assert.False(observation.IsActive);
        Assert.Empty(ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void A_server_that_has_forgotten_is_registered_with()
    {
        Bench bench = Registered();
        bench.Observe("/33000/0/2");
        Sleep(bench);
        bench.Server.Restart();
        Reboot(bench);
        Start(bench);
        Assert.Equal(["Update", "Register"], Requests(bench));
        Assert.Empty(ClientView.Tokens(bench.Client));
    }

    [Fact]
    public void It_is_used_once()
    {
        Bench bench = Registered();
        Sleep(bench);
        byte[] slot = _store[Key]!;
        Reboot(bench);
        Start(bench);
        Assert.Empty(_store[Key]!);
        bench.Sent.Clear();
        Reboot(bench);
        Start(bench);
        Assert.Equal(["Register"], Requests(bench));

        // A store that does not let it be erased is not believed.
        Sleep(bench);
        _store[Key] = slot;
        _store.FailsOnly = true;
        _store.CutsAtWrite = 1;
        Reboot(bench);
        Start(bench);
        Assert.Equal(["Register"], Requests(bench));
    }

    [Fact]
    public void Another_endpoint_does_not_take_it()
    {
        Bench bench = Registered();
        Sleep(bench);
        var client = new Lwm2mClient(
            "device-2", bench.Accounts, [new MinimalDevice()], bench.World, _store);
        client.Start();
        client.Poll();
        Assert.Equal(["Register"], Requests(bench));
    }

    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(3_600_000, 1)]
    public void If_it_is_known_how_long_it_slept_the_update_comes_when_it_is_due(
        int sleptMs, int updates)
    {
        Bench bench = Registered();
        Observation observation = bench.Observe("/33000/0/2");
        long dueMs = bench.World.Changes[^1].AtMs + 3_507_000;
        Sleep(bench);
        bench.World.Run(sleptMs);
        Reboot(bench);
        bench.Client.SetSlept(sleptMs);
        Start(bench);
        Assert.Equal(updates, bench.Requests.Length);
        if (updates == 0)
        {
            Assert.Equal(
                RegistrationReason.SessionResumed, bench.World.Changes[^1].Reason);
            AssertNotifies(bench, observation, 42);
            bench.Sent.Clear();
            bench.World.Run(dueMs - bench.World.NowMs - 100);
            Assert.Empty(bench.Requests);
            bench.World.Run(200);
            Assert.Equal(["Update"], Requests(bench));
        }
    }

    [Fact]
    public void A_light_sleep_goes_on_from_memory_and_uses_up_the_store()
    {
        Bench bench = Registered();
        Observation observation = bench.Observe("/33000/0/2");
        Sleep(bench);
        bench.World.Run(60_000);
        Start(bench);
        Assert.Equal(["Update"], Requests(bench));
        Assert.Empty(_store[Key]!);
        AssertNotifies(bench, observation, 42);

        Bench moving = Registered(account => account.KeepsAddress = false);
        Sleep(moving);
        Start(moving);
        Assert.Equal(["Register"], Requests(moving));
    }

    [Fact]
    public void If_it_is_to_be_kept_a_reboot_without_warning_goes_on_too()
    {
        _keeps = true;
        Bench bench = Registered();
        bench.World.Run(1_000);
        Observation observation = bench.Observe("/33000/0/2");
        bench.World.Run(61_000);
        Reboot(bench);
        bench.Sent.Clear();
        Start(bench);
        Assert.Equal(["Update"], Requests(bench));
        AssertNotifies(bench, observation, 42);

        // And once more.
        bench.World.Run(61_000);
        Reboot(bench);
        bench.Sent.Clear();
        Start(bench);
        Assert.Equal(["Update"], Requests(bench));
        AssertNotifies(bench, observation, 43);
    }

    [Fact]
    public void It_is_written_once_a_minute_at_most_and_not_without_a_change()
    {
        _keeps = true;
        Bench bench = Registered();
        bench.World.Run(200_000);
        int writes = _store.Writes;
        for (int i = 0; i < 15; i++)
        {
            Observation observation = bench.Observe("/33000/0/2");
            bench.World.Answer(bench.Server.Cancel(observation));
            bench.World.Run(20_000);
        }

        // Once to say that it is no longer so, and once to say what it is.
        Assert.InRange(_store.Writes - writes, 8, 14);
        bench.World.Run(100_000);
        writes = _store.Writes;
        bench.World.Run(20_000_000);
        Assert.Equal(writes, _store.Writes);
    }

    [Fact]
    public void A_stop_leaves_nothing()
    {
        _keeps = true;
        Bench bench = Registered();
        bench.World.Run(100_000);
        Assert.NotEmpty(_store[Key]!);
        bench.Client.Stop();
        bench.World.Run(1_000);
        Assert.Empty(_store[Key]!);
    }

    [Fact]
    public void Every_corruption_and_every_prefix_leads_to_a_register()
    {
        Bench bench = Registered();
        bench.Observe("/33000/0/2");
        bench.Attributes("/33000/0/2", "pmin=1");
        Sleep(bench);
        byte[] slot = _store[Key]!;
        for (int i = 0; i < 2 * slot.Length; i++)
        {
            byte[] damaged = i < slot.Length ? [.. slot] : slot[..(i - slot.Length)];
            if (i < slot.Length)
            {
                damaged[i] ^= 0x10;
            }

            _store[Key] = damaged;
            Reboot(bench);
            bench.Sent.Clear();
            bench.Client.Start();
            bench.World.Run(1);
            Assert.Equal(["Register"], Requests(bench));
        }

        _store[Key] = slot;
        Reboot(bench);
        bench.Sent.Clear();
        bench.Client.Start();
        bench.World.Run(1);
        Assert.Equal(["Update"], Requests(bench));
    }

    [Fact]
    public void A_power_cut_at_any_write_leaves_the_old_the_new_or_nothing()
    {
        _keeps = true;
        foreach (CutWrite cut in Enum.GetValues<CutWrite>())
        {
            for (int at = 1; at <= 4; at++)
            {
                Bench bench = Registered();
                bench.World.PowerLost = () =>
                {
                    Reboot(bench);
                    bench.Client.Start();
                };
                _store.Cut = cut;
                _store.CutsAtWrite = at;
                bench.World.Run(70_000);
                bench.Server.Observe(bench.Registration, "/33000/0/2");
                bench.World.Run(70_000);
                bench.Client.Suspend();
                bench.World.Run(1_000);
                Reboot(bench);
                bench.Client.Start();
                Assert.True(bench.World.RunUntil(
                    () => bench.World.State == RegistrationState.Registered, 60_000));
                bench.World.Run(1_000);
                Assert.NotNull(bench.World.Registration);
                string[] known = [.. bench.Registration.Observations
                    .Where(o => o.IsActive).Select(o => o.Token.ToString())];
                Assert.Equal(known, ClientView.Tokens(bench.Client));
                _store.CutsAtWrite = 0;
                _store[Key] = null;
            }
        }
    }

    [Fact]
    public void Full_tables_fit()
    {
        Bench bench = Registered();
        for (int i = 0; i < Limits.Observations; i++)
        {
            bench.Observe("/33000/0/" + (i % 2 == 0 ? "2" : "3"));
        }

        foreach (string path in
            new[] { "/33000", "/33000/0", "/3", "/3/0", "/33001", "/33001/0" })
        {
            bench.Attributes(path, "pmin=1&pmax=100&epmin=1&epmax=2");
        }

        Assert.Equal(Limits.Observations, ClientView.Tokens(bench.Client).Count);
        Sleep(bench);
        Reboot(bench);
        Start(bench);
        Assert.Equal(["Update"], Requests(bench));
        Assert.Equal(Limits.Observations, ClientView.Tokens(bench.Client).Count);
    }
}
