// The state of a session over deep sleep and restarts: used once, and never a nonce twice,
// whatever loses power when. The watch over the client's cryptography (WatchedCrypto) outlives the
// client and breaks off a run that seals twice.

using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SecureSleepTests
{
    private const int IdBytes = 6;

    private readonly PowerCutStore _store = new();

    /// <summary>Three rounds make six writes; each may be cut, in each way.</summary>
    public static TheoryData<CutWrite, int, bool> Cuts()
    {
        var cuts = new TheoryData<CutWrite, int, bool>();
        foreach (CutWrite cut in Enum.GetValues<CutWrite>())
        {
            for (int at = 1; at <= 6; at++)
            {
                cuts.Add(cut, at, false);
                cuts.Add(cut, at, true);
            }
        }

        return cuts;
    }

    /// <summary>The application may say both at once: neither costs a handshake.</summary>
    [Fact]
    public void With_a_connection_id_an_update_that_is_asked_for_meanwhile_needs_no_handshake()
    {
        SecureBench bench =
            new SecureBench(server: options => options.ConnectionIdBytes = 6).Register();
        bench.Client.NetworkChanged();
        bench.Client.RequestUpdate();
        bench.AwaitAccepted();
        Assert.Equal(["Update"], bench.Requests);
        Assert.Equal(1, bench.Dtls.FullHandshakes + bench.Dtls.Resumptions);
        bench.AssertAnswers();
    }

    [Fact]
    public void A_sleep_in_one_process_ends_in_an_update_without_handshake()
    {
        SecureBench bench = Register(IdBytes);
        Observation observation = bench.Observe();
        Sleep(bench);
        Assert.Equal([Stopped], bench.States);
        Assert.Empty(bench.Sent);
        bench.World.Run(60_000);
        Assert.Empty(bench.Sent);
        bench.Forget();

        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(
            [AwaitingRetry, AwaitingUpdateResponse, Registered], bench.States);
        Assert.Equal(["cid"], bench.FromClient.Select(sent => sent.Names));
        Assert.Equal(["Update"], bench.Requests);
        bench.AssertNotifies(observation, 41);
    }

    [Fact]
    public void A_sleep_without_store_keeps_the_connection_in_memory()
    {
        var bench = new SecureBench(server: options => options.ConnectionIdBytes = IdBytes);
        bench.Register();
        Sleep(bench);
        bench.Forget();
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(["cid"], bench.FromClient.Select(sent => sent.Names));
    }

    /// <summary>A device that wakes up is a new process: it knows nothing but the slot.</summary>
    [Fact]
    public void A_deep_sleep_ends_without_handshake()
    {
        SecureBench bench = Register(IdBytes);
        Sleep(bench);
        Assert.True(HasConnection());
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered);
        Assert.False(HasConnection());
        Assert.All(bench.FromClient, sent => Assert.Equal("cid", sent.Names));
        Assert.Equal(["Update"], bench.Requests);
        Assert.Equal(0, bench.Dtls.Resumptions);
        bench.AssertAnswers();
    }

    /// <summary>Message ids go on, too: the server still remembers those of before.</summary>
    [Fact]
    public void Numbers_go_on_after_a_deep_sleep()
    {
        SecureBench bench = Register(IdBytes);
        int before = bench.Secure.Messages.Count;
        bench.Client.RequestUpdate();
        bench.AwaitAccepted();
        int last = bench.Secure.Messages[before].Message.MessageId;
        Sleep(bench);
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered);
        int ahead = (bench.Secure.Messages[0].Message.MessageId - last) & 0xFFFF;
        Assert.InRange(ahead, 2, 100);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(IdBytes)]
    public void A_slot_that_is_used_up_leads_to_a_short_handshake(int? idBytes)
    {
        SecureBench bench = Register(idBytes);
        Sleep(bench);
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered);

        // The power fails, and what was in memory with it.
        int resumptions = bench.Dtls.Resumptions;
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(resumptions + 1, bench.Dtls.Resumptions);
        Assert.Equal(["Register"], bench.Requests);
    }

    [Fact]
    public void A_crash_without_sleep_leads_to_a_short_handshake()
    {
        SecureBench bench = Register(IdBytes);
        Assert.NotNull(_store.Content);
        Assert.False(HasConnection());
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(1, bench.Dtls.Resumptions);
    }

    /// <summary>Every prefix, and every byte changed: a full handshake, or a short one.</summary>
    [Fact]
    public void A_damaged_slot_is_no_slot()
    {
        SecureBench bench = Register(IdBytes);
        Sleep(bench);
        byte[] slot = _store.Content!;
        Assert.Equal(Limits.SessionSlotBytes, slot.Length);
        for (int i = 0; i < slot.Length; i++)
        {
            byte[] damaged = [.. slot];
            damaged[i] ^= 0x40;
            AssertIsNoSlot(bench, damaged);
            AssertIsNoSlot(bench, slot[..i]);
        }

        AssertIsNoSlot(bench, [.. slot, 0]);
        AssertIsNoSlot(bench, null);
    }

    /// <summary>Power cuts at each write of a life of sleeps and restarts, in every way.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_power_cut_at_any_write_repeats_no_nonce(
        CutWrite cut, int cutsAtWrite, bool failsOnly)
    {
        SecureBench bench = Register(IdBytes);
        _store.Cut = cut;
        _store.FailsOnly = failsOnly;
        _store.CutsAtWrite = cutsAtWrite;
        for (int round = 0; round < 3; round++)
        {
            Survive(bench, () => Sleep(bench));
            Reboot(bench);
            Survive(bench, () =>
            {
                bench.Client.Start();
                bench.Await(Registered);
                bench.Client.RequestUpdate();
                bench.World.Run(2_000);
            });
        }

        // An export that could not be used up is used later, when the server has another
        // connection: the first Register is not answered then.
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered, 120_000);
        bench.AssertAnswers();
        Assert.Equal(0, _store.CutsAtWrite);
    }

    /// <summary>A store that says that it has written, but has not, is found out.</summary>
    [Fact]
    public void A_slot_that_reads_back_otherwise_is_not_used()
    {
        SecureBench bench = Register(IdBytes);
        Sleep(bench);
        byte[] slot = _store.Content!;
        Reboot(bench, new ForgetfulStore(slot));
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(1, bench.Dtls.Resumptions);
    }

    [Fact]
    public void A_stop_deregisters_and_ends_the_connection()
    {
        SecureBench bench = Register(IdBytes);
        bench.Client.Stop();
        bench.Await(Stopped);
        bench.World.Run(20);
        Assert.Equal(["Deregister"], bench.Requests);
        Assert.Null(bench.Secure.Connection);
        Assert.False(HasConnection());
    }

    [Fact]
    public void Without_security_a_suspended_client_registers_again()
    {
        var bench = new Bench();
        bench.Register();
        bench.Client.Suspend();
        bench.World.Run(10);
        Assert.True(bench.Client.IsStopped);
        Assert.NotNull(bench.World.Registration);
        string before = bench.World.Registration!.Location;
        bench.Client.Start();
        Assert.True(bench.World.RunUntil(
            () => bench.World.State == Registered, 60_000));
        Assert.NotEqual(before, bench.World.Registration!.Location);
    }

    private SecureBench Register(int? idBytes)
    {
        var bench = new SecureBench(
            server: options => options.ConnectionIdBytes = idBytes, store: _store);
        return bench.Register();
    }

    private static void Sleep(SecureBench bench)
    {
        bench.Client.Suspend();
        bench.Await(Stopped);
        Assert.True(bench.Client.IsStopped);
    }

    private void Reboot(SecureBench bench, IStorage? store = null)
    {
        bench.World.Store = store ?? _store;
        bench.Reboot();
        bench.Forget();
    }

    /// <summary>What the power cut does not let happen does not happen.</summary>
    private static void Survive(SecureBench bench, Action action)
    {
        try
        {
            action();
        }
        catch (PowerCutException)
        {
            bench.Reboot();
        }
    }

    private void AssertIsNoSlot(SecureBench bench, byte[]? content)
    {
        _store.Replace(content);
        int handshakes = bench.Dtls.FullHandshakes;
        Reboot(bench);
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(handshakes + 1, bench.Dtls.FullHandshakes);
    }

    /// <summary>Whether there are keys in the slot.</summary>
    private bool HasConnection() => _store.Content!.Length == Limits.SessionSlotBytes;

    private sealed class ForgetfulStore(byte[] slot) : IStorage
    {
        public int Read(int serverId, byte[] buffer, int offset, int capacity)
        {
            slot.CopyTo(buffer, offset);
            return slot.Length;
        }

        public bool Write(int serverId, byte[] buffer, int offset, int length) => true;
    }
}
