// Every prefix and every corruption of a single byte of what the server sends. Of a handshake in
// clear: the attempt goes on, or it ends with a named reason, and the next one succeeds. Of what is
// protected: dropped, and the session is as before (RFC 6347 §4.1.2.7).

using System.Collections.Concurrent;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.DevServer;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SecureCorruptionTests
{
    /// <summary>Polls from the start of a handshake until the client is registered: those of two
    /// attempts with all their flights repeated, and one a datagram.</summary>
    private const int MaxPolls = 60;

    private static readonly byte[] s_masks = [1, 2, 4, 8, 16, 32, 64, 128, 255];

    [Theory]
    [InlineData(0, "HelloVerifyRequest", true)]
    [InlineData(1, "ServerHello, ServerKeyExchange, ServerHelloDone", true)]
    [InlineData(2, "ChangeCipherSpec, protected 22", false)]
    public void Flights_of_a_full_handshake(int index, string names, bool mayFail) =>
        TryAll(index, names, mayFail, isResumed: false);

    [Theory]
    [InlineData(0, "HelloVerifyRequest", true)]
    [InlineData(1, "ServerHello, ChangeCipherSpec, protected 22", true)]
    public void Flights_of_a_resumption(int index, string names, bool mayFail) =>
        TryAll(index, names, mayFail, isResumed: true);

    [Theory]
    [InlineData(Suite.PskWithAes128Ccm8)]
    [InlineData(Suite.PskWithAes128Ccm)]
    public void Records_of_a_connection_are_dropped_and_leave_it_as_it_is(ushort suite)
    {
        SecureBench bench = new SecureBench(server: options => options.Suites = [suite])
            .Register();
        byte[] record = [];
        bench.World.Tamper = datagram =>
        {
            record = datagram.IsFromClient ? record : datagram.Bytes;
            return datagram.IsFromClient ? datagram.Bytes : null;
        };
        DeviceRequest request = bench.Server.Read(bench.Registration, "/3/0/0");
        bench.World.Tamper = null;
        int opened = bench.Secure.Crypto.Opens;
        int dropped = 0;
        foreach ((_, byte[] variant) in Variants(record))
        {
            // All within the time that the server gives the answer.
            bench.World.Inject(variant);
            bench.World.Run(1);
            dropped++;
            Assert.False(request.IsCompleted);
            if (dropped % 50 == 0)
            {
                // Genuine records in between are taken.
                bench.Connection.Send([0x40, 0, (byte)(dropped >> 8), (byte)dropped]);
                bench.World.Run(20);
                opened++;
            }

            Assert.Equal(opened, bench.Secure.Crypto.Opens);
        }

        // The forged ones have not moved the window: the true one is taken, though late, once.
        Assert.True(dropped > 400);
        Assert.Empty(bench.World.Changes);
        bench.World.Inject(record);
        bench.World.Inject(record);
        bench.World.Run(100);
        Assert.Equal(opened + 1, bench.Secure.Crypto.Opens);
        Assert.Equal("2.05", request.Response!.Code.Dotted);
        Assert.Empty(bench.World.Changes);
    }

    [Fact]
    public void A_record_older_than_the_window_is_dropped()
    {
        SecureBench bench = new SecureBench().Register();
        byte[] record = [];
        bench.World.Tamper = datagram =>
        {
            record = datagram.Bytes;
            return null;
        };
        bench.Server.Read(bench.Registration, "/3/0/0");
        bench.World.Tamper = null;
        for (int i = 0; i < 64; i++)
        {
            // Pings, each a record.
            bench.Connection.Send([0x40, 0, 1, (byte)i]);
            bench.World.Run(20);
        }

        int opened = bench.Secure.Crypto.Opens;
        bench.World.Inject(record);
        bench.World.Run(20);
        Assert.Equal(opened, bench.Secure.Crypto.Opens);
        bench.AssertAnswers();
    }

    /// <summary>Each variant once in place of a datagram of the server.</summary>
    private static void TryAll(int index, string names, bool mayFail, bool isResumed)
    {
        byte[] genuine = [];
        SecureBench clean = Begin(isResumed, index, datagram => genuine = datagram);
        Finish(clean);
        Assert.Equal(names, SecureBench.Names(genuine));
        var broken = new ConcurrentBag<string>();
        int failures = 0;
        Parallel.ForEach(Variants(genuine), variant =>
        {
            try
            {
                SecureBench bench = Begin(isResumed, index, _ => variant.Bytes);
                Interlocked.Add(ref failures, Finish(bench));
            }
            catch (Exception exception)
            {
                broken.Add($"{variant.Name}: {exception.Message}");
            }
        });
        Assert.True(
            broken.IsEmpty,
            $"{broken.Count}:\n" + string.Join('\n', broken.Order().Take(20)));
        Assert.Equal(mayFail, failures > 0);
    }

    private static SecureBench Begin(bool isResumed, int index, Func<byte[], byte[]> change)
    {
        SecureBench bench = new SecureBench(
            account => account.Dtls.ServerName = "server.example",
            options =>
            {
                options.IdentityHint = "hint"u8.ToArray();
                options.ConnectionIdBytes = isResumed ? null : 6;
            });
        if (isResumed)
        {
            bench.Register();
        }

        int count = 0;
        bench.World.Tamper = datagram => !datagram.IsFromClient && count++ == index
            ? change(datagram.Bytes)
            : datagram.Bytes;
        if (isResumed)
        {
            bench.Client.NetworkChanged();
        }
        else
        {
            bench.Client.Start();
        }

        return bench;
    }

    /// <summary>Waits for the registration; returns how many attempts have failed.</summary>
    private static int Finish(SecureBench bench)
    {
        long polls = bench.World.Polls;
        bench.World.RunUntil(
            () => bench.World.Changes is [.., { Reason: RegistrationReason.Accepted }], 300_000);
        polls = bench.World.Polls - polls;
        StateChange[] failed = [.. bench.World.Changes.Where(change =>
            change is { To: AwaitingRetry, From: not (AwaitingRetry or Stopped or Registered) })];
        string story = string.Join(
            "; ", bench.World.Changes.Select(c => $"{c.AtMs} {c.To} {c.Reason} {c.Code}"));
        if (bench.World.State != Registered || failed.Length > 1 || polls > MaxPolls
            || failed.Any(failure => !IsNamed(failure.Reason)))
        {
            throw new InvariantException($"{polls} polls, {story}");
        }

        bench.AssertAnswers();
        return failed.Length;
    }

    private static bool IsNamed(RegistrationReason reason) => reason
        is RegistrationReason.NoAnswer
        or RegistrationReason.HandshakeFailed
        or RegistrationReason.SecurityRefused
        or RegistrationReason.KeyRefused;

    private static IEnumerable<(string Name, byte[] Bytes)> Variants(byte[] genuine)
    {
        for (int length = 0; length < genuine.Length; length++)
        {
            yield return ($"prefix {length}", genuine[..length]);
        }

        for (int i = 0; i < genuine.Length; i++)
        {
            foreach (byte mask in s_masks)
            {
                byte[] changed = [.. genuine];
                changed[i] ^= mask;
                yield return ($"byte {i} ^ {mask:x2}", changed);
            }
        }
    }
}
