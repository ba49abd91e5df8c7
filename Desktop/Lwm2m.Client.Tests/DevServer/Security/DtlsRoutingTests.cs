// How the DTLS side of the desktop server finds the association of a datagram: addresses that
// change, associations that are lost, replaced, closed and evicted.

using System.Net;
using System.Net.Sockets;
using Lwm2m.DevServer.Security;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Security;

public class DtlsRoutingTests
{
    private static readonly byte[] s_connectionId = [0xC1, 0xD2];

    [Theory]
    [InlineData("C1D2")]
    [InlineData("")]
    public async Task A_connection_id_survives_a_new_address(string ownId)
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync(
            bench.Client with { ConnectionId = Convert.FromHexString(ownId) });
        DtlsBench.Echo(client, "one");
        DtlsEvent connected = bench.Await(DtlsEventKind.Connected);
        Assert.Equal(DtlsEndpoint.ConnectionIdBytes, connected.Session!.ConnectionId.Length);
        for (int i = 1; i <= 2; i++)
        {
            IPEndPoint before = client.Address;
            client.Move();
            DtlsBench.Echo(client, "two");
            DtlsEvent moved = bench.Await(DtlsEventKind.Moved, i);
            Assert.Equal(client.Address, moved.Address);
            Assert.Contains(before.ToString(), moved.Text);
            Assert.Same(connected.Peer, moved.Peer);
            Assert.Equal(client.Address, connected.Peer!.Address);
        }

        Assert.All(bench.Senders, sender => Assert.Same(connected.Peer, sender));
        Assert.Single(bench.Events(DtlsEventKind.Connected));
    }

    [Fact]
    public async Task An_older_record_from_elsewhere_is_taken_but_moves_nobody()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync(
            bench.Client with { ConnectionId = s_connectionId });
        byte[] old = client.Seal("old");
        DtlsBench.Echo(client, "new");
        using Socket elsewhere = Connect(bench);
        elsewhere.Send(old);
        Assert.Equal("thermo-1 said old", client.ReceiveText());
        Assert.Empty(bench.Events(DtlsEventKind.Moved));
    }

    [Fact]
    public async Task A_forged_or_repeated_record_from_elsewhere_moves_nobody()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync(
            bench.Client with { ConnectionId = s_connectionId });
        using Socket elsewhere = Connect(bench);
        byte[] record = client.Seal("next");
        byte[] forged = [.. record[..^1], (byte)(record[^1] ^ 1)];
        elsewhere.Send(forged);
        client.SendRaw(record);
        Assert.Equal("thermo-1 said next", client.ReceiveText());
        elsewhere.Send(record);
        DtlsBench.Echo(client, "last");
        Assert.Equal(2, bench.Senders.Length);
        Assert.Empty(bench.Events(DtlsEventKind.Moved));
    }

    [Fact]
    public async Task Without_a_connection_id_a_new_address_is_a_stranger()
    {
        using var bench = new DtlsBench(new DtlsOptions { ConnectionId = false });
        using DtlsClient client = await bench.ConnectAsync(
            bench.Client with { ConnectionId = s_connectionId });
        Assert.True(bench.Await(DtlsEventKind.Connected).Session!.ConnectionId.IsEmpty);
        client.Move();
        client.Send("two");
        Assert.Equal(client.Address, bench.Await(DtlsEventKind.Discarded).Address);
        Assert.Empty(bench.Senders);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task The_connection_id_is_negotiated_anew_with_each_resumption(
        bool first, bool second)
    {
        using var bench = new DtlsBench();
        using DtlsClient before = await bench.ConnectAsync(
            bench.Client with { ConnectionId = first ? s_connectionId : null });
        DtlsSessionInfo full = bench.Await(DtlsEventKind.Connected).Session!;
        using DtlsClient after = await bench.ConnectAsync(bench.Client with
        {
            Session = before.Session,
            ConnectionId = second ? s_connectionId : null,
        });
        DtlsBench.Echo(after, "one");
        DtlsSessionInfo resumed = bench.Await(DtlsEventKind.Connected, 2).Session!;
        Assert.True(resumed.IsResumed);
        Assert.Equal((first, second), (!full.ConnectionId.IsEmpty, !resumed.ConnectionId.IsEmpty));
        Assert.False(first && full.ConnectionId.Span.SequenceEqual(resumed.ConnectionId.Span));
    }

    [Fact]
    public async Task A_server_that_has_forgotten_everything_answers_nothing()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync();
        DtlsBench.Echo(client, "one");
        bench.Endpoint.ForgetAll();
        bench.Await(DtlsEventKind.Closed);
        Assert.Equal((0, 0), (bench.Endpoint.AssociationCount, bench.Endpoint.SessionCount));
        client.Send("two");
        Assert.Equal(client.Address, bench.Await(DtlsEventKind.Discarded).Address);
        Assert.Null(client.TryReceive(50));
        Assert.Equal(-1, client.LastAlert);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_begins_anew_at_the_same_port_is_let_in(bool hasConnectionId)
    {
        using var bench = new DtlsBench();
        DtlsClientOptions options =
            bench.Client with { ConnectionId = hasConnectionId ? s_connectionId : null };
        DtlsClient crashed = await bench.ConnectAsync(options);
        IPEndPoint address = crashed.Address;
        DtlsBench.Echo(crashed, "one");
        crashed.Dispose();
        using DtlsClient client = await DtlsClient.ConnectAsync(
            bench.Endpoint.LocalEndPoint, options, address);
        DtlsBench.Echo(client, "two");
        Assert.Equal(address, client.Address);

        // One with a connection id may live on elsewhere.
        Assert.Equal(hasConnectionId ? 2 : 1, bench.Endpoint.AssociationCount);
        Assert.NotSame(bench.Senders[0], bench.Senders[1]);
    }

    [Fact]
    public async Task The_association_that_was_silent_longest_makes_room()
    {
        using var bench = new DtlsBench(new DtlsOptions { MaxAssociations = 2 });
        using DtlsClient first = await bench.ConnectAsync();
        using DtlsClient second = await bench.ConnectAsync();
        DtlsBench.Echo(second, "one");
        DtlsBench.Echo(first, "two");
        using DtlsClient third = await bench.ConnectAsync();
        DtlsBench.Echo(third, "three");
        DtlsEvent evicted = bench.Await(DtlsEventKind.Closed);
        Assert.Equal(second.Address, evicted.Address);
        Assert.Contains("room", evicted.Text);
        Assert.False(evicted.Peer!.IsConnected);
        DtlsBench.Echo(first, "four");
        Assert.Equal(2, bench.Endpoint.AssociationCount);

        // Its session stays.
        using DtlsClient back = await bench.ConnectAsync(
            bench.Client with { Session = second.Session });
        DtlsBench.Echo(back, "five");
        Assert.Same(evicted.Peer, bench.Senders[^1]);
    }

    [Fact]
    public async Task The_session_that_was_used_longest_ago_makes_room()
    {
        using var bench = new DtlsBench(new DtlsOptions { MaxSessions = 2 });
        using DtlsClient first = await bench.ConnectAsync();
        using DtlsClient second = await bench.ConnectAsync();
        bench.Await(DtlsEventKind.Connected, 2);
        using DtlsClient again = await bench.ConnectAsync(
            bench.Client with { Session = first.Session });
        using DtlsClient third = await bench.ConnectAsync();
        bench.Await(DtlsEventKind.Connected, 4);
        Assert.Equal(2, bench.Endpoint.SessionCount);
        using DtlsClient oldest = await bench.ConnectAsync(
            bench.Client with { Session = second.Session });
        Assert.True(again.IsResumed);
        Assert.False(oldest.IsResumed);
    }

    [Fact]
    public async Task Close_notify_ends_the_association_but_not_the_session()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync();
        DtlsBench.Echo(client, "one");
        client.Close();
        DtlsEvent closed = bench.Await(DtlsEventKind.Closed);
        Assert.Equal("closed: by the device, close_notify", closed.Text);
        Assert.False(closed.Peer!.IsConnected);
        Assert.Equal(0, bench.Endpoint.AssociationCount);
        Assert.False(bench.Endpoint.Send(closed.Peer, [1]));
        bench.Await(DtlsEventKind.Discarded);
        using DtlsClient back = await bench.ConnectAsync(
            bench.Client with { Session = client.Session });
        Assert.True(back.IsResumed);
    }

    [Fact]
    public async Task The_server_says_goodbye_when_it_stops()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync();
        DtlsBench.Echo(client, "one");
        bench.Dispose();
        Assert.ThrowsAny<IOException>(() => client.TryReceive(Deadline.Ms));
        Assert.Equal(0, client.LastAlert);
        Assert.Equal(0, bench.Endpoint.AssociationCount);
    }

    [Fact]
    public async Task The_server_stops_in_the_middle_of_a_handshake()
    {
        using var bench = new DtlsBench();
        using var abandon = new CancellationTokenSource();
        Task<DtlsClient> connecting = bench.ConnectAsync(
            bench.Client with { Sends = 2, Abandoned = abandon.Token });
        long deadline = Environment.TickCount64 + Deadline.Ms;
        while (bench.Endpoint.AssociationCount == 0)
        {
            Assert.True(Environment.TickCount64 < deadline);
            Thread.Yield();
        }

        await Task.Run(bench.Dispose, TestContext.Current.CancellationToken).InTime();
        Assert.Contains(
            "the server stops", bench.Await(DtlsEventKind.HandshakeFailed).Text);
        await abandon.CancelAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => connecting);
    }

    [Fact]
    public async Task Many_devices_at_once_get_their_own_answers()
    {
        using var bench = new DtlsBench();
        DtlsClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => bench.ConnectAsync()));
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i].Send($"{i}");
        }

        for (int i = 0; i < clients.Length; i++)
        {
            Assert.Equal($"thermo-1 said {i}", clients[i].ReceiveText());
            clients[i].Dispose();
        }

        Assert.Equal(clients.Length, bench.Senders.Distinct().Count());
    }

    [Fact]
    public async Task What_does_not_fit_a_record_is_not_sent()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync(
            bench.Client with { MaxFragmentLength = 1 });
        DtlsEvent connected = bench.Await(DtlsEventKind.Connected);
        Assert.Equal(512, connected.Session!.MaxFragmentBytes);
        Assert.False(bench.Endpoint.Send(connected.Peer!, new byte[513]));
        Assert.True(bench.Endpoint.Send(connected.Peer!, new byte[512]));
        Assert.Equal(512, client.Receive().Length);
    }

    [Fact]
    public async Task Garbage_is_discarded_and_disturbs_nobody()
    {
        using var bench = new DtlsBench();
        using DtlsClient client = await bench.ConnectAsync();
        using Socket elsewhere = Connect(bench);
        byte[] record = client.Seal("one");
        for (int length = 1; length <= record.Length; length++)
        {
            elsewhere.Send(record.AsSpan(0, length));
            client.SendRaw(record[..(length - 1)]);
        }

        elsewhere.Send([25, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 0, 1, 0]);
        client.SendRaw(record);
        Assert.Equal("thermo-1 said one", client.ReceiveText());
        bench.Await(DtlsEventKind.Discarded, record.Length + 1);
        Assert.Equal(1, bench.Endpoint.AssociationCount);
    }

    private static Socket Connect(DtlsBench bench)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(bench.Endpoint.LocalEndPoint);
        return socket;
    }
}
