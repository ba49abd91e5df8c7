// Handshakes under difficulties: flights that are lost, cut, reordered or never answered, and
// servers that refuse (RFC 6347 §4.2.4, RFC 7925 §11, RFC 4279 §2).

using System.Net;
using System.Text;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.Objects;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class SecureHandshakeTests
{
    public static TheoryData<string, RegistrationReason, int> Refusals => new()
    {
        { "wrong key, silence", RegistrationReason.KeyRefused, -1 },
        { "wrong key, 20", RegistrationReason.KeyRefused, AlertCode.BadRecordMac },
        { "wrong key, 51", RegistrationReason.KeyRefused, AlertCode.DecryptError },
        { "identity, silence", RegistrationReason.KeyRefused, -1 },
        { "identity, 115", RegistrationReason.IdentityUnknown, AlertCode.UnknownPskIdentity },
        { "suites", RegistrationReason.NoCommonCipherSuite, AlertCode.HandshakeFailure },
        { "down", RegistrationReason.NoAnswer, 0 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_is_told_and_tried_again_after_growing_waits_from_new_ports(
        string what, RegistrationReason reason, int alert)
    {
        SecureBench bench = Refusing(what);
        bench.Client.Start();
        bench.World.RunUntil(() => Attempts(bench).Length == 5, 4_000_000);
        StateChange[] failures = [.. bench.World.Changes.Where(change =>
            change is { From: AwaitingHandshake, To: AwaitingRetry })];
        Assert.Equal(4, failures.Length);
        Assert.All(failures, failure =>
            Assert.Equal((reason, alert), (failure.Reason, failure.Code)));
        Assert.Equal(5, bench.World.Socket.EndPoints.Distinct().Count());

        // 60 s, doubled each time, and up to a quarter of jitter (OMA LwM2M Core 1.1 §6.2.1.2).
        long[] attempts = Attempts(bench);
        for (int i = 0; i < failures.Length; i++)
        {
            Assert.InRange(
                attempts[i + 1] - failures[i].AtMs, 60_000L << i, (60_000L << i) * 5 / 4);
        }

        // Whoever was to blame: once it is right, it works.
        bench.World.IsServerDown = false;
        bench.Options.Keys.Clear();
        bench.Options.Keys.Add("nobody", [1, 2, 3]);
        bench.Options.Keys.Add(SecureEdge.Identity, SecureEdge.Key);
        bench.Options.Keys[Encoding.Latin1.GetString(bench.Account.Dtls.Identity)] =
            bench.Account.Dtls.Key;
        bench.Options.Suites = [Suite.PskWithAes128Ccm8, Suite.PskWithAes128Ccm];
        bench.Await(Registered, 4_000_000);
    }

    [Theory]
    [MemberData(nameof(BreakOffs.UpTo), 9, MemberType = typeof(BreakOffs))]
    public void A_handshake_that_breaks_off_anywhere_is_followed_by_one_that_succeeds(int messages)
    {
        var bench = new SecureBench(server: options => options.IdentityHint = [1, 2, 3]);
        bench.Dtls.MessagesUntilBreakOff = messages;
        bench.Client.Start();
        bench.Await(AwaitingHandshake);
        bench.Await(AwaitingRetry, 130_000);
        Assert.Equal(
            messages < 6 ? RegistrationReason.NoAnswer : RegistrationReason.KeyRefused,
            bench.World.Changes[^1].Reason);
        Assert.Equal(0, bench.Dtls.MessagesUntilBreakOff);
        bench.Dtls.MessagesUntilBreakOff = null;
        bench.Await(Registered, 130_000);
        Assert.Equal(["Register"], bench.Requests);
    }

    [Theory]
    [MemberData(nameof(BreakOffs.UpTo), 6, MemberType = typeof(BreakOffs))]
    public void A_resumption_that_breaks_off_anywhere_is_followed_by_one_that_succeeds(
        int messages)
    {
        SecureBench bench = new SecureBench().Register();
        bench.Dtls.MessagesUntilBreakOff = messages;
        bench.Client.NetworkChanged();
        Assert.True(bench.World.RunUntil(
            () => bench.States.Count(state => state == AwaitingRetry) == 2, 130_000));
        bench.Dtls.MessagesUntilBreakOff = null;
        bench.AwaitAccepted(200_000);

        // After ServerHello the server was silent to what was made with the session: it is not
        // tried a second time.
        Assert.Equal(messages is 4 or 5 ? "Register" : "Update", bench.Requests[^1]);
        bench.AssertAnswers();
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(9000)]
    [InlineData(500)]
    public void A_flight_without_an_answer_is_sent_again_after_doubled_waits(int timeoutMs)
    {
        var bench = new SecureBench(account => account.Dtls.InitialTimeoutMs = timeoutMs);
        bench.World.Link.IsSilent = true;
        bench.Client.Start();
        bench.Await(AwaitingHandshake);
        bench.Await(AwaitingRetry, 400_000);
        long[] waits = [.. bench.FromClient.Select(sent => sent.AtMs)
            .Append(bench.World.Changes[^1].AtMs).Pairwise((a, b) => b - a)];
        Assert.Equal(
            Enumerable.Range(0, Limits.FlightRetransmissions + 1)
                .Select(i => Math.Min((long)timeoutMs << i, Limits.MaxHandshakeTimeoutMs)),
            waits);
        Assert.All(bench.FromClient, sent => Assert.Equal("ClientHello", sent.Names));
    }

    [Fact]
    public void A_wait_that_was_doubled_stays_so_until_a_handshake_without_loss()
    {
        // The first ClientHello is lost, and so is the first of the flight with the keys. The
        // server is more patient than the client.
        var bench = new SecureBench(server: options => options.FirstTimeoutMs = 30_000);
        var lost = new HashSet<string> { "ClientHello" };
        var keys = "ClientKeyExchange, ChangeCipherSpec, protected 22";
        lost.Add(keys);
        bench.World.Tamper = datagram =>
            datagram.IsFromClient && lost.Remove(SecureBench.Names(datagram.Bytes))
                ? null
                : datagram.Bytes;
        bench.Client.Start();
        bench.Await(Registered);
        Assert.Equal(2000, Wait(bench, "ClientHello"));
        Assert.Equal(4000, Wait(bench, keys));

        // The next handshake begins with what was learned, and loses nothing.
        Assert.Equal(8000, WaitOfLostHello(bench, Registered));
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        Assert.Equal(2000, WaitOfLostHello(bench, Registered));
    }

    /// <summary>RFC 6347 §4.2.4: who repeats a flight has not got the answer to it.</summary>
    [Fact]
    public void A_flight_that_the_server_repeats_is_answered_again_at_once()
    {
        const string Keys = "ClientKeyExchange, ChangeCipherSpec, protected 22";
        var bench = new SecureBench(server: options => options.FirstTimeoutMs = 500);
        bool isLost = false;
        bench.World.Tamper = datagram =>
        {
            bool loses = !isLost && datagram.IsFromClient
                && SecureBench.Names(datagram.Bytes) == Keys;
            isLost |= loses;
            return loses ? null : datagram.Bytes;
        };
        bench.Client.Start();
        bench.Await(Registered);
        Assert.InRange(Wait(bench, Keys), 490, 520);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(10, false)]
    [InlineData(30, true)]
    [InlineData(1, false)]
    public void Flights_of_the_server_come_in_pieces_and_in_any_order(
        int fragmentBytes, bool isReversed)
    {
        SecureBench bench = new SecureBench(server: options =>
        {
            options.FragmentBytes = fragmentBytes;
            options.DatagramBytes = fragmentBytes == 1 ? 1200 : 200;
            options.IdentityHint = "a hint"u8.ToArray();
            options.ConnectionIdBytes = 20;
            options.ShapeFlight = datagrams =>
                isReversed ? Enumerable.Reverse(datagrams) : datagrams;
        });
        bench.Client.Start();
        bench.Await(Registered, 1_000);
        Assert.Equal(20, bench.Connection.LocalCid!.Length);
        bench.AssertAnswers();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Messages_share_records_and_datagrams_or_do_not(bool records, bool datagrams)
    {
        SecureBench bench = new SecureBench(server: options =>
        {
            options.SharesRecords = records;
            options.SharesDatagrams = datagrams;
            options.IdentityHint = "a hint"u8.ToArray();
        });
        bench.Client.Start();
        bench.Await(Registered, 1_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lost_last_flight_is_asked_for_by_repeating_the_one_before(bool isResumed)
    {
        SecureBench bench = new SecureBench();
        if (isResumed)
        {
            bench.Register();
        }

        // The server's Finished in a full handshake, the client's in an abbreviated one.
        int lost = 0;
        bench.World.Tamper = datagram => datagram.IsFromClient == isResumed
            && SecureBench.Names(datagram.Bytes) == "ChangeCipherSpec, protected 22"
            && ++lost == 1 ? null : datagram.Bytes;
        if (isResumed)
        {
            bench.Client.NetworkChanged();
        }
        else
        {
            bench.Client.Start();
        }

        bench.AwaitAccepted(4_000);
        Assert.Equal(2, lost);
        Assert.Equal(isResumed ? 1 : 0, bench.Dtls.Resumptions);
        bench.AssertAnswers();
    }

    [Fact]
    public void No_datagram_is_larger_than_the_path_allows()
    {
        const int PathMtu = 288;
        string identity = new('i', 128);
        var bench = new SecureBench(
            account =>
            {
                account.Dtls.PathMtuBytes = PathMtu;
                account.Dtls.ServerName = new string('s', 255);
            },
            options =>
            {
                options.Keys.Add(identity, SecureEdge.Key);
                options.CookieBytes = 255;
                options.ConnectionIdBytes = 32;
                options.Suites = [Suite.PskWithAes128Ccm];
            },
            identity);
        bench.Register();
        Assert.Equal(255, bench.Connection.Hello.ServerName!.Length);
        int largest = 0;
        bench.World.Sent += datagram =>
        {
            if (datagram.IsFromClient)
            {
                largest = Math.Max(largest, datagram.Bytes.Length);
            }
        };
        for (int i = 1; i < 4; i++)
        {
            bench.Object.ToggleInstance(i);
        }

        Assert.Equal("2.05", bench.World.Answer(
            bench.Server.Read(bench.Registration, "/33000")).Code.Dotted);
        bench.World.Run(10_000);
        bench.Client.NetworkChanged();
        bench.AwaitAccepted();
        bench.Dtls.Forget(connections: true, sessions: true);
        bench.Client.RequestUpdate();
        bench.Await(AwaitingRegisterResponse, 300_000);
        bench.AwaitAccepted();
        Assert.InRange(largest, PathMtu - 20, PathMtu);
    }

    [Fact]
    public void The_hello_says_what_the_account_says()
    {
        SecureBench bench = new SecureBench(account =>
        {
            account.Dtls.ServerName = "lwm2m.example";
            account.Dtls.CipherSuites = [Suite.PskWithAes128Ccm];
            account.Dtls.OffersConnectionId = false;
            account.Dtls.PathMtuBytes = 4000;
        }).Register();
        ClientHello hello = bench.Connection.Hello;
        Assert.Equal("lwm2m.example"u8.ToArray(), hello.ServerName);
        Assert.Equal([Suite.PskWithAes128Ccm, Suite.RenegotiationInfoScsv], hello.Suites);
        Assert.Null(hello.ConnectionId);
        Assert.True(hello.OffersExtendedMasterSecret);

        // More than the receive buffer holds could come, so the server is asked for less.
        Assert.Equal(2, hello.MaxFragmentLengthCode);
        Assert.Equal(1024, bench.Connection.PlaintextBytes);
    }

    [Fact]
    public void An_attempt_that_fails_signals_secure_renegotiation_the_other_way()
    {
        var bench = new SecureBench(server: options =>
            options.SecureRenegotiation = Offer.Demanded);
        var ways = new List<bool>();
        bench.Dtls.Established += connection => ways.Add(
            connection.Hello.Extensions.ContainsKey(ExtensionType.RenegotiationInfo));
        bench.Register();
        bench.World.IsServerDown = true;
        bench.Client.NetworkChanged();
        bench.Await(AwaitingHandshake);
        bench.Await(AwaitingRetry, 200_000);
        bench.World.IsServerDown = false;
        bench.Await(Registered, 200_000);
        Assert.Equal([false, true], ways);
    }

    private static SecureBench Refusing(string what)
    {
        bool isIdentity = what.StartsWith("identity", StringComparison.Ordinal);
        var bench = new SecureBench(
            account => account.Dtls.CipherSuites = [Suite.PskWithAes128Ccm8],
            options =>
            {
                options.WrongKeyAlert = what switch
                {
                    "wrong key, 20" => AlertCode.BadRecordMac,
                    "wrong key, 51" => AlertCode.DecryptError,
                    _ => null,
                };
                options.UnknownIdentityAlert =
                    what == "identity, 115" ? AlertCode.UnknownPskIdentity : null;
                options.Suites =
                    [what == "suites" ? Suite.PskWithAes128Ccm : Suite.PskWithAes128Ccm8];
            },
            isIdentity ? "nobody" : SecureEdge.Identity,
            what.StartsWith("wrong", StringComparison.Ordinal) ? [1, 2, 3] : null);
        bench.World.IsServerDown = what == "down";
        return bench;
    }

    private static long[] Attempts(SecureBench bench) =>
        [.. bench.World.Changes.Where(change => change.To == AwaitingHandshake)
            .Select(change => change.AtMs)];

    /// <summary>Between the first two of the datagrams with these messages.</summary>
    private static long Wait(SecureBench bench, string names)
    {
        long[] times =
            [.. bench.FromClient.Where(sent => sent.Names == names).Select(sent => sent.AtMs)];
        return times[1] - times[0];
    }

    /// <summary>The wait after the first ClientHello of a new handshake, which is lost.</summary>
    private static long WaitOfLostHello(SecureBench bench, RegistrationState end)
    {
        bench.World.Run(20);
        bench.Forget();
        int lost = 0;
        bench.World.Tamper = datagram =>
            datagram.IsFromClient && lost++ == 0 ? null : datagram.Bytes;
        bench.Client.NetworkChanged();
        bench.Await(AwaitingHandshake);
        bench.Await(end);
        bench.World.Tamper = null;
        return Wait(bench, "ClientHello");
    }
}

/// <summary>What LINQ lacks.</summary>
internal static class Pairs
{
    public static IEnumerable<TResult> Pairwise<T, TResult>(
        this IEnumerable<T> source, Func<T, T, TResult> select) =>
        source.Zip(source.Skip(1), select);
}
