// What a bootstrap server may write, read, delete, and what it is refused (OMA LwM2M Core 1.1
// §6.1.6, §6.1.7; Transport 1.1 §6.4.1).

using Lwm2m.Client.Objects;
using Lwm2m.DevServer;
using Lwm2m.DevServer.Bootstrapping;
using Lwm2m.DevServer.Coap;
using Lwm2m.DevServer.Content;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Simulation;

public sealed class BootstrapWriteTests
{
    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void Every_format_makes_an_account(int format)
    {
        var bench = new BootstrapBench();
        bench.Steps = BootstrapAccount.Plan(format, bench.Account());
        bench.Register();
        Assert.Equal(["2.02", "2.02", "2.04", "2.04", "2.04"], bench.Codes);
    }

    [Theory]
    [InlineData(MediaType.Tlv)]
    [InlineData(MediaType.SenmlCbor)]
    [InlineData(MediaType.SenmlJson)]
    public void A_whole_object_makes_several_accounts_in_blocks(int format)
    {
        var bench = new BootstrapBench(isSecure: true, capacity: 2);
        bench.World.AddServer("other.example", isSecure: true);
        BootstrapAccount first = bench.Account();
        BootstrapAccount second = bench.Account("other.example", 102) with
        {
            SecurityInstance = 7, ServerInstance = 9,
        };
        bench.Steps =
        [
            BootstrapStep.Write("/0", format, [.. first.Security, .. second.Security]),
            BootstrapStep.Write("/1", format, [.. first.Server, .. second.Server]),
            BootstrapStep.Write("/0/1/14", MediaType.Text, "a.name"u8.ToArray()),
            BootstrapStep.Finish,
        ];
        bench.Register();
        Assert.Equal(["2.04", "2.04", "2.04", "2.04"], bench.Codes);
        Assert.True(bench.World.RunUntil(
            () => bench.World.StateOf(102) == RegistrationState.Registered, 60_000));
        Assert.Equal("a.name", bench.Accounts[0].Dtls.ServerName);
        Assert.Equal(9, bench.Accounts[1].ServerInstance);
    }

    [Fact]
    public void What_an_instance_is_not_given_it_does_not_have()
    {
        var bench = new BootstrapBench();
        BootstrapAccount account = bench.Account();
        bench.Steps =
        [
            BootstrapStep.Write("/0/1", MediaType.Tlv, account.Security),
            BootstrapStep.Write("/1/0", MediaType.Tlv, [.. account.Server,
                new SenmlRecord("/1/0/3", 60L), new SenmlRecord("/1/0/10", new ObjectLink(11, 0)),
                new SenmlRecord("/1/0/999", 60L)]),
            BootstrapStep.Read("/1/0", MediaType.Tlv),
            BootstrapStep.Write("/1/0", MediaType.Tlv, account.Server),
            BootstrapStep.Write("/1/0/2", MediaType.Text, "5"u8.ToArray()),
            BootstrapStep.Read("/1/0", MediaType.Tlv),
            BootstrapStep.Read("/1/0"),
            BootstrapStep.Finish,
        ];
        bench.Register();
        Assert.Equal(
            ["2.04", "2.04", "2.05", "2.04", "2.04", "2.05", "2.05", "2.04"], bench.Codes);
        IReadOnlyList<BootstrapAnswer> answers = bench.Sessions[0].Answers;
        Assert.Equal(
            [0, 1, 3, 6, 7], answers[2].Response.Tlv().Select(node => (int)node.Id));
        Assert.Equal(
            [0, 1, 2, 6, 7], answers[5].Response.Tlv().Select(node => (int)node.Id));
        Assert.Equal(MediaType.SenmlCbor, answers[6].Response.ContentFormat);
        Assert.Equal(5, answers[6].Response.ValueOf("/1/0/2").Integer);
        Assert.Equal(5, bench.Accounts[0].DefaultMinimumPeriodSeconds);
        Assert.Equal(0, bench.Accounts[0].DefaultMaximumPeriodSeconds);
    }

    [Theory]
    [InlineData("/", MediaType.Text, "x", "4.05")]
    [InlineData("/0/1/0/0", MediaType.Text, "x", "4.05")]
    [InlineData("/3/0/14", MediaType.Text, "x", "4.05")]
    [InlineData("/2/0/3", MediaType.Text, "1", "4.04")]
    [InlineData("/99/0/3", MediaType.Text, "1", "4.04")]
    [InlineData("/1/0/999", MediaType.Text, "1", "4.04")]
    [InlineData("/1/0/1", MediaType.Text, "x", "4.00")]
    [InlineData("/1/0/1", MediaType.Text, "", "4.00")]
    [InlineData("/1/0/4", MediaType.Text, "1", "4.00")]
    [InlineData("/1/0", MediaType.Text, "1", "4.15")]
    [InlineData("/1/0", MediaType.Tlv, "\xFF", "4.00")]
    [InlineData("/1", MediaType.Tlv, "\xC1\x01\x05", "4.00")]
    [InlineData("/1/0", MediaType.Tlv, "\x81\x01\x05", "4.00")]
    [InlineData("/0/1/16", MediaType.Text, "1", "4.00")]
    [InlineData("/1/0", 50, "1", "4.15")]
    public void What_cannot_be_written_is_refused(
        string path, int format, string payload, string code)
    {
        var bench = new BootstrapBench();
        byte[] bytes = [.. payload.Select(letter => (byte)letter)];
        Assert.Equal(
            [code, "2.05"],
            bench.Do(
                BootstrapStep.Write(path, format, bytes), BootstrapStep.Discover("/1"),
                BootstrapStep.Silence));
        Assert.Equal("</>;lwm2m=1.1,</1>", bench.Text(1));
    }

    [Theory]
    [InlineData("/3", "4.05")]
    [InlineData("/3/0", "4.05")]
    [InlineData("/99", "4.04")]
    [InlineData("/1/0/1", "4.05")]
    [InlineData("/0/0", "4.00")]
    [InlineData("/1/5", "2.02")]
    public void What_cannot_be_deleted_is_refused(string path, string code) =>
        Assert.Equal([code], new BootstrapBench().Do(
            BootstrapStep.Delete(path), BootstrapStep.Silence));

    [Fact]
    public void A_Security_instance_takes_the_Server_instance_with_it()
    {
        var bench = new BootstrapBench(setUp: (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts);
        });
        bench.Register();
        bench.Steps =
        [
            BootstrapStep.Discover("/1"), BootstrapStep.Delete("/0/1"),
            BootstrapStep.Discover("/1"), BootstrapStep.Silence,
        ];
        bench.Client.RequestBootstrap();
        bench.AwaitEnd();
        Assert.Equal(["2.05", "2.02", "2.05"], bench.Codes);
        Assert.Equal("</>;lwm2m=1.1,</1/0>;ssid=101", bench.Text(0));
        Assert.Equal("</>;lwm2m=1.1,</1>", bench.Text(2));
    }

    /// <summary>What a server writes meanwhile would be gone at the end.</summary>
    [Fact]
    public void During_a_bootstrap_no_server_changes_rights()
    {
        var bench = new BootstrapBench(capacity: 2);
        BootstrapStep[] good =
        [
            BootstrapStep.Write("/0/1", MediaType.Tlv, bench.Account().Security),
            BootstrapStep.Write("/1/0", MediaType.Tlv, bench.Account().Server),
            BootstrapStep.Write(
                "/2/0", MediaType.Tlv, new SenmlRecord("/2/0/0", 33000L),
                new SenmlRecord("/2/0/1", 0L), new SenmlRecord("/2/0/2/0", 1L),
                new SenmlRecord("/2/0/3", 101L)),
        ];
        bench.Steps = [.. good, BootstrapStep.Finish];
        bench.Register();
        Assert.Equal("2.04", Grant(bench));
        bench.Steps = [.. good, BootstrapStep.Silence];
        bench.Client.RequestBootstrap();
        bench.AwaitEnd(2);
        Assert.Equal("5.03", Grant(bench));
        bench.World.RunUntil(
            () => bench.Client.BootstrapState == BootstrapState.AwaitingRetry, 300_000);
        Assert.Equal("2.04", Grant(bench));
    }

    private static string Grant(BootstrapBench bench) => bench.World.Answer(
        bench.Server.WriteText(bench.Registration, "/2/0/2/0", "3")).Code.Dotted;

    [Theory]
    [InlineData("/1/0", "4.05")]
    [InlineData("/99", "4.04")]
    public void What_cannot_be_discovered_is_refused(string path, string code) =>
        Assert.Equal([code], new BootstrapBench().Do(
            BootstrapStep.Discover(path), BootstrapStep.Silence));

    [Fact]
    public void A_configuration_that_does_not_fit_is_refused()
    {
        var bench = new BootstrapBench();
        var steps = new List<BootstrapStep>();
        for (int i = 0; i < 20; i++)
        {
            BootstrapAccount account = bench.Account(new string('a', 100), 200 + i) with
            {
                SecurityInstance = 1 + i, ServerInstance = i,
            };
            steps.Add(BootstrapStep.Write(
                $"/0/{1 + i}", MediaType.Tlv, account.Security));
        }

        steps.Add(BootstrapStep.Finish);
        string[] codes = bench.Do([.. steps]);
        Assert.Contains("4.13", codes);
        Assert.Equal("4.06", codes[^1]);
        Assert.Equal(0, bench.Accounts.Count);
    }

    [Fact]
    public void A_new_bootstrap_account_takes_the_place_of_the_old_one()
    {
        var bench = new BootstrapBench(isSecure: true);
        VirtualServer other = bench.World.AddServer("bs2.example", isSecure: true);
        byte[] key = "another key of 16"u8.ToArray();
        other.Secure!.Dtls.Options.Keys["bs2"] = key;
        var plans = new List<BootstrapSession>();
        other.Core.Bootstrap.Plan = session =>
        {
            plans.Add(session);
            return bench.Steps;
        };
        bench.Steps = bench.Provision(bench.Account() with { SecurityInstance = 2 },
            new BootstrapAccount("coaps://bs2.example", 0)
            {
                IsBootstrapServer = true, SecurityInstance = 5, Identity = "bs2", Key = key,
            });
        bench.Register();
        Assert.Equal(5, bench.Accounts.Bootstrap.SecurityInstance);
        bench.World.Run(200_000);
        bench.Client.RequestBootstrap();
        Assert.True(bench.World.RunUntil(() => plans.Count == 1, 60_000));
        Assert.Single(bench.Sessions);
    }

    [Fact]
    public void An_incomplete_new_bootstrap_account_leaves_the_old_one()
    {
        var bench = new BootstrapBench();
        Assert.Equal(
            ["2.04", "2.04", "2.04", "4.06"],
            bench.Do(
                BootstrapStep.Write("/0/1", MediaType.Tlv, bench.Account().Security),
                BootstrapStep.Write("/1/0", MediaType.Tlv, bench.Account().Server),
                BootstrapStep.Write("/0/0", MediaType.Tlv, new SenmlRecord("/0/0/1", true)),
                BootstrapStep.Finish));
        Assert.Equal("bs.example", bench.Accounts.Bootstrap.Host);
        bench.Steps = bench.Provision();
        bench.AwaitRegistered(600_000);
    }

    /// <summary>From without security to with it, from one key to another, and back.</summary>
    [Fact]
    public void Security_may_come_with_a_bootstrap()
    {
        var bench = new BootstrapBench(setUp: (b, accounts) =>
        {
            accounts.AddBootstrapNoSec("coap://bs.example");
            accounts.AddNoSec("coap://server.example", BootstrapBench.ServerId, 300);
        });
        VirtualServer secure = bench.World.AddServer("secure.example", isSecure: true);
        bench.Register();
        var account = new BootstrapAccount("coaps://secure.example", BootstrapBench.ServerId)
        {
            Identity = SecureEdge.Identity, Key = SecureEdge.Key,
        };
        for (int round = 1; round <= 2; round++)
        {
            bench.Steps = bench.Provision(account);
            bench.Client.RequestBootstrap();
            Assert.True(bench.World.RunUntil(
                () => secure.Secure!.Dtls.FullHandshakes == round
                    && bench.World.State == RegistrationState.Registered, 60_000));
            byte[] key = [.. Enumerable.Repeat((byte)round, 32)];
            secure.Secure!.Dtls.Options.Keys[SecureEdge.Identity] = key;
            account = account with { Key = key };
        }

        Assert.Equal(0, secure.Secure!.Dtls.Resumptions);
        bench.Steps = bench.Provision();
        bench.Client.RequestBootstrap();
        bench.AwaitEnd(3);
        bench.AwaitRegistered();
        Assert.NotNull(bench.Registration);
    }

    [Fact]
    public void Finish_is_answered_again_when_its_answer_was_lost()
    {
        var bench = new BootstrapBench();
        int lost = 0;
        bench.World.Tamper = datagram =>
        {
            bool isFinished = datagram.IsFromClient
                && datagram.Server == bench.BootstrapServer && bench.Sessions.Count > 0
                && bench.Sessions[0].Answers.Count == 4;
            return isFinished && lost++ < 2 ? null : datagram.Bytes;
        };
        bench.Register();
        bench.AwaitEnd(limitMs: 30_000);
        Assert.Equal(3, lost);
        Assert.Equal("2.04", bench.Codes[^1]);
    }

    [Fact]
    public void Nobody_but_a_server_that_was_asked_is_answered()
    {
        var bench = new BootstrapBench(setUp: (b, accounts) =>
        {
            b.AddBootstrap(accounts);
            b.AddServer(accounts);
        });
        bench.Register();
        foreach (CoapCode method in (CoapCode[])[CoapCode.Post, CoapCode.Put])
        {
            Assert.Equal("4.04", bench.World.Answer(bench.Server.Send(
                bench.Registration, new RawRequest(method, "/bs"))).Code.Dotted);
        }
    }
}
