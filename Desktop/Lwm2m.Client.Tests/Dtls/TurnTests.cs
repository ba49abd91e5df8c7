// Several secure servers and one handshake at a time: who waits has its turn as soon as it can,
// whatever has become of the handshake before.

using System.Net;
using Lwm2m.Client.DesktopTests.Dtls.TestServer;
using Lwm2m.Client.DesktopTests.Simulation;
using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Dtls;

public sealed class TurnTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void All_connect_one_after_the_other(int servers)
    {
        var bench = new TurnBench(servers);
        bench.Client.Start();
        bench.RunUntil(() => bench.Dtls.Connections.Count == servers, 1_000);

        Assert.Equal(Enumerable.Range(0, servers), bench.HelloOrder.Distinct());
        Assert.All(bench.States, state => Assert.Equal(AwaitingRegisterResponse, state));
    }

    /// <summary>A server that is down holds the others up for as long as one handshake takes; it
    /// does not matter where among them it stands.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_dead_server_holds_up_the_others_for_one_handshake_only(int dead)
    {
        var bench = new TurnBench(3);
        bench.Dead.Add(dead);
        bench.Client.Start();
        bench.RunUntil(() => bench.Dtls.Connections.Count == 2, 63_000);

        Assert.DoesNotContain(AwaitingHandshake, bench.States.Where((_, i) => i != dead));
        Assert.Contains(bench.States[dead], new[] { AwaitingHandshake, AwaitingRetry });
    }

    /// <summary>Two dead servers wait for their retries while the third connects: no starvation.
    /// </summary>
    [Fact]
    public void Dead_servers_do_not_starve_the_one_that_lives()
    {
        var bench = new TurnBench(3);
        bench.Dead.UnionWith([0, 1]);
        bench.Client.Start();
        bench.RunUntil(() => bench.Dtls.Connections.Count == 1, 2 * 63_000);

        // And once they are back, they connect.
        bench.Dead.Clear();
        bench.RunUntil(() => bench.Dtls.Connections.Count == 3, 400_000);
    }

    /// <summary>The turn passes when a handshake is refused, in the same Poll or the next, to a
    /// server before it or after it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_refusal_passes_the_turn_at_once(int refused)
    {
        var bench = new TurnBench(2);
        bench.Dtls.Options.Keys[TurnBench.IdentityOf(refused)] = [9, 9, 9];
        bench.Dtls.Options.WrongKeyAlert = AlertCode.DecryptError;
        bench.Client.Start();
        bench.RunUntil(() => bench.States[refused] == AwaitingRetry, 1_000);
        bench.RunUntil(() => bench.Dtls.Connections.Count == 1, 10);

        Assert.Equal(AwaitingRegisterResponse, bench.States[1 - refused]);
    }

    /// <summary>A stop while it waits, and while it has its turn, leaves the turn to the other.
    /// </summary>
    [Fact]
    public void A_network_change_in_the_middle_changes_nothing_for_good()
    {
        var bench = new TurnBench(3);
        bench.Client.Start();
        for (int i = 0; i < 12; i++)
        {
            bench.Step();
            bench.Client.NetworkChanged();
        }

        bench.RunUntil(() => bench.Dtls.Connections.Count >= 3
            && bench.States.All(state => state == AwaitingRegisterResponse), 10_000);
        bench.Client.Stop();
        Assert.DoesNotContain(AwaitingHandshake, bench.States);
    }

    /// <summary>What comes on a socket whose handshake has not begun is not heard.</summary>
    [Fact]
    public void Who_waits_hears_nothing()
    {
        var bench = new TurnBench(2);
        bench.Dead.Add(0);
        bench.Client.Start();
        bench.Step();
        bench.Deliver(1, Convert.FromHexString("15FEFD000000000000000000020228"));
        bench.Deliver(1, Convert.FromHexString(
            "16FEFD000000000000000000100300000400000000000000000004FEFF0107"));
        bench.Step();
        Assert.Equal(AwaitingHandshake, bench.States[1]);
        Assert.DoesNotContain(1, bench.HelloOrder);
    }

    /// <summary>A whole client with as many accounts as are wanted, and one server that knows
    /// them all by their identities.</summary>
    private sealed class TurnBench : IPlatform, IClock, IRandom
    {
        private readonly Random _random = new(1);
        private readonly List<TurnSocket> _sockets = [];
        private readonly int _servers;
        private long _dueMs;

        public TurnBench(int servers)
        {
            _servers = servers;
            Dtls = new DtlsTestServer(1, SendToClient);
            var accounts = new Accounts(servers);
            for (int i = 0; i < servers; i++)
            {
                Dtls.Options.Keys[IdentityOf(i)] = SecureEdge.Key;
                accounts.AddPsk(
                    $"coaps://server{i}.example", IdentityOf(i), SecureEdge.Key, 101 + i, 300);
            }

            Client = new Lwm2mClient("turn", accounts, [new MinimalDevice()], this);
        }

        public DtlsTestServer Dtls { get; }

        public Lwm2mClient Client { get; }

        /// <summary>The servers that do not answer.</summary>
        public HashSet<int> Dead { get; } = [];

        /// <summary>For which server each ClientHello was.</summary>
        public List<int> HelloOrder { get; } = [];

        public RegistrationState[] States =>
            [.. Enumerable.Range(0, _servers).Select(i => Client.GetState(101 + i))];

        public long NowMs { get; private set; } = 1_000_000;

        public long UtcSeconds => -1;

        IClock IPlatform.Clock => this;

        IRandom IPlatform.Random => this;

        ICrypto IPlatform.Crypto { get; } = new ManagedCrypto();

        public static string IdentityOf(int server) => $"device-of-{server}";

        public IDatagramTransport CreateTransport()
        {
            var socket = new TurnSocket(this, _sockets.Count);
            _sockets.Add(socket);
            return socket;
        }

        public int Next(int bound) => _random.Next(bound);

        /// <summary>Puts a datagram into the mailbox of a server's socket.</summary>
        public void Deliver(int server, byte[] datagram) =>
            _sockets[server].Mailbox.Enqueue(datagram);

        /// <summary>One Poll, at the time that the last one has asked for.</summary>
        public void Step()
        {
            if (_sockets.All(socket => socket.Mailbox.Count == 0))
            {
                NowMs = Math.Max(NowMs, _dueMs);
            }

            _dueMs = NowMs + Client.Poll();
        }

        public void RunUntil(Func<bool> isSo, long limitMs)
        {
            long endMs = NowMs + limitMs;
            while (!isSo())
            {
                Assert.True(NowMs <= endMs, $"{NowMs - endMs} ms late: {string.Join(' ', States)}");
                Step();
            }
        }

        public void SendToServer(int server, IPEndPoint from, byte[] datagram)
        {
            if (datagram is [RecordType.Handshake, .., _] && datagram[13] == 1)
            {
                HelloOrder.Add(server);
            }

            if (!Dead.Contains(server))
            {
                Dtls.Receive(from, datagram, NowMs);
            }
        }

        private void SendToClient(IPEndPoint to, byte[] datagram) => _sockets
            .FirstOrDefault(socket => to.Equals(socket.EndPoint))?.Mailbox.Enqueue(datagram);
    }

    private sealed class TurnSocket(TurnBench bench, int server) : IDatagramTransport
    {
        private int _connects;

        public Queue<byte[]> Mailbox { get; } = [];

        public IPEndPoint? EndPoint { get; private set; }

        public TransportStatus Connect(string host, int port)
        {
            Mailbox.Clear();
            EndPoint = new IPEndPoint(IPAddress.Loopback, (1000 * (server + 1)) + _connects++);
            return TransportStatus.Connected;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            bench.SendToServer(server, EndPoint!, buffer.AsSpan(offset, length).ToArray());
            return true;
        }

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (!Mailbox.TryDequeue(out byte[]? datagram))
            {
                return -1;
            }

            datagram.CopyTo(buffer, offset);
            return datagram.Length;
        }

        public void Close() => Mailbox.Clear();
    }
}
