// The bootstrap interface as the OMA enabler tests ask for it (OMA LwM2M Core 1.1 §6.1), over
// NoSec and DTLS, against the development server as bootstrap server.

using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;
using static Lwm2m.Client.RegistrationState;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class BootstrapTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_0_client_initiated_bootstrap(bool isSecure)
    {
        var bench = new BootstrapBench(isSecure);
        BootstrapAccount account = bench.Account();
        bench.Steps =
        [
            BootstrapStep.Discover("/"),
            BootstrapStep.Write("/0", MediaType.Tlv, account.Security),
            BootstrapStep.Write("/1", MediaType.Tlv, account.Server),
            BootstrapStep.Discover("/"),
            BootstrapStep.Discover("/0"),
            BootstrapStep.Discover("/1"),
            BootstrapStep.Finish,
        ];
        bench.Register();
        Assert.Equal(["2.05", "2.04", "2.04", "2.05", "2.05", "2.05", "2.04"], bench.Codes);
        Assert.Equal(World.Endpoint, bench.Sessions[0].Endpoint);
        Assert.Equal(MediaType.SenmlCbor, bench.Sessions[0].PreferredFormat);
        string uri = isSecure ? "coaps://server.example:5684" : "coap://server.example:5683";
        Assert.StartsWith(
            "</>;lwm2m=1.1,</0/0>,</1>,</3/0>,", bench.Text(0));
        Assert.StartsWith(
            $"</>;lwm2m=1.1,</0/0>,</0/1>;ssid=101;uri=\"{uri}\",</1/0>;ssid=101,</3/0>,",
            bench.Text(3));
        Assert.Equal(
            $"</>;lwm2m=1.1,</0/0>,</0/1>;ssid=101;uri=\"{uri}\"", bench.Text(4));
        Assert.Equal("</>;lwm2m=1.1,</1/0>;ssid=101", bench.Text(5));
        Assert.Equal(
            isSecure
                ?
                [
                    BootstrapState.AwaitingRetry, BootstrapState.AwaitingHandshake,
                    BootstrapState.AwaitingResponse, BootstrapState.AwaitingFinish,
                    BootstrapState.Finished,
                ]
                :
                [
                    BootstrapState.AwaitingRetry, BootstrapState.AwaitingResponse,
                    BootstrapState.AwaitingFinish, BootstrapState.Finished,
                ],
            bench.States);
        bench.World.Run(200_000);
        Assert.Equal(BootstrapState.Idle, bench.Client.BootstrapState);
        Assert.Single(bench.Sessions);
    }

    [Fact]
    public void ETS_1_client_initiated_bootstrap_full_psk()
    {
        BootstrapBench bench = new BootstrapBench(isSecure: true).Register();
        Assert.Equal(1, bench.World.Servers[0].Secure!.Dtls.FullHandshakes);
        Assert.Equal(1, bench.BootstrapServer.Secure!.Dtls.FullHandshakes);
        DeviceResponse response =
            bench.World.Answer(bench.Server.Read(bench.Registration, "/1/0/0"));
        Assert.Equal("2.05", response.Code.Dotted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_4_bootstrap_delete(bool isSecure)
    {
        var bench = new BootstrapBench(isSecure, (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts);
        });
        bench.Register();
        Assert.Empty(bench.Sessions);
        bench.Client.RequestBootstrap();
        bench.Steps =
        [
            BootstrapStep.Read("/1", MediaType.Tlv),
            BootstrapStep.Delete("/0"),
            BootstrapStep.Delete("/1"),
            BootstrapStep.Discover("/0"),
            BootstrapStep.Discover("/1"),
            BootstrapStep.Delete("/0/0"),
            BootstrapStep.Delete("/"),
            BootstrapStep.Discover("/"),
            BootstrapStep.Finish,
        ];
        bench.AwaitEnd();
        Assert.Equal(
            ["2.05", "2.02", "2.02", "2.05", "2.05", "4.00", "2.02", "2.05", "4.06"],
            bench.Codes);
        TlvNode instance =
            Assert.Single(bench.Sessions[0].Answers[0].Response.Tlv());
        Assert.Equal([0, 1, 6, 23], instance.Children.Select(node => (int)node.Id));
        Assert.Equal("</>;lwm2m=1.1,</0/0>", bench.Text(3));
        Assert.Equal("</>;lwm2m=1.1,</1>", bench.Text(4));
        Assert.StartsWith("</>;lwm2m=1.1,</0/0>,</1>,</3/0>,", bench.Text(7));

        // The old configuration is in force all the time.
        Assert.Equal(Registered, bench.World.State);
        Assert.Equal(1, bench.Accounts.Count);
    }

    /// <summary>A program need not know whether what it was provisioned with has a bootstrap
    /// account.</summary>
    [Fact]
    public void Without_a_bootstrap_account_nobody_is_told_of_a_bootstrap()
    {
        Lwm2mClient client = new Bench().World.Client;
        client.BootstrapChanged = (_, _, _) => Assert.Fail("there is no bootstrap");
        Assert.Null(client.BootstrapChanged);
        Assert.Equal(BootstrapState.Idle, client.BootstrapState);
        Assert.Throws<InvalidOperationException>(client.RequestBootstrap);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_5_server_initiated_bootstrap(bool isSecure)
    {
        var bench = new BootstrapBench(isSecure, (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts);
        });
        bench.Steps = bench.Provision(bench.Account() with { LifetimeSeconds = 600 });
        bench.Register();
        DeviceResponse response =
            bench.World.Answer(bench.Server.Execute(bench.Registration, "/1/0/9"));
        Assert.Equal("2.04", response.Code.Dotted);
        bench.AwaitEnd();
        bench.AwaitRegistered();
        Assert.Equal(600, bench.Registration.LifetimeSeconds);
        Assert.Equal(RegistrationReason.Triggered, bench.Reasons[0]);
        Assert.Equal(RegistrationReason.RegistrationChanged, Assert.Single(
            bench.World.Changes, change => change.To == RegistrationState.Stopped).Reason);
    }

    [Fact]
    public void ETS_6_bootstrap_sequence()
    {
        var bench = new BootstrapBench(setUp: (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts).CommunicationRetryTimerSeconds = 2;
        });

        // First those that the device has from the factory, whatever it takes to reach them.
        bench.Server.RegisterRefusal = CoapCode.ServiceUnavailable;
        bench.Client.Start();
        bench.World.Run(4_000);
        Assert.NotEmpty(bench.Sent);
        bench.Server.RegisterRefusal = null;
        bench.AwaitRegistered();
        Assert.Empty(bench.Sessions);
        Assert.Equal(BootstrapState.Idle, bench.Client.BootstrapState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ETS_7_fallback_to_bootstrap(bool isSecure)
    {
        var bench = new BootstrapBench(isSecure, (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts).CommunicationRetryCount = 2;
        });
        VirtualServer other = bench.World.AddServer("other.example", isSecure: isSecure);
        bench.Steps = bench.Provision(bench.Account("other.example", 102));
        bench.World.IsServerDown = true;
        bench.Client.Start();
        Assert.True(bench.World.RunUntil(
            () => bench.World.StateOf(102) == Registered, 1_000_000));
        Assert.NotNull(other.Registration);
        Assert.Single(bench.Sessions);
    }

    [Fact]
    public void ETS_8_bootstrap_read()
    {
        var bench = new BootstrapBench(capacity: 2);
        BootstrapAccount account = bench.Account();
        bench.Steps =
        [
            BootstrapStep.Write("/0/1", MediaType.Tlv, account.Security),
            BootstrapStep.Write("/1/0", MediaType.Tlv, account.Server),
            BootstrapStep.Write(
                "/2/0", MediaType.Tlv, new SenmlRecord("/2/0/0", 3L),
                new SenmlRecord("/2/0/1", 0L), new SenmlRecord("/2/0/2/101", 7L),
                new SenmlRecord("/2/0/2/0", 1L), new SenmlRecord("/2/0/3", 101L)),
            BootstrapStep.Read("/1", MediaType.Tlv),
            BootstrapStep.Read("/2", MediaType.Tlv),
            BootstrapStep.Read("/2/0", MediaType.Tlv),
            BootstrapStep.Read("/0", MediaType.Tlv),
            BootstrapStep.Read("/0/0", MediaType.Tlv),
            BootstrapStep.Read("/3/0", MediaType.Tlv),
            BootstrapStep.Read("/1/7", MediaType.Tlv),
            BootstrapStep.Finish,
        ];
        bench.Register();
        Assert.Equal(
            ["2.04", "2.04", "2.04", "2.05", "2.05", "2.05", "4.01", "4.01", "4.05", "4.04",
                "2.04"],
            bench.Codes);
        TlvNode server = Assert.Single(bench.Sessions[0].Answers[3].Response.Tlv());
        Assert.True(server.Find(0)!.TryGetInteger(out long serverId));
        Assert.Equal(101, serverId);
        Assert.True(server.Find(1)!.TryGetInteger(out long lifetime));
        Assert.Equal(300, lifetime);
        Assert.True(server.Find(6)!.TryGetBoolean(out bool isStoring) && isStoring);
        Assert.Equal("U", server.Find(7)!.Text);
        TlvNode rights = Assert.Single(bench.Sessions[0].Answers[4].Response.Tlv());
        Assert.Equal([0, 1, 2, 3], rights.Children.Select(node => (int)node.Id));
        Assert.Equal([0, 101], rights.Find(2)!.Children.Select(node => (int)node.Id));
        Assert.Equal(
            [0, 1, 2, 3],
            bench.Sessions[0].Answers[5].Response.Tlv().Select(node => (int)node.Id));
    }

    [Fact]
    public void ETS_9_bootstrap_and_configuration_consistency()
    {
        var bench = new BootstrapBench();
        IReadOnlyList<BootstrapStep> good = bench.Steps!;
        Assert.Equal(
            ["2.04", "4.06"],
            bench.Do(
                BootstrapStep.Write("/1/0", MediaType.Tlv, new SenmlRecord("/1/0/5", 60L)),
                BootstrapStep.Finish));

        // The server may still mend it; if not, the next bootstrap begins with what there was.
        bench.World.Run(240_000);
        Assert.Equal(BootstrapState.AwaitingFinish, bench.Client.BootstrapState);
        bench.Steps = [BootstrapStep.Discover("/1"), .. good];
        bench.AwaitRegistered(120_000);
        Assert.Equal("</>;lwm2m=1.1,</1>", bench.Text(0));
    }

    [Fact]
    public void The_hold_off_time_passes_first()
    {
        var bench = new BootstrapBench(
            setUp: (b, accounts) => b.AddBootstrap(accounts, holdOffSeconds: 30));
        bench.Client.Start();
        bench.World.Run(29_900);
        Assert.Empty(bench.Sent);
        bench.World.Run(200);
        Assert.NotEmpty(bench.Sent);
    }

    [Fact]
    public void A_server_of_1_0_gets_no_preferred_format()
    {
        var bench = new BootstrapBench();
        bench.BootstrapServer.Core.Bootstrap.Plan = session =>
        {
            bench.Sessions.Add(session);
            return session.PreferredFormat is null ? bench.Steps : null;
        };
        bench.Register();
        Assert.Equal(2, bench.Sessions.Count);
    }

    [Fact]
    public void Without_finish_the_bootstrap_fails_and_comes_again()
    {
        var bench = new BootstrapBench();
        IReadOnlyList<BootstrapStep> good = bench.Steps!;
        bench.Steps = [.. good.SkipLast(1), BootstrapStep.Silence];
        bench.Client.Start();
        bench.World.Run(246_000);
        Assert.Equal(BootstrapState.AwaitingFinish, bench.Client.BootstrapState);
        bench.World.Run(3_000);
        Assert.Equal(BootstrapState.AwaitingRetry, bench.Client.BootstrapState);
        Assert.Equal(RegistrationReason.NoAnswer, bench.Reasons[^1]);
        Assert.Equal(0, bench.Accounts.Count);
        bench.Steps = good;
        bench.AwaitRegistered(120_000);
        Assert.Equal(2, bench.Sessions.Count);
    }

    [Fact]
    public void A_bootstrap_server_that_is_not_there_is_asked_less_and_less_often()
    {
        var bench = new BootstrapBench();
        bench.BootstrapServer.IsDown = true;
        bench.Client.Start();
        bench.World.Run(86_400_000);
        Assert.InRange(bench.Sent.Count, 5 * 3, 5 * 12);
        bench.BootstrapServer.IsDown = false;
        bench.Client.NetworkChanged();
        bench.AwaitRegistered();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_bootstrap_account_goes_after_its_timeout(bool isStored)
    {
        var bench = new BootstrapBench(
            setUp: (b, accounts) => b.AddBootstrap(accounts, accountTimeoutSeconds: 60),
            hasStore: isStored);
        bench.Register();
        bench.World.Run(30_000);
        Assert.Equal(0, bench.Accounts.Bootstrap.SecurityInstance);
        bench.World.Run(40_000);
        Assert.Equal(-1, bench.Accounts.Bootstrap.SecurityInstance);
        DeviceResponse response =
            bench.World.Answer(bench.Server.Execute(bench.Registration, "/1/0/9"));
        Assert.Equal("4.04", response.Code.Dotted);
        if (isStored)
        {
            bench.World.Run(10_000);
            bench.Reboot();
            bench.Register();
            Assert.Equal(-1, bench.Accounts.Bootstrap.SecurityInstance);
        }

        Assert.Single(bench.Sessions);
    }

    [Fact]
    public void A_rejected_registration_leads_to_bootstrap_and_not_to_a_storm()
    {
        var bench = new BootstrapBench(isSecure: true, (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts, "nobody");
        });
        bench.Steps = bench.Provision(bench.Account() with { Identity = "nobody either" });
        bench.Client.Start();
        bench.World.Run(3_600_000);
        Assert.InRange(bench.Sessions.Count, 2, 10);
        Assert.Equal(115, bench.Accounts[0].Server[ServerResource.AlertCode]);
        bench.Steps = bench.Provision();
        bench.AwaitRegistered(90_000_000);
        Assert.Equal(
            "2.05",
            bench.World.Answer(bench.Server.Read(bench.Registration, "/1/0/12")).Code.Dotted);
    }
}
