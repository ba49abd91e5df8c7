// The desktop server on a real socket of the loopback interface: threads, real clock, shutdown.

using System.Net;
using System.Net.Sockets;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer;

public class UdpHostTests
{
    [Fact]
    public async Task A_device_registers_and_is_read_over_UDP()
    {
        // Its continuation must not run on the thread of the core, which the test then waits for.
        var registered = new TaskCompletionSource<Registration>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = new UdpHost(
            configure: core => core.Registered += r => registered.TrySetResult(r));
        Assert.NotEqual(0, host.LocalEndPoint.Port);
        Assert.False(host.IsBeyondLoopback);
        Assert.Equal($"coap://127.0.0.1:{host.LocalEndPoint.Port}", host.Uri);

        using Socket device = Connect(host);
        device.Send(new ServerBench().Request(
            CoapCode.Post, "/rd", "ep=a&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        Assert.Equal(CoapCode.Created, Receive(device).Code);
        Registration registration = await registered.Task.InTime();
        Assert.Equal(device.LocalEndPoint, registration.Peer);

        Task<DeviceResponse> answer =
            host.RequestAsync(core => core.Read(registration, "/3/0/0"));
        CoapMessage request = Receive(device);
        Assert.Equal("/3/0/0", request.UriPath);
        device.Send(ServerBench.Piggyback(request, CoapCode.Content, "Contoso").ToArray());
        Assert.Equal("Contoso", (await answer.InTime()).Text);
        Assert.Equal("a", await host.InvokeAsync(core => core.Find("a")!.Endpoint));
    }

    [Fact]
    public async Task Time_passes_without_datagrams()
    {
        using var host = new UdpHost(options: new ServerOptions { AckTimeoutMs = 20 });
        using Socket device = Connect(host);
        Task<DeviceResponse> answer = host.RequestAsync(core => core.Send(
            device.LocalEndPoint!, new RawRequest(CoapCode.Get, "/3/0/0")));
        byte[] first = Receive(device).ToArray();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(first, Receive(device).ToArray());
        }

        DeviceResponse response = await answer.InTime();
        Assert.Equal(RequestOutcome.TimedOut, response.Outcome);
        Assert.InRange(response.ElapsedMs, 31 * 20, Deadline.Ms);
    }

    [Fact]
    public async Task A_closed_host_answers_nobody_and_frees_its_port()
    {
        var host = new UdpHost();
        IPEndPoint bound = host.LocalEndPoint;
        Assert.Throws<SocketException>(() => new UdpHost(bound));
        Task<DeviceResponse> pending = host.RequestAsync(core => core.Send(
            new IPEndPoint(IPAddress.Loopback, 9), new RawRequest(CoapCode.Get, "/3")));
        host.Dispose();
        host.Dispose();
        await host.Completion.InTime();
        Assert.Null(host.Failure);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pending.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => host.InvokeAsync(core => core.NowMs).InTime());
        host.Post(_ => throw new InvalidOperationException("never runs"));
        using var again = new UdpHost(bound);
        Assert.Equal(bound, again.LocalEndPoint);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_the_host_and_is_reported()
    {
        using var host = new UdpHost();
        host.Post(_ => throw new InvalidOperationException("mine"));
        await host.Completion.InTime();
        Assert.Equal("mine", host.Failure?.Message);
    }

    [Fact]
    public void An_address_beyond_loopback_is_known_as_such()
    {
        using var host = new UdpHost(new IPEndPoint(IPAddress.Any, 0));
        Assert.True(host.IsBeyondLoopback);
    }

    private static Socket Connect(UdpHost host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = Deadline.Ms,
        };
        socket.Connect(host.LocalEndPoint);
        return socket;
    }

    private static CoapMessage Receive(Socket socket)
    {
        var buffer = new byte[2048];
        int length = socket.Receive(buffer);
        Assert.Equal(ParseStatus.Ok,
            CoapMessage.Parse(buffer.AsSpan(0, length), out CoapMessage? message));
        return message!;
    }
}

/// <summary>Waits that fail instead of hanging.</summary>
internal static class Deadline
{
    /// <summary>Far more than a test on the loopback interface needs.</summary>
    public const int Ms = 20_000;

    public static Task InTime(this Task task) => task.WaitAsync(
        TimeSpan.FromMilliseconds(Ms), TestContext.Current.CancellationToken);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(
        TimeSpan.FromMilliseconds(Ms), TestContext.Current.CancellationToken);
}
