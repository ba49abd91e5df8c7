// The page with the client of this repository as the device, on the loopback interface: everything
// from the button to the object and back.

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Lwm2m.Client.Model;
using Lwm2m.Client.Objects;
using Lwm2m.Client.Transport;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Web;
using Xunit;

namespace Lwm2m.Client.DesktopTests.DevServer.Web;

public sealed class PageClientTests
{
    [Fact]
    public async Task A_device_is_read_written_executed_and_observed_from_the_page()
    {
        using var host = new UdpHost();
        await using PageHost page = await PageHost.StartAsync(
            host, new PageOptions(IPAddress.Loopback, 0), new BootstrapBook(_ => null));
        Assert.False(page.IsBeyondLoopback);
        using var http = new HttpClient { BaseAddress = page.Uri };
        using var closing = new CancellationTokenSource();
        var events = new EventLog();
        _ = events.ReadAsync(
            await http.GetStreamAsync("api/events", closing.Token), closing.Token);

        var accounts = new Accounts(capacity: 1);
        accounts.AddNoSec(host.Uri, serverId: 1, lifetimeSeconds: 60);
        bool isRebooted = false;
        var device = new DeviceObject("Contoso", "Thermo-1", "SN-1", "1.0.0")
        {
            Rebooting = () => isRebooted = true,
        };
        var temperature = new TemperatureObject(instances: 1, units: "Cel");
        temperature.SetValue(0, 20.5);
        var service = new Lwm2mService(new Lwm2mClient(
            "thermo", accounts, new Lwm2mObject[] { device, temperature }, new SystemPlatform()));
        service.Start();
        try
        {
            await events.NextAsync("registered");
            await CommandAsync("Discover", "/3303");
            Assert.Contains("/3303/0/5700", (await events.NextAsync("links")).ToString());
            await CommandAsync("Read", "/3/0/0");
            Assert.Contains("Contoso", (await events.NextAsync("values")).ToString());
            await CommandAsync("Write", "/3303/0/5750", new[]
            {
                new { path = "/3303/0/5750", type = "String", text = "kitchen" },
            });
            Assert.Equal("Done: 2.04 Changed.", await AnswerAsync("/3303/0/5750"));
            await CommandAsync("Execute", "/3/0/4");
            Assert.Equal("Done: 2.04 Changed.", await AnswerAsync("/3/0/4"));
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref isRebooted), Deadline.Ms));
            await CommandAsync("Observe", "/3303/0/5700");
            await events.NextAsync("values", one => Number(one) == 20.5);
            temperature.SetValue(0, 21.5);
            JsonElement values = await events.NextAsync("values", one => Number(one) == 21.5);
            Assert.Equal("Notification", values.GetProperty("source").GetString());
        }
        finally
        {
            service.Stop(Deadline.Ms);
        }

        await events.NextAsync("gone");
        await closing.CancelAsync();

        static double Number(JsonElement values) =>
            values.GetProperty("values")[0].GetProperty("number").GetDouble();

        async Task<string?> AnswerAsync(string path) => (await events.NextAsync("answer",
            one => one.GetProperty("id").GetString() == path)).GetProperty("sentence").GetString();

        async Task CommandAsync(string operation, string path, object? values = null)
        {
            using HttpResponseMessage response = await http.PostAsJsonAsync("api/commands",
                new { id = path, endpoint = "thermo", operation, path, values }, closing.Token);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_page_beyond_loopback_is_known_as_such()
    {
        using var host = new UdpHost(new IPEndPoint(IPAddress.Any, 0));
        await using PageHost page = await PageHost.StartAsync(
            host, new PageOptions(IPAddress.Any, 0), new BootstrapBook(_ => null));
        Assert.True(page.IsBeyondLoopback);

        // The address of any network is none that a device could use.
        using var http = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{page.Uri.Port}"),
        };
        using var closing = new CancellationTokenSource();
        var events = new EventLog();
        _ = events.ReadAsync(
            await http.GetStreamAsync("api/events", closing.Token), closing.Token);
        JsonElement hello = await events.NextAsync("hello");
        Assert.Matches(@"^coap://[\d.]+:\d+$", hello.GetProperty("plainUri").GetString());
        Assert.DoesNotContain("0.0.0.0", hello.GetProperty("plainUri").GetString());
        await closing.CancelAsync();
    }
}
