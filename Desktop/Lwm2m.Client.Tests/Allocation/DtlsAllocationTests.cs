// DTLS with managed cryptography allocates nothing after construction: neither for a handshake, nor
// for a record, nor for what is sent again. Each test sees to it that it really took place.

using Lwm2m.Client.Dtls.Crypto;
using Lwm2m.Client.Dtls.Handshake;
using Lwm2m.Client.Dtls.Record;
using Lwm2m.Client.Tests;
using Lwm2m.Client.Transport;
using Xunit;
using static Lwm2m.Client.DesktopTests.Allocation.AllocationBench;

namespace Lwm2m.Client.DesktopTests.Allocation;

public sealed class DtlsAllocationTests
{
    // As many as an operation is run, to have something new for each.
    private const int Runs = 125;

    private static readonly string[] s_script = HandshakeVectors.Psk;
    private static readonly int s_connected = HandshakeBench.ConnectedAt(s_script);
    private static readonly int s_resumption = Array.LastIndexOf(s_script, "S");

    [Fact]
    public void A_full_handshake() => EachAllocatesNothing(0, s_connected, connection =>
        Expect(!connection.IsResumed && connection.CipherSuite == CipherSuite.PskAes128Ccm8,
            "a full handshake"));

    [Fact]
    public void A_resumption() => EachAllocatesNothing(
        s_resumption, s_resumption + 6, connection => Expect(connection.IsResumed, "resumed"));

    [Fact]
    public void A_sealed_record()
    {
        var peer = new Peer();
        peer.Play(0, s_connected);
        AssertNothingAllocated(() =>
        {
            int sent = peer.SentCount;
            Expect(peer.Connection.Send(peer.Buffer, RecordLayer.HeadRoom, 64), "sealed");
            Expect(peer.SentCount == sent + 1 && peer.SentLength == 64 + 29, "sent");
        });
    }

    [Fact]
    public void An_opened_record()
    {
        var peer = new Peer();
        peer.Play(0, s_connected);
        var server = new RecordLayer(new ManagedCrypto());
        var state = new ConnectionState(ConnectionState.RecordBytes)
        {
            TagBytes = 8,
            Sequence = 1,
        };
        WireBytes.Of(SecureBench.KeyBlock).CopyTo(state.Packed, 0);
        byte[] buffer = new byte[200];
        byte[] datagram = new byte[64 + 29];
        AssertNothingAllocated(() =>
        {
            server.Seal(state, ContentType.ApplicationData, buffer, 100, 64);
            Array.Copy(buffer, server.Start, datagram, 0, datagram.Length);
            peer.Connection.Take(datagram, datagram.Length);
            Expect(peer.Connection.Next(0) == DtlsEvent.Data, "opened");
            Expect(peer.Connection.DataLength == 64, "data");
        });
    }

    [Fact]
    public void A_repeated_flight()
    {
        var peers = new Queue<Peer>(NewPeers(s_connected - 1));
        AssertNothingAllocated(() =>
        {
            Peer peer = peers.Dequeue();
            int sent = peer.SentCount;
            Expect(peer.Connection.OnTimer(peer.Connection.DueMs) == DtlsEvent.None, "no end");
            Expect(peer.SentCount == sent + 1 && peer.SentLength > 100, "the flight");
        });
    }

    /// <summary>A Register that is not answered.</summary>
    [Fact]
    public void A_repeated_exchange()
    {
        SecureBench[] benches =
            [.. Enumerable.Range(0, Runs).Select(_ => SecureBench.Connected())];
        int next = 0;
        AssertNothingAllocated(() => benches[next++].Engine.Advance(4000));
        foreach (SecureBench bench in benches)
        {
            Assert.Equal(bench.Open(), bench.Open());
            bench.Engine.IsSilent();
        }
    }

    private static IEnumerable<Peer> NewPeers(int steps)
    {
        for (int i = 0; i < Runs; i++)
        {
            var peer = new Peer();
            peer.Play(0, steps);
            yield return peer;
        }
    }

    private static void EachAllocatesNothing(int from, int to, Action<DtlsConnection> check)
    {
        var peers = new Queue<Peer>(NewPeers(from));
        AssertNothingAllocated(() =>
        {
            Peer peer = peers.Dequeue();
            peer.Play(from, to);
            Expect(peer.Connection.State == DtlsState.Connected, "connected");
            check(peer.Connection);
        });
    }

    /// <summary>Hands the server's part of the script to a client, whose part it counts.</summary>
    private sealed class Peer : IDatagramTransport, IRandom
    {
        private static readonly byte[][] s_steps = [.. s_script.Select(
            step => step[0] == '<' ? HandshakeBench.BytesOf(step) : [])];

        private readonly byte[] _receive = new byte[1217];
        private int _random;

        public Peer()
        {
            Connection = new DtlsConnection(
                HandshakeBench.ParametersOf(s_script),
                new ClientHandshake(new ManagedCrypto(), this, Buffer, _receive.Length), this,
                new byte[Limits.ExchangeBytes]);
        }

        public DtlsConnection Connection { get; }

        public byte[] Buffer { get; } = new byte[1217];

        public int SentCount { get; private set; }

        public int SentLength { get; private set; }

        public void Play(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                if (s_steps[i].Length > 0)
                {
                    s_steps[i].CopyTo(_receive, 0);
                    Connection.Take(_receive, s_steps[i].Length);
                    while (Connection.Next(0) != DtlsEvent.None)
                    {
                    }
                }
                else if (s_script[i] == "S")
                {
                    Connection.Start(0);
                }
                else if (s_script[i] == "C")
                {
                    Connection.Close(true);
                }
            }
        }

        public int Next(int bound) => ++_random % bound;

        public TransportStatus Connect(string host, int port) => TransportStatus.Connected;

        public bool Send(byte[] buffer, int offset, int length)
        {
            SentCount++;
            SentLength = length;
            return true;
        }

        public int Receive(byte[] buffer, int offset, int capacity) => -1;

        public void Close()
        {
        }
    }
}
