// Accounts: what makes one, what does not, and how they come out of a configuration.

using System.Text;
using Lwm2m.Client.Objects;
using Xunit;

namespace Lwm2m.Client.DesktopTests.Objects;

public sealed class AccountsTests
{
    private static readonly byte[] s_key = [1, 2, 3, 4];

    [Theory]
    [InlineData("coap://host", "host", 5683)]
    [InlineData("coap://host/", "host", 5683)]
    [InlineData("coap://host:", "host", 5683)]
    [InlineData("COAP://host:/", "host", 5683)]
    [InlineData("coap://host:1", "host", 1)]
    [InlineData("coap://host:65535/", "host", 65535)]
    [InlineData("coap://[2001:db8::1]", "2001:db8::1", 5683)]
    [InlineData("coap://[2001:db8::1]:5783", "2001:db8::1", 5783)]
    [InlineData("coap://192.168.1.10:5783", "192.168.1.10", 5783)]
    public void A_uri_names_host_and_port(string uri, string host, int port)
    {
        Account account = new Accounts(1).AddNoSec(uri, 1, 300);
        Assert.Equal(host, account.Host);
        Assert.Equal(port, account.Port);
        account = new Accounts(1).AddPsk("coaps" + uri[4..], "id", s_key, 1, 300);
        Assert.Equal(host, account.Host);
        Assert.Equal(port == 5683 ? 5684 : port, account.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("coap")]
    [InlineData("coap://")]
    [InlineData("coap:///")]
    [InlineData("coaps://host")]
    [InlineData("http://host")]
    [InlineData("coap:/host")]
    [InlineData("coap://host:0")]
    [InlineData("coap://host:65536")]
    [InlineData("coap://host:x")]
    [InlineData("coap://:5683")]
    [InlineData("coap://host/path")]
    public void What_is_no_uri_makes_no_account(string uri) =>
        Assert.Throws<ArgumentException>(() => new Accounts(1).AddNoSec(uri, 1, 300));

    [Fact]
    public void What_is_out_of_range_makes_no_account()
    {
        Assert.Throws<ArgumentException>(() => new Accounts(1).AddNoSec("coap://a", 0, 300));
        Assert.Throws<ArgumentException>(() => new Accounts(1).AddNoSec("coap://a", 65535, 300));
        Assert.Throws<ArgumentException>(() => new Accounts(1).AddNoSec("coap://a", 1, 0));
        Assert.Throws<ArgumentException>(
            () => new Accounts(1).AddNoSec("coap://" + new string('a', 249), 1, 300));
        Assert.Throws<ArgumentException>(() => AddPsk(new string('i', 129), s_key));
        Assert.Throws<ArgumentException>(() => AddPsk("", s_key));
        Assert.ThrowsAny<ArgumentException>(() => AddPsk(null!, s_key));
        Assert.Throws<ArgumentException>(() => AddPsk("id", new byte[65]));
        Assert.Throws<ArgumentException>(() => AddPsk("id", []));
        Assert.Throws<ArgumentException>(() => AddPsk("id", null!));
        AddPsk(new string('i', 128), new byte[64]);
        var accounts = new Accounts(2);
        accounts.AddNoSec("coap://a", 1, 300);
        Assert.Throws<InvalidOperationException>(() => accounts.AddNoSec("coap://b", 1, 300));
        accounts.AddNoSec("coap://b", 2, 300);
        Assert.Throws<InvalidOperationException>(() => accounts.AddNoSec("coap://c", 3, 300));
        accounts.AddBootstrapNoSec("coap://bs");
        Assert.Throws<InvalidOperationException>(() => accounts.AddBootstrapNoSec("coap://bs"));
        Assert.Equal(2, accounts.Count);
    }

    [Fact]
    public void A_device_can_be_provisioned_with_what_was_made_on_a_pc()
    {
        var made = new Accounts(2);
        made.AddBootstrapPsk("coaps://bs.example:5784", "bs", [9, 9], 3, 60);
        Account secure = made.AddPsk("coaps://a.example", "identity", s_key, 101, 86400);
        secure.Dtls.ServerName = "name";
        secure.Dtls.CipherSuites = [0xC0A4];
        secure.DefaultMinimumPeriodSeconds = 5;
        made.AddNoSec("coap://b.example:5783", 102, 300);
        byte[] file = made.Export();

        var device = new Accounts(2);
        device.AddProvisioned(file);
        Assert.Equal(2, device.Count);
        Assert.Equal("a.example", device[0].Host);
        Assert.Equal(101, device[0].ServerId);
        Assert.Equal(86400, device[0].LifetimeSeconds);
        Assert.Equal(5, device[0].DefaultMinimumPeriodSeconds);
        Assert.Equal(s_key, device[0].Dtls.Key);
        Assert.Equal("identity"u8.ToArray(), device[0].Dtls.Identity);
        Assert.Equal("name", device[0].Dtls.ServerName);
        Assert.Equal([0xC0A4], device[0].Dtls.CipherSuites);
        Assert.Equal(5783, device[1].Port);
        Assert.Null(device[1].Dtls);
        Assert.Equal(102, device[1].ServerId);
        Assert.Equal("bs.example", device.Bootstrap.Host);
        Assert.Equal(5784, device.Bootstrap.Port);
        Assert.Equal(file, device.Export());
        Assert.Throws<ArgumentException>(() => new Accounts(1).AddProvisioned(file));
        Assert.Throws<ArgumentException>(() => new Accounts(2).AddProvisioned(file[..^1]));
    }

    /// <summary>Each change makes a configuration that is not one to work with.</summary>
    [Theory]
    [InlineData("/1/0/0", 7L)]
    [InlineData("/1/0/0", 0L)]
    [InlineData("/1/0/0", null)]
    [InlineData("/1/0/0", 102L)]
    [InlineData("/1/0/1", 0L)]
    [InlineData("/1/0/1", null)]
    [InlineData("/0/1/0", null)]
    [InlineData("/0/1/0", "coap://a.example")]
    [InlineData("/0/1/1", 1L)]
    [InlineData("/0/1/2", 1L)]
    [InlineData("/0/1/2", 2L)]
    [InlineData("/0/1/2", null)]
    [InlineData("/0/1/3", null)]
    [InlineData("/0/1/5", null)]
    [InlineData("/0/1/10", 65535L)]
    [InlineData("/0/1/10", null)]
    [InlineData("/0/2/10", 101L)]
    [InlineData("/0/0/0", "coap:")]
    [InlineData("/0/3/1", 1L)]
    public void An_incomplete_configuration_is_not_accepted(string path, object? value)
    {
        var accounts = new Accounts(2);
        accounts.AddBootstrapNoSec("coap://bs");
        accounts.AddPsk("coaps://a.example", "identity", s_key, 101, 300);
        accounts.AddNoSec("coap://b.example", 102, 300);
        Configuration values = accounts.NewConfiguration();
        values.CopyFrom(accounts.Configuration);
        Assert.True(accounts.Accepts(values, 2));
        Assert.False(accounts.Accepts(values, 3));
        int[] ids = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        long packed = Lwm2mPath.Of(ids[0], ids[1], ids[2]);
        switch (value)
        {
            case null:
                values.Remove(packed);
                break;
            case string text:
                values.Set(packed, Encoding.UTF8.GetBytes(text), 0, text.Length);
                break;
            case long number:
                values.Set(packed, number);
                break;
        }

        Assert.False(accounts.Accepts(values, 1));
    }

    [Fact]
    public void A_configuration_takes_the_place_of_another()
    {
        var accounts = new Accounts(3);
        accounts.AddBootstrapNoSec("coap://bs");
        accounts.AddNoSec("coap://a.example", 101, 300);
        accounts.AddNoSec("coap://b.example", 102, 300);
        accounts.Freeze();
        Account[] places = [accounts[0], accounts[1], accounts[2]];
        var others = new Accounts(3);
        others.AddBootstrapNoSec("coap://bs2");
        others.AddPsk("coaps://c.example", "c", s_key, 103, 60);
        accounts.Apply(others.Configuration);
        Assert.Equal(1, accounts.Count);
        Assert.Equal("c.example", places[0].Host);
        Assert.Equal(60, places[0].LifetimeSeconds);
        Assert.Equal(s_key, places[0].Dtls.Key);
        Assert.Equal(Account.Absent, places[1].ServerId);
        Assert.Equal(Account.Absent, places[2].ServerId);
        Assert.Equal("bs2", accounts.Bootstrap.Host);
        accounts.RemoveBootstrap();
        Assert.Equal(-1, accounts.Bootstrap.SecurityInstance);
    }

    private static void AddPsk(string identity, byte[] key) =>
        new Accounts(1).AddPsk("coaps://a", identity, key, 1, 300);
}
