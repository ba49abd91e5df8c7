// The desktop server over coaps on the loopback interface: registration, requests and
// observations, what a resumption keeps, and whose endpoint is whose.

using System.Net;
using System.Net.Sockets;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Security;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Security;

public class SecureHostTests
{
    private const string Query = "ep=a&lwm2m=1.1";

    private readonly DtlsClientOptions _options = new();
    private readonly ServerBench _messages = new();

    [Fact]
    public async Task A_device_registers_and_is_read_over_coaps()
    {
        using UdpHost host = Open();
        Assert.Equal($"coaps://{host.Security!.LocalEndPoint}", host.Uri);
        Assert.Null(host.PlainUri);
        using DtlsClient device = await DtlsClient.ConnectAsync(host.LocalEndPoint, _options);
        Registration registration = await RegisterAsync(host, device);
        var peer = Assert.IsType<DtlsPeer>(registration.Peer);
        Assert.Equal(("thermo-1", "thermo-1"), (peer.Identity, registration.Identity));
        Assert.Contains($"a at {device.Address} (thermo-1)", registration.ToString());

        Task<DeviceResponse> answer = host.RequestAsync(core => core.Read(registration, "/3/0/0"));
        CoapMessage request = Receive(device);
        Assert.Equal("/3/0/0", request.UriPath);
        device.Send(ServerBench.Piggyback(request, CoapCode.Content, "Contoso").ToArray());
        Assert.Equal("Contoso", (await answer.InTime()).Text);
    }

    [Fact]
    public async Task A_resumption_keeps_registration_and_observation()
    {
        using UdpHost host = Open();
        using DtlsClient device = await DtlsClient.ConnectAsync(host.LocalEndPoint, _options);
        Registration registration = await RegisterAsync(host, device);
        var notified = new TaskCompletionSource<string>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        Task<DeviceResponse> first = host.RequestAsync(core =>
        {
            Observation observation = core.Observe(registration, "/3303/0/5700");
            observation.Notified += (_, n) => notified.TrySetResult(n.Message.PayloadText);
            return observation.Request;
        });
        CoapMessage observe = Receive(device);
        device.Send(ServerBench.Piggyback(observe, CoapCode.Content, "20.5", 1).ToArray());
        Assert.True((await first.InTime()).IsSuccess);

        using DtlsClient back = await DtlsClient.ConnectAsync(
            host.LocalEndPoint, _options with { Session = device.Session });
        Assert.True(back.IsResumed);

        // The message ids of before mean nothing now: the first one once more is an Update.
        var update = new ServerBench().Request(CoapCode.Post, registration.Location);
        back.Send(update.ToArray());
        Assert.Equal(CoapCode.Changed, Receive(back).Code);
        Assert.Equal(1, await host.InvokeAsync(_ => registration.Updates));
        back.Send(ServerBench.Response(
            CoapType.Non, 0x2000, observe.Token, CoapCode.Content, "21.5", 2).ToArray());
        Assert.Equal("21.5", await notified.Task.InTime());
    }

    [Fact]
    public async Task A_moved_device_is_reached_at_its_new_address()
    {
        using UdpHost host = Open();
        using DtlsClient device = await DtlsClient.ConnectAsync(
            host.LocalEndPoint, _options with { ConnectionId = [] });
        Registration registration = await RegisterAsync(host, device);
        device.Move();
        device.Send(_messages.Request(CoapCode.Post, registration.Location).ToArray());
        Assert.Equal(CoapCode.Changed, Receive(device).Code);
        Task<DeviceResponse> answer = host.RequestAsync(core => core.Read(registration, "/3/0/0"));
        CoapMessage request = Receive(device);
        device.Send(ServerBench.Piggyback(request, CoapCode.Content, "Contoso").ToArray());
        Assert.Equal("Contoso", (await answer.InTime()).Text);
    }

    [Fact]
    public async Task Both_ports_serve_the_same_core()
    {
        using UdpHost host = Open(coap: true);
        using DtlsClient device = await DtlsClient.ConnectAsync(host.LocalEndPoint, _options);
        await RegisterAsync(host, device);
        using var plain = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = Deadline.Ms,
        };
        plain.Connect(IPAddress.Loopback, new Uri(host.PlainUri!).Port);
        plain.Send(_messages.Request(
            CoapCode.Post, "/rd", "ep=b&lwm2m=1.1", ServerBench.ObjectList).ToArray());
        plain.Receive(new byte[64]);
        Assert.Equal(
            ["thermo-1", null],
            await host.InvokeAsync(core => core.Registrations
                .OrderBy(r => r.Endpoint).Select(r => r.Identity).ToArray()));
    }

    [Fact]
    public void A_resumption_ends_what_is_under_way_and_lets_the_rest_go()
    {
        var bench = new ServerBench { Device = Peer("thermo-1") };
        Registration registration = bench.Register();
        DeviceRequest sent = bench.Core.Read(registration, "/3/0/0");
        DeviceRequest waiting = bench.Core.Read(registration, "/3/0/1");
        Assert.Equal("/3/0/0", bench.TakeOne().UriPath);
        bench.Core.SessionResumed(bench.Device);
        Assert.Equal(RequestOutcome.SessionRenewed, sent.Response?.Outcome);
        CoapMessage next = bench.TakeOne();
        Assert.Equal("/3/0/1", next.UriPath);
        bench.Receive(ServerBench.Piggyback(next, CoapCode.Content, "x"));
        Assert.True(waiting.Response?.IsSuccess);

        // Nothing is left that would be sent again.
        bench.Core.Advance(bench.Core.NowMs + 60_000);
        Assert.Empty(bench.TakeSent());
    }

    [Fact]
    public void An_endpoint_belongs_to_the_identity_that_has_registered_it()
    {
        EndPoint plain = new IPEndPoint(IPAddress.Loopback, 40002);
        EndPoint owner = Peer("thermo-1");
        var bench = new ServerBench { Device = plain };
        bench.Register();

        // With an identity it may take over what was registered without.
        bench.Device = owner;
        Registration registration = bench.Register();
        Assert.Equal("thermo-1", registration.Identity);
        foreach (EndPoint other in new[] { plain, Peer("thermo-2") })
        {
            bench.Device = other;
            Assert.Equal(CoapCode.Forbidden, bench.Exchange(bench.Request(
                CoapCode.Post, "/rd", "ep=lab-1&lwm2m=1.1", ServerBench.ObjectList)).Code);
            foreach (CoapCode code in new[] { CoapCode.Post, CoapCode.Delete })
            {
                Assert.Equal(
                    CoapCode.NotFound,
                    bench.Exchange(bench.Request(code, registration.Location)).Code);
            }
        }

        // Another session of the same identity.
        bench.Device = Peer("thermo-1");
        Assert.Equal(
            CoapCode.Changed,
            bench.Exchange(bench.Request(CoapCode.Post, registration.Location)).Code);
        Assert.True(registration.IsActive);
        Registration anew = bench.Register();
        Assert.False(registration.IsActive);
        Assert.Equal("thermo-1", anew.Identity);
    }

    [Fact]
    public void A_host_without_a_port_is_refused() =>
        Assert.Throws<ArgumentException>(() => new UdpHost(new HostOptions()));

    private static DtlsPeer Peer(string identity) =>
        new(identity, new IPEndPoint(IPAddress.Loopback, 40001));

    private static CoapMessage Receive(DtlsClient device)
    {
        Assert.Equal(
            ParseStatus.Ok, CoapMessage.Parse(device.Receive(), out CoapMessage? message));
        return message!;
    }

    private UdpHost Open(bool coap = false)
    {
        var loopback = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new HostOptions { Coaps = loopback, Coap = coap ? loopback : null };
        options.Keys.Add(_options.Identity, _options.Key);
        return new UdpHost(options);
    }

    private async Task<Registration> RegisterAsync(UdpHost host, DtlsClient device)
    {
        device.Send(_messages.Request(
            CoapCode.Post, "/rd", Query, ServerBench.ObjectList).ToArray());
        Assert.Equal(CoapCode.Created, Receive(device).Code);
        return (await host.InvokeAsync(core => core.Find("a")).InTime())!;
    }
}
